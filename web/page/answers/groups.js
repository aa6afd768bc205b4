// Groups many answers for an officer: a folder for each bidder, a line for each certificate however many copies there
// are, and separately the pages without a readable code.

import { findLevels } from './folders/levels.js';
import { STANDINGS, standingOf } from './standing.js';
import { isAssessment } from './titles.js';

/** @import { Answer } from '../verifying/worker_client.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { Standing } from './standing.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */

const ONE_OF_MANY = /#\d+$/; // codes in one file

/**
 * One certificate in a group.
 * @typedef {object} Row
 * @property {Answer} answer
 * @property {Answer[]} answers
 * @property {Standing} standing
 * @property {boolean} isDoubtful whether it is of another enterprise than most of its group, or of one of several
 * @property {number} holders that of its group
 */

/** @typedef {{ name: string, pages: number[], answer: Answer | null }} Codeless a file with pages on which there was nothing to read */
/** @typedef {{ uscc: string, name: string | null }} ExpectedEnterprise */
/** @typedef {{ enterprises: ExpectedEnterprise[], by: 'typed' | 'folder' | 'name' | 'most', isDoubtful: boolean }} Expectation */

/**
 * @typedef {object} Group
 * @property {string} key
 * @property {string} title
 * @property {boolean} isBidder whether it is a bidder's folder, not files beside those
 * @property {Row[]} rows
 * @property {Codeless[]} codeless
 * @property {string[]} unread files of kinds that are not read
 * @property {Expectation | null} expected
 * @property {number} holders how many enterprises its certificates are of, where nobody knows which is the bidder; else 0
 */

/** @typedef {{ key: string, title: string, isBidder: boolean, rows: Map<string, Row>, codeless: Codeless[], unread: string[] }} GroupInMaking */

/**
 * Returns what is known of a file before its folder is: its name, and the code of its enterprise or null.
 * @param {Answer} answer
 */
const fileOf = ({ name, verdict }) => ({
  name, holder: verdict.credential !== null && isAssessment(verdict.credential) ? verdict.credential.credentialSubject.unifiedSocialCreditCode : null,
});

/**
 * Returns the levels at which bidders' folders may be, with the chosen one as `level`; `wanted` is the officer's choice
 * or null.
 * @param {Answer[]} answers
 * @param {string[]} others
 * @param {number | null} wanted
 */
export const levelsOf = (answers, others, wanted) => findLevels([...answers.map(fileOf), ...others.map((name) => ({ name, holder: null }))], wanted);

/**
 * The groups of `answers`, in the order of their names: a bidder's folder each, at the level of `findLevels`; `others` are the names of
 * files that were not read. A row is of the copies of one certificate, `answer` the one of them that has the most to tell; `expected` and
 * `isDoubtful` are found by expectOfEach.
 * @param {Answer[]} answers
 * @param {string[]} others
 * @param {number | null} wanted
 * @returns {Group[]}
 */
export function groupAnswers(answers, others = [], wanted = null) {
  const { placeOf } = levelsOf(answers, others, wanted);
  /** @type {Map<string, GroupInMaking>} */
  const groups = new Map();
  const groupOf = (/** @type {string} */ name) => {
    const place = placeOf(name);
    /** @type {GroupInMaking} */
    const group = groups.get(place.key) ?? { ...place, rows: new Map(), codeless: [], unread: [] };
    groups.set(place.key, group);
    return group;
  };
  for (const answer of answers) {
    const group = groupOf(answer.name);
    const { candidate } = answer;
    const { codeless: pages = [] } = candidate;
    if (pages.length > 0) group.codeless.push({ name: answer.name, pages, answer: isCodeless(candidate) ? answer : null });
    if (!isCodeless(candidate)) addTo(group.rows, answer);
  }
  const read = new Set(answers.map(({ name }) => name));
  for (const name of others) if (!read.has(name) && placeOf(name).isBidder) groupOf(name).unread.push(name);
  const order = new Intl.Collator('zh-CN', { numeric: true });
  return [...groups.values()]
    .map((group) => ({ ...group, expected: null, holders: 0, rows: [...group.rows.values()].sort((a, b) => rank(a) - rank(b)) }))
    .sort((a, b) => order.compare(a.key, b.key));
}

/**
 * @param {Map<string, Row>} rows
 * @param {Answer} answer
 */
function addTo(rows, answer) {
  const same = identityOf(answer);
  const row = rows.get(same);
  if (row === undefined) {
    const standing = answer.isCertificate ? standingOf(answer.verdict) : 'none';
    return rows.set(same, { answer, answers: [answer], standing, isDoubtful: false, holders: 0 });
  }
  row.answers.push(answer);
  if (answer.verdict.codes.length > row.answer.verdict.codes.length) row.answer = answer;
  return rows;
}

/**
 * How many certificates, a row each, in how many `files`, of which `without` hold none, and how many `pages` without a code. One that
 * is handed in by two bidders counts for both.
 * @param {Group[]} groups
 */
export function countAll(groups) {
  /** @type {Map<string, boolean>} */
  const files = new Map();
  const read = groups.flatMap(({ rows, codeless }) => [...rows.flatMap((row) => row.answers), ...codeless.flatMap(({ answer }) => answer ?? [])]);
  for (const { name, isCertificate } of read) {
    const file = name.replace(ONE_OF_MANY, '');
    files.set(file, (files.get(file) ?? false) || isCertificate);
  }
  return {
    total: groups.flatMap(({ rows }) => rows).filter(({ standing }) => standing !== 'none').length,
    files: files.size,
    without: [...files.values()].filter((isCertificate) => !isCertificate).length,
    pages: groups.flatMap(({ codeless }) => codeless).reduce((sum, { pages }) => sum + pages.length, 0),
  };
}

/**
 * Returns whether a file was not read because it has no code, not because the code or the file is damaged.
 * @param {Candidate} candidate
 */
export const isCodeless = (candidate) => candidate.unread !== undefined && candidate.codeless !== undefined;

/** @param {Row} row */
const rank = ({ standing }) => STANDINGS.indexOf(standing);

/**
 * Returns a key that is equal for copies of one certificate: the same bytes in any carrier, with the same outcome.
 * @param {Answer} answer
 */
function identityOf({ name, content, verdict: { outcome, code } }) {
  return content === null ? name : [content, outcome, outcome === 'valid' ? '' : code].join(' '); // for valid copies, the state of their files is only a note
}
