// A table of the page: on a narrow screen each row is a list of labelled cells.

import { el } from '../page/dom.js';
import { say } from '../page/words/sentences.js';

/** @import { Child } from '../page/dom.js' */

const NARROW = ['row', 'grade', 'number', 'listVersion', 'items', 'whole'];

/**
 * @param {string} label
 * @param {string[]} heads names of sentences
 * @param {Child[][]} rows
 */
export const renderTable = (label, heads, rows) =>
  el('div', { class: 'well', tabindex: 0, role: 'region', 'aria-label': label },
    el('table', { class: 'stack', role: 'table' },
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ...heads.map((name) => el('th', { role: 'columnheader', scope: 'col', class: classOf(name) }, say(name))))),
      el('tbody', { role: 'rowgroup' }, ...rows.map((cells) => el('tr', { role: 'row' }, ...cells.map((cell, column) => renderCell(heads[column], cell)))))));

/** @param {string} name */
const classOf = (name) => [name === 'row' && 'num', name === 'whole' && 'noprint', NARROW.includes(name) && 'nb'].filter(Boolean).join(' ');

/**
 * @param {string} name
 * @param {Child} cell
 */
const renderCell = (name, cell) => el('td', { role: 'cell', class: classOf(name), 'data-label': say(name) }, el('div', {}, cell));
