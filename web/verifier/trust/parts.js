// verifier/trust/parts.py: parts that were handed in with the bundle, and what they tell of a record.

import { KINDS, readJudged } from '../../credentials/kinds.js';
import { RecordError } from '../../credentials/errors.js';
import { digestOf, parseDocument } from '../../credentials/record.js';
import { HurenError } from '../../signing/errors.js';
import { encodeProfile } from '../../signing/jcs.js';
import { isObject } from '../../signing/json_profile.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Beside } from '../findings.js' */
/** @import { TrustStore } from './trust_store.js' */

/** @typedef {[issuer: string, value: JsonObject]} Published a record that was not read yet, and who published it */

const TECHNOLOGIES = 'technologies';
const TYPE = 'huren-part/1';
export const MAX_PART_BYTES = 256 * 1024 * 1024;
const MAX_RECORDS = 100_000;

/**
 * The parts of technologies that an association's newest manifest names; null where it has none.
 * @param {TrustStore} trust
 * @param {string} issuer
 */
export const findNamed = (trust, issuer) =>
  trust.parties.get(issuer)?.manifest?.body.credentialSubject.parts.filter(({ kind }) => kind === TECHNOLOGIES) ?? null;

/** What no newest manifest names counts for nothing: whose part is wanting is not heard. */
export class HandedParts {
  /** @type {Map<string, Moment>} */
  #heard = new Map();
  /** @type {Map<string, Published[]>} */
  #about = new Map(); // by the technology that they are about
  /** @type {Published[]} */
  #technologies = [];
  /** @type {Map<string, Published> | null} */
  #byDigest = null;

  /**
   * @param {TrustStore} trust
   * @param {Map<string, Uint8Array>} parts by their digest
   */
  constructor(trust, parts) {
    for (const [issuer, { manifest }] of trust.parties) {
      const named = findNamed(trust, issuer);
      if (manifest === null || named === null || named.some(({ digest }) => !parts.has(digest))) continue;
      this.#heard.set(issuer, manifest.created);
      for (const { digest } of named) this.#file(issuer, readPart(/** @type {Uint8Array} */ (parts.get(digest))));
    }
  }

  /**
   * @param {string} issuer
   * @param {JsonObject[]} values
   */
  #file(issuer, values) {
    for (const value of values) {
      const { credentialSubject: subject } = value;
      const about = isObject(subject) ? subject.technology : undefined;
      if (typeof about !== 'string') {
        this.#technologies.push([issuer, value]);
        continue;
      }
      const others = this.#about.get(about) ?? [];
      others.push([issuer, value]);
      this.#about.set(about, others);
    }
  }

  /**
   * What tells of the record: of a technology its listings; of a listing those, and the technology.
   * @param {JudgedRecord} record
   * @returns {Promise<Beside>}
   */
  async beside(record) {
    const checks = KINDS.get(record.kind)?.checks ?? [];
    const { technology } = /** @type {{ technology?: string }} */ (/** @type {unknown} */ (record.body.credentialSubject));
    const digest = checks.includes('listing') ? record.digest : technology;
    if (digest === undefined || !checks.some((check) => check === 'listing' || check === 'refers')) return { records: [], heard: new Map() };
    const about = checks.includes('refers') ? this.#find(digest) : [];
    const read = await Promise.all([...about, ...(this.#about.get(digest) ?? [])].map(readPublished));
    return { records: read.filter((one) => one !== null), heard: this.#heard };
  }

  /** @param {string} digest */
  #find(digest) {
    this.#byDigest ??= new Map(this.#technologies.map((one) => [digestOf(one[1]), one]));
    const found = this.#byDigest.get(digest);
    return found === undefined ? [] : [found];
  }
}

/**
 * The records in the file of a part of technologies; RecordError otherwise.
 * @param {Uint8Array} data
 */
function readPart(data) {
  const { type, kind, records, ...others } = parseDocument(data, MAX_PART_BYTES);
  if (type !== TYPE || kind !== TECHNOLOGIES || Object.keys(others).length > 0) throw new RecordError('member-value', 'type', { expected: TYPE });
  if (!Array.isArray(records) || records.length > MAX_RECORDS || !records.every(isObject)) throw new RecordError('member-type', 'records', { expected: 'list' });
  return /** @type {JsonObject[]} */ (records);
}

/**
 * The record, where its association may publish it in this part; else it says nothing of another.
 * @param {Published} published
 */
async function readPublished([issuer, value]) {
  try {
    const record = await readJudged(value);
    const { checks, maxBytes } = /** @type {import('../../credentials/documents/kind.js').KindRow} */ (KINDS.get(record.kind));
    const belongs = checks.some((check) => check === 'listing' || check === 'refers');
    return belongs && record.signer === issuer && encodeProfile(value).length <= maxBytes ? record : null;
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return null;
  }
}
