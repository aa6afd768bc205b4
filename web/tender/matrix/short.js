// The few characters in a cell: the grade by which the requirement is met, or the nearest obstacle.

import { say } from '../../page/words/sentences.js';
import { MET } from '../../verifier/tender/matrix.js';

/** @import { Telling } from './telling.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { Outcome } from './said.js' */
/** @import { CellReason, SentenceFacts } from '../../verifier/tender/matrix.js' */

const NEAR = ['grade-lower', 'category-missing', 'ends-before-contract', 'expired', 'not-yet-valid', 'suspended', 'category-unmapped'];
const SINGULAR = ['grade-lower', 'ends-before-contract']; // codes with another wording for a single certificate

/**
 * Returns the cell that speaks for a criterion: one with the criterion's state.
 * @param {MatrixCell[]} cells
 * @param {string} state
 */
export const toldCell = (cells, state) => cells.find((cell) => cell.state === state) ?? cells[0];

/**
 * @param {MatrixCell} cell
 * @param {Outcome} outcome
 * @param {Telling} telling
 */
export function shortOf(cell, { state, points }, telling) {
  if (cell === undefined) return '';
  if (state === MET) {
    const grade = gradeOf(cell, telling);
    return points === null ? grade : [grade, say('pointsOf', { points: points.points })].filter(Boolean).join(' · ');
  }
  const reason = reasonsOf(cell).find(({ code }) => code === cell.codes[0]);
  const code = reason?.code ?? cell.codes[0];
  if (code === 'no-credential' && !telling.isLookedAt(cell.bidder)) return say('short-no-credential-yet');
  return sayShort(code, reason?.facts ?? {});
}

/**
 * Returns the obstacle in about six characters.
 * @param {string} code
 * @param {SentenceFacts} facts
 */
const sayShort = (code, facts) => say(`short-${code}${SINGULAR.includes(code) && (facts.days ?? facts.steps) === 1 ? '-one' : ''}`, facts);

/**
 * Returns the grade by which the requirement is met; for a recognised grade, both grades.
 * @param {MatrixCell} cell
 * @param {Telling} telling
 */
function gradeOf({ columns }, telling) {
  const column = Object.values(columns).find((entry) => entry !== null && entry.grade !== null) ?? null;
  if (column === null || column.grade === null) return '';
  const paper = telling.credentials.get(column.credentials[0]);
  return column.codes.includes('equivalent') && paper !== undefined && paper.grade !== column.grade ? `${paper.grade}→${column.grade}` : column.grade;
}

/**
 * Returns the reasons of a cell at all dates.
 * @param {MatrixCell} cell
 * @returns {CellReason[]}
 */
export const reasonsOf = ({ columns, state }) => Object.values(columns).flatMap((column) => (column !== null && column.state === state ? column.reasons : []));

/**
 * Whether little is missing.
 * @param {MatrixCell} cell
 */
export const isNear = (cell) => cell.state !== MET && cell.codes.some((/** @type {string} */ code) => NEAR.includes(code));
