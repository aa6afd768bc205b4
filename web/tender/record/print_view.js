// The record on paper: what the program at the terminal sets as pages, here as a part of the page that is only printed.

import { el } from '../../page/dom.js';
import { part } from '../elements.js';
import { layOut } from './pages.js';

/** @import { ReceiptHeader } from '../checking/opening_check.js' */
/** @import { Telling } from '../matrix/telling.js' */
/** @import { MatrixMark, PrintedMatrix, PrintedSection } from './pages.js' */

/** @type {Record<string, string>} */
const SIGNS = { met: '✓', 'cannot-establish': '?', 'not-met': '×' };

/**
 * Prints the record of a receipt.
 * @param {Telling} told
 * @param {{ value: { header: ReceiptHeader }, digest: string }} receipt
 * @param {Record<'zh' | 'en', string>} words
 */
export function print(told, receipt, words) {
  const pages = layOut(told, { ...receipt, words });
  const other = told.isChinese ? 'en' : 'zh';
  part('printed').replaceChildren(
    el('p', {}, pages.annex),
    el('h1', {}, pages.title[told.lang], ' ', el('small', { lang: other === 'zh' ? 'zh-CN' : 'en' }, pages.title[other])),
    el('dl', { class: 'facts' }, pages.facts.flatMap(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])),
    el('p', {}, el('b', {}, pages.words.title), ' ', el('span', { class: 'common' }, pages.words.zh), ' ', el('span', { lang: 'en' }, pages.words.en), el('br'), pages.words.note),
    el('ul', { class: 'bullets' }, pages.statements.map((one) => el('li', {}, one))),
    ...pages.matrices.flatMap(renderMatrix),
    ...pages.sections.map(renderSection),
    el('h2', {}, pages.signatures.title),
    el('table', { class: 'signatures' }, el('thead', {}, el('tr', {}, pages.signatures.head.map((name) => el('th', {}, name)))),
      el('tbody', {}, Array.from({ length: pages.signatures.lines }, () => el('tr', {}, pages.signatures.head.map(() => el('td', {})))))),
  );
  window.print();
}

/** @param {PrintedMatrix} matrix */
const renderMatrix = ({ title, head, rows, note }) => [
  el('table', {}, el('caption', {}, title), el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((one) => (typeof one === 'string' ? el('td', {}, one) : renderMark(one))))))),
  el('p', {}, note),
];

/** @param {MatrixMark} mark */
const renderMark = ({ state, bearing, text, points, by }) =>
  el('td', { class: `${state} ${bearing}` }, `${SIGNS[state] ?? ''} ${text}${points === '' ? '' : ` ${points}`}`, by.map((one) => [el('br'), el('small', {}, one)]));

/** @param {PrintedSection} section */
const renderSection = ({ title, intro, head, rows }) =>
  el('section', {}, el('h2', {}, title), intro === '' ? null : el('p', {}, intro),
    rows.length === 0 ? null : head.length === 0
      ? el('ul', { class: 'bullets' }, rows.map(([one]) => el('li', {}, one)))
      : el('table', {}, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))), el('tbody', {}, rows.map((row) => el('tr', {}, row.map((one) => el('td', {}, one)))))));
