// verifier/tender/lint.py: advice about a tender for whoever writes it: amber, it blocks nothing and changes no cell.

import { monthsOf, schemeOf } from '../../credentials/documents/agreement.js';
import { addMonths, earlier, endOf, isIn } from '../../credentials/times.js';
import { RULES } from '../../texts/tender_words.js';
import { findScheme, findUnknown, readGrade } from './asked.js';
import { categoriesAsked, requirementsOf, takesEquivalents } from './documents/tender.js';

/** In the order of the tender; the agreement is read as of the opening, or now if that is to come. */
export const lintTender = (tender, { chain }, now) => [...notesOf(tender, chain, earlier(tender.openingAt, now))];

function* notesOf(tender, chain, at) {
  if (tender.consortium === undefined) yield noteOf('consortium-not-stated', null, null);
  for (const criterion of tender.criteria) {
    const { id, groups } = criterion;
    for (const [code, facts] of byRules(tender, criterion)) yield noteOf(code, id, null, facts);
    if (groups.length === 0 || groups.some(({ requirements }) => requirements.length === 0)) {
      yield noteOf('or-group-empty', id, null);
    }
    for (const asked of requirementsOf(criterion)) {
      for (const [code, facts] of ofRequirement(tender, criterion, asked, chain, at)) yield noteOf(code, id, asked.id, facts);
    }
    for (const [code, facts] of ofPoints(tender, criterion, chain, at)) yield noteOf(code, id, null, facts);
  }
}

const noteOf = (code, criterion, requirement, facts = {}) => ({ code, criterion, requirement, facts });

/** Rules that stand in no agreement: in which regimes, for which use, since when, and by what. */
const byRules = ({ regime }, { use }) =>
  RULES.filter(({ regimes, uses }) => regimes.includes(regime) && uses.includes(use))
    .map(({ code, basis, dated, source }) => [code, { basis, dated, source }]);

function* ofRequirement({ home, openingAt, contract }, { use }, asked, chain, at) {
  const { text, scheme } = findScheme(chain, asked.scheme, at);
  const unknown = findUnknown(asked, scheme, home);
  if (unknown !== null) {
    yield [unknown, { scheme: asked.scheme, categories: categoriesAsked(asked) ?? [], grade: asked.minGrade }];
    return;
  }
  if (scheme === undefined) return; // and so it is unknown
  const grade = readGrade(asked.minGrade, scheme);
  if (grade !== asked.minGrade) yield ['grade-normalised', { written: asked.minGrade, grade }];
  if (!takesEquivalents(asked) && text.equivalences.some(({ to }) => to?.scheme === scheme.id)) {
    yield [use === 'scoring' ? 'bonus-by-region' : 'region-locked', { scheme: scheme.id }];
  }
  const found = findMonths(text, scheme, grade, openingAt, takesEquivalents(asked));
  const months = Math.max(...found);
  if (found.length === 0) yield ['impossible', { scheme: scheme.id }];
  else if (['contract-end', 'all'].includes(asked.validAt)) {
    const isShort = addMonths(openingAt, months).seconds < endOf(contract.until).seconds;
    if (isShort) yield ['contract-longer-than-validity', { months }];
  }
}

/** Grades that are enough and reach no row, rows out of order, rows of no grade. */
function* ofPoints({ home }, criterion, chain, at) {
  const rows = criterion.points ?? [];
  for (const asked of rows.length > 0 ? requirementsOf(criterion) : []) {
    const { scheme } = findScheme(chain, asked.scheme, at);
    if (scheme === undefined || findUnknown(asked, scheme, home) !== null) continue;
    const codes = scheme.grades.map(({ code }) => code);
    const read = rows.map(({ minGrade }) => readGrade(minGrade, scheme));
    const known = read.filter((grade) => grade !== null).map((grade) => codes.indexOf(grade));
    for (const { minGrade } of rows.filter((_, place) => read[place] === null)) {
      yield ['unknown-grade', { grade: minGrade, scheme: scheme.id }];
    }
    if (known.some((place, i) => i > 0 && place <= known[i - 1])) yield ['points-gap', { kind: 'order' }];
    else if (known.length > 0 && known[known.length - 1] < codes.indexOf(readGrade(asked.minGrade, scheme))) {
      yield ['points-gap', { kind: 'below', grade: codes[known[known.length - 1] + 1] }];
    }
  }
}

/** How long credentials may live that are enough, and that a grant lets be in force at the opening. */
function findMonths(text, scheme, least, opening, isEquivalentEnough) {
  const codes = scheme.grades.map(({ code }) => code);
  const enough = codes.slice(0, codes.indexOf(least) + 1);
  const rows = isEquivalentEnough ? text.equivalences : [];
  const equivalents = rows.flatMap(({ from, to }) => {
    const source = schemeOf(text, from.scheme);
    const counts = source !== undefined && to?.scheme === scheme.id && enough.includes(to.grade);
    return counts ? [[source, from.grade]] : [];
  });
  return [...enough.map((code) => [scheme, code]), ...equivalents]
    .filter(([one, code]) => text.grants.some((grant) =>
      grant.scheme === one.id && isIn(opening, grant.from, addMonths(grant.until, monthsOf(one, code)))))
    .map(([one, code]) => monthsOf(one, code));
}
