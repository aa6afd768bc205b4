// verifier/reasons.py: which findings a person reads, and in which words.

import { HEADLINES } from '../texts/verdict_words.js';

const TONES = { valid: 'ok', invalid: 'no', indeterminate: 'unk' };
const NOWHERE = ['no-equivalent', 'declined', 'agreement-ended'];

/** What an answer begins with, `{tone, words}`: the outcome; of a valid credential that counts for nothing at `home`, or in part, that it does. */
export function headlineOf(verdict, home, names) {
  const say = (code) => HEADLINES[code][names.lang === 'zh' ? 1 : 0];
  const code = countsNowhere(verdict) ? 'counts-nowhere' : countsPartly(verdict) ? 'counts-partly' : null;
  if (home === null || code === null) return { tone: TONES[verdict.outcome], words: say(verdict.outcome) };
  const facts = { ...countCategories(verdict), region: names.region(home) };
  return { tone: 'warn', words: say(code).replace(/\{(\w+)\}/g, (_, name) => facts[name]) };
}

/** How many categories count at the home that asked, and of how many: `{count, total}`, 0 where none was looked at. */
export function countCategories({ recognised }) {
  const of = (entries) => new Set(entries.map(({ category }) => category)).size;
  return { count: of(recognised.filter(({ grade }) => grade !== null)), total: of(recognised) };
}

/** Whether some categories of a valid credential count at the home that asked, and others do not. */
export function countsPartly(verdict) {
  const { count, total } = countCategories(verdict);
  return verdict.outcome === 'valid' && count > 0 && count < total;
}

/** Whether a valid credential counts for nothing, in any category, at the home that asked. */
export const countsNowhere = ({ outcome, findings }) =>
  outcome === 'valid' && findings.some(({ check, code }) => check === 'recognition' && NOWHERE.includes(code));
