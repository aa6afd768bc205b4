// verifier/numbers/register.py: the register on a stick, a bundle with all credentials of the associations, searched without a
// network. Most visits drop none: it is loaded when one comes.

import { RecordError } from '../../credentials/errors.js';
import { parseJudged } from '../../credentials/kinds.js';
import * as is from '../../credentials/members.js';
import { parseDocument } from '../../credentials/record.js';
import { areEqual, decodeHex, decodeText, encodeHex, encodeText } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { encodeProfile } from '../../signing/jcs.js';
import { MAX_RECORD_BYTES } from '../../signing/json_profile.js';
import { MerkleTree } from '../../signing/log/merkle.js';
import { proveRange } from '../../signing/log/proving.js';
import { parseJson } from '../../signing/strict_json.js';
import { TrustError } from '../errors.js';
import { hashNumber, numberSet } from './commitment.js';
import { RegisteredLog } from './registered_log.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { JsonObject } from '../../credentials/record.js' */

const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MAX_UNPACKED_BYTES = 4 * 1024 ** 3;
const MAX_HEADING_BYTES = 1024 * 1024;
const MAX_NOTE_BYTES = 128 * 1024; // as a JSON string
const NEWLINE = 10;
const ENTRY = /^[0-9a-f]{64}$/;
const ENTERPRISE = /"unifiedSocialCreditCode":"([0-9A-Z]+)"/;
const NUMBER = /"certificateNumber":("(?:[^"\\]|\\[^])*")/;

const registerHeading = is.model({
  type: is.literal('huren-register/1'),
  registers: is.list(is.model({
    issuer: is.did,
    credentials: is.integer(0, 2_000_000),
    numbers: is.maybe(numberSet),
    agreed: is.maybe(numberSet),
    log: is.maybe(is.model({ entries: is.integer(0, 4_000_000), checkpoints: is.integer(0, 1024) })),
  }), { max: 64 }),
});

/**
 * Result of a search in the file: proofs by association and number, unjudged credentials, and logs by association.
 * @typedef {{ proofs: Map<string, Map<string, Uint8Array>>, credentials: JudgedRecord[], logs: Map<string, RegisteredLog> }} SearchedRegister
 */

/** @typedef {ReadableStream<Uint8Array>} UnpackedFile what gzip makes of the file; it rejects where that is damaged */

/**
 * The bundle in the file; TrustError register-damaged.
 * @param {UnpackedFile} file
 */
export async function bundleOfRegister(file) {
  const lines = new Lines(file);
  try {
    return await lines.next(MAX_BUNDLE_BYTES);
  } finally {
    lines.close();
  }
}

/**
 * Goes through the file once: proofs of each number, the credentials that carry it or are of these enterprises, the logs. Throws
 * TrustError register-damaged for a file that is not whole or whose lines are none of ours, RecordError for a heading that is not.
 * @param {UnpackedFile} file
 * @param {string[]} numbers
 * @param {string[]} usccs
 * @returns {Promise<SearchedRegister>}
 */
export async function searchRegister(file, numbers, usccs) {
  const lines = new Lines(file);
  try {
    return await search(lines, numbers, new Set(usccs));
  } finally {
    lines.close();
  }
}

/**
 * @param {Lines} lines
 * @param {string[]} numbers
 * @param {Set<string>} usccs
 */
async function search(lines, numbers, usccs) {
  await lines.next(MAX_BUNDLE_BYTES);
  const value = parseDocument(await lines.next(MAX_HEADING_BYTES), MAX_HEADING_BYTES);
  const heading = registerHeading(value, '');
  const documents = /** @type {JsonObject[]} */ (value.registers);
  const wanted = new Set(numbers.map((number) => encodeHex(hashNumber(number))));
  /** @type {SearchedRegister} */
  const records = { proofs: new Map(), credentials: [], logs: new Map() };
  for (const [place, entry] of heading.registers.entries()) {
    const leaves = [];
    for (let i = 0; i < entry.credentials; i += 1) {
      const line = await lines.next(MAX_RECORD_BYTES);
      const text = decodeText(line) ?? damaged();
      const leaf = hashLine(text);
      leaves.push(leaf);
      if (wanted.has(leaf) || usccs.has(ENTERPRISE.exec(text)?.[1] ?? '')) records.credentials.push(await readCredential(line, leaf, entry.issuer));
    }
    if (entry.numbers !== undefined) {
      const document = documents[place];
      const newest = treeOf(leaves, entry.numbers, document.numbers);
      const older = entry.agreed === undefined ? newest : treeOf([...new Set(leaves)].slice(0, entry.agreed.count), entry.agreed, document.agreed);
      records.proofs.set(entry.issuer, new Map(numbers.map((number) => [number, (newest.has(number) ? newest : older).prove(number, entry.issuer)])));
    }
    if (entry.log !== undefined) records.logs.set(entry.issuer, await readLog(lines, entry.issuer, entry.log));
  }
  if (!(await lines.areAll())) damaged();
  return records;
}

/** @returns {never} */
function damaged() {
  throw new TrustError('register-damaged');
}

/**
 * The tree of the set; one from which a credential is left out, or into which one is put, is not.
 * @param {string[]} leaves
 * @param {{ count: number, root: string }} set
 * @param {unknown} document
 */
function treeOf(leaves, { count, root }, document) {
  const tree = new NumberTree(leaves, document);
  return tree.entries.length === count && encodeHex(tree.root) === root ? tree : damaged();
}

/** verifier/numbers/number_proof.py: the numbers of one association in order, each once, and the tree over them. */
class NumberTree {
  #tree;
  #document;

  /**
   * @param {string[]} leaves hex digits
   * @param {unknown} document with the root of the tree
   */
  constructor(leaves, document) {
    this.entries = [...new Set(leaves)].sort();
    this.#tree = new MerkleTree(this.entries.map(decodeHex));
    this.#document = document;
  }

  get root() {
    return this.#tree.root();
  }

  /** @param {string} number */
  has(number) {
    const wanted = encodeHex(hashNumber(number));
    return this.entries[this.#place(wanted)] === wanted;
  }

  /** @param {string} wanted */
  #place(wanted) {
    let [low, high] = [0, this.entries.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.entries[middle] < wanted) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * Proves a number, or its absence.
   * @param {string} number
   * @param {string} issuer
   */
  prove(number, issuer) {
    const place = this.#place(encodeHex(hashNumber(number)));
    const [start, stop] = this.has(number) ? [place, place + 1] : [Math.max(place - 1, 0), Math.min(place + 1, this.entries.length)];
    return encodeProfile({
      type: 'huren-number-proof/1', issuer, numbers: this.#document, start,
      leaves: this.entries.slice(start, stop), path: proveRange(this.#tree, start, stop).map(encodeHex),
    });
  }
}

/**
 * @param {Lines} lines
 * @param {string} issuer
 * @param {{ entries: number, checkpoints: number }} records
 */
async function readLog(lines, issuer, records) {
  const entries = [];
  for (let i = 0; i < records.entries; i += 1) {
    const line = decodeText(await lines.next(64)) ?? damaged();
    entries.push(ENTRY.test(line) ? line : damaged());
  }
  const notes = [];
  for (let i = 0; i < records.checkpoints; i += 1) notes.push(readText(await lines.next(MAX_NOTE_BYTES)));
  return new RegisteredLog(issuer, entries, notes);
}

/** @param {Uint8Array} line */
function readText(line) {
  try {
    return `${parseJson(line, MAX_NOTE_BYTES)}`;
  } catch (error) {
    if (error instanceof HurenError) damaged();
    throw error;
  }
}

/** @param {string} line */
const hashLine = (line) => encodeHex(hashNumber(readText(encodeText(NUMBER.exec(line)?.[1] ?? damaged()))));

/**
 * The credential in the line, and no other number in it than the one it was counted by.
 * @param {Uint8Array} line
 * @param {string} leaf
 * @param {string} issuer
 */
async function readCredential(line, leaf, issuer) {
  const record = await parseJudged(line).catch((error) => (error instanceof RecordError ? damaged() : Promise.reject(error)));
  return record.body.issuer === issuer && areEqual(hashNumber(record.title), decodeHex(leaf)) ? record : damaged();
}

/** The lines of a file; a line is unpacked only when it is read. */
class Lines {
  #reader;
  /** @type {Uint8Array} */
  #rest = new Uint8Array(0);
  #left = MAX_UNPACKED_BYTES;

  /** @param {UnpackedFile} file */
  constructor(file) {
    this.#reader = file.getReader();
  }

  /**
   * Returns the next line, of at most this many bytes.
   * @param {number} limit
   */
  async next(limit) {
    const parts = [];
    let length = 0;
    for (let end = this.#rest.indexOf(NEWLINE); ; end = this.#rest.indexOf(NEWLINE)) {
      const part = end < 0 ? this.#rest : this.#rest.subarray(0, end);
      parts.push(part);
      length += part.length;
      if (length > limit) damaged();
      if (end >= 0) {
        this.#rest = this.#rest.subarray(end + 1);
        return parts.length === 1 ? part : joined(parts, length);
      }
      if (!(await this.#more())) damaged();
    }
  }

  /** Returns whether the line read last was the last one. */
  async areAll() {
    while (this.#rest.length === 0) if (!(await this.#more())) return true;
    return false;
  }

  close() {
    void this.#reader.cancel().catch(() => {});
  }

  async #more() {
    const { done, value } = await this.#reader.read().catch(damaged);
    if (done) return false;
    this.#left -= value.length;
    if (this.#left < 0) damaged();
    this.#rest = value;
    return true;
  }
}

/**
 * @param {Uint8Array[]} parts
 * @param {number} length
 */
function joined(parts, length) {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
