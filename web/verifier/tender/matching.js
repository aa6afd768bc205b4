// verifier/tender/matching.py: the evidence of one holder, and then of a bid as a whole, for a requirement at one date.
//
// Listed and cited: met, cannot establish, not met; the category present before missing; fewer faults; faults in
// their order; the higher counted grade; own before equivalent; the later end; the digest.

import { FAULTS } from './judging.js';
import { MET, NOT_MET, UNCLEAR, allOf, cellReason, rankOf } from './matrix.js';
import { firstOf, inOrder } from './order.js';

/** Whether a credential is about the category asked for, the nearest first. */
const PRESENT = 0;
export const UNMAPPED = 1;
const MISSING = 2;

/** @import { Recognised } from '../checks/recognition.js' */
/** @import { Asked } from './asked.js' */
/** @import { CodeFacts, DatedStanding, JudgedCredential } from './judging.js' */
/** @import { CellReason, CellState, ColumnName } from './matrix.js' */

/** @typedef {{ presence: number, entry: Recognised | null }} Presence how far it is about the category, and what counts there */

/**
 * What one credential says in one category at one date; `key` is by which readings are put in order.
 * @typedef {object} Reading
 * @property {JudgedCredential} judged
 * @property {CellState} state
 * @property {number} presence
 * @property {CodeFacts[]} codes
 * @property {string | null} grade
 * @property {string | null} clause
 * @property {unknown[]} key
 */

/**
 * What a holder, or several, show: `cited` readings decide, `others` were looked at beside them, `reasons` are of those who
 * have nothing to cite. `held` is what is shown in the categories of which anything was handed in, null where it holds
 * nothing of the kind; `isWhole`: those are all the categories asked for.
 * @typedef {object} Showing
 * @property {CellState} state
 * @property {Reading[]} cited
 * @property {Reading[]} others
 * @property {CellReason[]} reasons
 * @property {Showing | null} held
 * @property {boolean} isWhole
 */

/**
 * @param {CellState} state
 * @param {Partial<Showing>} members
 * @returns {Showing}
 */
const showing = (state, { cited = [], others = [], reasons = [], held = null, isWhole = false }) =>
  ({ state, cited, others, reasons, held, isWhole });

/**
 * The codes of a reading as reasons.
 * @param {Reading} reading
 */
export const reasonsOf = ({ judged, codes }) =>
  codes.map(([code, facts]) => cellReason(code, { credential: judged.digest, holder: judged.holder, facts }));

/**
 * The codes of what is cited, each once.
 * @param {Showing} showing
 */
export const codesOf = ({ reasons, cited }) =>
  orderCodes([...reasons.map(({ code }) => code), ...cited.flatMap(({ codes }) => codes.map(([code]) => code))]);

/** Codes that decide nothing. */
export const BESIDE = ['by-number', 'name-differs'];
const CODE_ORDER = [...FAULTS, ...BESIDE];

/**
 * Each once; faults in their order, what is none before them as it comes, what decides nothing behind.
 * @param {string[]} codes
 */
export const orderCodes = (codes) => inOrder(new Set(codes), (code) => CODE_ORDER.indexOf(code));

/**
 * The place of a fault; what is none stands behind all.
 * @param {CodeFacts} fault
 */
const faultRank = ([code]) => (FAULTS.includes(code) ? FAULTS.indexOf(code) : FAULTS.length);

/**
 * What the credential says in the category at the date of the column, by the entry that says it best.
 * @param {Asked} wanted
 * @param {string | null} category
 * @param {JudgedCredential} judged
 * @param {ColumnName} column
 */
function readFor(wanted, category, judged, column) {
  const standing = /** @type {DatedStanding} */ (judged.standings.get(column));
  const entries = inOrder(standing.recognised.filter(({ scheme }) => scheme === wanted.scheme.id), ({ grade }) =>
    wanted.placeOf(grade));
  const options = findEntries(wanted, category, judged, entries);
  return firstOf(options.map((option) => readEntry(wanted, category, judged, { standing, entries, ...option })), keyOf);
}

/**
 * @param {Asked} wanted
 * @param {string | null} category
 * @param {JudgedCredential} judged
 * @param {Presence & { standing: DatedStanding, entries: Recognised[] }} found
 * @returns {Reading}
 */
function readEntry(wanted, category, judged, { standing, entries, presence, entry }) {
  const isOwn = wanted.isOwn(judged.scheme);
  const content = judgeContent(wanted, category, judged, { standing, presence, entry });
  const faults = inOrder([...standing.faults, ...(content === null ? [] : [content])], faultRank);
  const grade = entry !== null && presence !== MISSING ? entry.grade : null;
  const clause = entry !== null && !isOwn ? entry.clause : null;
  /** @returns {[CellState, CodeFacts[]]} */
  const settle = () => {
    if (faults.length > 0) return [NOT_MET, faults];
    if (presence === UNMAPPED) return [UNCLEAR, [['category-unmapped', { grade, category, clause }], ...standing.doubts]];
    if (standing.doubts.length > 0) return [UNCLEAR, standing.doubts];
    return [MET, [isOwn ? ['own-grade', { grade }] : ['equivalent', { grade, scheme: judged.scheme, clause }]]];
  };
  const [state, codes] = settle();
  const key = [
    rankOf(state),
    presence,
    codes.length,
    codes.map(faultRank),
    wanted.placeOf(grade),
    Math.min(wanted.places.size, ...entries.map((entry) => wanted.placeOf(entry.grade))), // of credentials that lack the category, too
    !isOwn,
    -judged.record.body.validUntil.seconds,
    judged.digest,
  ];
  return { judged, state, presence, codes, grade, clause, key };
}

/**
 * The best of each presence.
 * @param {Asked} wanted
 * @param {string | null} category
 * @param {JudgedCredential} judged
 * @param {Recognised[]} entries
 * @returns {Presence[]}
 */
function findEntries(wanted, category, judged, entries) {
  if (category === null) return [{ presence: PRESENT, entry: entries[0] ?? null }];
  const owned = judged.record.graded.categories;
  if (wanted.isOwn(judged.scheme)) {
    if (!owned.includes(category)) return [{ presence: MISSING, entry: null }];
    return [{ presence: PRESENT, entry: entries.find((entry) => entry.category === category) ?? null }];
  }
  const leading = owned.filter((from) => wanted.leads(judged.scheme, from, category));
  const options = entries.flatMap((entry) => {
    const { grade, toCategory } = entry;
    if (leading.includes(entry.category) && (grade === null || toCategory === category)) return { presence: PRESENT, entry };
    return grade !== null && toCategory === null && wanted.takesEquivalents ? { presence: UNMAPPED, entry } : [];
  });
  if (leading.length > 0 && entries.length === 0) return [{ presence: PRESENT, entry: null }];
  return options.length > 0 ? options : [{ presence: MISSING, entry: null }];
}

/**
 * The fault in what it certifies, if any.
 * @param {Asked} wanted
 * @param {string | null} category
 * @param {JudgedCredential} judged
 * @param {Presence & { standing: DatedStanding }} found
 * @returns {CodeFacts | null}
 */
function judgeContent(wanted, category, judged, { standing, presence, entry }) {
  const { scheme } = judged;
  if (presence === MISSING) return ['category-missing', { categories: [category] }];
  if (!wanted.isOwn(scheme) && !wanted.takesEquivalents) return ['equivalents-not-accepted', { scheme }];
  if (standing.unrecognised !== null) return standing.unrecognised;
  const grade = entry?.grade ?? null;
  if (!wanted.places.has(grade)) {
    return ['no-equivalent', { scheme, grade: judged.record.graded.grade, clause: entry?.clause ?? null }];
  }
  const steps = wanted.placeOf(grade) - wanted.place;
  if (steps <= 0) return null;
  const facts = { grade, minGrade: wanted.grade, steps, category };
  if (entry === null || wanted.isOwn(scheme)) return ['grade-lower', facts];
  return ['grade-lower', { kind: 'equivalent', ...facts, held: judged.record.graded.grade, scheme, clause: entry.clause }];
}

/**
 * What one enterprise shows by all it handed in: any category by one credential, all by several.
 * @param {Asked} wanted
 * @param {string} holder
 * @param {JudgedCredential[]} judged
 * @param {ColumnName} column
 * @returns {Showing}
 */
export function showHolder(wanted, holder, judged, column) {
  const about = judged.filter(({ scheme }) => wanted.isAbout(scheme));
  if (about.length === 0) return showing(NOT_MET, { reasons: [cellReason('no-credential', { holder })] });
  const byCategory = wanted.categories.map((category) =>
    inOrder(about.map((paper) => readFor(wanted, category, paper, column)), keyOf));
  const present = byCategory.filter(([best]) => best.presence !== MISSING);
  if (wanted.needsAll) {
    const part = present.length > 0 ? joinShowings(present.map(ofCategory)) : null;
    return { ...joinShowings(byCategory.map(ofCategory)), held: part, isWhole: present.length === byCategory.length };
  }
  const best = ofCategory(inOrder(byCategory.flat(), keyOf));
  if (present.length > 0) return { ...best, held: best, isWhole: true };
  return { ...best, cited: best.cited.map((reading) => instead(reading, wanted.categories)) };
}

/** @param {Reading} reading */
const keyOf = ({ key }) => key;

/**
 * The reading, missing all of the categories and not the one it was read for.
 * @param {Reading} reading
 * @param {(string | null)[]} categories
 * @returns {Reading}
 */
const instead = (reading, categories) => ({
  ...reading,
  codes: reading.codes.map((code) => (code[0] === 'category-missing' ? ['category-missing', { categories }] : code)),
});

/**
 * The best reading; others that have the category are told beside one that does not meet.
 * @param {Reading[]} readings
 */
function ofCategory(readings) {
  const [best, ...rest] = readings;
  /** @type {Map<string, Reading>} */
  const others = new Map();
  for (const reading of best.state === MET ? [] : rest) {
    const { digest } = reading.judged;
    const isNew = digest !== best.judged.digest && !others.has(digest);
    if (reading.presence !== MISSING && isNew) others.set(digest, reading);
  }
  return showing(best.state, { cited: [best], others: [...others.values()] });
}

/**
 * All of them together: those that decide are cited.
 * @param {Showing[]} showings
 */
export function joinShowings(showings) {
  const state = allOf(showings.map((shown) => shown.state));
  const deciding = showings.filter((shown) => shown.state === state);
  return showing(state, {
    cited: deciding.flatMap(({ cited }) => cited),
    others: deciding.flatMap(({ others }) => others),
    reasons: deciding.flatMap(({ reasons }) => reasons),
  });
}
