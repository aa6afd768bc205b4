// Fields of a form over a JSON value: each knows the member it fills, by which a refusal finds it.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { Child } from '../../page/dom.js' */

/** @typedef {Record<string, any>} Value a document as it is entered */
/** @typedef {Pick<AgreementText, 'parties' | 'schemes'>} AgreementLists what the associations have */
/** @typedef {{ label: string, hint?: string, path: string, type?: string, required?: boolean, list?: string, min?: number, rows?: number, fault?: (text: string) => string }} FieldWords */

let last = 0;

/**
 * Returns a field for a line of text, a number or a date: the member `name` of `owner`; an empty field is absent.
 * `fault` describes an invalid value.
 * @param {Value} owner
 * @param {string} name
 * @param {FieldWords} words
 */
export function textField(owner, name, { label, hint, path, type = 'text', required = false, min, rows, fault = () => '' }) {
  last += 1;
  const id = `field-${last}`;
  const take = (/** @type {{ currentTarget: HTMLInputElement | HTMLTextAreaElement }} */ { currentTarget: { value } }) => {
    const text = value.trim();
    if (text === '') delete owner[name];
    else owner[name] = type === 'number' ? Number(text) : text;
    judge(text);
  };
  const given = { id, 'data-path': path, required, autocomplete: 'off', 'aria-describedby': hint === undefined ? null : `${id}-hint` };
  const input = rows === undefined
    ? el('input', { ...given, type, min, on: { input: take } })
    : el('textarea', { ...given, rows, on: { input: take } });
  const judge = (/** @type {string} */ text) => input.setCustomValidity(text === '' ? '' : fault(text));
  input.value = owner[name] ?? '';
  judge(input.value);
  return field(id, label, hint, input);
}

/**
 * A day and a time in Beijing, as one member; one that is left alone stays as it is written.
 * @param {Value} owner
 * @param {string} name
 * @param {FieldWords} words
 */
export function momentField(owner, name, words) {
  const local = { at: owner[name] === undefined ? '' : new Date(Date.parse(owner[name]) + 8 * 3_600_000).toISOString().slice(0, 16) };
  const entered = textField(local, 'at', { ...words, type: 'datetime-local' });
  entered.addEventListener('input', () => {
    if (local.at === undefined) delete owner[name];
    else owner[name] = `${local.at.slice(0, 16)}:00+08:00`;
  });
  return entered;
}

/**
 * Returns a choice of one code; '' means absent.
 * @param {Value} owner
 * @param {string} name
 * @param {FieldWords} words
 * @param {[code: string, word: string][]} choices
 * @param {(code: string) => void} [onChange]
 */
export function selectField(owner, name, { label, hint, path }, choices, onChange = () => {}) {
  last += 1;
  const id = `field-${last}`;
  const take = (/** @type {{ currentTarget: HTMLSelectElement }} */ { currentTarget: { value } }) => {
    if (value === '') delete owner[name];
    else owner[name] = value;
    onChange(value);
  };
  const known = choices.some(([code]) => code === (owner[name] ?? ''));
  const all = known ? choices : [...choices, /** @type {[string, string]} */ ([owner[name] ?? '', owner[name] ?? '–'])];
  const select = el('select', { id, 'data-path': path, 'aria-describedby': hint === undefined ? null : `${id}-hint`, on: { change: take } }, all.map(([code, word]) => el('option', { value: code }, word)));
  select.value = owner[name] ?? '';
  return field(id, label, hint, select);
}

/**
 * Returns a choice of several: the list `name` of `owner`; none means absent.
 * @param {Value} owner
 * @param {string} name
 * @param {FieldWords} words
 * @param {[code: string, word: string][]} choices
 */
export function choiceField(owner, name, { label, path }, choices) {
  last += 1;
  const take = (/** @type {string} */ code, /** @type {boolean} */ isChosen) => {
    const chosen = choices.map(([choice]) => choice).filter((choice) => (choice === code ? isChosen : (owner[name] ?? []).includes(choice)));
    if (chosen.length === 0) delete owner[name];
    else owner[name] = chosen;
  };
  return el('fieldset', { class: 'field', id: `field-${last}`, 'data-path': path, tabindex: -1 },
    el('legend', {}, label),
    el('div', { class: 'row' }, choices.map(([code, word]) => checkbox(word, (owner[name] ?? []).includes(code), (isChosen) => take(code, isChosen)))));
}

/**
 * @param {string} word
 * @param {boolean} isChecked
 * @param {(isChecked: boolean) => void} onChange
 */
export function checkbox(word, isChecked, onChange) {
  const input = el('input', { type: 'checkbox', checked: isChecked, on: { change: ({ currentTarget }) => onChange(currentTarget.checked) } });
  return el('label', { class: 'pick' }, input, word);
}

/**
 * @param {string} id
 * @param {string} label
 * @param {string | undefined} hint
 * @param {HTMLElement} input
 */
const field = (id, label, hint, input) =>
  el('div', { class: 'field' }, el('label', { for: id }, label), input, hint === undefined ? null : el('small', { id: `${id}-hint` }, hint));

/**
 * @param {string} words
 * @param {() => void} act
 * @param {string} [shape]
 */
export const button = (words, act, shape = '') => el('button', { type: 'button', class: shape, on: { click: act } }, words);

/**
 * What belongs together, under a heading, with a way to remove it.
 * @param {string} heading
 * @param {(() => void) | null} remove
 * @param {string} removeWords
 * @param {Child[]} children
 */
export const block = (heading, remove, removeWords, ...children) =>
  el('fieldset', { class: 'block tight' }, el('legend', { class: 'hide' }, heading),
    el('div', { class: 'row between' }, el('b', { 'aria-hidden': 'true' }, heading), remove === null ? null : button(removeWords, remove, 'plain')), ...children);

/**
 * Codes of a closed list with their words.
 * @type {(codes: string[], kind: string) => [code: string, word: string][]}
 */
export const choicesOf = (codes, kind) => codes.map((code) => [code, say(`${kind}-${code}`)]);

/**
 * The first label of a kind that none of `taken` is: `L1`.
 * @param {string} kind
 * @param {string[]} taken
 */
export function nextId(kind, taken) {
  let number = 1;
  while (taken.includes(`${kind}${number}`)) number += 1;
  return `${kind}${number}`;
}
