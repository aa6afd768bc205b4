// verifier/tender/collecting.py: the papers of each bidder: the holder of each credential, and the files that could not
// be read.

import { dayOf } from '../../credentials/times.js';
import { encodeHex } from '../../signing/bytes.js';
import { isLogProof } from '../../signing/log/log_proof.js';
import { sha256 } from '../../signing/sha256.js';
import { readCredential } from '../checks/well_formed.js';
import { ClaimedNumbers, isAnswered } from './claims.js';
import { UNNUMBERED, byName, findNearest, upward } from './documents/bidders.js';
import { judgeCredential, judgeRecord } from './judging.js';
import { HandedIn, findAskable, listMissing, put } from './looks/handed_in.js';
import { Names } from './looks/names.js';
import { Looks, keyOf, openPages, tellPages } from './looks/open_pages.js';
import { Requests, tellRequest } from './looks/requests.js';
import { inOrder } from './order.js';
import { hasPage } from './papers.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Register, ToldOfNumber } from './claims.js' */
/** @import { Bidder, BiddersBody, Clarification, MarkedPage } from './documents/bidders.js' */
/** @import { CheckBasis, JudgedCredential, JudgedOrNot } from './judging.js' */
/** @import { SentenceFacts } from './matrix.js' */
/** @import { Paper } from './papers.js' */

/** @typedef {{ bidder: string, file: string, page: number | null, box: number[] | null, byNumber?: true }} CredentialPlace */

/**
 * A note on a file, a page or a credential (by digest) on it.
 * @typedef {object} PaperNote
 * @property {string} bidder
 * @property {string | null} file null of what stands in none
 * @property {number | null} page
 * @property {string} code
 * @property {string | null} credential
 * @property {SentenceFacts} facts
 */

/** All papers of all bidders; each credential is judged once, even if it was handed in several times. */
export class Collection {
  #basis;
  #claims;
  #names;
  /** @type {Map<string, JudgedOrNot>} */
  #byData = new Map();
  /** @type {Map<string, JudgedOrNot>} */
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
      collection.notes.push(...inOrder(collection.notes.splice(begin), ({ file }) => file ?? ''));
    }
    return collection;
  }

  /**
   * @param {CheckBasis} basis
   * @param {Register | null} register
   */
  constructor(basis, register) {
    this.#basis = basis;
    const records = register ?? { proofs: new Map(), credentials: [], logProofs: [] };
    const judgeIt = (/** @type {JudgedRecord} */ record) => this.#judgeRecord(record);
    this.#claims = new ClaimedNumbers(basis, records, judgeIt);
    this.#names = new Names(records.credentials, judgeIt);
  }

  /**
   * Returns what the bidder handed in.
   * @param {Bidder} bidder
   */
  handedInBy({ id }) {
    return /** @type {HandedIn} */ (this.#handedIn.get(id));
  }

  /** Returns the notes on each credential, by digest. */
  credentials() {
    return inOrder(this.#places, ([digest]) => digest).flatMap(([digest, places]) =>
      this.#byDigest.get(digest)?.judged?.toJson(inOrder(places, ({ bidder, file }) => [bidder, file])) ?? []);
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
    const handed = new HandedIn();
    const looks = new Looks(bidder);
    const ignored = byName(bidder.ignore);
    const kept = papers.filter(({ path }) => findNearest(ignored, path) === undefined);
    for (const paper of kept) if (!paper.late) await this.#read(bidder, paper, handed, null);
    const timely = papers.filter(({ late }) => !late);
    const requests = new Requests(bidder, papers, findAskable(timely, looks, handed), dayOf(this.#basis.now));
    for (const paper of kept) if (paper.late) await this.#readLate(bidder, paper, handed, requests);
    const counts = (/** @type {Paper} */ paper) => !paper.late || requests.find(paper) !== undefined;
    const holding = new Set();
    for (const paper of papers) {
      for (const place of upward(paper.path)) {
        handed.places.set(place, handed.places.get(place) || counts(paper));
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
      if (left !== undefined) {
        this.#note(bidder, paper.path, null, 'ignored', { reason: left.reason });
        continue;
      }
      const isBare = (paper.codes ?? []).length === 0 && paper.pages === 0 && (paper.unread ?? null) === null;
      if (isBare && !holding.has(paper.path)) this.#note(bidder, paper.path, null, 'no-credential-code');
      for (const { page, code, facts } of tellPages(paper, looks)) this.#note(bidder, paper.path, page, code, facts);
      for (const mark of marks.get(paper.path) ?? []) {
        if (await this.#mark(bidder, paper, mark, handed)) handed.counted.add(keyOf([paper.path, mark.page]));
      }
    }
    const counting = kept.filter(counts);
    handed.pages = openPages(looks, requests, counting, handed.counted, handed.answered);
    handed.looked = looks.count(bidder.id, counting.filter(({ late }) => !late));
    const cited = new Map([...handed.withAsked.values()].flat().map((judged) => [judged.digest, judged]));
    for (const [digest, judged] of inOrder(cited, ([digest]) => digest)) {
      const { differing, newer } = await this.#names.tell(bidder, judged);
      const place = this.#places.get(digest)?.find((spot) => spot.bidder === bidder.id);
      if (place === undefined) continue;
      if (differing !== null) {
        handed.names.set(digest, { listed: differing.listed, name: differing.name });
        this.#note(bidder, place.file, place.page, 'name-differs', differing, digest);
      }
      if (newer !== null && !cited.has(newer.digest)) this.#note(bidder, place.file, place.page, 'newer-in-register', newer.facts, digest);
    }
    for (const { file, page, kind } of listMissing(bidder, handed)) this.#note(bidder, file, page, 'not-handed-in', { kind });
    return handed;
  }

  /**
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {HandedIn} handed
   * @param {Requests} requests
   */
  async #readLate(bidder, paper, handed, requests) {
    const [request, beyond] = [requests.find(paper), requests.findBeyond(paper)];
    if (request !== undefined) this.#note(bidder, paper.path, null, 'clarified', tellRequest(request));
    else if (beyond !== undefined) this.#note(bidder, paper.path, null, 'beyond-the-bid', tellRequest(beyond));
    else this.#note(bidder, paper.path, null, 'late', (paper.codes ?? []).some(({ early }) => early) ? { kind: 'known' } : {});
    await this.#read(bidder, paper, handed, request ?? null);
  }

  /**
   * Files what is on a paper; `request`: by which a late one was asked for.
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {HandedIn} handed
   * @param {Clarification | null} request
   */
  async #read(bidder, { path, codes = [], unread = null, late = false }, handed, request) {
    const isAsked = request !== null;
    /** @type {Set<number | null>} */
    const blocked = new Set();
    if (unread !== null) this.#note(bidder, path, null, 'file-unread', { why: unread });
    for (const code of inOrder(codes.filter(({ data }) => !isLogProof(data)), ({ data, page, box }) => [page ?? 0, box ?? [], [...data]])) {
      const { judged, unjudged } = await this.#judge(code.data);
      const page = code.page ?? null;
      if (judged === undefined) {
        this.#note(bidder, path, page, unjudged.code, unjudged.facts);
        if (unjudged.record !== undefined && !late) handed.fail(unjudged.code, path, page, unjudged.record);
        if (unjudged.blocks) blocked.add(page);
      } else {
        this.#place(judged, { bidder: bidder.id, file: path, page, box: code.box ?? null });
        const facts = { holder: judged.holder, name: judged.record.holder.name };
        const isTimely = !late || code.early === true;
        const entry = put(judged, bidder, handed, { isTimely, isAsked });
        if (entry === 'subject-mismatch' && isTimely) handed.fail(entry, path, page, judged.record);
        if (entry !== null) this.#note(bidder, path, page, entry, entry === 'duplicate' ? {} : facts, judged.digest);
      }
    }
    if ((blocked.size > 0 || unread !== null) && (isAsked || !late)) (isAsked ? handed.unreadAsked : handed.unread).push(path);
    if (blocked.size > 0 && !late) handed.blocked.set(path, blocked);
  }

  /**
   * @param {JudgedCredential} judged
   * @param {CredentialPlace} place
   */
  #place({ digest }, place) {
    this.#places.set(digest, [...(this.#places.get(digest) ?? []), place]);
  }

  /**
   * What a person says of a page, and registers of its number; whether it counts by that number.
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {MarkedPage} mark
   * @param {HandedIn} handed
   */
  async #mark(bidder, paper, { page, claims, issued }, handed) {
    if (!hasPage(paper, page)) {
      this.#note(bidder, paper.path, page, 'no-such-page', { pages: paper.pages });
      return false;
    }
    const answers = claims === UNNUMBERED ? [] : await this.#claims.ask(claims, bidder, issued);
    const own = answers.filter(({ facts }) => facts.kind === 'own').map((answer) => this.#count(bidder, paper, { page, claims }, answer, handed));
    const isBeside = (paper.codes ?? []).some((code) => code.page === page);
    const isCounted = own.includes(true);
    const unread = isBeside ? 'page-marked-beside' : 'page-marked';
    this.#note(bidder, paper.path, page, isCounted ? 'by-number' : unread, { claims });
    if (isAnswered(answers)) handed.answered.add(keyOf([paper.path, page]));
    for (const { code, credential, facts } of answers) this.#note(bidder, paper.path, page, code, facts, credential);
    return isCounted;
  }

  /**
   * Counts the credential that a register holds under the number of a timely page, once.
   * @param {Bidder} bidder
   * @param {Paper} paper
   * @param {{ page: number, claims: string }} mark
   * @param {ToldOfNumber} told
   * @param {HandedIn} handed
   */
  #count(bidder, { path: file, late = false }, { page, claims }, { credential, facts }, handed) {
    const judged = /** @type {JudgedCredential} */ (this.#byDigest.get(`${credential}`)?.judged);
    const before = handed.held(judged.holder);
    if (late) {
      facts.kind = 'own-late';
      return false;
    }
    if (before.some(({ digest }) => digest === judged.digest)) {
      facts.kind = 'own-held';
      return true;
    }
    handed.holdings.set(judged.holder, [...before, judged]);
    handed.numbers.set(judged.digest, { claims, file, page });
    this.#place(judged, { bidder: bidder.id, file, page, box: null, byNumber: true });
    return true;
  }

  /**
   * @param {Uint8Array} data
   * @returns {Promise<JudgedOrNot>}
   */
  async #judge(data) {
    const key = encodeHex(sha256(data));
    const known = this.#byData.get(key);
    if (known !== undefined) return known;
    const { record } = await readCredential(data);
    const judged = record === null ? await judgeCredential(data, this.#basis) : await this.#judgeRecord(record);
    this.#byData.set(key, judged);
    return judged;
  }

  /**
   * @param {JudgedRecord} record
   * @returns {Promise<JudgedOrNot>}
   */
  async #judgeRecord(record) {
    const judged = this.#byDigest.get(record.digest) ?? await judgeRecord(record, this.#basis);
    this.#byDigest.set(record.digest, judged);
    return judged;
  }
}
