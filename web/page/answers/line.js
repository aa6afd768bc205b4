// A verdict in the words of a line, for the list, its print and its spreadsheet.

import { parseTime } from '../../credentials/times.js';
import { formatEnd } from '../../credentials/words/days.js';
import { formatPeriod } from '../words/names.js';
import { aside, colon, say, semicolon } from '../words/sentences.js';
import { listFacts, periodOf } from './one/facts.js';
import { byCategory } from './reasons.js';
import { isAssessment, kindWord, titleOf } from './titles.js';

/** @import { Credential } from '../../credentials/kinds.js' */
/** @import { Recognised } from '../../verifier/checks/recognition.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */
/** @import { SpokenNames } from '../words/names.js' */
/** @import { countAll } from './groups.js' */

/** @type {Record<'name' | 'uscc' | 'scheme' | 'category' | 'grade' | 'number' | 'period' | 'end' | 'issuer' | 'counts' | 'kind' | 'content', string>} */
const NONE = {
  name: '', uscc: '', scheme: '', category: '', grade: '', number: '', period: '', end: '', issuer: '', counts: '', kind: '', content: '',
};

/** @typedef {keyof typeof NONE} LineFact */

/**
 * Returns the members of a line by name; empty if the signature fails.
 * @param {VerdictJson} verdict
 * @param {SpokenNames} names
 */
export function lineOf(verdict, names) {
  if (verdict.credential === null) return NONE;
  if (!isAssessment(verdict.credential)) return { ...NONE, ...otherOf(verdict.credential, names) };
  const { credentialSubject: subject, validFrom, validUntil, issuer } = verdict.credential;
  const { assessment } = subject;
  const lines = verdict.outcome === 'invalid' ? [] : recognisedLines(verdict.recognised, names);
  return {
    ...NONE,
    name: subject.legalName,
    uscc: subject.unifiedSocialCreditCode,
    scheme: names.scheme(assessment.scheme),
    category: names.terms(assessment.category ?? []),
    grade: names.grade(assessment.scheme, assessment.grade),
    number: assessment.certificateNumber,
    period: formatPeriod(validFrom, validUntil),
    end: say('endsOn', { day: formatEnd(parseTime(validUntil)) }),
    issuer: names.party(issuer),
    counts: lines.map(({ from, to, clause }) => `${from === null ? '' : `${from} → `}${to}${clause ?? ''}`).join(semicolon()),
  };
}

/**
 * Returns the line of another kind of record: its title, and all its content in one cell.
 * @param {Credential} credential
 * @param {SpokenNames} names
 */
function otherOf(credential, names) {
  const facts = listFacts(credential, names).map(([word, value]) => `${word}${colon()}${value}`);
  return {
    name: titleOf(credential),
    uscc: `${credential.credentialSubject?.unifiedSocialCreditCode ?? ''}`,
    kind: kindWord(credential),
    period: periodOf(credential),
    end: periodOf(credential),
    issuer: names.party(credential.issuer),
    content: [kindWord(credential), ...facts].join(semicolon()),
  };
}

/**
 * Returns in one line what was assessed: scheme, grade, categories; for another kind the title.
 * @param {typeof NONE} line
 */
export const titleOfLine = ({ kind, name, scheme, grade, category }) =>
  (kind === '' ? [scheme, grade, category] : [kind, name]).filter(Boolean).join('\u00a0· ');

/**
 * Returns in words how many files were searched for certificates, and how many have none.
 * @param {ReturnType<typeof countAll>} counted
 */
export const filesWords = (counted) => say(counted.without > 0 ? 'filesWithout' : 'filesRead', counted);

/**
 * Returns the recognition of each category, `{from, to, clause}`; a category that counts as nothing in any scheme
 * appears once.
 * @param {Recognised[]} entries
 * @param {SpokenNames} names
 */
function recognisedLines(entries, names) {
  const lines = [];
  for (const [category, list] of byCategory(entries)) {
    const from = category && names.term(category);
    const counting = list.filter((entry) => entry.grade !== null);
    for (const entry of counting) {
      const target = entry.toCategory === null || entry.toCategory === category ? '' : ` ${names.term(entry.toCategory)}`;
      lines.push({ from, to: `${names.scheme(entry.scheme)}${target} ${names.grade(entry.scheme, `${entry.grade}`)}`, clause: clauseOf(entry, names) });
    }
    if (counting.length === 0) {
      const first = list.find((entry) => entry.clause !== null) ?? list[0];
      lines.push({ from, to: say('countsNothing'), clause: clauseOf(first, names) });
    }
  }
  return lines;
}

/**
 * @param {Recognised} entry
 * @param {SpokenNames} names
 */
function clauseOf({ how, clause }, names) {
  if (how === 'own') return aside(say('countsOwn'));
  return clause === null ? null : aside(names.term(clause));
}
