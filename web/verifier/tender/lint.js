// verifier/tender/lint.py: advice about a tender for its writer: amber, it blocks nothing and changes no cell.

import { monthsOf, schemeOf } from '../../credentials/documents/agreement.js';
import { addMonths, earlier, endOf, isIn } from '../../credentials/times.js';
import { RULES } from '../../texts/tender/words.js';
import { findScheme, findUnknown, listGradesIn, readGrade } from './asked.js';
import { categoriesAsked, criteriaOf, failAfterHours, requirementsOf, takesEquivalents } from './documents/tender.js';

/** @import { AgreementText, Scheme } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Chain } from '../trust/agreements.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Criterion, Requirement, TenderBody } from './documents/tender.js' */
/** @import { CodeFacts } from './judging.js' */
/** @import { SentenceFacts } from './matrix.js' */

/** @typedef {{ code: string, criterion: string | null, requirement: string | null, facts: SentenceFacts }} LintNote */

/**
 * In the order of the tender; the agreement is read as of the opening, or now if that is to come.
 * @param {TenderBody} tender
 * @param {Pick<TrustStore, 'chain'>} trust
 * @param {Moment} now
 */
export const lintTender = (tender, { chain }, now) => [...notesOf(tender, chain, earlier(tender.openingAt, now))];

/**
 * @param {TenderBody} tender
 * @param {Chain} chain
 * @param {Moment} at
 * @returns {Generator<LintNote>}
 */
function* notesOf(tender, chain, at) {
  if (tender.consortium === undefined) yield noteOf('consortium-not-stated', null, null);
  const hours = failAfterHours(tender);
  if ((tender.freshness?.warnAfterHours ?? 0) > hours) yield noteOf('freshness-order', null, null, { hours });
  for (const { id } of tender.lots) {
    if (criteriaOf(tender, id).length === 0) yield noteOf('lot-without-criteria', null, null, { lot: id });
  }
  for (const criterion of tender.criteria) {
    const { id, groups } = criterion;
    for (const [code, facts] of byRules(tender, criterion)) yield noteOf(code, id, null, facts);
    if (groups.length === 0 || groups.some(({ requirements }) => requirements.length === 0)) {
      yield noteOf('or-group-empty', id, null);
    }
    for (const requirement of requirementsOf(criterion)) {
      for (const [code, facts] of ofRequirement(tender, criterion, requirement, chain, at)) yield noteOf(code, id, requirement.id, facts);
    }
    for (const [code, facts] of ofPoints(tender, criterion, chain, at)) yield noteOf(code, id, null, facts);
  }
}

/**
 * @param {string} code
 * @param {string | null} criterion
 * @param {string | null} requirement
 * @param {SentenceFacts} facts
 * @returns {LintNote}
 */
const noteOf = (code, criterion, requirement, facts = {}) => ({ code, criterion, requirement, facts });

/**
 * Rules that stand in no agreement: in which regimes, for which use, since when, and by what.
 * @type {(tender: TenderBody, criterion: Criterion) => CodeFacts[]}
 */
const byRules = ({ regime }, { use }) =>
  RULES.filter(({ regimes, uses }) => regimes.includes(regime) && uses.includes(use))
    .map(({ code, basis, dated, source }) => [code, { basis, dated, source }]);

/**
 * @param {TenderBody} tender
 * @param {Criterion} criterion
 * @param {Requirement} requirement
 * @param {Chain} chain
 * @param {Moment} at
 * @returns {Generator<CodeFacts>}
 */
function* ofRequirement({ home, openingAt, contract }, { use }, requirement, chain, at) {
  const { text, scheme } = findScheme(chain, requirement.scheme, at);
  const unknown = findUnknown(requirement, scheme, home);
  if (unknown !== null) {
    yield [unknown, { scheme: requirement.scheme, categories: categoriesAsked(requirement) ?? [], grade: requirement.minGrade }];
    return;
  }
  const grade = scheme === undefined ? null : readGrade(requirement.minGrade, scheme);
  if (scheme === undefined || grade === null) return; // and so it is unknown
  if (grade !== requirement.minGrade) yield ['grade-normalised', { written: requirement.minGrade, grade }];
  const inText = listGradesIn(requirement.text ?? '', scheme);
  if (inText.length > 0 && !inText.includes(grade)) yield ['grade-differs-from-text', { grade, grades: inText }];
  if (!takesEquivalents(requirement) && text.equivalences.some(({ to }) => to?.scheme === scheme.id)) {
    yield [use === 'scoring' ? 'bonus-by-region' : 'region-locked', { scheme: scheme.id }];
  }
  const terms = findMonths(text, scheme, grade, openingAt, takesEquivalents(requirement));
  const months = Math.max(...terms);
  if (terms.length === 0) yield ['impossible', { scheme: scheme.id }];
  else if (['contract-end', 'all'].includes(requirement.validAt)) {
    const isShort = addMonths(openingAt, months).seconds < endOf(contract.until).seconds;
    if (isShort) yield ['contract-longer-than-validity', { months }];
  }
}

/**
 * Grades that are enough and reach no row, rows out of order, of no grade, or that no grade reaches.
 * @param {TenderBody} tender
 * @param {Criterion} criterion
 * @param {Chain} chain
 * @param {Moment} at
 * @returns {Generator<CodeFacts>}
 */
function* ofPoints({ home }, criterion, chain, at) {
  const rows = criterion.points ?? [];
  /** @type {number[][]} */
  const unreached = [];
  for (const requirement of rows.length > 0 ? requirementsOf(criterion) : []) {
    const { scheme } = findScheme(chain, requirement.scheme, at);
    if (scheme === undefined || findUnknown(requirement, scheme, home) !== null) continue;
    /** @type {(string | null)[]} */
    const codes = scheme.grades.map(({ code }) => code);
    const read = rows.map(({ minGrade }) => readGrade(minGrade, scheme));
    const known = read.filter((grade) => grade !== null).map((grade) => codes.indexOf(grade));
    for (const { minGrade } of rows.filter((_, place) => read[place] === null)) {
      yield ['unknown-grade', { grade: minGrade, scheme: scheme.id }];
    }
    if (known.some((place, i) => i > 0 && place <= known[i - 1])) {
      yield ['points-gap', { kind: 'order' }];
      continue;
    }
    const least = codes.indexOf(readGrade(requirement.minGrade, scheme));
    const last = known[known.length - 1];
    if (last < least) yield ['points-gap', { kind: 'below', grade: codes[last + 1] }];
    if (known.length === rows.length) { // a grade that is enough reaches an earlier row already
      unreached.push(rows.flatMap((_, place) => (known[place - 1] >= least ? [place] : [])));
    }
  }
  for (const place of unreached[0] ?? []) {
    if (unreached.every((places) => places.includes(place))) {
      yield ['points-gap', { kind: 'unreached', grade: rows[place].minGrade }];
    }
  }
}

/**
 * How long credentials may live that are enough, and that a grant lets be in force at the opening.
 * @param {AgreementText} text
 * @param {Scheme} scheme
 * @param {string} least
 * @param {Moment} opening
 * @param {boolean} isEquivalentEnough
 */
function findMonths(text, scheme, least, opening, isEquivalentEnough) {
  const codes = scheme.grades.map(({ code }) => code);
  const enough = codes.slice(0, codes.indexOf(least) + 1);
  const rows = isEquivalentEnough ? text.equivalences : [];
  const ofScheme = enough.map((code) => /** @type {[Scheme, string]} */ ([scheme, code]));
  const equivalents = rows.flatMap(({ from, to }) => {
    const source = schemeOf(text, from.scheme);
    const counts = source !== undefined && to?.scheme === scheme.id && enough.includes(to.grade);
    return counts ? [/** @type {[Scheme, string]} */ ([source, from.grade])] : [];
  });
  return [...ofScheme, ...equivalents]
    .filter(([source, code]) => text.grants.some((grant) =>
      grant.scheme === source.id && isIn(opening, grant.from, addMonths(grant.until, monthsOf(source, code)))))
    .map(([source, code]) => monthsOf(source, code));
}
