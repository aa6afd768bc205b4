// verifier/reasons.py: which findings a person reads, and in which words.

import { HEADLINES } from '../texts/verdict_words.js';

const TONES = { valid: 'ok', invalid: 'no', indeterminate: 'unk' };
const NOWHERE = ['no-equivalent', 'declined', 'agreement-ended'];

/** What an answer begins with, `{tone, words}`: the outcome; of a valid credential that counts for nothing at `home`, that it does. */
export function headlineOf(verdict, home, names) {
  const say = (code) => HEADLINES[code][names.lang === 'zh' ? 1 : 0];
  if (home === null || !countsNowhere(verdict)) return { tone: TONES[verdict.outcome], words: say(verdict.outcome) };
  return { tone: 'warn', words: say('counts-nowhere').replace('{region}', names.region(home)) };
}

/** Whether a valid credential counts for nothing, in any category, at the home that asked. */
export const countsNowhere = ({ outcome, findings }) =>
  outcome === 'valid' && findings.some(({ check, code }) => check === 'recognition' && NOWHERE.includes(code));
