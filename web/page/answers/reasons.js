// Verdicts in sentences, as in verifier/reasons.py; a test compares both.

import { detailOf, sentenceOf } from '../../verifier/verdict.js';
import { say } from '../words/sentences.js';

/** @import { Recognised } from '../../verifier/checks/recognition.js' */
/** @import { Finding } from '../../verifier/findings.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */
/** @import { SpokenNames } from '../words/names.js' */

const PLAIN = 'ok';
/** @type {Record<string, string>} */
const WANTED = { invalid: 'failed', indeterminate: 'indeterminate' };

/** @typedef {Pick<VerdictJson, 'outcome' | 'code' | 'findings'>} Reasoned what holds the reasons of an answer */

/**
 * The sentence of the deciding finding, and what to do next; for a valid credential, that all is well.
 * @param {Reasoned} verdict
 * @param {SpokenNames} names
 */
export const reasonOf = (verdict, names) => sayDeciding(verdict, names, detailOf);

/**
 * Returns the same sentence without the next step.
 * @param {Reasoned} verdict
 * @param {SpokenNames} names
 */
export const shortReasonOf = (verdict, names) => sayDeciding(verdict, names, sentenceOf);

/**
 * @param {Reasoned} verdict
 * @param {SpokenNames} names
 * @param {typeof detailOf} tell
 */
function sayDeciding(verdict, names, tell) {
  const first = decidingOf(verdict);
  return first === null ? say('allPassed') : tell(first, names);
}

/**
 * Returns the finding that decides; null for a valid credential.
 * @param {Reasoned} verdict
 */
export const decidingOf = (verdict) => split(verdict)[0];

/**
 * Returns the other findings that failed, are unclear or deserve a note, except checks that appear elsewhere.
 * @param {Reasoned} verdict
 * @param {SpokenNames} names
 * @param {string[]} elsewhere
 */
export const notesOf = (verdict, names, elsewhere = []) =>
  split(verdict)[1].filter(({ check }) => !elsewhere.includes(check)).map((finding) => detailOf(finding, names));

/**
 * What the categories count as, those of one grade by one clause together: `{grade, targets, scheme, clause, isOwn}`;
 * `grade` is null where they count as nothing, and `targets` are then what they are called by the issuer.
 * @typedef {{ grade: string | null, targets: string[], scheme: string, clause: string | null, isOwn: boolean }} CountedGroup
 */

/**
 * Returns the groups of recognised categories.
 * @param {Recognised[]} entries
 * @param {SpokenNames} names
 */
export function countedGroups(entries, names) {
  /** @type {Map<string, CountedGroup>} */
  const groups = new Map();
  for (const [category, list] of byCategory(entries)) {
    const counting = list.filter((entry) => entry.grade !== null);
    const shown = counting.length > 0 ? counting : [list.find((entry) => entry.clause !== null) ?? list[0]];
    for (const { grade, scheme, toCategory, clause, how } of shown) {
      const key = JSON.stringify([grade === null ? null : scheme, grade, clause]);
      const group = groups.get(key) ?? {
        grade: grade === null ? null : names.grade(scheme, grade), targets: [], scheme: grade === null ? '' : names.scheme(scheme), clause: clause && names.term(clause), isOwn: how === 'own',
      };
      const target = grade === null ? category : toCategory ?? category;
      if (target !== null) group.targets.push(names.term(target));
      groups.set(key, group);
    }
  }
  return [...groups.values()];
}

/**
 * Returns entries by category.
 * @param {Recognised[]} entries
 */
export function byCategory(entries) {
  /** @type {Map<string | null, Recognised[]>} */
  const groups = new Map();
  for (const entry of entries) groups.set(entry.category, [...(groups.get(entry.category) ?? []), entry]);
  return groups;
}

/**
 * @param {Reasoned} verdict
 * @returns {[deciding: Finding | null, others: Finding[]]}
 */
function split(verdict) {
  const telling = verdict.findings.filter((finding) => finding.code !== PLAIN && finding.outcome !== 'skipped');
  const wanted = WANTED[verdict.outcome];
  const first = telling.find((finding) => finding.outcome === wanted && finding.code === verdict.code) ?? null;
  const isGood = verdict.outcome === 'valid'; // a note that others join would recommend a record that is not valid itself
  return [first, telling.filter((finding) => finding !== first && (isGood || finding.code !== 'joint'))];
}
