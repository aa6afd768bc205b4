// The enterprise, or consortium, that a bidder's folder should be about: the one that an officer typed, else the one in
// the folder's name, else the one of most of its credentials.

import { parseUscc } from '../../credentials/identifiers.js';
import { plain } from '../../verifier/checks/subject.js';
import { comma } from '../words/sentences.js';
import { namesBidder } from './folders/levels.js';

/** @import { Expectation, Group, Row } from './groups.js' */

const CODE_LENGTH = 18;
const SHORTEST = 4; // fewest characters of a folder's name that may stand for an enterprise's name
const BESIDE = /^[0-9a-z号._\-()（）、\s]+|[0-9._\-()（）、\s]+$/giu; // numbers and marks around a name
const BETWEEN = /[、,;，；\s]+/;

/**
 * The Unified Social Credit Codes in a text, each once.
 * @param {string} text
 */
function findUsccs(text) {
  const words = text.normalize('NFKC').toUpperCase().split(/[^0-9A-Z]+/).filter((word) => word.length === CODE_LENGTH);
  return [...new Set(words.filter(isUscc))];
}

/** @param {string} text */
function isUscc(text) {
  try {
    parseUscc(text);
    return true;
  } catch {
    return false; // only looks like a code
  }
}

/**
 * Returns the typed `codes`, each once; or as `wrong` the first text that is not a code.
 * @param {string} text
 */
export function parseTyped(text) {
  const codes = [...new Set(text.normalize('NFKC').toUpperCase().split(BETWEEN).filter(Boolean))];
  return { codes, wrong: codes.find((code) => !isUscc(code)) };
}

/**
 * Returns the codes of the expected enterprises in their typed form.
 * @param {{ uscc: string }[] | undefined} enterprises
 */
export const codesOf = (enterprises) => (enterprises ?? []).map(({ uscc }) => uscc).join(comma());

/** @typedef {[uscc: string, name: string]} Holder */
/** @typedef {{ usccs: string[], by: Expectation['by'], isDoubtful?: boolean }} ExpectedFound */

/**
 * Returns whether exactly one enterprise is expected, with this code.
 * @param {Expectation | null} expected
 * @param {string} uscc
 */
export const isOnly = (expected, uscc) => expected?.enterprises.length === 1 && expected.enterprises[0].uscc === uscc;

/**
 * Gives each group `expected`, `{enterprises, by, isDoubtful}` or null: `enterprises` are `{uscc, name}` each, one or those of a
 * consortium, `by` is `typed`, `folder`, `name` or `most`; and each row `isDoubtful`: whether it is of another enterprise
 * than `most`, which is presumed and decides nothing, or of one of several `holders` of which nobody knows who is the bidder.
 * `typed` maps keys of groups to codes; `isAsked` says that an enterprise is expected of all.
 * @param {Group[]} groups
 * @param {Map<string, string[]>} typed
 * @param {boolean} isAsked
 */
export function expectOfEach(groups, typed, isAsked) {
  const names = new Map(groups.flatMap(({ rows }) => holdersOf(rows)));
  const isSeveral = groups.filter(({ isBidder }) => isBidder).length > 1;
  for (const group of groups) {
    const expected = find(group, { names, typed, isAsked, isSeveral });
    group.expected = expected === null ? null : { isDoubtful: false, ...expected, enterprises: expected.usccs.map((uscc) => ({ uscc, name: names.get(uscc) ?? null })) };
    const codes = new Set(holdersOf(group.rows).map(([code]) => code));
    group.holders = expected === null && !isAsked && isBidder(group, isSeveral) ? codes.size : 0;
    for (const row of group.rows) {
      const holder = holderOf(row);
      row.holders = group.holders;
      row.isDoubtful = expected === null ? group.holders > 1 && holder !== null : expected.by === 'most' && (holder?.[0] ?? expected.usccs[0]) !== expected.usccs[0];
    }
  }
  return groups;
}

/**
 * Returns whether a group is one bidder's folder: one of several, or a folder named after an enterprise.
 * @param {Group} group
 * @param {boolean} isSeveral
 */
const isBidder = (group, isSeveral) => (isSeveral ? group.isBidder : namesBidder(group.key.split('/').at(-1) ?? ''));

/**
 * @param {Group} group
 * @param {{ names: Map<string, string>, typed: Map<string, string[]>, isAsked: boolean, isSeveral: boolean }} how
 * @returns {ExpectedFound | null}
 */
function find(group, { names, typed, isAsked, isSeveral }) {
  const entered = typed.get(group.key);
  if (entered !== undefined) return { usccs: entered, by: 'typed' };
  if (group.key === '' || (isSeveral && !group.isBidder)) return null;
  const [folder] = group.key.split('/').slice(-1);
  const codes = findUsccs(folder);
  if (codes.length > 0) return { usccs: codes, by: 'folder' };
  if (isAsked) return null;
  const named = findNamed(folder, names);
  if (named.length > 0) return { usccs: named, by: 'name' };
  const most = isSeveral ? majority(group.rows) : null;
  return most === null ? null : { usccs: [most], by: 'most', isDoubtful: namesBidder(folder) };
}

/**
 * @param {Row} row
 * @returns {Holder | null}
 */
function holderOf({ answer }) {
  const { unifiedSocialCreditCode: code, legalName } = answer.verdict.credential?.credentialSubject ?? {};
  return typeof code !== 'string' || typeof legalName !== 'string' ? null : [code, legalName];
}

/**
 * @param {Row[]} rows
 * @returns {Holder[]}
 */
const holdersOf = (rows) => rows.map(holderOf).filter((holder) => holder !== null);

/**
 * Returns the codes of the enterprises whose whole names occur in a folder's name; else the code of the only enterprise
 * of whose name the folder has a sufficient part.
 * @param {string} folder
 * @param {Map<string, string>} names
 */
function findNamed(folder, names) {
  const all = [...names].map(([uscc, name]) => ({ uscc, whole: plain(name) }));
  const matches = all.filter(({ whole }) => plain(folder).includes(whole));
  const longest = matches.filter(({ whole }) => !matches.some((other) => other.whole !== whole && other.whole.includes(whole)));
  if (new Set(longest.map(({ whole }) => whole)).size === longest.length && longest.length > 0) return longest.map(({ uscc }) => uscc);
  const part = plain(folder.replace(BESIDE, ''));
  const likely = [...part].length < SHORTEST ? [] : all.filter(({ whole }) => whole.includes(part));
  return matches.length === 0 && likely.length === 1 ? likely.map(({ uscc }) => uscc) : [];
}

/**
 * Returns the code that more than half of the credentials have, or null.
 * @param {Row[]} rows
 */
function majority(rows) {
  const codes = holdersOf(rows).map(([code]) => code);
  return codes.find((code) => codes.filter((other) => other === code).length * 2 > codes.length) ?? null;
}
