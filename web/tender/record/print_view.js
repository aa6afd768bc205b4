// The record on paper: what the program at the terminal sets as pages, here as a part of the page that is only printed. It is
// made of what is in view when the browser prints, however it is told to.

import { el } from '../../page/dom.js';
import { VERSION } from '../../page/resources.js';
import { pinWords } from '../../page/trust/pin.js';
import { say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';
import { webCode } from '../../verifier/tender/record/receipt.js';
import { part } from '../elements.js';
import { sayUnread } from '../matrix/lot_view.js';
import { renderContactSheet } from './contact_view.js';
import { headerOf, layOut } from './pages.js';
import { receiptOf, release } from './record_view.js';

/** @import { Checked, Opening } from '../opening.js' */
/** @import { InView } from '../results_view.js' */
/** @import { MatrixMark, PrintedMatrix, PrintedSection } from './pages.js' */

/** @type {Record<string, string>} */
const SIGNS = { met: '✓', 'cannot-establish': '?', 'not-met': '×' };

const SHORT = 8; // characters of a cell that stand in one line: an outcome, where it was asked

/**
 * From now on what the browser prints is what `tell` has in view of an opening; `whyNone()` says why there is no matrix.
 * @param {Opening} opening
 * @param {(opening: Opening, checked: Checked) => InView} tell
 * @param {() => (string | null)[]} whyNone
 */
export function listenToPrinting(opening, tell, whyNone) {
  addEventListener('beforeprint', () => {
    const { checked, hasMatrix } = opening;
    part('printed').replaceChildren(...(checked !== null && hasMatrix ? renderChecked(opening, checked, tell(opening, checked)) : renderNothing(opening, whyNone())));
  });
}

/**
 * @param {Opening} opening
 * @param {(string | null)[]} why
 */
const renderNothing = ({ reached }, why) => [
  el('h1', {}, say('heading')),
  el('p', {}, say('printNothing')),
  ...why.flatMap((words) => (words === null ? [] : el('p', {}, words))),
  ...(reached.of === 0 ? [] : [el('p', {}, say('foldersReached', reached))]),
];

/**
 * In a table whose head stands on every sheet.
 * @param {Opening} opening
 * @param {Checked} checked
 * @param {InView} view
 */
function renderChecked(opening, checked, view) {
  const { told } = view;
  const receipt = opening.isWhole ? receiptOf(checked) : null;
  const number = receipt === null ? say('noReceipt') : `${told.label('receipt')} ${receipt.digest}`;
  const running = [told.label('title'), plain(told.tender.number), number].join(' · ');
  return [el('table', { role: 'presentation' },
    el('thead', {}, el('tr', {}, el('td', { class: 'running' }, running))),
    el('tbody', {}, el('tr', {}, el('td', {}, renderPages(opening, checked, view, receipt)))))];
}

/**
 * @param {Opening} opening
 * @param {Checked} checked
 * @param {InView} view
 * @param {ReturnType<typeof receiptOf>} receipt
 */
function renderPages(opening, checked, { told, filter, isShown }, receipt) {
  const words = { zh: pinWords(checked.words, 'zh').join(' '), en: pinWords(checked.words, 'en').join(' ') };
  const header = receipt?.value.header ?? headerOf(checked, webCode(release(), VERSION));
  const pages = layOut(told, { header, digest: receipt?.digest ?? null, words }, { isShown, waits: (bidder) => sayUnread(opening, bidder) });
  const other = told.isChinese ? 'en' : 'zh';
  const bidders = told.bidders.bidders.map(({ id }) => id);
  const shown = bidders.filter(isShown);
  return [
    el('p', {}, pages.annex),
    el('h1', {}, pages.title[told.lang], ' ', el('small', { lang: other === 'zh' ? 'zh-CN' : 'en' }, pages.title[other])),
    opening.isWhole ? null : el('p', {}, el('b', {}, say('printPartly', opening.reached))),
    el('dl', { class: 'facts' }, pages.facts.map(([name, text]) => [el('dt', {}, name), el('dd', {}, text)]),
      receipt === null ? [el('dt', {}, told.label('receipt')), el('dd', {}, say('noReceipt'))] : null),
    opening.isWhole
      ? el('p', {}, el('b', {}, pages.words.title), ' ', el('span', { class: 'common' }, pages.words.zh), ' ', el('span', { lang: 'en' }, pages.words.en), el('br'), pages.words.note)
      : null,
    el('ul', { class: 'bullets' }, pages.statements.map((one) => el('li', {}, one))),
    shown.length === bidders.length ? null : el('p', {}, el('b', {}, say('printFiltered', { filter: say(`filter-${filter}`), n: shown.length, of: bidders.length }))),
    pages.matrices.flatMap(renderMatrix),
    pages.sections.map(renderSection),
    renderContactSheet(pages.sheet, opening, told),
    el('h2', {}, pages.signatures.title),
    receipt === null ? el('p', {}, say('printToSign')) : renderLines(pages.signatures),
  ];
}

/** @param {PrintedMatrix} matrix */
const renderMatrix = ({ title, head, rows, note }) => [
  el('table', {}, el('caption', {}, title), el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((one, place) =>
      (typeof one === 'string' ? el('td', { colspan: place === 0 ? 1 : head.length - 1 }, one) : renderMark(one))))))),
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
      : el('table', {}, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))), el('tbody', {}, rows.map((row) => el('tr', {}, row.map((one) => el('td', { class: one.length <= SHORT ? 'short' : '' }, one)))))));

/** @param {{ head: string[], lines: number }} signatures */
const renderLines = ({ head, lines }) =>
  el('table', { class: 'signatures' }, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, Array.from({ length: lines }, () => el('tr', {}, head.map(() => el('td', {}))))));
