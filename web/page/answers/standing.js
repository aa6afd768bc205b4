// The standing of an answer in a list: its outcome in a tone and a word, and the other keys that an officer sorts by.

import { parseTime } from '../../credentials/times.js';
import { countCategories, countsNowhere, countsPartly, findEndedSince } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { HEADLINES, STANDINGS as STANDING_WORDS } from '../../texts/verdict_words.js';
import { label, say } from '../words/sentences.js';
import { byCategory, notesOf, reasonOf } from './reasons.js';

/** @import { Outcome, VerdictJson } from '../../verifier/verdict.js' */
/** @import { SpokenNames } from '../words/names.js' */
/** @import { Expectation, Row } from './groups.js' */

/** @typedef {Outcome | 'mismatch' | 'none' | 'ended' | 'uncounted' | 'partly'} Standing */

/**
 * Failures first.
 * @type {Standing[]}
 */
export const STANDINGS = ['invalid', 'mismatch', 'indeterminate', 'none', 'ended', 'uncounted', 'partly', 'valid'];
/** @type {Record<Standing, string>} */
export const TONES = { invalid: 'no', mismatch: 'no', indeterminate: 'unk', none: 'unk', ended: 'warn', uncounted: 'warn', partly: 'warn', valid: 'ok' };
/** @type {Standing[]} */
const RARE = ['mismatch', 'ended', 'uncounted', 'partly']; // shown only if such answers exist
const OWN_WORDS = ['mismatch', 'none', 'ended', 'uncounted', 'partly'];
const BESIDE = ['well-formed', 'status', 'since', 'subject', 'log'];
const OTHER = ['subject-mismatch', 'name-differs'];
const SOON = 90 * 86_400;

/**
 * How many certificates stand where, `[standing, count]` each, which sum up to all of them: a file without one is none. Some standings
 * are said where there are such; that none is uncounted only to a `home` that asked.
 * @param {Pick<Row, 'standing'>[]} rows
 * @param {string | null} home
 * @returns {[standing: Standing, count: number][]}
 */
export const countStandings = (rows, home = null) =>
  STANDINGS.filter((standing) => standing !== 'none')
    .map((standing) => /** @type {[Standing, number]} */ ([standing, rows.filter((row) => row.standing === standing).length]))
    .filter(([standing, count]) => count > 0 || !RARE.includes(standing) || (standing === 'uncounted' && home !== null));

/** @param {VerdictJson} verdict */
const recognitionOf = ({ findings }) => findings.find(({ check }) => check === 'recognition');

/**
 * The outcome; of a credential of somebody else `mismatch`, of what is no certificate `none`; of what is valid and was ended since
 * `ended`, counts for nothing at the home that asked `uncounted`, in part `partly`.
 * @param {VerdictJson} verdict
 * @returns {Standing}
 */
export function standingOf(verdict) {
  if (verdict.code === 'subject-mismatch') return 'mismatch';
  if (verdict.outcome === 'valid' && findEndedSince(verdict) !== null) return 'ended';
  if (countsNowhere(verdict)) return 'uncounted';
  return countsPartly(verdict) ? 'partly' : verdict.outcome;
}

/**
 * Returns the short word of the mark: how the credential ended since, or how much of it counts.
 * @param {VerdictJson} verdict
 * @param {Standing} standing
 */
function standingWord(verdict, standing) {
  if (standing === 'ended') return say('endedMark', { end: label(STANDING_WORDS, String(findEndedSince(verdict)?.evidence.kind)) });
  return standing === 'partly' ? say('partlyMark', countCategories(verdict)) : wordOf(standing);
}

/**
 * The short word of a standing.
 * @param {Standing} standing
 */
export const wordOf = (standing) => (OWN_WORDS.includes(standing) ? say(standing) : label(HEADLINES, standing));

/**
 * Returns the tone and the short word of a row's mark.
 * @param {Pick<Row, 'answer' | 'standing' | 'isDoubtful'>} row
 */
export const markOf = ({ answer: { verdict }, standing, isDoubtful }) =>
  isDoubtful && standing === 'valid' ? ['warn', say('doubtful')] : [TONES[standing], standingWord(verdict, standing)];

/**
 * That a row is of another enterprise than most of its group, or that nobody knows which of several it should be; else nothing.
 * @param {Pick<Row, 'isDoubtful' | 'holders'>} row
 * @param {Expectation | null} expected
 */
export function doubtOf({ isDoubtful, holders }, expected) {
  if (!isDoubtful) return [];
  return [expected === null ? say('severalHolders', { n: holders }) : say('doubtfulWhy', { name: expected.enterprises[0].name })];
}

/**
 * Why it stands there, and what of name, code, paper and course deserves a word beside it.
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
export function reasonLines(verdict, names) {
  const first = firstOf(verdict, names);
  const lead = verdict.code === 'subject-mismatch' ? say('mismatchWhy') : '';
  const notes = notesOf({ ...verdict, findings: verdict.findings.filter(({ check }) => BESIDE.includes(check)) }, names);
  const counted = standingOf(verdict) === 'ended' ? countedLines(verdict, names) : [];
  return [lead + first, ...counted, ...notes.filter((note) => note !== first)];
}

/**
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
function firstOf(verdict, names) {
  const ended = findEndedSince(verdict);
  if (standingOf(verdict) === 'ended' && ended !== null) return detailOf(ended, names);
  return countedLines(verdict, names)[0] ?? reasonOf(verdict, names);
}

/**
 * Returns the note that a valid credential counts for nothing, or only in part.
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
function countedLines(verdict, names) {
  const recognition = recognitionOf(verdict);
  if (countsNowhere(verdict) && recognition !== undefined) return [detailOf(recognition, names)];
  if (!countsPartly(verdict)) return [];
  const not = [...byCategory(verdict.recognised)].filter(([, list]) => list.every(({ grade }) => grade === null)).map(([category]) => category);
  return [say('partlyWhy', { ...countCategories(verdict), not: names.terms(not.flatMap((term) => term ?? [])) })];
}

/**
 * Returns whether name or code differ from those of the expected enterprise.
 * @param {VerdictJson} verdict
 */
export const differs = ({ codes }) => OTHER.some((code) => codes.includes(code));

/**
 * Returns whether the term of a credential that is not invalid ends within 90 days of the time asked about.
 * @param {VerdictJson} verdict
 */
export function endsSoon({ outcome, credential, at }) {
  if (outcome === 'invalid' || !credential?.validUntil) return false;
  return parseTime(credential.validUntil).seconds <= parseTime(at).seconds + SOON;
}
