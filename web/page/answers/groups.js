// Many answers as an officer has them: a folder a bidder, a certificate a line however many copies there are of it, and
// apart from both the pages on which there was nothing to read.

import { STANDINGS, standingOf } from './standing.js';

/** @import { Answer } from '../verifying/worker_client.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { Standing } from './standing.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */

const CODE = /[0-9A-HJ-NPQRTUWXY]{18}/;
const ENTERPRISE = /公司|集团|研究院|设计院|事务所|合作社|厂$|\b(?:co\.?|ltd|inc|company)\b/i;
const ONE_OF_MANY = /#\d+$/; // codes in one file

const foldersOf = (/** @type {string} */ name) => name.split('/').slice(0, -1);

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
 * @property {Row[]} rows
 * @property {Codeless[]} codeless
 * @property {Expectation | null} expected
 * @property {number} holders how many enterprises its certificates are of, where nobody knows which is the bidder; else 0
 */

/** @typedef {{ key: string, title: string, rows: Map<string, Row>, codeless: Codeless[] }} GroupInMaking */

/**
 * Whether a folder's name says that it holds one bidder: the name of an enterprise, or its code.
 * @param {string} folder
 */
export const namesBidder = (folder) => ENTERPRISE.test(folder) || CODE.test(folder.normalize('NFKC').toUpperCase());

/**
 * The groups of `answers`, `{key, title, rows, codeless}` each, in the order of their names: each by its first folder
 * that is named after an enterprise, else by the first in which folders differ; `others` are the names of files beside. A row is
 * of the copies of one certificate, `answer` the one of them that has the most to tell; `expected` and `isDoubtful` are found
 * by expectOfEach.
 * @param {Answer[]} answers
 * @param {string[]} others
 * @returns {Group[]}
 */
export function groupAnswers(answers, others = []) {
  const common = commonDepth([...answers.map(({ name }) => name), ...others]);
  /** @type {Map<string, GroupInMaking>} */
  const groups = new Map();
  for (const answer of answers) {
    const all = foldersOf(answer.name);
    const bidder = all.findIndex(namesBidder);
    const folders = all.slice(0, (bidder === -1 ? common : bidder) + 1);
    const key = folders.join('/');
    const title = folders.slice(Math.min(common, folders.length - 1)).join('/'); // a lot and its bidder
    /** @type {GroupInMaking} */
    const group = groups.get(key) ?? { key, title, rows: new Map(), codeless: [] };
    groups.set(key, group);
    const { candidate } = answer;
    const { codeless: pages = [] } = candidate;
    if (pages.length > 0) group.codeless.push({ name: answer.name, pages, answer: isCodeless(candidate) ? answer : null });
    if (!isCodeless(candidate)) addTo(group.rows, answer);
  }
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
 * Whether nothing was read because there is no code, not because one or its file is damaged.
 * @param {Candidate} candidate
 */
export const isCodeless = (candidate) => candidate.unread !== undefined && candidate.codeless !== undefined;

/** @param {Row} row */
const rank = ({ standing }) => STANDINGS.indexOf(standing);

/**
 * How many folders all names begin with.
 * @param {string[]} names
 */
function commonDepth(names) {
  const [first = [], ...rest] = names.map(foldersOf);
  const differ = first.findIndex((folder, i) => rest.some((folders) => folders[i] !== folder));
  return differ === -1 ? first.length : differ;
}

/**
 * The same for copies of one certificate, byte for byte and whatever carries them, that came to the same.
 * @param {Answer} answer
 */
function identityOf({ name, content, verdict: { outcome, code } }) {
  return content === null ? name : [content, outcome, outcome === 'valid' ? '' : code].join(' '); // of the valid, how their files are is a note
}
