// The form before a record is printed: title, tender, name of the officer. It stands below one answer and above many,
// and this page alone keeps its texts from one answer to the next.

import { byId, el, icon } from '../../dom.js';
import { say } from '../../words/sentences.js';

/** @import { Attributes } from '../../dom.js' */

const FIELDS = { title: 'titleField', tender: 'tenderField', officer: 'officerField' };
const FORM = 'record-form';

/**
 * Texts typed so far, by field.
 * @type {Record<string, string>}
 */
export const filled = { title: '', tender: '', officer: '' };

/**
 * The button that opens the form.
 * @param {Attributes<'button'>} attributes
 */
export const renderOpener = (attributes = {}) =>
  el('button', { type: 'button', ...attributes, on: { click: open } }, icon('print'), say('printRecord'));

function open() {
  byId(FORM)?.removeAttribute('hidden');
  byId('record-title')?.focus();
}

/** Returns the form, hidden until a person opens it; the record itself is made when the browser prints. */
export function renderForm() {
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    print();
  };
  const input = (/** @type {Event} */ { target }) => {
    const { name, value } = /** @type {HTMLInputElement} */ (target);
    filled[name] = value;
  };
  return el('form', { class: 'card noprint', id: FORM, hidden: true, 'aria-labelledby': 'record-heading', on: { submit, input } },
    el('h3', { id: 'record-heading' }, say('recordTitle')),
    el('p', { class: 'soft small' }, say('recordHint')),
    el('div', { class: 'ask' }, Object.entries(FIELDS).map(([name, word]) =>
      el('div', { class: 'field' },
        el('label', { for: `record-${name}` }, say(word)),
        el('input', { id: `record-${name}`, name, maxlength: '200', autocomplete: 'off', value: filled[name] })))),
    el('button', { type: 'submit', class: 'main' }, say('printNow')));
}
