// verifier/tender/papers.py: the papers of bidders, with the codes found on them.

import { readCredential } from '../checks/well_formed.js';

/**
 * One credential found: its JSON or H1 bytes; `page` from 1 and `box` (left, top, right, bottom in permille of the page as
 * it is shown) where on paper. `early`, in a late file: the credential had been handed in in time, too.
 * @typedef {{ data: Uint8Array, page?: number | null, box?: number[] | null, early?: boolean }} FoundCode
 */

/**
 * Where a code stands that could not be read: under a seal, torn, too faint.
 * @typedef {{ page: number, box?: number[] | null }} UnreadCode
 */

/**
 * One file. `path` is below the bidder's folder; `unread` is the code of why nothing could be read; `pages` is how
 * many it has, 0 of what has none, null: that is not known; `late`: it was not among the inputs of the first receipt;
 * `certificateLike` are pages whose text is that of a certificate.
 * @typedef {object} Paper
 * @property {string} path
 * @property {string} sha256
 * @property {FoundCode[]} [codes]
 * @property {number[]} [pagesWithoutCode]
 * @property {string | null} [unread]
 * @property {boolean} [late]
 * @property {number | null} [pages]
 * @property {UnreadCode[]} [unreadable]
 * @property {number[]} [certificateLike]
 */

/**
 * Pages with a code that could not be read.
 * @param {Paper} paper
 */
export const pagesUnreadable = ({ unreadable = [] }) => new Set(unreadable.map(({ page }) => page));

/**
 * Pages on which a certificate may stand that no code tells of.
 * @param {Paper} paper
 */
export const pagesToLookAt = (paper) => new Set([...pagesUnreadable(paper), ...(paper.pagesWithoutCode ?? [])]);

/**
 * Pages that could be read, whatever is on them.
 * @param {Paper} paper
 */
export const pagesRead = (paper) =>
  new Set([...pagesToLookAt(paper), ...(paper.codes ?? []).flatMap(({ page }) => page ?? [])]);

/**
 * Whether there may be such a page; how many one has that could not be opened nobody knows.
 * @param {Paper} paper
 * @param {number} page
 */
export const hasPage = ({ pages = null, unread = null }, page) =>
  pages === null || (unread !== null && pages === 0) || page <= pages;

/**
 * The papers by bidder, late where the first receipt has no input with that SHA-256 of that bidder. `first` are the digests,
 * by bidder, of the files and of the credentials that had been handed in in time: a credential is the same in whatever file
 * it comes.
 * @param {Map<string, Paper[]>} papers
 * @param {Map<string, Set<string>>} first
 */
export async function markLate(papers, first) {
  const marked = new Map();
  for (const [bidder, handedIn] of papers) {
    const known = first.get(bidder) ?? new Set();
    marked.set(bidder, await Promise.all(handedIn.map((paper) => compare(paper, known))));
  }
  return marked;
}

/**
 * @param {Paper} paper
 * @param {Set<string>} known
 */
async function compare(paper, known) {
  if (known.has(paper.sha256)) return { ...paper, late: false };
  const codes = (paper.codes ?? []).map(async (code) => {
    const { record } = await readCredential(code.data);
    return { ...code, early: record !== null && known.has(record.digest) };
  });
  return { ...paper, late: true, codes: await Promise.all(codes) };
}

/**
 * Pages as runs of first and last: 1, 3, 4, 5 as [[1, 1], [3, 5]].
 * @param {number[]} pages
 */
export function findRuns(pages) {
  /** @type {number[][]} */
  const runs = [];
  for (const page of [...new Set(pages)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs;
}
