// The same opening checked again at the award: by which record papers are late, and when it is awarded.

import { el } from '../../page/dom.js';
import { language, say } from '../../page/words/sentences.js';
import { momentField, selectField } from '../form/fields.js';
import { sayBreak } from './difference_said.js';
import { chooseRecord } from './kept.js';

/** @import { Value } from '../form/fields.js' */
/** @import { ActsHow, KeptRecord } from './kept.js' */

/** @type {Value} */
const chosen = {};

/**
 * @param {KeptRecord[]} records
 * @param {ActsHow} how
 */
export function renderAward(records, { opening, checking, check }) {
  const status = el('p', { role: 'status', class: 'small', id: 'award-told' }, opening.checked?.asked.award ? say('awardDone') : null);
  const run = async () => {
    const record = records.find(({ summary }) => summary.digest === chosen.first);
    const first = record === undefined ? null : await checking.onKept('firstOfKept', record.file);
    if (first !== null && 'refused' in first) {
      status.textContent = first.refused[language()];
      return;
    }
    const { at = null } = chosen;
    opening.award = first === null && at === null ? null : { at, first };
    check();
  };
  return el('section', { class: 'flow', 'aria-labelledby': 'award-heading' },
    el('h3', { id: 'award-heading' }, say('awardHead')),
    el('p', { class: 'soft small' }, say('awardWhat')),
    el('div', { class: 'fields' },
      selectField(chosen, 'first', { label: say('firstRecord'), path: 'first' }, [['', say('noFirst')], ...chooseRecord(records)]),
      momentField(chosen, 'at', { label: say('awardTime'), hint: say('awardTimeHint'), path: 'awardAt' })),
    el('p', { class: 'row' }, el('button', { type: 'button', id: 'check-award', on: { click: () => void run() } }, say('checkAward'))),
    ...(opening.checked?.breaks ?? []).map((fault) => el('p', { class: 'note warn' }, sayBreak(fault, language()))),
    status);
}
