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

const COUNTS = ['own-grade', 'equivalent']; // codes for the use of a certificate
const MOST_DECIDING = 3; // reasons against a certificate in its line; the list of cells has them all

/**
 * Returns the line of a certificate: the faults by which criteria are not met, its recognition, and its place in the
 * log. If its criterion is met, the line lists faults only when there is nothing else to state.
 * @param {Telling} telling
 * @param {string} bidder
 * @param {Held} paper
 */
export function lineOf(telling, bidder, paper) {
  return [reasoned(telling, bidder, paper), logged(telling, paper)].filter((text) => text !== '').join(telling.isChinese ? '' : ' ');
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
 * @param {Telling} telling
 * @param {string} bidder
 * @param {Held} paper
 */
function reasoned(telling, bidder, paper) {
  const about = (/** @type {CellReason} */ { credential }) => credential === paper.digest;
  const cells = inOrder([...telling.cells.values()].filter((cell) => cell.bidder === bidder), (cell) => [...weightOf(telling, cell), cell.requirement]);
  const reasons = cells.flatMap((cell) => [...telling.counting(cell).values()].flatMap((column) => column.reasons.filter(about).map((reason) => ({ cell, reason }))));
  if (reasons.length === 0) return unreasoned(telling, cells.filter(({ columns }) => Object.values(columns).some((column) => column?.reasons.some(about))), bidder, paper);
  const speak = (/** @type {typeof reasons} */ listed) => [...new Set(listed.map(({ reason }) => telling.sayCell(reason)))];
  const against = reasons.filter(({ reason: { code } }) => !COUNTS.includes(code) && !BESIDE.includes(code));
  const good = speak(reasons.filter(({ reason: { code } }) => COUNTS.includes(code)));
  const aside = speak(reasons.filter(({ reason: { code } }) => BESIDE.includes(code)));
  const first = [...speak(against.filter(({ cell }) => telling.decides(cell))).slice(0, MOST_DECIDING), ...good.slice(0, 1)];
  return telling.once([...(first.length > 0 ? first : speak(against.slice(0, 1))), ...aside]);
}

/**
 * Of a certificate that no date that counts tells of; `cited`: the cells that tell of it at another.
 * @param {Telling} telling
 * @param {MatrixCell[]} cited
 * @param {string} bidder
 * @param {Held} held
 */
function unreasoned(telling, cited, bidder, { digest }) {
  if (cited.some((cell) => telling.counting(cell).size === 0)) return sayStated('cells', 'date-pending', {}, telling.lang, telling.names);
  const note = telling.matrix.papers.find((entry) => entry.credential === digest && entry.bidder === bidder && entry.code !== 'duplicate');
  if (note !== undefined) return sayStated('papers', note.code, note.facts, telling.lang, telling.names);
  return telling.label(cited.length > 0 ? 'not-counting' : 'unused');
}

/**
 * Orders the cells: first those that decide the result of a criterion, conditions before others.
 * @param {Telling} telling
 * @param {MatrixCell} cell
 */
function weightOf(telling, cell) {
  const isCondition = telling.tender.criteria.some((criterion) => criterion.id === cell.criterion && bearingOf(criterion) === 'condition');
  return [!telling.decides(cell), !isCondition, cell.state !== NOT_MET];
}
