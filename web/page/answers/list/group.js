// A group of the list: its bidder, the number of each standing, and the rows that the filter lets through.

import { el, icon } from '../../dom.js';
import { say } from '../../words/sentences.js';
import { TONES, countStandings, wordOf } from '../standing.js';
import { renderExpected } from './expecting.js';
import { isTroubled, passing } from './filters.js';
import { kept } from './kept.js';
import { addRows, renderEmpty } from './rows.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { View } from '../answer.js' */
/** @import { Group, Row } from '../groups.js' */
/** @import { Standing } from '../standing.js' */

export const MOST_SHOWN = 500;
export const SLICE = 6; // rows added at a time, so that a slow computer can react in between

/**
 * What the groups of a list are made with.
 * @typedef {object} ListContext
 * @property {View} view
 * @property {(answer: Answer) => void} onOpen
 * @property {() => unknown} onExpect
 * @property {() => void} again
 * @property {number} left rows that may still be shown
 * @property {(step: () => unknown, rows: number) => void} put
 * @property {boolean} isOne
 * @property {boolean} isTitled
 */

/**
 * Returns a group with the rows that pass the filter; null if none passes.
 * @param {Group} group
 * @param {ListContext} context
 */
export function renderGroup(group, context) {
  const isFolded = !isTroubled(group) && !context.isOne;
  const rows = passing(group);
  if (rows === null) return null;
  const shown = rows.slice(0, Math.max(0, context.left));
  context.left -= rows.length;
  const rest = group.rows.length - rows.length;
  const open = kept.open.get(group.key) ?? (context.left < MOST_SHOWN && !isFolded);
  const box = context.isTitled
    ? el('details', { class: 'card group', open, on: { toggle: ({ currentTarget: { open: isOpen } }) => kept.open.set(group.key, isOpen) } }, renderSummary(group))
    : el('div', { class: 'card' });
  const table = shown.length > 0 ? renderEmpty() : null;
  context.put(() => box.append(...[
    context.isTitled && group.key !== '' ? renderExpected(group, context) : null,
    group.rows.length === 0 ? el('p', {}, say('nothingRead')) : null,
    table,
    rest > 0 ? el('p', { class: 'soft small' }, say('notListed', { n: rest })) : null,
  ].filter((part) => part !== null)), 0);
  for (let at = 0; at < shown.length; at += SLICE) {
    const some = shown.slice(at, at + SLICE);
    context.put(() => table && addRows(table, some, group, context.view, context.onOpen), some.length);
  }
  return box;
}

/**
 * The certificates of a group by their standing, and its files without one.
 * @param {Row[]} rows
 */
const inSummary = (rows) => [...countStandings(rows), /** @type {[Standing, number]} */ (['none', rows.filter(({ standing }) => standing === 'none').length])];

/** @param {Group} group */
function renderSummary({ title, rows, expected }) {
  const whose = (expected?.enterprises ?? []).map(({ name, uscc }) =>
    el('span', { class: 'soft small whose' }, name === null || title.includes(name) ? null : `${name} `, title.includes(uscc) ? null : el('span', { class: 'code' }, uscc)));
  return el('summary', { class: 'row between' },
    el('span', {},
      el('b', { lang: 'zh-CN' }, title === '' ? say('noFolder') : title),
      ' ', whose),
    el('span', { class: 'row' }, inSummary(rows).filter(([, count]) => count > 0).map(([standing, count]) =>
      el('span', { class: `mark ${TONES[standing]}` }, icon(TONES[standing]), el('span', { class: 'hide' }, wordOf(standing)), count))));
}
