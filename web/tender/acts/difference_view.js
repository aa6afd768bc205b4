// The differences of two records with the reasons, in the sentences of the terminal.

import { el, icon } from '../../page/dom.js';
import { AgreementNames } from '../../credentials/documents/agreement_names.js';
import { colon, label, language, say } from '../../page/words/sentences.js';
import { KEPT } from '../../texts/tender/causes.js';
import { STATES } from '../../texts/tender/words.js';
import { sayRow } from '../../verifier/tender/words.js';
import { nameBid } from '../matrix/said.js';
import { sayBreak, sayCause, sayCauses } from './difference_said.js';
import { nameRecord } from './kept.js';

/** @import { Child } from '../../page/dom.js' */
/** @import { ChangeCause } from '../../verifier/tender/record/difference/whole.js' */
/** @import { ChangedCell } from '../../verifier/tender/record/difference/cells.js' */
/** @import { KeptDifference } from '../checking/kept_records.js' */
/** @import { KeptRecord } from './kept.js' */

/** @typedef {{ before: KeptRecord, after: KeptRecord, found: KeptDifference }} Compared */

/** @param {Compared} compared */
export function renderDifference({ before, after, found: { difference, breaks, naming } }) {
  const lang = language();
  const names = naming === null ? null : new AgreementNames(naming.text, lang, naming.older);
  const { causes, cells, aside } = difference;
  const called = new Map([...before.summary.bidders, ...after.summary.bidders].map(({ id, enterprises }) => [id, nameBid(enterprises, lang)]));
  const listed = (/** @type {Child[]} */ lines) => el('ul', { class: 'bullets' }, lines.map((line) => el('li', {}, line)));
  return [
    el('p', { class: 'soft small' }, say('comparedOf', { before: nameRecord(before), after: nameRecord(after) })),
    ...breaks.map((fault) => el('p', { class: 'note warn' }, sayBreak(fault, lang))),
    causes.length === 0 && cells.length === 0 ? el('p', { class: 'note ok' }, icon('ok'), sayRow(KEPT.same, {}, lang)) : listed(causes.map((cause) => [whoseOf(cause), sayCause(cause, lang, names)])),
    cells.length === 0 ? null : el('h4', {}, sayRow(KEPT.changed, { count: cells.length }, lang)),
    cells.length === 0 ? null : el('ul', { class: 'lines' }, cells.map((cell) => el('li', {},
      el('b', {}, [cell.lot, cell.bidder, called.get(cell.bidder), cell.criterion, cell.requirement].filter(Boolean).join(' ')), ' ', sayStates(cell),
      listed(sayCauses(cell, lang, names))))),
    aside === 0 ? null : el('p', { class: 'soft small' }, sayRow(KEPT.aside, { count: aside }, lang)),
  ];
}

/** @param {ChangeCause} cause */
const whoseOf = ({ facts: { bidder } }) => (bidder === undefined ? null : `${bidder}${colon()}`);

/** @param {ChangedCell} cell */
function sayStates({ before, after }) {
  const [was, comes] = [before, after].map((state) => (state === null ? '–' : label(STATES, state)));
  return was === comes ? sayRow(KEPT['as-before'], { state: was }, language()) : `${was} → ${comes}`;
}
