// credentials/record.py: what every signed document shares: the proof beside the body, and the digest.

import { encodeHex } from '../signing/bytes.js';
import { parseProof } from '../signing/data_integrity.js';
import { raisedAs } from '../signing/errors.js';
import { encodeProfile } from '../signing/jcs.js';
import { isObject, namesOf, writtenOrder } from '../signing/json_profile.js';
import { sha256 } from '../signing/sha256.js';
import { parseJson } from '../signing/strict_json.js';
import { RecordError } from './errors.js';
import { did, literal, model, tuple, uuid } from './members.js';
import { parseTime } from './times.js';

/** @typedef {{ [name: string]: any }} JsonObject */

/**
 * How a kind of record is read, and what it tells.
 * @typedef {object} RecordType
 * @property {string} kind
 * @property {(body: any) => string} signer
 * @property {(value: any, path?: string) => any} read
 * @property {(body: any, created: import('./words/days.js').Moment) => void} [checkCreated]
 * @property {(body: any) => { scheme: string, categories: (string | null)[], grade: string, region: string }} [gradeOf]
 * @property {(body: any) => { code: string, name: string, nameEn?: string }} [holderOf]
 * @property {(body: any) => string} [titleOf]
 */

const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
const HUREN_CONTEXT = 'https://w3id.org/huren/v1';

/**
 * A W3C VC: its context, id and issuer, then `members` in the order in which they are read. `tells` are
 * gradeOf(body) {scheme, categories, grade, region} and holderOf(body) {code, name, nameEn?}, where a check asks.
 * @param {string} kind
 * @param {{ [name: string]: import('./members.js').Member }} members
 * @param {(body: any, path: string) => void} [rule]
 * @param {Partial<RecordType>} [tells]
 * @returns {RecordType}
 */
export const credential = (kind, members, rule, tells = {}) => ({
  ...tells,
  kind,
  signer: (body) => body.issuer,
  read: model(
    { '@context': tuple(literal(VC_CONTEXT), literal(HUREN_CONTEXT)), id: uuid, issuer: did, ...members },
    rule,
  ),
});

/**
 * The member `type` of a W3C VC.
 * @param {string} name
 */
export const vcType = (name) => tuple(literal('VerifiableCredential'), literal(name));

/** `value` as signed, its typed `body`, its `proof` and when it says it was signed. */
class Record {
  /** @type {string | null} */
  #digest = null;

  /**
   * @param {JsonObject} value
   * @param {any} body
   * @param {ReturnType<typeof parseProof>} proof
   * @param {RecordType} recordType
   */
  constructor(value, body, proof, recordType) {
    this.value = value;
    this.body = body;
    this.proof = proof;
    this.kind = recordType.kind;
    this.signer = recordType.signer(body);
    this.graded = recordType.gradeOf?.(body);
    this.holder = recordType.holderOf?.(body);
    /** What people call it: its id, where its kind has nothing better. */
    this.title = recordType.titleOf?.(body) ?? body.id;
    this.created = parseTime(proof.created);
  }

  /** SHA-256 of the JCS bytes, proof included, 64 hex digits. */
  get digest() {
    this.#digest ??= digestOf(this.value);
    return this.#digest;
  }
}

/**
 * The digest of a JSON value of the profile: SHA-256 of its JCS bytes, 64 hex digits.
 * @param {unknown} value
 */
export const digestOf = (value) => encodeHex(sha256(encodeProfile(value)));

/**
 * The record in an already parsed JSON value; RecordError for anything that is not of this record type.
 * @param {unknown} value
 * @param {RecordType} recordType
 */
export function readRecord(value, recordType) {
  if (!isObject(value)) throw new RecordError('not-an-object');
  const proof = raisedAs(RecordError, () => parseProof(value));
  const created = parseTime(proof.created);
  const unsigned = { ...value };
  delete unsigned.proof;
  writtenOrder.set(unsigned, namesOf(value).filter((name) => name !== 'proof'));
  const body = recordType.read(unsigned);
  recordType.checkCreated?.(body, created);
  return new Record(value, body, proof, recordType);
}

/**
 * The JSON object in `data` by the one strict reader; RecordError otherwise.
 * @param {Uint8Array} data
 * @param {number} maxBytes
 * @param {number} [maxValues]
 * @returns {JsonObject}
 */
export function parseDocument(data, maxBytes, maxValues) {
  const value = raisedAs(RecordError, () => parseJson(data, maxBytes, maxValues));
  if (!isObject(value)) throw new RecordError('not-an-object');
  return value;
}
