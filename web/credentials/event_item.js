// verifier/trust/events.py, EventItem: an event as it came, hashed when trust data are loaded, read when a verdict needs it.

import { decodeLeniently, decodeText, encodeHex } from '../signing/bytes.js';
import { isObject } from '../signing/json_profile.js';
import { sha256 } from '../signing/sha256.js';
import { parseCanonical } from '../signing/strict_json.js';
import { digestOf } from './record.js';

/** @typedef {import('./record.js').JsonObject} JsonObject */
/** @typedef {[digest: string, issuer: unknown, credential: string | null]} Entry */

/** An event: `value`, its digest, the issuer it states, and the credential it names or null. */
export class EventItem {
  /** @type {JsonObject | null} */
  #value;
  /** @type {Uint8Array | null} */
  #data;

  /**
   * Makes the item of an event whose value or canonical bytes are at hand.
   * @param {string} digest
   * @param {{ issuer: unknown, credential: string | null }} named
   * @param {{ value?: JsonObject | null, data?: Uint8Array | null }} held
   */
  constructor(digest, { issuer, credential }, { value = null, data = null }) {
    this.digest = digest;
    this.issuer = issuer;
    this.credential = credential;
    this.#value = value;
    this.#data = data;
  }

  /**
   * Returns the item of an object of the profile.
   * @param {JsonObject} value
   */
  static of(value) {
    return new EventItem(digestOf(value), namesIn(value), { value });
  }

  /**
   * Returns the item in bytes if they are the canonical form of an object, `depth` deep in a document; else null.
   * @param {Uint8Array} data
   * @param {number} depth
   */
  static in(data, depth) {
    const text = decodeText(data);
    const value = text === null ? undefined : parseCanonical(text, depth);
    return isObject(value) ? new EventItem(encodeHex(sha256(data)), namesIn(value), { data }) : null;
  }

  /**
   * Returns the item in bytes that were parsed before; `entry` is what the getter `entry` returned then.
   * @param {Uint8Array} data
   * @param {Entry} entry
   */
  static known(data, [digest, issuer, credential]) {
    return new EventItem(digest, { issuer, credential }, { data });
  }

  /**
   * What parsing found in the bytes, as JSON; null if the event was not parsed in place.
   * @returns {Entry | null}
   */
  get entry() {
    return this.#data === null ? null : [this.digest, this.issuer, this.credential];
  }

  /**
   * @returns {JsonObject}
   */
  get value() {
    return this.#value ?? JSON.parse(decodeLeniently(/** @type {Uint8Array} */ (this.#data)));
  }
}

/** @param {JsonObject} value */
function namesIn({ issuer, credentialSubject: subject }) {
  const named = isObject(subject) ? subject.credential : null;
  return { issuer, credential: typeof named === 'string' ? named : null };
}
