// verifier/tender/collecting.py: what each bidder handed in: whose each credential is, and which files could not be read.

import { encodeHex } from '../../signing/bytes.js';
import { isLogProof } from '../../signing/log/log_proof.js';
import { sha256 } from '../../signing/sha256.js';
import { ClaimedNumbers } from './claims.js';
import { UNNUMBERED, enterprisesOf, findNearest, upward } from './documents/bidders.js';
import { judgeCredential } from './judging.js';
import { inOrder } from './order.js';
import { findRuns } from './papers.js';

/** @import { Register } from './claims.js' */
/** @import { Bidder, BiddersBody, MarkedPage } from './documents/bidders.js' */
/** @import { CheckBasis, JudgedCredential, JudgedOrNot } from './judging.js' */
/** @import { SentenceFacts } from './matrix.js' */
/** @import { Paper } from './papers.js' */

/** @typedef {Map<string, JudgedCredential[]>} Holdings credentials by the code of their enterprise */
/** @typedef {{ bidder: string, file: string, page: number | null, box: number[] | null }} CredentialPlace */

/**
 * What is said of a file, a page or a credential (by digest) on it.
 * @typedef {object} PaperNote
 * @property {string} bidder
 * @property {string} file
 * @property {number | null} page
 * @property {string} code
 * @property {string | null} credential
 * @property {SentenceFacts} facts
 */

/**
 * Of one bidder: credentials by the code of their enterprise, files nobody could read, marked pages; some came late and were
 * asked for. `places` are all paths, with the archives and folders that files lie in; whether anything there was handed in in
 * time, or on request.
 */
class HandedIn {
  /** @type {Holdings} */
  holdings = new Map();
  /** @type {Holdings} */
  askedFor = new Map();
  /** @type {string[]} */
  unread = [];
  /** @type {string[]} */
  unreadAsked = [];
  marks = 0;
  /** @type {Map<string, boolean>} */
  places = new Map();

  /** Everything, what was asked for included. */
  get withAsked() {
    const all = new Set([...this.holdings.keys(), ...this.askedFor.keys()]);
    return new Map([...all].map((one) => [one, [...this.held(one), ...(this.askedFor.get(one) ?? [])]]));
  }

  /**
   * What counts of an enterprise.
   * @param {string} enterprise
   */
  held(enterprise) {
    return this.holdings.get(enterprise) ?? [];
  }
}

/** All papers of all bidders; each credential is judged once, however often it was handed in. */
export class Collection {
  #basis;
  #claims;
  /** @type {Map<string, JudgedOrNot>} */
  #byData = new Map();
  /** @type {Map<string, JudgedCredential>} */
  #byDigest = new Map();
  /** @type {Map<string, CredentialPlace[]>} */
  #places = new Map();
  /** @type {Map<string, HandedIn>} */
  #handedIn = new Map();
  /** @type {PaperNote[]} */
  notes = [];

  /**
   * What was handed in, judged.
   * @param {BiddersBody} bidders
   * @param {Map<string, Paper[]>} papers by the bidder's id
   * @param {CheckBasis} basis
   * @param {Register | null} register
   */
  static async of({ bidders }, papers, basis, register) {
    const collection = new Collection(basis, register);
    for (const bidder of bidders) {
      const begin = collection.notes.length;
      const ordered = inOrder(papers.get(bidder.id) ?? [], ({ path, sha256: digest }) => [path, digest]);
      collection.#handedIn.set(bidder.id, await collection.#collect(bidder, ordered));
      collection.notes.push(...inOrder(collection.notes.splice(begin), ({ file }) => file));
    }
    return collection;
  }

  /**
   * @param {CheckBasis} basis
   * @param {Register | null} register
   */
  constructor(basis, register) {
    this.#basis = basis;
    this.#claims = new ClaimedNumbers(basis, register);
  }

  /**
   * What the bidder handed in.
   * @param {Bidder} bidder
   */
  handedInBy({ id }) {
    return /** @type {HandedIn} */ (this.#handedIn.get(id));
  }

  /** What is said of each credential, by digest. */
  credentials() {
    return inOrder(this.#byDigest.values(), ({ digest }) => digest).map((judged) =>
      judged.toJson(inOrder(this.#places.get(judged.digest) ?? [], ({ bidder, file }) => [bidder, file])));
  }

  /**
   * @param {Bidder} bidder
   * @param {string} file
   * @param {number | null} page
   * @param {string} code
   * @param {SentenceFacts} facts
   * @param {string | null} credential
   */
  #note(bidder, file, page, code, facts = {}, credential = null) {
    this.notes.push({ bidder: bidder.id, file, page, code, credential, facts });
  }

  /**
   * @param {Bidder} bidder
   * @param {Paper[]} papers
   */
  async #collect(bidder, papers) {
    const found = new HandedIn();
    const asked = byName(bidder.clarifications);
    const ignored = byName(bidder.ignore);
    const requestOf = (/** @type {Paper} */ { path, late }) => (late ? findNearest(asked, path)?.request : undefined);
    const holding = new Set();
    for (const paper of papers) {
      for (const place of upward(paper.path)) {
        found.places.set(place, found.places.get(place) || !paper.late || requestOf(paper) !== undefined);
        if (place !== paper.path) holding.add(place);
      }
    }
    /** @type {Map<string, MarkedPage[]>} */
    const marks = new Map();
    for (const mark of inOrder(bidder.marks ?? [], ({ page, claims }) => [page, claims])) {
      const file = mark.file.normalize('NFC');
      marks.set(file, [...(marks.get(file) ?? []), mark]);
    }
    for (const paper of papers) {
      const left = findNearest(ignored, paper.path);
      if (left === undefined) {
        const request = requestOf(paper);
        await this.#read(bidder, paper, found, request);
        const isBare = (paper.codes ?? []).length === 0 && paper.pages === 0 && (paper.unread ?? null) === null;
        if (isBare && !holding.has(paper.path)) this.#note(bidder, paper.path, null, 'no-credential-code');
        const here = marks.get(paper.path) ?? [];
        await this.#mark(bidder, paper, here);
        found.marks += !paper.late || request !== undefined ? here.length : 0;
      } else {
        this.#note(bidder, paper.path, null, 'ignored', { reason: left.reason });
      }
    }
    this.#tellMissing(bidder, found);
    return found;
  }

  /**
   * Files what is on a paper; `request`: by which a late one was asked for.
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {HandedIn} found
   * @param {string | undefined} request
   */
  async #read(bidder, { path, codes = [], unread = null, late = false }, found, request) {
    const isAsked = request !== undefined;
    if (isAsked) this.#note(bidder, path, null, 'clarified', { request });
    else if (late) this.#note(bidder, path, null, 'late', codes.some(({ early }) => early) ? { kind: 'known' } : {});
    let isBlocked = unread !== null;
    if (unread !== null) this.#note(bidder, path, null, 'file-unread', { why: unread });
    for (const code of inOrder(codes.filter(({ data }) => !isLogProof(data)), ({ data, page, box }) => [page ?? 0, box ?? [], [...data]])) {
      const { judged, unjudged } = await this.#judge(code.data);
      const page = code.page ?? null;
      if (judged === undefined) {
        this.#note(bidder, path, page, unjudged.code, unjudged.facts);
        isBlocked ||= unjudged.blocks;
      } else {
        const place = { bidder: bidder.id, file: path, page, box: code.box ?? null };
        this.#places.set(judged.digest, [...(this.#places.get(judged.digest) ?? []), place]);
        const facts = { holder: judged.holder, name: judged.record.holder.name };
        const said = put(judged, bidder, found, { isTimely: !late || code.early === true, isAsked });
        if (said !== null) this.#note(bidder, path, page, said, said === 'duplicate' ? {} : facts, judged.digest);
      }
    }
    if (isBlocked && (isAsked || !late)) (isAsked ? found.unreadAsked : found.unread).push(path);
  }

  /**
   * What a person says of pages, and which of those without a code nobody said anything of.
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {MarkedPage[]} marks
   */
  async #mark(bidder, paper, marks) {
    const { path, codes = [], pagesWithoutCode = [] } = paper;
    const marked = new Set(marks.map(({ page }) => page));
    const bare = pagesWithoutCode.filter((page) => !marked.has(page));
    if (bare.length > 0) this.#note(bidder, path, null, 'page-without-code', { pages: findRuns(bare) });
    for (const { page, claims, issued } of marks) {
      if (hasPage(paper, page)) {
        const isBeside = codes.some((code) => code.page === page);
        this.#note(bidder, path, page, isBeside ? 'page-marked-beside' : 'page-marked', { claims });
        const told = claims === UNNUMBERED ? [] : await this.#claims.ask(claims, bidder, issued);
        for (const { code, credential, facts } of told) this.#note(bidder, path, page, code, facts, credential);
      } else {
        this.#note(bidder, path, page, 'no-such-page', { pages: paper.pages });
      }
    }
  }

  /**
   * What the list of bidders names and nobody handed in, each once.
   * @param {Bidder} bidder
   * @param {HandedIn} found
   */
  #tellMissing(bidder, found) {
    const { jointAgreement, ignore = [], marks = [], clarifications = [] } = bidder;
    /** @type {Record<string, { file: string, page?: number }[]>} */
    const named = {
      jointAgreement: jointAgreement === undefined ? [] : [{ file: jointAgreement }],
      ignore,
      marks,
      clarifications,
    };
    for (const [kind, entries] of Object.entries(named)) {
      const files = new Map(entries.map(({ file, page = null }) => [`${page} ${file}`, { file, page }]));
      for (const { file, page } of inOrder(files.values(), (one) => [one.file, one.page ?? 0])) {
        if (!found.places.has(file.normalize('NFC'))) this.#note(bidder, file, page, 'not-handed-in', { kind });
      }
    }
  }

  /**
   * @param {Uint8Array} data
   * @returns {Promise<JudgedOrNot>}
   */
  async #judge(data) {
    const key = encodeHex(sha256(data));
    const known = this.#byData.get(key);
    if (known !== undefined) return known;
    let found = await judgeCredential(data, this.#basis);
    if (found.judged !== undefined) {
      const { judged } = found;
      found = { judged: this.#byDigest.get(judged.digest) ?? judged };
      this.#byDigest.set(judged.digest, found.judged);
    }
    this.#byData.set(key, found);
    return found;
  }
}

/**
 * By the file each names.
 * @template {{ file: string }} T
 * @param {T[] | undefined} entries
 * @returns {Map<string, T>}
 */
const byName = (entries) => new Map((entries ?? []).map((entry) => [entry.file.normalize('NFC'), entry]));

/**
 * Whether there may be such a page; of a file that could not be opened nobody knows how many it has.
 * @param {Paper} paper
 * @param {number} page
 */
function hasPage({ pages = null, unread = null }, page) {
  return pages === null || (unread !== null && pages === 0) || page <= pages;
}

/**
 * Puts a credential where it counts; the code of what is said of that, or null.
 * @param {JudgedCredential} judged
 * @param {Bidder} bidder
 * @param {HandedIn} found
 * @param {{ isTimely: boolean, isAsked: boolean }} paper
 */
function put(judged, bidder, found, { isTimely, isAsked }) {
  if (!enterprisesOf(bidder).includes(judged.holder)) return 'subject-mismatch';
  if (!isTimely && !isAsked) return null;
  const all = isTimely ? found.holdings : found.askedFor;
  const held = all.get(judged.holder) ?? [];
  if ([...held, ...found.held(judged.holder)].some(({ digest }) => digest === judged.digest)) return 'duplicate';
  all.set(judged.holder, [...held, judged]);
  return null;
}
