// verifier/tender/looks/open_pages.py: pages of a bidder that hold its cells open, and those that no longer do.

import { cellReason } from '../matrix.js';
import { inOrder } from '../order.js';
import { findRuns, hasPage, pagesRead, pagesToLookAt, pagesUnreadable } from '../papers.js';

/** @import { Bidder, LookedPage } from '../documents/bidders.js' */
/** @import { SentenceFacts } from '../matrix.js' */
/** @import { Paper } from '../papers.js' */
/** @import { Requests } from './requests.js' */

/** @typedef {[file: string, page: number]} PageName */
/** @typedef {{ code: string, file: string, page: number | null, scheme: string, categories: (string | null)[] }} FailedCode a certificate that was read and counts for nothing */
/** @typedef {{ code: string, file: string, page: number, isAsked: boolean }} OpenPage */

/** Most pages that a cell names; it also gives the number of all. */
const MOST_PLACES_NAMED = 10;
/** Reasons why a page holds a cell open, in the order in which they are listed. */
const OPEN_CODES = ['code-unreadable', 'illegible', 'answer-awaited'];

/** @param {PageName} place */
export const keyOf = ([file, page]) => `${page} ${file}`;

/** The notes that people made on the pages of one bidder. */
export class Looks {
  /** @type {Map<string, LookedPage[]>} */
  looked = new Map();
  #marked;

  /** @param {Bidder} bidder */
  constructor({ marks = [], looked = [] }) {
    this.marks = marks.map(({ file, page }) => ({ file: file.normalize('NFC'), page }));
    this.#marked = new Set(this.marks.map(({ file, page }) => keyOf([file, page])));
    for (const look of inOrder(looked, ({ page, lastPage = page, saw, by, on }) => [page, lastPage, saw, by, on])) {
      const file = look.file.normalize('NFC');
      this.looked.set(file, [...(this.looked.get(file) ?? []), look]);
    }
  }

  /**
   * Returns the notes on pages that the file has.
   * @param {Paper} paper
   */
  of(paper) {
    return (this.looked.get(paper.path) ?? []).filter(({ page, lastPage = page }) => hasPage(paper, lastPage));
  }

  /**
   * Returns whether a person marked the page as a certificate.
   * @param {Paper} paper
   * @param {number} page
   */
  isMarked(paper, page) {
    return this.#marked.has(keyOf([paper.path, page])) && hasPage(paper, page);
  }

  /**
   * Returns whether a person looked at the page.
   * @param {Paper} paper
   * @param {number} number
   */
  isLookedAt(paper, number) {
    return this.isMarked(paper, number) || this.of(paper).some(({ page, lastPage = page }) => page <= number && number <= lastPage);
  }

  /**
   * Pages with a certificate that nobody could read; a mark says more.
   * @param {Paper} paper
   */
  illegible(paper) {
    const seen = this.of(paper).filter(({ saw }) => saw === 'illegible').flatMap(({ page, lastPage }) => run(page, lastPage));
    return new Set(seen.filter((page) => !this.isMarked(paper, page)));
  }

  /**
   * Returns the marked pages of the file.
   * @param {Paper} paper
   */
  listMarked(paper) {
    return new Set(this.marks.filter(({ file, page }) => file === paper.path && hasPage(paper, page)).map(({ page }) => page));
  }

  /**
   * Over the papers that count: how many pages were read, and of those to look at how many somebody looked at.
   * @param {string} bidder
   * @param {Paper[]} papers
   */
  count(bidder, papers) {
    const counted = { bidder, read: 0, toLookAt: 0, lookedAt: 0, unreadable: 0, like: 0 };
    for (const paper of papers) {
      const pages = [...pagesToLookAt(paper)];
      counted.read += pagesRead(paper).size;
      counted.toLookAt += pages.length;
      counted.lookedAt += pages.filter((page) => this.isLookedAt(paper, page)).length;
      counted.unreadable += pagesUnreadable(paper).size;
      counted.like += pages.filter((page) => paper.certificateLike?.includes(page)).length;
    }
    return counted;
  }
}

/**
 * All pages from the first to the last.
 * @param {number} first
 * @param {number} [last]
 */
export const run = (first, last = first) => Array.from({ length: last - first + 1 }, (_, place) => first + place);

/**
 * Of one bidder, file by file: pages that stay `open`, those that are until what was `answered` counts, those of the answers
 * themselves (`asked`), those of which no copy came (`unanswered`), and certificates by a person's word of which nobody asked
 * (`marked`; `answeredMarks` where registers told of the number). `counted` are marked ones that count by their number, `answered`
 * those of whose number registers told.
 * @param {Looks} looks
 * @param {Requests} requests
 * @param {Paper[]} papers
 * @param {Set<string>} counted
 * @param {Set<string>} answered
 */
export function openPages(looks, requests, papers, counted, answered) {
  const pages = {
    /** @type {OpenPage[]} */ open: [],
    /** @type {OpenPage[]} */ answered: [],
    /** @type {OpenPage[]} */ asked: [],
    /** @type {PageName[]} */ unanswered: [],
    /** @type {PageName[]} */ marked: [],
  };
  for (const paper of papers) {
    const { path: file, late = false } = paper;
    const unseen = inOrder(pagesUnreadable(paper), (page) => page).filter((page) => !looks.isLookedAt(paper, page));
    (late ? pages.asked : pages.open).push(...unseen.map((page) => ({ code: 'code-unreadable', file, page, isAsked: false })));
    if (late) continue;
    const seen = new Map([...looks.listMarked(paper)].map((page) => [page, 'answer-awaited']));
    for (const page of looks.illegible(paper)) seen.set(page, 'illegible');
    for (const [page, code] of inOrder(seen, (spot) => spot)) {
      const state = requests.stateOf(file, page);
      const isIllegible = code === 'illegible';
      if (counted.has(keyOf([file, page]))) continue;
      if (state === 'answered') pages.answered.push({ code, file, page, isAsked: false });
      else if (state === 'waiting') pages.open.push({ code, file, page, isAsked: isIllegible });
      else if (state === null && isIllegible) pages.open.push({ code, file, page, isAsked: false });
      else if (state === null) pages.marked.push([file, page]);
      else if (isIllegible) pages.unanswered.push([file, page]);
    }
  }
  const isAnswered = (/** @type {PageName} */ place) => answered.has(keyOf(place));
  return { ...pages, marked: pages.marked.filter((place) => !isAnswered(place)), answeredMarks: pages.marked.filter(isAnswered) };
}

/**
 * Returns one reason for each code of certificates that were read and count for nothing.
 * @param {FailedCode[]} failed
 */
export function tellFailed(failed) {
  const codes = inOrder(new Set(failed.map(({ code }) => code)), (code) => code);
  return codes.map((kind) => {
    const places = failed.filter(({ code }) => code === kind).map(({ file, page }) => /** @type {[string, number | null]} */ ([file, page]));
    return cellReason('certificate-fails', { facts: { kind, ...tellPlaces(places) } });
  });
}

/**
 * Returns one reason for each code, and one for pages about which the bidder was asked.
 * @param {OpenPage[]} pages
 */
export const tellOpen = (pages) =>
  OPEN_CODES.flatMap((code) => [false, true].flatMap((isAsked) => {
    const here = pages.filter((spot) => spot.code === code && spot.isAsked === isAsked);
    const facts = { ...(isAsked && { kind: 'asked' }), ...tellPlaces(here.map(({ file, page }) => [file, page])) };
    return here.length === 0 ? [] : [cellReason(code, { facts })];
  }));

/**
 * Of certificates that nobody could read and of which no copy came.
 * @param {PageName[]} places
 */
export const tellUnanswered = (places) => cellReason('illegible', { facts: { kind: 'unanswered', ...tellPlaces(places) } });

/**
 * Returns the first places, and their total number.
 * @param {[file: string, page: number | null][]} places
 * @returns {SentenceFacts & { count: number, places: [string, number | null][] }}
 */
export function tellPlaces(places) {
  const ordered = inOrder(new Map(places.map((place) => [JSON.stringify(place), place])).values(), ([file, page]) => [file, page ?? 0]);
  return { count: ordered.length, places: ordered.slice(0, MOST_PLACES_NAMED) };
}

/**
 * Pages that nobody looked at, and what was seen on the others: a note each.
 * @param {Paper} paper
 * @param {Looks} looks
 * @returns {Generator<{ page: number | null, code: string, facts: SentenceFacts }, void>}
 */
export function* tellPages(paper, looks) {
  const bare = [...pagesToLookAt(paper)].filter((page) => !looks.isLookedAt(paper, page));
  const unreadable = pagesUnreadable(paper);
  const hidden = bare.filter((page) => unreadable.has(page));
  const like = bare.filter((page) => !unreadable.has(page) && paper.certificateLike?.includes(page));
  const rest = bare.filter((page) => !hidden.includes(page) && !like.includes(page));
  for (const [code, pages] of Object.entries({ 'code-unreadable': hidden, 'certificate-like': like, 'page-without-code': rest })) {
    if (pages.length > 0) yield { page: null, code, facts: { pages: findRuns(pages) } };
  }
  for (const { page, lastPage = page, saw, by, on } of looks.looked.get(paper.path) ?? []) {
    yield hasPage(paper, lastPage)
      ? { page, code: 'page-looked', facts: { kind: saw, by, on, pages: [[page, lastPage]] } }
      : { page: lastPage, code: 'no-such-page', facts: { pages: paper.pages } };
  }
}
