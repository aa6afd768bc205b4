// verifier/tender/asked.py: a requirement read against the agreement: the grades of its scheme, the ways to its
// categories; and verifier/tender/points.py: the row reached in a tender's own table of points; shown, and never added
// up.

import { gradeOf, schemeOf } from '../../credentials/documents/agreement.js';
import { WHITESPACE } from '../../signing/bytes.js';
import { categoriesAsked, takesEquivalents } from './documents/tender.js';
import { cellReason } from './matrix.js';

/** @import { AgreementText, Scheme } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Chain } from '../trust/agreements.js' */
/** @import { PointsRow, Requirement } from './documents/tender.js' */
/** @typedef {{ asked: Asked | null, grade: string | null }} Graded what counts for a requirement of a group */

const SPACES = new RegExp(`[${WHITESPACE}]+`, 'g');
const NUMERALS = '一二三四五六七八九';
const WRITTEN = [...'壹贰叁肆伍陆柒捌玖123456789'];
const ROMAN = /IV|V|I{1,3}/g;
const ASCII = /^[\x20-\x7e]*$/;
const LATIN = /[A-Za-z0-9]/;
const LATIN_WORD = /[A-Za-z]+/g;
const OF_ROMAN = new Map([['I', '一'], ['II', '二'], ['III', '三'], ['IV', '四'], ['V', '五']]);

/**
 * Returns one spelling of a grade whose number may be written in several ways.
 * @param {string} grade
 */
const fold = (grade) => writeNumerals(grade).replace(SPACES, '').replace(ROMAN, (numeral) => OF_ROMAN.get(numeral) ?? numeral);

/**
 * The numerals of a sentence as `fold` writes them; the I of BIM is none.
 * @param {string} text
 */
const foldSentence = (text) => writeNumerals(text).replace(LATIN_WORD, (word) => OF_ROMAN.get(word) ?? word);

/** @param {string} text */
const writeNumerals = (text) =>
  [...text.normalize('NFKC')].map((sign) => (WRITTEN.includes(sign) ? NUMERALS[WRITTEN.indexOf(sign) % 9] : sign)).join('');

/**
 * The scheme's own grade: as it stands, else the only one that differs in how its number is written; or null.
 * @param {string} grade
 * @param {Scheme} scheme
 */
export function readGrade(grade, scheme) {
  if (gradeOf(scheme, grade) !== undefined) return grade;
  const meant = scheme.grades.filter(({ code }) => fold(code) === fold(grade));
  return meant.length === 1 ? meant[0].code : null;
}

/**
 * The scheme's grades that a sentence names, best first, by code or name; the longest name is taken first, so that
 * 甲临 or AA is not read as a part of another, and a Latin name stands between letters of other scripts.
 * @param {string} text
 * @param {Scheme} scheme
 */
export function listGradesIn(text, scheme) {
  /** @type {Map<string, string>} */
  const called = new Map();
  for (const { code, name } of scheme.grades) {
    for (const word of [code, name.zh, name.en].map(foldSentence)) {
      if (!called.has(word)) called.set(word, code);
    }
  }
  const names = [...called.keys()].sort((first, other) => other.length - first.length);
  const sentence = foldSentence(text);
  const codes = new Set();
  for (let at = 0; at < sentence.length;) {
    const name = names.find((word) => sentence.startsWith(word, at) && standsAlone(sentence, at, word));
    codes.add(name === undefined ? undefined : called.get(name));
    at += name?.length ?? 1;
  }
  return scheme.grades.map(({ code }) => code).filter((code) => codes.has(code));
}

/**
 * @param {string} sentence
 * @param {number} at
 * @param {string} name
 */
const standsAlone = (sentence, at, name) =>
  !ASCII.test(name) || !(LATIN.test(sentence.charAt(at - 1)) || LATIN.test(sentence.charAt(at + name.length)));

/**
 * Returns the text in force at `at`, else the last one before; and the scheme in that text, else in the last text that
 * has it, or undefined.
 * @param {Chain} chain
 * @param {string} slug
 * @param {Moment} at
 */
export function findScheme(chain, slug, at) {
  const { text } = chain.inForceOrLast(at);
  const texts = [text, ...chain.versions.map((version) => version.text).reverse()];
  return { text, scheme: texts.map((text) => schemeOf(text, slug)).find((scheme) => scheme !== undefined) };
}

/**
 * Returns the lint code of a scheme, category or grade that the agreement lacks; or null.
 * @param {Requirement} requirement
 * @param {Scheme | undefined} scheme
 * @param {string} home
 */
export function findUnknown(requirement, scheme, home) {
  if (scheme === undefined || scheme.owner !== home) return 'unknown-scheme';
  const named = categoriesAsked(requirement) ?? [];
  if (!named.every((category) => scheme.categories.includes(category))) return 'unknown-category';
  return readGrade(requirement.minGrade, scheme) === null ? 'unknown-grade' : null;
}

/** A requirement as read at a date. */
export class Asked {
  /**
   * `categories` is [null] where any will do; `place` is that of the lowest grade that is enough.
   * @param {Requirement} requirement
   * @param {AgreementText} text
   * @param {Scheme} scheme
   */
  constructor(requirement, text, scheme) {
    this.requirement = requirement;
    this.scheme = scheme;
    /** @type {Map<string | null, number>} */
    this.places = new Map(scheme.grades.map(({ code }, place) => [code, place]));
    this.grade = readGrade(requirement.minGrade, scheme);
    this.place = this.placeOf(this.grade);
    /** @type {(string | null)[]} */
    this.categories = categoriesAsked(requirement) ?? [null];
    this.needsAll = requirement.categories?.allOf !== undefined;
    this.takesEquivalents = takesEquivalents(requirement);
    /** The rows of the agreement with a target in the scheme. */
    this.rows = text.equivalences.flatMap(({ from, to }) => (to?.scheme === scheme.id ? { from, to } : []));
  }

  /**
   * The requirement as it is read at `at`, or the reason of why nothing can be said of it: one of the two is null.
   * @param {Requirement} requirement
   * @param {Chain} chain
   * @param {string} home
   * @param {Moment} at
   */
  static of(requirement, chain, home, at) {
    const { text, scheme } = findScheme(chain, requirement.scheme, at);
    const why = findUnknown(requirement, scheme, home);
    if (why !== null || scheme === undefined) return { asked: null, unclear: cellReason('requirement-unclear', { facts: { why } }) };
    return { asked: new Asked(requirement, text, scheme), unclear: null };
  }

  /**
   * Returns the rank of the grade, 0 for the best; after all others if no grade counts.
   * @param {string | null} grade
   */
  placeOf(grade) {
    return this.places.get(grade) ?? this.places.size;
  }

  /**
   * Returns whether this is the required scheme itself, not one recognised as it.
   * @param {string} scheme
   */
  isOwn(scheme) {
    return scheme === this.scheme.id;
  }

  /**
   * Whether a credential of that scheme is looked at for this requirement.
   * @param {string} scheme
   */
  isAbout(scheme) {
    return this.isOwn(scheme) || this.rows.some(({ from }) => from.scheme === scheme);
  }

  /**
   * Whether a credential of that scheme, in the categories `owned`, would be for this requirement.
   * @param {string} scheme
   * @param {(string | null)[]} owned
   */
  isFor(scheme, owned) {
    const isOwn = this.isOwn(scheme);
    return this.isAbout(scheme) && this.categories.some((wanted) =>
      wanted === null || (isOwn ? owned.includes(wanted) : owned.some((category) => this.leads(scheme, category, wanted))));
  }

  /**
   * Whether the category of another scheme is this one: a row says so, or both sides use one name.
   * @param {string} scheme
   * @param {string | null} category
   * @param {string | null} wanted
   */
  leads(scheme, category, wanted) {
    return this.rows.some(({ from, to }) => {
      if (from.scheme !== scheme) return false;
      if (to.category === wanted && (from.category === undefined || from.category === category)) return true;
      return to.category === undefined && from.category === undefined && category === wanted;
    });
  }
}

/**
 * The best row of any group that is met, {row, minGrade, points} or null; within a group the lowest grade decides.
 * @param {PointsRow[]} rows
 * @param {Graded[][]} groups
 */
export function reachRow(rows, groups) {
  const reached = groups.map((group) => Math.max(...group.map((graded) => rowOf(rows, graded))));
  const best = Math.min(rows.length, ...reached);
  if (best >= rows.length) return null;
  return { row: best, minGrade: rows[best].minGrade, points: rows[best].points };
}

/**
 * The first row whose lowest grade is reached; as many as there are for none.
 * @param {PointsRow[]} rows
 * @param {Graded} graded
 */
function rowOf(rows, { asked, grade }) {
  if (asked === null || grade === null) return rows.length;
  const place = rows.findIndex(({ minGrade }) => {
    const least = readGrade(minGrade, asked.scheme);
    return least !== null && asked.placeOf(grade) <= asked.placeOf(least);
  });
  return place < 0 ? rows.length : place;
}
