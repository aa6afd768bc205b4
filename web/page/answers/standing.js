// Where an answer stands in a list: what it came to here, in a tone and a word, and what else an officer sorts by.

import { parseTime } from '../../credentials/times.js';
import { countCategories, countsNowhere, countsPartly } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { HEADLINES } from '../../texts/verdict_words.js';
import { comma, label, say } from '../words/sentences.js';
import { byCategory, notesOf, reasonOf } from './reasons.js';

/** Failures first. */
export const STANDINGS = ['invalid', 'indeterminate', 'uncounted', 'partly', 'valid'];
export const TONES = { invalid: 'no', indeterminate: 'unk', uncounted: 'warn', partly: 'warn', valid: 'ok' };
const OTHER = ['subject-mismatch', 'name-differs'];
const SOON = 90 * 86_400;

/** How many rows stand where, `[standing, count]` each; that some count in part is said where there are such. */
export const countStandings = (rows) =>
  STANDINGS.map((standing) => [standing, rows.filter((row) => row.standing === standing).length]).filter(([standing, count]) => count > 0 || standing !== 'partly');

const recognitionOf = ({ findings }) => findings.find(({ check }) => check === 'recognition');

/** The outcome; of what is valid and counts for nothing at the home that asked `uncounted`, in some categories alone `partly`. */
export function standingOf(verdict) {
  if (countsNowhere(verdict)) return 'uncounted';
  return countsPartly(verdict) ? 'partly' : verdict.outcome;
}

/** The short word of the mark: an honest credential of somebody else has one of its own, one that counts in part its figures. */
function standingWord(verdict, standing) {
  if (verdict.code === 'subject-mismatch') return say('mismatch');
  return standing === 'partly' ? say('partlyMark', countCategories(verdict)) : wordOf(standing);
}

/** The short word of a standing. */
export const wordOf = (standing) => (['uncounted', 'partly'].includes(standing) ? say(standing) : label(HEADLINES, standing));

/** The tone and the short word of the mark of a row of a list. */
export const markOf = ({ answer: { verdict }, standing, isDoubtful }) =>
  isDoubtful && standing === 'valid' ? ['warn', say('doubtful')] : [TONES[standing], standingWord(verdict, standing)];

/** That a row is of another enterprise than most of its group; nothing where it is not. */
export const doubtOf = ({ isDoubtful }, expected) => (isDoubtful ? [say('doubtfulWhy', { name: expected.enterprises[0].name })] : []);

/** Why it stands there, and what of name, code and paper deserves a word beside it. */
export function reasonLines(verdict, names) {
  const first = firstOf(verdict, names);
  const lead = verdict.code === 'subject-mismatch' ? say('mismatchWhy') : '';
  const beside = notesOf({ ...verdict, findings: verdict.findings.filter(({ check }) => ['well-formed', 'subject'].includes(check)) }, names);
  return [lead + first, ...beside.filter((note) => note !== first)];
}

function firstOf(verdict, names) {
  const standing = standingOf(verdict);
  if (standing === 'uncounted') return detailOf(recognitionOf(verdict), names);
  if (standing !== 'partly') return reasonOf(verdict, names);
  const not = [...byCategory(verdict.recognised)].filter(([, found]) => found.every(({ grade }) => grade === null)).map(([category]) => category);
  return say('partlyWhy', { ...countCategories(verdict), not: not.join(comma()) });
}

/** Whether name or code are not those of the enterprise that was expected. */
export const differs = ({ codes }) => OTHER.some((code) => codes.includes(code));

/** Whether the term of what is not invalid ends within 90 days of the moment asked about. */
export function endsSoon({ outcome, credential, at }) {
  if (outcome === 'invalid' || !credential?.validUntil) return false;
  return parseTime(credential.validUntil).seconds <= parseTime(at).seconds + SOON;
}
