// verifier/tender/record/paper/certificate_lines.py: the line of a certificate: its decisive faults and its
// recognition.

import { BESIDE } from '../../verifier/tender/matching.js';
import { NOT_MET } from '../../verifier/tender/matrix.js';
import { bearingOf } from '../../verifier/tender/documents/tender.js';
import { inOrder } from '../../verifier/tender/order.js';
import { say as sayStated } from '../../verifier/tender/words.js';

/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { CellReason } from '../../verifier/tender/matrix.js' */
/** @import { Held } from './said.js' */
/** @import { Telling } from './telling.js' */

const COUNTS = ['own-grade', 'equivalent']; // codes of what a certificate is good for
const MOST_DECIDING = 3; // reasons against a certificate in its line; the list of cells has them all

/**
 * What it lacks for criteria that come to nothing by it, what it counts as, and its place in the log. Of a criterion that is
 * met nothing is said against it, unless there is nothing else to say.
 * @param {Telling} told
 * @param {string} bidder
 * @param {Held} held
 */
export function lineOf(told, bidder, held) {
  return [reasoned(told, bidder, held), logged(told, held)].filter((said) => said !== '').join(told.isChinese ? '' : ' ');
}

/**
 * @param {Telling} told
 * @param {Held} held
 */
function logged({ lang, names }, { logProof, witnessed }) {
  if (witnessed !== undefined) return sayStated('cells', 'witnessed', witnessed, lang, names);
  return logProof === undefined ? '' : sayStated('cells', 'logged', {}, lang, names);
}

/**
 * @param {Telling} told
 * @param {string} bidder
 * @param {Held} held
 */
function reasoned(told, bidder, held) {
  const about = (/** @type {CellReason} */ { credential }) => credential === held.digest;
  const cells = inOrder([...told.cells.values()].filter((cell) => cell.bidder === bidder), (cell) => [...weightOf(told, cell), cell.requirement]);
  const reasons = cells.flatMap((cell) => [...told.counting(cell).values()].flatMap((column) => column.reasons.filter(about).map((reason) => ({ cell, reason }))));
  if (reasons.length === 0) return unreasoned(told, cells.filter(({ columns }) => Object.values(columns).some((column) => column?.reasons.some(about))), bidder, held);
  const said = (/** @type {typeof reasons} */ listed) => [...new Set(listed.map(({ reason }) => told.sayCell(reason)))];
  const against = reasons.filter(({ reason: { code } }) => !COUNTS.includes(code) && !BESIDE.includes(code));
  const good = said(reasons.filter(({ reason: { code } }) => COUNTS.includes(code)));
  const beside = said(reasons.filter(({ reason: { code } }) => BESIDE.includes(code)));
  const first = [...said(against.filter(({ cell }) => told.decides(cell))).slice(0, MOST_DECIDING), ...good.slice(0, 1)];
  return told.once([...(first.length > 0 ? first : said(against.slice(0, 1))), ...beside]);
}

/**
 * Of a certificate that no date that counts tells of; `cited`: the cells that tell of it at another.
 * @param {Telling} told
 * @param {MatrixCell[]} cited
 * @param {string} bidder
 * @param {Held} held
 */
function unreasoned(told, cited, bidder, { digest }) {
  if (cited.some((cell) => told.counting(cell).size === 0)) return sayStated('cells', 'date-pending', {}, told.lang, told.names);
  const note = told.matrix.papers.find((one) => one.credential === digest && one.bidder === bidder && one.code !== 'duplicate');
  if (note !== undefined) return sayStated('papers', note.code, note.facts, told.lang, told.names);
  return told.label(cited.length > 0 ? 'not-counting' : 'unused');
}

/**
 * First the cells that decide what a criterion came to, of conditions before others.
 * @param {Telling} told
 * @param {MatrixCell} cell
 */
function weightOf(told, cell) {
  const isCondition = told.tender.criteria.some((one) => one.id === cell.criterion && bearingOf(one) === 'condition');
  return [!told.decides(cell), !isCondition, cell.state !== NOT_MET];
}
