// Where an answer stands in a list: what it came to here, in a tone and a word, and what else an officer sorts by.

import { parseTime } from '../../credentials/times.js';
import { countCategories, countsNowhere, countsPartly } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { HEADLINES } from '../../texts/verdict_words.js';
import { comma, label, say } from '../words/sentences.js';
import { byCategory, notesOf, reasonOf } from './reasons.js';

/** @import { Outcome, VerdictJson } from '../../verifier/verdict.js' */
/** @import { SpokenNames } from '../words/names.js' */
/** @import { Expectation, Row } from './groups.js' */

/** @typedef {Outcome | 'uncounted' | 'partly'} Standing */

/**
 * Failures first.
 * @type {Standing[]}
 */
export const STANDINGS = ['invalid', 'indeterminate', 'uncounted', 'partly', 'valid'];
export const TONES = { invalid: 'no', indeterminate: 'unk', uncounted: 'warn', partly: 'warn', valid: 'ok' };
const OTHER = ['subject-mismatch', 'name-differs'];
const SOON = 90 * 86_400;

/**
 * How many rows stand where, `[standing, count]` each; that some count in part is said where there are such.
 * @param {Pick<Row, 'standing'>[]} rows
 * @returns {[standing: Standing, count: number][]}
 */
export const countStandings = (rows) =>
  STANDINGS.map((standing) => /** @type {[Standing, number]} */ ([standing, rows.filter((row) => row.standing === standing).length])).filter(([standing, count]) => count > 0 || standing !== 'partly');

/** @param {VerdictJson} verdict */
const recognitionOf = ({ findings }) => findings.find(({ check }) => check === 'recognition');

/**
 * The outcome; of what is valid and counts for nothing at the home that asked `uncounted`, in some categories alone
 * `partly`.
 * @param {VerdictJson} verdict
 * @returns {Standing}
 */
export function standingOf(verdict) {
  if (countsNowhere(verdict)) return 'uncounted';
  return countsPartly(verdict) ? 'partly' : verdict.outcome;
}

/**
 * The short word of the mark: an honest credential of somebody else has one of its own, one that counts in part its
 * figures.
 * @param {VerdictJson} verdict
 * @param {Standing} standing
 */
function standingWord(verdict, standing) {
  if (verdict.code === 'subject-mismatch') return say('mismatch');
  return standing === 'partly' ? say('partlyMark', countCategories(verdict)) : wordOf(standing);
}

/**
 * The short word of a standing.
 * @param {Standing} standing
 */
export const wordOf = (standing) => (['uncounted', 'partly'].includes(standing) ? say(standing) : label(HEADLINES, standing));

/**
 * The tone and the short word of the mark of a row of a list.
 * @param {Pick<Row, 'answer' | 'standing' | 'isDoubtful'>} row
 */
export const markOf = ({ answer: { verdict }, standing, isDoubtful }) =>
  isDoubtful && standing === 'valid' ? ['warn', say('doubtful')] : [TONES[standing], standingWord(verdict, standing)];

/**
 * That a row is of another enterprise than most of its group; nothing where it is not.
 * @param {Pick<Row, 'isDoubtful'>} row
 * @param {Expectation | null} expected
 */
export const doubtOf = ({ isDoubtful }, expected) => (isDoubtful ? [say('doubtfulWhy', { name: expected?.enterprises[0].name })] : []);

/**
 * Why it stands there, and what of name, code and paper deserves a word beside it.
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
export function reasonLines(verdict, names) {
  const first = firstOf(verdict, names);
  const lead = verdict.code === 'subject-mismatch' ? say('mismatchWhy') : '';
  const beside = notesOf({ ...verdict, findings: verdict.findings.filter(({ check }) => ['well-formed', 'subject'].includes(check)) }, names);
  return [lead + first, ...beside.filter((note) => note !== first)];
}

/**
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
function firstOf(verdict, names) {
  const standing = standingOf(verdict);
  const recognition = recognitionOf(verdict);
  if (standing === 'uncounted' && recognition !== undefined) return detailOf(recognition, names);
  if (standing !== 'partly') return reasonOf(verdict, names);
  const not = [...byCategory(verdict.recognised)].filter(([, found]) => found.every(({ grade }) => grade === null)).map(([category]) => category);
  return say('partlyWhy', { ...countCategories(verdict), not: not.join(comma()) });
}

/**
 * Whether name or code are not those of the enterprise that was expected.
 * @param {VerdictJson} verdict
 */
export const differs = ({ codes }) => OTHER.some((code) => codes.includes(code));

/**
 * Whether the term of what is not invalid ends within 90 days of the moment asked about.
 * @param {VerdictJson} verdict
 */
export function endsSoon({ outcome, credential, at }) {
  if (outcome === 'invalid' || !credential?.validUntil) return false;
  return parseTime(credential.validUntil).seconds <= parseTime(at).seconds + SOON;
}
