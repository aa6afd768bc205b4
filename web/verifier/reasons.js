// verifier/reasons.py: which findings a person reads, and in which words.

import { HEADLINES } from '../texts/verdict_words.js';

/** @import { AgreementNames } from '../credentials/documents/agreement_names.js' */
/** @import { Verdict, VerdictJson } from './verdict.js' */

const TONES = { valid: 'ok', invalid: 'no', indeterminate: 'unk' };
const NOWHERE = ['no-equivalent', 'declined', 'agreement-ended'];

/** @typedef {Pick<Verdict | VerdictJson, 'outcome' | 'findings' | 'recognised'>} Answer */

/**
 * What an answer begins with, `{tone, words}`: the outcome; of a valid credential that counts for nothing at `home`,
 * or in part, that it does.
 * @param {Answer} verdict
 * @param {string | null} home
 * @param {AgreementNames} names
 */
export function headlineOf(verdict, home, names) {
  const say = (/** @type {string} */ code) => HEADLINES[code][names.lang === 'zh' ? 1 : 0];
  const code = countsNowhere(verdict) ? 'counts-nowhere' : countsPartly(verdict) ? 'counts-partly' : null;
  if (home === null || code === null) return { tone: TONES[verdict.outcome], words: say(verdict.outcome) };
  /** @type {Record<string, string | number>} */
  const facts = { ...countCategories(verdict), region: names.region(home) };
  return { tone: 'warn', words: say(code).replace(/\{(\w+)\}/g, (_, name) => `${facts[name]}`) };
}

/**
 * How many categories count at the home that asked, and of how many: `{count, total}`, 0 where none was looked at.
 * @param {Pick<Answer, 'recognised'>} verdict
 */
export function countCategories({ recognised }) {
  const of = (/** @type {Answer['recognised']} */ entries) => new Set(entries.map(({ category }) => category)).size;
  return { count: of(recognised.filter(({ grade }) => grade !== null)), total: of(recognised) };
}

/**
 * Whether some categories of a valid credential count at the home that asked, and others do not.
 * @param {Answer} verdict
 */
export function countsPartly(verdict) {
  const { count, total } = countCategories(verdict);
  return verdict.outcome === 'valid' && count > 0 && count < total;
}

/**
 * Whether a valid credential counts for nothing, in any category, at the home that asked.
 * @param {Answer} verdict
 */
export const countsNowhere = ({ outcome, findings }) =>
  outcome === 'valid' && findings.some(({ check, code }) => check === 'recognition' && NOWHERE.includes(code));
