// What is held of a bid opening: its documents, the files that came in, what was read of them.

import { encodeText } from '../signing/bytes.js';
import { parseBidders } from '../verifier/tender/documents/bidders.js';
import { parseTender } from '../verifier/tender/documents/tender.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Naming, OtherTrust } from './desk/worker.js' */
/** @import { Matrix } from './matrix/telling.js' */
/** @import { PaperFile } from './papers/reading.js' */

/** @typedef {Record<string, any>} Value */
/** @typedef {{ matrix: Matrix, naming: Naming }} Checked */

/**
 * A document of the opening as it stands. One that came or was taken away is published: an edit of it is a new version
 * that names it.
 * @template {{ body: any, digest: string }} D
 */
class Draft {
  /**
   * @param {(data: Uint8Array) => D} parse throws RecordError
   * @param {Value} value
   * @param {boolean} isPublished
   */
  constructor(parse, value, isPublished) {
    this.parse = parse;
    this.value = value;
    this.isPublished = isPublished;
    this.bytes = encodeText(`${JSON.stringify(value, null, 1)}\n`);
    this.parsed = parse(this.bytes);
  }

  /** @returns {D['body']} */
  get body() {
    return this.parsed.body;
  }

  /**
   * The same with other contents; throws RecordError where they are none.
   * @param {Value} value
   */
  edited(value) {
    const { version, previous } = this.value;
    const named = this.isPublished ? { version: version + 1, previous: this.parsed.digest } : { version, previous };
    const contents = (/** @type {Value} */ one) => JSON.stringify({ ...one, version: 0, previous: '' });
    if (contents(value) === contents(this.value)) return this;
    return new Draft(this.parse, withoutAbsent({ ...value, ...named }), false);
  }

  /** As it was taken away. */
  published() {
    return new Draft(this.parse, this.value, true);
  }
}

/** @typedef {Draft<ReturnType<typeof parseTender>>} TenderDraft */
/** @typedef {Draft<ReturnType<typeof parseBidders>>} BiddersDraft */

/**
 * @param {Value} value
 * @param {boolean} isPublished
 * @returns {TenderDraft}
 */
export const tenderDraft = (value, isPublished) => new Draft(parseTender, withoutAbsent(value), isPublished);

/**
 * @param {Value} value
 * @param {boolean} isPublished
 * @returns {BiddersDraft}
 */
export const biddersDraft = (value, isPublished) => new Draft(parseBidders, withoutAbsent(value), isPublished);

/** @param {Value} value */
const withoutAbsent = (value) => JSON.parse(JSON.stringify(value));

/** How far a bidder's folder is read. */
/** @typedef {'none' | 'waiting' | 'reading' | 'stopped' | 'read' | 'refused'} FolderState */

export class Opening {
  /** @type {TenderDraft | null} */
  tender = null;
  /** @type {BiddersDraft | null} */
  bidders = null;
  /** @type {Map<string, NamedFile>} */
  files = new Map(); // by the path they were dropped with
  /** @type {Map<string, NamedFile[]>} */
  shares = new Map(); // by bidder, below its folder
  /** @type {string[]} */
  left = []; // names of files in nobody's folder
  /** @type {Map<string, PaperFile[]>} */
  read = new Map();
  /** @type {Map<string, FolderState>} */
  states = new Map();
  /** @type {Checked | null} */
  checked = null;
  /** @type {(OtherTrust & { now: string }) | null} */
  sample = null;
  /**
   * The record of the opening, by whose inputs papers are late: its digest, and digests of files by bidder.
   * @type {{ digest: string, listed: [bidder: string, digests: string[]][] } | null}
   */
  first = null;

  /** @param {string} bidder */
  stateOf(bidder) {
    return this.states.get(bidder) ?? 'none';
  }

  /** Whether every folder that came is read. */
  get isRead() {
    return [...this.states.values()].every((state) => state === 'read' || state === 'none' || state === 'refused');
  }
}
