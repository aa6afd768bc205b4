// verifier/tender/papers.py: what bidders handed in, as it was found on their papers.

/**
 * One credential found: its JSON or H1 bytes; `page` from 1 and `box` (left, top, right, bottom in permille of the page as
 * it is shown) where on paper.
 * @typedef {{ data: Uint8Array, page?: number | null, box?: number[] | null }} FoundCode
 */

/**
 * One file. `path` is below the bidder's folder; `unread` is the code of why nothing could be read; `late`: it was not
 * among the inputs of the first receipt.
 * @typedef {object} Paper
 * @property {string} path
 * @property {string} sha256
 * @property {FoundCode[]} [codes]
 * @property {number[]} [pagesWithoutCode]
 * @property {string | null} [unread]
 * @property {boolean} [late]
 */

/**
 * The papers by bidder, late where the first receipt has no input with that SHA-256 of that bidder.
 * @param {Map<string, Paper[]>} papers
 * @param {Map<string, Set<string>>} first
 */
export const markLate = (papers, first) =>
  new Map([...papers].map(([bidder, handedIn]) =>
    [bidder, handedIn.map((paper) => ({ ...paper, late: !first.get(bidder)?.has(paper.sha256) }))]));
