// Verdicts in sentences, as verifier/reasons.py has them; a test has both say the same.

import { detailOf } from '../../verifier/verdict.js';
import { aside, say } from '../words/sentences.js';

const PLAIN = 'ok';
const WANTED = { invalid: 'failed', indeterminate: 'indeterminate' };

/** The sentence of the deciding finding, and what to do next; for a valid credential, that all is well. */
export function reasonOf(verdict, names) {
  const [first] = split(verdict);
  return first === null ? say('allPassed') : detailOf(first, names);
}

/** Whatever else failed, is unclear or deserves a word. */
export const notesOf = (verdict, names) => split(verdict)[1].map((finding) => detailOf(finding, names));

/** What each category counts as: `{from, to, clause}`; where it counts as nothing in every scheme, that once. */
export function recognisedLines(entries, names) {
  const byCategory = new Map();
  for (const entry of entries) byCategory.set(entry.category, [...(byCategory.get(entry.category) ?? []), entry]);
  const lines = [];
  for (const [category, found] of byCategory) {
    const counting = found.filter((entry) => entry.grade !== null);
    for (const entry of counting) {
      const target = entry.toCategory === null || entry.toCategory === category ? '' : ` ${entry.toCategory}`;
      lines.push({ from: category, to: `${names.scheme(entry.scheme)}${target} ${names.grade(entry.scheme, entry.grade)}`, clause: clauseOf(entry) });
    }
    if (counting.length === 0) {
      const said = found.find((entry) => entry.clause !== null) ?? found[0];
      lines.push({ from: category, to: say('countsNothing'), clause: clauseOf(said) });
    }
  }
  return lines;
}

function clauseOf({ how, clause }) {
  if (how === 'own') return aside(say('countsOwn'));
  return clause === null ? null : aside(clause);
}

function split(verdict) {
  const telling = verdict.findings.filter((finding) => finding.code !== PLAIN && finding.outcome !== 'skipped');
  const wanted = WANTED[verdict.outcome];
  const first = telling.find((finding) => finding.outcome === wanted && finding.code === verdict.code) ?? null;
  return [first, telling.filter((finding) => finding !== first)];
}
