// The faults that keep a form from being used, all at once: a list with a link to each field, and the same words beside
// the field.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';

/** @typedef {{ field: HTMLElement | null, words: string }} Fault */

/**
 * Returns the empty fields and the fields with impossible values.
 * @param {HTMLElement} fields
 * @returns {Fault[]}
 */
export const findFaults = (fields) =>
  [.../** @type {NodeListOf<HTMLInputElement | HTMLTextAreaElement>} */ (fields.querySelectorAll('input, textarea'))].flatMap((field) => {
    const { validity: { valid, valueMissing }, validationMessage: why, labels } = field;
    const label = labels?.[0]?.textContent ?? '';
    return valid ? [] : [{ field, words: valueMissing ? say('fieldEmpty', { label }) : say('fieldWrong', { label, why }) }];
  });

/**
 * Returns the field that a refusal names, or the nearest field around it.
 * @param {HTMLElement} fields
 * @param {string} path
 */
export function fieldAt(fields, path) {
  for (let at = path; at !== ''; at = at.replace(/(?:\.?[^.[\]]+|\[\d+\])$/, '')) {
    const field = /** @type {HTMLElement | null} */ (fields.querySelector(`[data-path="${CSS.escape(at)}"]`));
    if (field !== null) return field;
  }
  return null;
}

/**
 * Lists faults in `place`, which gets the focus.
 * @param {HTMLElement} place
 * @param {Fault[]} faults
 */
export function showFaults(place, faults) {
  for (const { field, words } of faults) if (field !== null) mark(field, words);
  place.replaceChildren(el('div', { class: 'note no' }, el('b', {}, say('formFaults', { n: faults.length })),
    el('ul', { class: 'bullets' }, faults.map(({ field, words }) => el('li', {}, field === null ? words : renderLink(field, words))))));
  place.focus();
}

/**
 * @param {HTMLElement} field
 * @param {string} words
 */
function renderLink(field, words) {
  const go = (/** @type {Event} */ event) => {
    event.preventDefault(); // the address stays that of the page
    field.focus();
  };
  return el('a', { href: `#${field.id}`, on: { click: go } }, words);
}

/**
 * @param {HTMLElement} field
 * @param {string} words
 */
function mark(field, words) {
  const { id } = field;
  field.setAttribute('aria-invalid', 'true');
  field.setAttribute('aria-describedby', [`${id}-fault`, field.getAttribute('aria-describedby')].filter(Boolean).join(' '));
  field.before(el('p', { class: 'no', id: `${id}-fault` }, el('span', { class: 'err' }, words)));
}

/**
 * Removes the message of a field; with the last message, the list.
 * @param {HTMLElement} place
 * @param {Element} field
 */
export function dropFault(place, field) {
  field.removeAttribute('aria-invalid');
  field.setAttribute('aria-describedby', `${field.getAttribute('aria-describedby')}`.replace(`${field.id}-fault`, '').trim());
  document.getElementById(`${field.id}-fault`)?.remove();
  place.querySelector(`a[href="#${field.id}"]`)?.closest('li')?.remove();
  const left = place.querySelectorAll('li').length;
  if (left === 0) place.replaceChildren();
  else place.querySelector('b')?.replaceChildren(say('formFaults', { n: left }));
}
