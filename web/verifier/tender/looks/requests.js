// verifier/tender/looks/requests.py: requests in writing: the late papers that they let count, and the pages that they
// hold open.

import { byName, findNearest, upward } from '../documents/bidders.js';
import { inOrder } from '../order.js';

/** @import { Bidder, Clarification } from '../documents/bidders.js' */
/** @import { Paper } from '../papers.js' */

/** @typedef {'answered' | 'waiting' | 'unanswered'} RequestState */

/** Of one bidder. */
export class Requests {
  #within;
  #counting;
  #beyond;
  #handedIn;
  #today;

  /**
   * @param {Bidder} bidder
   * @param {Paper[]} papers
   * @param {Map<string, Set<number | null>>} askable the pages, by file, that may be asked about; null: the file as a whole
   * @param {string} today
   */
  constructor({ clarifications = [] }, papers, askable, today) {
    this.#within = clarifications.filter(({ about: { file, page } }) => {
      const pages = askable.get(file.normalize('NFC')) ?? new Set();
      return page === undefined ? pages.size > 0 : pages.has(page);
    });
    this.#counting = byName(this.#within);
    this.#beyond = byName(clarifications.filter((request) => !this.#within.includes(request)));
    this.#handedIn = new Set(papers.flatMap(({ path }) => [...upward(path)]));
    this.#today = today;
  }

  /**
   * The request by which a late paper counts.
   * @param {Paper} paper
   */
  find({ path, late = false }) {
    return late ? findNearest(this.#counting, path) : undefined;
  }

  /**
   * The request that names a late paper and may not ask for it.
   * @param {Paper} paper
   */
  findBeyond(paper) {
    return paper.late && this.find(paper) === undefined ? findNearest(this.#beyond, paper.path) : undefined;
  }

  /**
   * How the first request about a page stands, for one may be made; null: nobody asked.
   * @param {string} path
   * @param {number} page
   * @returns {RequestState | null}
   */
  stateOf(path, page) {
    const requests = this.#within.filter(({ about }) =>
      about.file.normalize('NFC') === path && (about.page === undefined || about.page === page));
    const [first] = inOrder(requests, ({ request, file }) => [request, file === undefined]);
    if (first === undefined) return null;
    if (first.file !== undefined && this.#handedIn.has(first.file.normalize('NFC'))) return 'answered';
    return first.answerBy === undefined || this.#today <= first.answerBy ? 'waiting' : 'unanswered';
  }
}

/**
 * What is said of a request.
 * @param {Clarification} request
 */
export const tellRequest = ({ request, about: { file, page } }) =>
  ({ request, about: file, ...(page !== undefined && { kind: 'page', page }) });
