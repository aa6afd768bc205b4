// Where an answer stands in a list: what it came to here, in a tone and a word, and what else an officer sorts by.

import { parseTime } from '../../credentials/times.js';
import { countsNowhere } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { HEADLINES } from '../../texts/verdict_words.js';
import { label, say } from '../words/sentences.js';
import { notesOf, reasonOf } from './reasons.js';

/** Failures first. */
export const STANDINGS = ['invalid', 'indeterminate', 'uncounted', 'valid'];
export const TONES = { invalid: 'no', indeterminate: 'unk', uncounted: 'warn', valid: 'ok' };
const OTHER = ['subject-mismatch', 'name-differs'];
const SOON = 90 * 86_400;

const recognitionOf = ({ findings }) => findings.find(({ check }) => check === 'recognition');

/** The outcome; of what is valid and counts for nothing at the home that asked, `uncounted`. */
export function standingOf(verdict) {
  return countsNowhere(verdict) ? 'uncounted' : verdict.outcome;
}

/** The short word of the mark: an honest credential of somebody else has one of its own. */
export const standingWord = (verdict) => (verdict.code === 'subject-mismatch' ? say('mismatch') : wordOf(standingOf(verdict)));

/** The short word of a standing. */
export const wordOf = (standing) => (standing === 'uncounted' ? say('uncounted') : label(HEADLINES, standing));

/** The tone and the short word of the mark of a row of a list. */
export const markOf = ({ answer: { verdict }, standing, isDoubtful }) =>
  isDoubtful && standing === 'valid' ? ['warn', say('doubtful')] : [TONES[standing], standingWord(verdict)];

/** That a row is of another enterprise than most of its group; nothing where it is not. */
export const doubtOf = ({ isDoubtful }, expected) => (isDoubtful ? [say('doubtfulWhy', { name: expected.name })] : []);

/** Why it stands there, and what of name, code and paper deserves a word beside it. */
export function reasonLines(verdict, names) {
  const first = standingOf(verdict) === 'uncounted' ? detailOf(recognitionOf(verdict), names) : reasonOf(verdict, names);
  const lead = verdict.code === 'subject-mismatch' ? say('mismatchWhy') : '';
  const beside = notesOf({ ...verdict, findings: verdict.findings.filter(({ check }) => ['well-formed', 'subject'].includes(check)) }, names);
  return [lead + first, ...beside.filter((note) => note !== first)];
}

/** Whether name or code are not those of the enterprise that was expected. */
export const differs = ({ codes }) => OTHER.some((code) => codes.includes(code));

/** Whether the term of what is not invalid ends within 90 days of the moment asked about. */
export function endsSoon({ outcome, credential, at }) {
  if (outcome === 'invalid' || !credential?.validUntil) return false;
  return parseTime(credential.validUntil).seconds <= parseTime(at).seconds + SOON;
}
