// verifier/reasons.py: the findings for a person, in words.

import { speak } from '../credentials/words/speech.js';
import { HEADLINES } from '../texts/verdict_words.js';

/** @import { AgreementNames } from '../credentials/documents/agreement_names.js' */
/** @import { Verdict, VerdictJson } from './verdict.js' */

const TONES = { valid: 'ok', invalid: 'no', indeterminate: 'unk' };
const ENDED = [['kind', 'standing'], ['since', 'moment'], ['reason', 'reason']];
const NOWHERE = ['no-equivalent', 'declined', 'agreement-ended'];

/** @typedef {Pick<Verdict | VerdictJson, 'outcome' | 'findings' | 'recognised'>} Answer */

/**
 * What an answer begins with, `{tone, words}`: the outcome; of a valid credential that counts for nothing at `home`,
 * or in part, that it does; and, whatever the answer for the moment asked about, an end that came after it.
 * @param {Answer} verdict
 * @param {string | null} home
 * @param {AgreementNames} names
 */
export function headlineOf(verdict, home, names) {
  const words = sayOutcome(verdict, home, names);
  const ended = findEndedSince(verdict);
  if (ended === null) return words;
  const [end, since, reason] = ENDED.map(([name, kind]) => speak(kind, ended.evidence[name], names.lang, names));
  return { tone: words.tone === 'ok' ? 'warn' : words.tone, words: sayHeadline(ended.code, names, { words: words.words, end, since, reason }) };
}

/**
 * @param {string} code
 * @param {AgreementNames} names
 * @param {Record<string, string | number>} facts
 */
const sayHeadline = (code, names, facts = {}) => HEADLINES[code][names.lang === 'zh' ? 1 : 0].replace(/\{(\w+)\}/g, (_, name) => `${facts[name]}`);

/**
 * @param {Answer} verdict
 * @param {string | null} home
 * @param {AgreementNames} names
 */
function sayOutcome(verdict, home, names) {
  const code = countsNowhere(verdict) ? 'counts-nowhere' : countsPartly(verdict) ? 'counts-partly' : null;
  if (home === null || code === null) return { tone: TONES[verdict.outcome], words: sayHeadline(verdict.outcome, names) };
  return { tone: 'warn', words: sayHeadline(code, names, { ...countCategories(verdict), region: names.region(home) }) };
}

/**
 * Returns the finding that the credential was ended after the time asked about; null if there is none, or if it is
 * invalid.
 * @param {Pick<Answer, 'outcome' | 'findings'>} verdict
 */
export const findEndedSince = ({ outcome, findings }) =>
  (outcome === 'invalid' ? null : findings.find(({ code }) => code === 'ended-since')) ?? null;

/**
 * Returns how many categories the home that asked recognises, and of how many, as `{count, total}`; 0 if none was
 * judged.
 * @param {Pick<Answer, 'recognised'>} verdict
 */
export function countCategories({ recognised }) {
  const of = (/** @type {Answer['recognised']} */ entries) => new Set(entries.map(({ category }) => category)).size;
  return { count: of(recognised.filter(({ grade }) => grade !== null)), total: of(recognised) };
}

/**
 * Returns whether the home that asked recognises some categories of a valid credential and not others.
 * @param {Answer} verdict
 */
export function countsPartly(verdict) {
  const { count, total } = countCategories(verdict);
  return verdict.outcome === 'valid' && count > 0 && count < total;
}

/**
 * Returns whether the home that asked recognises no category of a valid credential.
 * @param {Answer} verdict
 */
export const countsNowhere = ({ outcome, findings }) =>
  outcome === 'valid' && findings.some(({ check, code }) => check === 'recognition' && NOWHERE.includes(code));
