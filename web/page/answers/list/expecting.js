// The form in which an officer types or corrects the enterprise that a group should be about.

import { el } from '../../dom.js';
import { say } from '../../words/sentences.js';
import { codesOf, parseTyped } from '../expected.js';
import { kept } from './kept.js';

/** @import { Group } from '../groups.js' */

const LONGEST = 200; // room for ten codes and separators
const BY = { typed: 'byTyped', folder: 'byFolder', name: 'byName', most: 'byMost' };

/**
 * Returns the form for the enterprise that a group should be about.
 * @param {Group} group
 * @param {{ onExpect: () => unknown, again: () => void }} context
 */
export function renderExpected({ key, expected, holders }, { onExpect, again }) {
  const id = `expect-${kept.groups.findIndex((group) => group.key === key)}`;
  const wrong = kept.wrong.get(key);
  const isSure = wrong === undefined && expected !== null && !expected.isDoubtful;
  const change = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget: { value } }) => {
    const { codes, wrong: bad } = parseTyped(value);
    kept.wrong.delete(key);
    if (bad !== undefined) {
      kept.wrong.set(key, { text: value.trim(), code: bad });
      return again();
    }
    if (codes.length === 0) kept.typed.delete(key);
    else kept.typed.set(key, codes);
    return onExpect();
  };
  const field = el('form', { class: wrong === undefined ? 'field' : 'field no', on: { submit: (event) => event.preventDefault() } },
    el('label', { for: id }, say('expectUscc')),
    wrong === undefined ? null : el('p', { class: 'err', id: `${id}-err` }, say('codeBad', wrong)),
    el('p', { class: 'soft small', id: `${id}-hint` }, say('expectSeveral')),
    el('input', {
      id, class: 'code', maxlength: LONGEST, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', value: wrong?.text ?? codesOf(expected?.enterprises),
      'aria-invalid': wrong !== undefined && 'true', 'aria-describedby': wrong === undefined ? `${id}-hint` : `${id}-err ${id}-hint`, on: { change },
    }));
  return el('div', { class: 'expect noprint' },
    holders > 1 ? el('p', { class: 'note warn' }, say('severalHolders', { n: holders })) : null,
    expected?.isDoubtful ? el('p', { class: 'note warn' }, say('folderDiffers', { name: expected.enterprises[0].name })) : null,
    el('details', { open: kept.open.get(`${key} expected`) ?? !isSure, on: { toggle: ({ currentTarget: { open } }) => kept.open.set(`${key} expected`, open) } },
      el('summary', { class: 'small' }, say(expected === null ? 'byNone' : BY[expected.by])), field));
}
