// The record as a browser shows and prints it, in one language: a table with its head on every sheet.

import { el } from '../../page/dom.js';
import { pinWords } from '../../page/trust/pin.js';
import { plain } from '../../signing/plain_text.js';

/** @import { Child } from '../../page/dom.js' */
/** @import { Telling } from '../matrix/telling.js' */
/** @import { Checked } from '../opening.js' */
/** @import { MatrixMark, PrintedMatrix, PrintedSection, layOut } from './pages.js' */

/** @typedef {ReturnType<typeof layOut>} Pages */

/** @type {Record<string, string>} */
const SIGNS = { met: '✓', 'cannot-establish': '?', 'not-met': '×' };

const SHORT = 8; // characters of a cell that stand in one line: an outcome, where it was asked
const LONG = /\S{15}/; // a word that may break anywhere, so that eight columns stand on a sheet

/**
 * The words to compare with another room.
 * @param {Checked} checked
 */
export const wordsOf = ({ words }) => ({ zh: pinWords(words, 'zh').join(' '), en: pinWords(words, 'en').join(' ') });

/**
 * @param {Telling} telling
 * @param {Pages} pages
 * @param {object} how
 * @param {string} how.number on every sheet, of its receipt
 * @param {boolean} how.hasWords whether the words to compare stand on the first
 * @param {Child} [how.partly] below the title
 * @param {Child} [how.filtered] above the matrices
 * @param {Child} how.sheet of pages without a readable code
 * @param {Child} [how.toSign] in place of the lines to sign
 */
export function renderSheet(telling, pages, { number, hasWords, sheet, partly = null, filtered = null, toSign = renderLines(pages.signatures) }) {
  const running = [telling.label('title'), plain(telling.tender.number), number].join(' · ');
  const other = telling.isChinese ? 'en' : 'zh';
  return el('table', { role: 'presentation' },
    el('thead', {}, el('tr', {}, el('td', { class: 'running' }, running))),
    el('tbody', {}, el('tr', {}, el('td', {},
      el('p', {}, pages.annex),
      el('h1', {}, pages.title[telling.lang], ' ', el('small', { lang: other === 'zh' ? 'zh-CN' : 'en' }, pages.title[other])),
      partly,
      el('dl', { class: 'facts' }, pages.facts.map(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])),
      hasWords ? renderWords(pages.words) : null,
      el('ul', { class: 'bullets' }, pages.statements.map((text) => el('li', {}, text))),
      filtered,
      pages.matrices.flatMap(renderMatrix),
      pages.sections.map(renderSection),
      sheet,
      el('h2', {}, pages.signatures.title),
      toSign))));
}

/** @param {Pages['words']} words */
const renderWords = ({ title, zh, en, note }) =>
  el('p', {}, el('b', {}, title), ' ', el('span', { class: 'common' }, zh), ' ', el('span', { lang: 'en' }, en), el('br'), note);

/** @param {PrintedMatrix} matrix */
const renderMatrix = ({ title, head, rows, note }) => [
  el('table', {}, el('caption', {}, title), el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((text, place) =>
      (typeof text === 'string' ? el('td', { colspan: place === 0 ? 1 : head.length - 1 }, text) : renderMark(text))))))),
  el('p', {}, note),
];

/** @param {MatrixMark} mark */
const renderMark = ({ state, bearing, text, points, by }) =>
  el('td', { class: `${state} ${bearing}` }, `${SIGNS[state] ?? ''} ${text}${points === '' ? '' : ` ${points}`}`, by.map((text) => [el('br'), el('small', {}, text)]));

/** @param {PrintedSection} section */
const renderSection = ({ title, intro, head, rows }) =>
  el('section', {}, el('h2', {}, title), intro === '' ? null : el('p', {}, intro),
    rows.length === 0 ? null : head.length === 0
      ? el('ul', { class: 'bullets' }, rows.map(([text]) => el('li', {}, text)))
      : el('table', {}, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))), el('tbody', {}, rows.map((row) => el('tr', {}, row.map((text) => el('td', { class: text.length <= SHORT ? 'short' : LONG.test(text) ? 'long' : '' }, text)))))));

/** @param {{ head: string[], lines: number }} signatures */
const renderLines = ({ head, lines }) =>
  el('table', { class: 'signatures' }, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, Array.from({ length: lines }, () => el('tr', {}, head.map(() => el('td', {}))))));
