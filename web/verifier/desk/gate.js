// verifier/desk/gate.py: which rows of a plan a public notice lets through at a moment, and why not the others.

import { dayOf, endOf } from '../../credentials/times.js';

export const OF_ROWS = ['notice-open', 'objection-open', 'item-missing'];
const REFUSERS = 2;
const DAY = 86_400;

/**
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {{ admitted: string, until: string, unmatched: number[] }} NoticeVersion
 * @typedef {{ row: number, received: string, accepted: Moment | null, answered: Moment | null,
 *   isUpheld: boolean, refused: Moment[] }} ItemObjection
 * @typedef {{ versions: NoticeVersion[], days: number, objections: ItemObjection[], isAlone: boolean }} Gate
 */

/**
 * @param {Gate} gate
 * @param {Moment} moment
 */
const newestOf = (gate, moment) => gate.versions.findLast((version) => version.admitted <= dayOf(moment)) ?? null;

/**
 * The first second after the notice, as the versions admitted by a moment say.
 * @param {Gate} gate
 * @param {Moment} moment
 */
export function opens(gate, moment) {
  const newest = newestOf(gate, moment);
  if (newest === null) return null;
  const counted = endOf(gate.versions[0].admitted).plus((gate.days - 1) * DAY);
  const ends = endOf(newest.until);
  return ends.seconds > counted.seconds ? ends : counted;
}

/**
 * The code of each row that may not be signed at a moment.
 * @param {Gate} gate
 * @param {number[]} rows
 * @param {Moment} moment
 * @returns {Map<number, string>}
 */
export function judgeRows(gate, rows, moment) {
  const newest = newestOf(gate, moment);
  const first = opens(gate, moment);
  if (newest === null || first === null) return new Map(rows.map((row) => [row, 'item-missing']));
  const objected = new Set(gate.objections.filter((item) => closes(gate, item, newest, moment)).map((item) => item.row));
  const codes = new Map();
  for (const row of rows) {
    if (newest.unmatched.includes(row)) codes.set(row, 'item-missing');
    else if (moment.seconds < first.seconds) codes.set(row, 'notice-open');
    else if (objected.has(row)) codes.set(row, 'objection-open');
  }
  return codes;
}

/**
 * @param {Gate} gate
 * @param {ItemObjection} objection
 * @param {NoticeVersion} newest
 * @param {Moment} moment
 */
function closes(gate, objection, newest, moment) {
  if (objection.received > dayOf(moment)) return false;
  if (objection.answered !== null && objection.answered.seconds <= moment.seconds) return objection.isUpheld;
  if (objection.accepted !== null && objection.accepted.seconds <= moment.seconds) return true;
  const refused = objection.refused.filter((at) => at.seconds <= moment.seconds).length;
  if (refused >= (gate.isAlone ? 1 : REFUSERS)) return false;
  return objection.received <= newest.until;
}
