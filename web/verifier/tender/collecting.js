// verifier/tender/collecting.py: what each bidder handed in: whose each credential is, and which files could not be read.

import { encodeHex } from '../../signing/bytes.js';
import { sha256 } from '../../signing/sha256.js';
import { enterprisesOf } from './documents/bidders.js';
import { judgeCredential } from './judging.js';
import { inOrder } from './order.js';

/** @import { Bidder, BiddersBody } from './documents/bidders.js' */
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

/** Of one bidder: credentials by the code of their enterprise, files nobody could read; some came late and were asked for. */
class HandedIn {
  /** @type {Holdings} */
  holdings = new Map();
  /** @type {Holdings} */
  askedFor = new Map();
  /** @type {string[]} */
  unread = [];
  /** @type {string[]} */
  unreadAsked = [];

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
   */
  static async of({ bidders }, papers, basis) {
    const collection = new Collection(basis);
    for (const bidder of bidders) {
      const ordered = inOrder(papers.get(bidder.id) ?? [], ({ path, sha256: digest }) => [path, digest]);
      collection.#handedIn.set(bidder.id, await collection.#collect(bidder, ordered));
    }
    return collection;
  }

  /** @param {CheckBasis} basis */
  constructor(basis) {
    this.#basis = basis;
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
   * @param {Paper[]} papers
   */
  async #collect(bidder, papers) {
    const found = new HandedIn();
    const ignored = new Map((bidder.ignore ?? []).map(({ file, reason }) => [file, reason]));
    const asked = new Map((bidder.clarifications ?? []).map(({ file, request }) => [file, request]));
    const marks = new Map((bidder.marks ?? []).map(({ file, page, claims }) => [`${page} ${file}`, claims]));
    for (const { path, codes = [], pagesWithoutCode = [], unread = null, late = false } of papers) {
      /** @type {(code: string, facts?: SentenceFacts, page?: number | null, credential?: string | null) => number} */
      const note = (code, facts = {}, page = null, credential = null) =>
        this.notes.push({ bidder: bidder.id, file: path, page, code, credential, facts });
      const isAsked = late && asked.has(path);
      if (isAsked) note('clarified', { request: asked.get(path) });
      else if (late) note('late');
      let isBlocked = unread !== null;
      if (unread !== null) note('file-unread', { why: unread });
      for (const code of inOrder(codes, ({ data, page, box }) => [page ?? 0, box ?? [], [...data]])) {
        const { judged, unjudged } = await this.#judge(code.data);
        if (judged === undefined) {
          note(unjudged.code, unjudged.facts, code.page ?? null);
          isBlocked ||= unjudged.blocks;
        } else {
          const place = { bidder: bidder.id, file: path, page: code.page ?? null, box: code.box ?? null };
          this.#places.set(judged.digest, [...(this.#places.get(judged.digest) ?? []), place]);
          const facts = { holder: judged.holder, name: judged.record.holder.name };
          const said = put(judged, bidder, found, { late, isAsked });
          if (said !== null) note(said, said === 'duplicate' ? {} : facts, code.page ?? null, judged.digest);
        }
      }
      for (const page of inOrder(pagesWithoutCode, (number) => number)) {
        const claims = marks.get(`${page} ${path}`);
        if (claims === undefined) note('page-without-code', {}, page);
        else note('page-marked', { claims }, page);
      }
      if (isBlocked && ignored.has(path)) note('ignored', { reason: ignored.get(path) });
      else if (isBlocked && (isAsked || !late)) (isAsked ? found.unreadAsked : found.unread).push(path);
    }
    return found;
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
 * Puts a credential where it counts; the code of what is said of that, or null.
 * @param {JudgedCredential} judged
 * @param {Bidder} bidder
 * @param {HandedIn} found
 * @param {{ late: boolean, isAsked: boolean }} paper
 */
function put(judged, bidder, found, { late, isAsked }) {
  if (!enterprisesOf(bidder).includes(judged.holder)) return 'subject-mismatch';
  if (late && !isAsked) return null;
  const all = isAsked ? found.askedFor : found.holdings;
  const held = all.get(judged.holder) ?? [];
  if ([...held, ...found.held(judged.holder)].some(({ digest }) => digest === judged.digest)) return 'duplicate';
  all.set(judged.holder, [...held, judged]);
  return null;
}
