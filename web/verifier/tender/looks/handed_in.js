// verifier/tender/collecting.py: the papers of one bidder, and those that may be asked about.

import { enterprisesOf } from '../documents/bidders.js';
import { inOrder } from '../order.js';
import { pagesRead, pagesUnreadable } from '../papers.js';
import { run } from './open_pages.js';

/** @import { Bidder } from '../documents/bidders.js' */
/** @import { JudgedCredential } from '../judging.js' */
/** @import { SentenceFacts } from '../matrix.js' */
/** @import { Paper } from '../papers.js' */
/** @import { FailedCode, Looks, openPages } from './open_pages.js' */
/** @import { JudgedRecord } from '../../../credentials/kinds.js' */

/** @typedef {Map<string, JudgedCredential[]>} Holdings credentials by the code of their enterprise */

/**
 * Of one bidder: credentials by the code of their enterprise, files nobody could read, marked pages; some came late and were
 * asked for. `places` are all paths, with the archives and folders that files lie in; whether anything there was handed in in
 * time, or on request. `blocked` are pages with a code that may be a credential and could not be known, `failed` credentials of which
 * nothing counts, `answered` marked pages of whose number registers told. By the digest of a credential, `numbers` says that a number on a page is all there is of it, `names` that names differ.
 */
export class HandedIn {
  /** @type {Holdings} */
  holdings = new Map();
  /** @type {Holdings} */
  askedFor = new Map();
  /** @type {string[]} */
  unread = [];
  /** @type {string[]} */
  unreadAsked = [];
  /** @type {Map<string, Set<number | null>>} */
  blocked = new Map();
  /** @type {Set<string>} */
  counted = new Set();
  /** @type {Set<string>} */
  answered = new Set();
  /** @type {FailedCode[]} */
  failed = [];
  /** @type {ReturnType<typeof openPages>} */
  pages = { open: [], answered: [], asked: [], unanswered: [], marked: [], answeredMarks: [] };
  /** @type {ReturnType<Looks['count']>} */
  looked = { bidder: '', read: 0, toLookAt: 0, lookedAt: 0, unreadable: 0, like: 0 };
  /** @type {Map<string, SentenceFacts>} */
  numbers = new Map();
  /** @type {Map<string, SentenceFacts>} */
  names = new Map();
  /** @type {Map<string, boolean>} */
  places = new Map();

  /**
   * Records a certificate that was read and counts for nothing.
   * @param {string} code
   * @param {string} file
   * @param {number | null} page
   * @param {JudgedRecord} record
   */
  fail(code, file, page, { graded: { scheme, categories } }) {
    this.failed.push({ code, file, page, scheme, categories });
  }

  /** Everything handed in, including papers that the committee asked for. */
  get withAsked() {
    const all = new Set([...this.holdings.keys(), ...this.askedFor.keys()]);
    return new Map([...all].map((holder) => [holder, [...this.held(holder), ...(this.askedFor.get(holder) ?? [])]]));
  }

  /**
   * Returns the certificates of an enterprise that count.
   * @param {string} enterprise
   */
  held(enterprise) {
    return this.holdings.get(enterprise) ?? [];
  }
}

/**
 * By file, the pages that a request may be about; null where that is the file as a whole.
 * @param {Paper[]} papers
 * @param {Looks} looks
 * @param {HandedIn} handed
 */
export function findAskable(papers, looks, handed) {
  return new Map(papers.map((paper) => {
    /** @type {(number | null)[]} */
    const pages = [...pagesUnreadable(paper), ...looks.illegible(paper), ...looks.listMarked(paper), ...(handed.blocked.get(paper.path) ?? [])];
    const read = pagesRead(paper);
    const unread = (paper.unread ?? null) === null ? [] : [null, ...run(1, paper.pages ?? 0).filter((page) => !read.has(page))];
    return [paper.path, new Set([...pages, ...unread])];
  }));
}

/**
 * Puts a credential where it counts; the code of what is said of that, or null.
 * @param {JudgedCredential} judged
 * @param {Bidder} bidder
 * @param {HandedIn} handed
 * @param {{ isTimely: boolean, isAsked: boolean }} paper
 */
export function put(judged, bidder, handed, { isTimely, isAsked }) {
  if (!enterprisesOf(bidder).includes(judged.holder)) return 'subject-mismatch';
  if (!isTimely && !isAsked) return null;
  const all = isTimely ? handed.holdings : handed.askedFor;
  const before = all.get(judged.holder) ?? [];
  if ([...before, ...handed.held(judged.holder)].some(({ digest }) => digest === judged.digest)) return 'duplicate';
  all.set(judged.holder, [...before, judged]);
  return null;
}

/**
 * What the list of bidders names and nobody handed in, each once.
 * @param {Bidder} bidder
 * @param {HandedIn} found
 */
export function* listMissing({ jointAgreement, ignore = [], marks = [], looked = [], clarifications = [] }, { places }) {
  /** @type {Record<string, { file: string, page?: number }[]>} */
  const named = {
    jointAgreement: jointAgreement === undefined ? [] : [{ file: jointAgreement }],
    ignore,
    marks,
    looked,
    clarifications: clarifications.flatMap(({ file }) => (file === undefined ? [] : [{ file }])),
  };
  for (const [kind, entries] of Object.entries(named)) {
    const files = new Map(entries.map(({ file, page = null }) => [`${page} ${file}`, { file, page }]));
    for (const { file, page } of inOrder(files.values(), (spot) => [spot.file, spot.page ?? 0])) {
      if (!places.has(file.normalize('NFC'))) yield { file, page, kind };
    }
  }
}
