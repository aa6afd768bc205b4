// verifier/numbers/registered_log.py: the log of an association as a register has it; what it proves of records.

import { logOrigin } from '../../credentials/identifiers.js';
import { areEqual, decodeHex, encodeBase64, encodeText } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { MerkleTree } from '../../signing/log/merkle.js';
import { parseNote } from '../../signing/log/note.js';
import { proveInclusion } from '../../signing/log/proving.js';
import { isWitnessed } from '../checks/log_inclusion.js';
import { TrustError } from '../errors.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

const TRIED = 64; // most checkpoints whose signatures are checked for one record

/** The entries in order, and checkpoints by size; that the entries come to each root is checked here. */
export class RegisteredLog {
  #issuer;
  #tree;
  /** @type {Map<string, number>} */
  #places = new Map();
  #notes;
  /** @type {number[]} */
  #sizes = [];

  /**
   * Throws TrustError register-damaged unless the largest checkpoint covers just these entries.
   * @param {string} issuer
   * @param {string[]} entries hex digits
   * @param {string[]} notes
   */
  constructor(issuer, entries, notes) {
    this.#issuer = issuer;
    this.#tree = new MerkleTree(entries.map(decodeHex));
    this.#notes = notes;
    for (const [place, entry] of entries.entries()) if (!this.#places.has(entry)) this.#places.set(entry, place);
    for (const note of notes) {
      const size = this.#take(note);
      if (size <= (this.#sizes.at(-1) ?? 0)) throw new TrustError('register-damaged');
      this.#sizes.push(size);
    }
    if (this.#sizes.at(-1) !== entries.length) throw new TrustError('register-damaged');
  }

  /** @param {string} text */
  #take(text) {
    try {
      const { origin, size, root } = parseCheckpoint(parseNote(text).text);
      const isSound = origin === logOrigin(this.#issuer) && size > 0n && size <= BigInt(this.#tree.size);
      if (isSound && areEqual(this.#tree.root(Number(size)), root)) return Number(size);
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
    }
    throw new TrustError('register-damaged');
  }

  /**
   * The log proof under the earliest checkpoint that another party cosigned, else under the newest; null for a record that is not
   * covered.
   * @param {JudgedRecord} record
   * @param {TrustStore} trust
   * @param {Moment} now
   */
  async prove(record, trust, now) {
    const place = this.#places.get(record.digest);
    if (place === undefined || record.body.issuer !== this.#issuer) return null;
    const begin = this.#sizes.findIndex((size) => size > place);
    for (let at = begin; at < Math.min(this.#sizes.length, begin + TRIED); at += 1) {
      const proof = this.#prove(place, at);
      if (await isWitnessed(proof, record, trust, now)) return proof;
    }
    return this.#prove(place, this.#sizes.length - 1);
  }

  /**
   * @param {number} place
   * @param {number} checkpoint
   */
  #prove(place, checkpoint) {
    const hashes = proveInclusion(this.#tree, place, this.#sizes[checkpoint]).map((hash) => `${encodeBase64(hash)}\n`);
    return encodeText(`c2sp.org/tlog-proof@v1\nindex ${place}\n${hashes.join('')}\n${this.#notes[checkpoint]}`);
  }
}
