// The record on paper: the pages of the terminal's program, here as a part of the page that is only printed. It is made
// from the view at the time when the browser prints, whatever started the print.

import { el } from '../../page/dom.js';
import { VERSION } from '../../page/resources.js';
import { say } from '../../page/words/sentences.js';
import { webCode } from '../../verifier/tender/record/receipt.js';
import { part } from '../elements.js';
import { sayUnread } from '../matrix/lot_view.js';
import { renderContactSheet } from './contact_view.js';
import { headerOf, layOut } from './pages.js';
import { receiptOf, release } from './record_view.js';
import { renderSheet, wordsOf } from './sheet.js';

/** @import { Checked, Opening } from '../opening.js' */
/** @import { InView } from '../results_view.js' */

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
 * @param {Opening} opening
 * @param {Checked} checked
 * @param {InView} view
 */
function renderChecked(opening, checked, { told, filter, isShown }) {
  const receipt = opening.isWhole ? receiptOf(checked) : null;
  const header = receipt?.value.header ?? headerOf(checked, webCode(release(), VERSION));
  const shown = { isShown, waits: (/** @type {string} */ bidder) => sayUnread(opening, bidder) };
  const pages = layOut(told, { header, digest: receipt?.digest ?? null, words: wordsOf(checked) }, shown);
  if (receipt === null) pages.facts.push([told.label('receipt'), say('noReceipt')]);
  const bidders = told.bidders.bidders.map(({ id }) => id);
  const n = bidders.filter(isShown).length;
  return [renderSheet(told, pages, {
    number: receipt === null ? say('noReceipt') : `${told.label('receipt')} ${receipt.digest}`,
    sheet: renderContactSheet(pages.sheet, opening, told),
    hasWords: opening.isWhole,
    partly: opening.isWhole ? null : el('p', {}, el('b', {}, say('printPartly', opening.reached))),
    filtered: n === bidders.length ? null : el('p', {}, el('b', {}, say('printFiltered', { filter: say(`filter-${filter}`), n, of: bidders.length }))),
    ...(receipt === null && { toSign: el('p', {}, say('printToSign')) }),
  })];
}
