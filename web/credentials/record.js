// credentials/record.py: the common part of every signed document: the proof beside the body, and the digest.

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

/** @typedef {{ [name: string]: unknown }} JsonObject */

/**
 * The reading of a kind of record with this body, and the properties it has.
 * @template B
 * @typedef {object} RecordType
 * @property {string} kind
 * @property {(body: B) => string} signer
 * @property {(value: unknown, path?: string) => B} read
 * @property {(body: B, created: Moment) => void} [checkCreated]
 * @property {(body: B) => Graded} [gradeOf]
 * @property {(body: B) => Holder} [holderOf]
 * @property {(body: B) => string} [titleOf]
 * @property {(credential: import('./kinds.js').Credential) => string} [title]
 */

/** @typedef {{ scheme: string, categories: (string | null)[], grade: string, region: string }} Graded what was assessed as what */
/** @typedef {{ code: string, name: string, nameEn?: string }} Holder whom it is about */

/**
 * A body in its JSON form: its moments are texts.
 * @template B
 * @typedef {B extends Moment ? string : B extends object ? { [N in keyof B]: Written<B[N]> } : B} Written
 */

/**
 * A signed value with this body, as it is in JSON.
 * @template B
 * @typedef {Written<B> & { proof: WrittenProof }} Signed
 */

/** @typedef {{ created: string, verificationMethod: string, proofValue: string }} WrittenProof */
/** @typedef {ReturnType<typeof parseProof>} Proof */
/** @typedef {import('./words/days.js').Moment} Moment */
/** @typedef {import('./members.js').Members} Members */

/**
 * The body of a W3C VC with these members.
 * @template {Members} M
 * @typedef {{ '@context': string[], id: string, issuer: string } & import('./members.js').BodyOf<M>} VcBody
 */

/**
 * @template {object} B
 * @typedef {Record<B>} RecordOf a record with this body
 */

/**
 * A record with this body that is judged by a model that tells all there is to ask.
 * @template {object} B
 * @typedef {Record<B> & { graded: Graded, holder: Holder }} JudgedRecord
 */

const VC_CONTEXT = 'https://www.w3.org/ns/credentials/v2';
export const HUREN_CONTEXT = 'https://w3id.org/huren/v1';

/**
 * A W3C VC: its context, id and issuer, then `members` in the order in which they are read. `tells` are
 * gradeOf(body) {scheme, categories, grade, region} and holderOf(body) {code, name, nameEn?}, where a check asks.
 * @template {Members} M
 * @template {Partial<RecordType<VcBody<M>>>} [T={}]
 * @param {string} kind
 * @param {M} members
 * @param {(body: VcBody<M>, path: string) => void} [rule]
 * @param {T} [tells]
 * @returns {RecordType<VcBody<M>> & T}
 */
export const credential = (kind, members, rule, tells) => /** @type {RecordType<VcBody<M>> & T} */ ({
  ...tells,
  kind,
  signer: (/** @type {VcBody<M>} */ body) => body.issuer,
  read: /** @type {any} */ (model(
    /** @type {Members} */ ({ '@context': tuple(literal(VC_CONTEXT), literal(HUREN_CONTEXT)), id: uuid, issuer: did, ...members }),
    /** @type {((body: object, path: string) => void) | undefined} */ (rule),
  )),
});

/**
 * The member `type` of a W3C VC.
 * @param {string} name
 */
export const vcType = (name) => tuple(literal('VerifiableCredential'), literal(name));

/**
 * `value` as signed, its typed `body`, its `proof` and when it says it was signed.
 * @template {object} B
 */
class Record {
  /** @type {string | null} */
  #digest = null;

  /**
   * @param {Signed<B>} value
   * @param {B} body
   * @param {Proof} proof
   * @param {RecordType<B>} recordType
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
    this.title = recordType.titleOf?.(body) ?? /** @type {{ id?: string }} */ (body).id ?? '';
    this.created = parseTime(proof.created);
  }

  /** SHA-256 of the JCS bytes, proof included, in 64 hex digits. */
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
 * @template {object} B
 * @param {unknown} value
 * @param {RecordType<B>} recordType
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
  return new Record(/** @type {Signed<B>} */ (value), body, proof, recordType);
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
