// The rows of a group: the outcome of a certificate, its content, its recognition, the reasons, and its file.

import { el, icon } from '../../dom.js';
import { say } from '../../words/sentences.js';
import { isOnly } from '../expected.js';
import { lineOf, titleOfLine } from '../line.js';
import { placeKey, placeOf } from '../places.js';
import { doubtOf, markOf, reasonLines } from '../standing.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { VerdictJson } from '../../../verifier/verdict.js' */
/** @import { Attributes, Child } from '../../dom.js' */
/** @import { View } from '../answer.js' */
/** @import { Expectation, Group, Row } from '../groups.js' */

const MOST_PLACES = 3;
const HEADS = ['answer', 'credential', 'counts', 'reason', 'input'];

/** The table of a group, to which `addRows` adds its rows. */
export const renderEmpty = () =>
  el('table', { class: 'stack fix inputs', role: 'table' },
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, HEADS.map((head) => el('th', { scope: 'col', role: 'columnheader' }, say(head))))),
    el('tbody', { role: 'rowgroup' }));

/**
 * Adds rows to a table; `onOpen(answer)` is called when a person opens one.
 * @param {HTMLTableElement} table
 * @param {Row[]} rows
 * @param {Group} group
 * @param {View} view
 * @param {(answer: Answer) => void} onOpen
 */
export function addRows(table, rows, { key, expected }, view, onOpen) {
  table.tBodies[0].append(...rows.map((row) => renderRow(row, key, expected, view, onOpen)));
}

/**
 * @param {Attributes<'td'>} attributes
 * @param {Child[]} children
 */
const cell = (attributes, ...children) => el('td', { role: 'cell', ...attributes }, ...children);

/**
 * @param {Row} row
 * @param {string} key
 * @param {Expectation | null} expected
 * @param {View} view
 * @param {(answer: Answer) => void} onOpen
 */
function renderRow(row, key, expected, view, onOpen) {
  const { answer, answers } = row;
  const { verdict } = answer;
  const line = lineOf(verdict, view.names);
  const isSaid = isOnly(expected, line.uscc);
  const [tone, word] = markOf(row);
  const [reason, ...notes] = [...doubtOf(row, expected), ...reasonLines(verdict, view.names)];
  return el('tr', { role: 'row' },
    cell({}, el('span', { class: `mark ${verdict.outcome} ${tone}` }, icon(tone), word)),
    cell({ class: line.name === '' && 'none' },
      line.name === '' ? '—' : el('b', {}, titleOfLine(line)),
      line.name === '' || isSaid ? null : el('p', { lang: 'zh-CN' }, line.name, ' ', el('code', {}, line.uscc)),
      line.name === '' ? null : el('p', { class: 'soft small' }, line.number === '' ? null : el('span', { class: 'code' }, line.number), line.number === '' ? '' : ' · ', line.end),
      verdict.through === null ? null : renderReach(verdict.outcome, verdict.through)),
    cell(line.counts === '' ? { class: 'none' } : { 'data-label': say('counts') }, line.counts || '—'),
    cell({}, reason, notes.map((note) => el('p', { class: 'soft small' }, note))),
    cell({ class: 'source' }, renderPlaces(answers, key, onOpen)));
}

/**
 * Returns whether the term reaches the day; nothing if no signature is valid, or if a credential that is not valid
 * reaches it.
 * @param {VerdictJson['outcome']} outcome
 * @param {NonNullable<VerdictJson['through']>} term
 */
const renderReach = (outcome, { date, reaches }) =>
  reaches === null || (reaches && outcome !== 'valid') ? null : el('p', {}, el('b', {}, say(reaches ? 'reaches' : 'endsBefore', { day: date })));

/**
 * Returns every copy by file and page; the first ones are shown at once.
 * @param {Answer[]} answers
 * @param {string} key
 * @param {(answer: Answer) => void} onOpen
 */
function renderPlaces(answers, key, onOpen) {
  const links = answers.map((answer) =>
    el('a', {
      href: '#answers', 'data-answer': placeKey(answer),
      on: { click: (event) => (event.preventDefault(), onOpen(answer)) },
    }, placeOf(answer.name, answer.candidate.pages, key)));
  if (links.length === 1) return links;
  return [
    el('p', {}, el('b', {}, say('copies', { n: links.length }))),
    links.slice(0, MOST_PLACES).map((link) => el('p', {}, link)),
    links.length <= MOST_PLACES ? null : el('details', {}, el('summary', {}, say('morePlaces', { n: links.length - MOST_PLACES })), links.slice(MOST_PLACES).map((link) => el('p', {}, link))),
  ];
}
