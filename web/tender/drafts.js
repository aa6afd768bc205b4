// The documents of an opening as they are worked on: each edit of one that was taken away is a new version that names it.

import { encodeText } from '../signing/bytes.js';
import { parseBidders } from '../verifier/tender/documents/bidders.js';
import { parseTender } from '../verifier/tender/documents/tender.js';

/** @typedef {Record<string, any>} Value */

/**
 * A document of the opening. One that was received or saved is published: an edit makes a new version that names it.
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
   * Returns the draft with other contents; throws RecordError if they are invalid.
   * @param {Value} value
   */
  edited(value) {
    const { version, previous } = this.value;
    const named = this.isPublished ? { version: version + 1, previous: this.parsed.digest } : { version, previous };
    const contents = (/** @type {Value} */ draft) => JSON.stringify({ ...draft, version: 0, previous: '' });
    if (contents(value) === contents(this.value)) return this;
    return new Draft(this.parse, withoutAbsent({ ...value, ...named }), false);
  }

  /** Returns the draft as saved. */
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
