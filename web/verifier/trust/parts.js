// verifier/trust/parts.py: parts that were handed in with the bundle, and what they tell of a record.

import { KINDS, readJudged } from '../../credentials/kinds.js';
import { RecordError } from '../../credentials/errors.js';
import { digestOf, parseDocument } from '../../credentials/record.js';
import { HurenError } from '../../signing/errors.js';
import { canonicalText, encodeProfile } from '../../signing/jcs.js';
import { isObject } from '../../signing/json_profile.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Beside } from '../findings.js' */
/** @import { TrustStore } from './trust_store.js' */

/** @typedef {[issuer: string, value: JsonObject]} Published a record that was not read yet, and who published it */

const [TECHNOLOGIES, RESOLUTIONS] = ['technologies', 'resolutions'];
/** @type {Record<string, string[]>} */
const OF_PART = {
  [TECHNOLOGIES]: ['technology', 'listing'],
  [RESOLUTIONS]: ['resolution', 'standard'],
};
const PARTS = Object.keys(OF_PART);
const TYPE = 'huren-part/1';
export const MAX_PART_BYTES = 256 * 1024 * 1024;
const MAX_RECORDS = 100_000;

/**
 * The parts that tell of other records, as an association's newest manifest names them; null where it has none.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {string[]} of kinds of parts
 */
export const findNamed = (trust, issuer, of = PARTS) =>
  trust.parties.get(issuer)?.manifest?.body.credentialSubject.parts.filter(({ kind }) => of.includes(kind)) ?? null;

/** What no newest manifest names counts for nothing: whose part is wanting is not heard. */
export class HandedParts {
  /** @type {Record<string, Map<string, Moment>>} */
  #heard = Object.fromEntries(PARTS.map((kind) => [kind, new Map()]));
  /** @type {Published[]} */
  #halves = [];
  /** @type {Published[] | null} */
  #whole = null; // of contents of which each party that they name has published a half
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
    for (const [kind, heard] of Object.entries(this.#heard)) {
      for (const [issuer, { manifest }] of trust.parties) {
        const named = findNamed(trust, issuer, [kind]);
        if (manifest === null || named === null || named.some(({ digest }) => !parts.has(digest))) continue;
        heard.set(issuer, manifest.created);
        for (const { digest } of named) this.#file(kind, issuer, readPart(kind, /** @type {Uint8Array} */ (parts.get(digest))));
      }
    }
  }

  /**
   * @param {string} kind
   * @param {string} issuer
   * @param {JsonObject[]} values
   */
  #file(kind, issuer, values) {
    for (const value of values) {
      if (kind === RESOLUTIONS) {
        this.#halves.push([issuer, value]);
        continue;
      }
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
   * What tells of the record: of a technology its listings; of a listing those, and the technology. Of a half of a
   * resolution, the halves of its number; of what one may adopt, those that name it, where each party has one of that
   * number: what one alone signed adopts nothing, however much it is.
   * @param {JudgedRecord} record
   * @returns {Promise<Beside>}
   */
  async beside(record) {
    const checks = KINDS.get(record.kind)?.checks ?? [];
    if (checks.includes('complete')) return this.#tell(RESOLUTIONS, this.#findHalves(record));
    if (checks.includes('adopted')) return this.#tell(RESOLUTIONS, this.#findAdopting(record.digest));
    const { technology } = /** @type {{ technology?: string }} */ (/** @type {unknown} */ (record.body.credentialSubject));
    const digest = checks.includes('listing') ? record.digest : technology;
    if (digest === undefined || !checks.some((check) => check === 'listing' || check === 'refers')) return { records: [], heard: new Map() };
    const about = checks.includes('refers') ? this.#find(digest) : [];
    return this.#tell(TECHNOLOGIES, [...about, ...(this.#about.get(digest) ?? [])]);
  }

  /** @param {string} digest */
  #findAdopting(digest) {
    this.#whole ??= findWhole(this.#halves);
    return this.#whole.filter(([, value]) => JSON.stringify(value).includes(digest));
  }

  /** @param {JudgedRecord} record */
  #findHalves(record) {
    const { number } = /** @type {{ number?: string }} */ (/** @type {unknown} */ (record.body.credentialSubject));
    return this.#halves.filter(([, { credentialSubject: subject }]) => isObject(subject) && subject.number === number);
  }

  /**
   * @param {string} kind
   * @param {Published[]} found
   * @returns {Promise<Beside>}
   */
  async #tell(kind, found) {
    const read = await Promise.all(found.map((one) => readPublished(kind, one)));
    return { records: read.filter((one) => one !== null), heard: this.#heard[kind] };
  }

  /** @param {string} digest */
  #find(digest) {
    this.#byDigest ??= new Map(this.#technologies.map((one) => [digestOf(one[1]), one]));
    const found = this.#byDigest.get(digest);
    return found === undefined ? [] : [found];
  }
}

/**
 * The records in the file of a part of a kind; RecordError otherwise.
 * @param {string} expected
 * @param {Uint8Array} data
 */
function readPart(expected, data) {
  const { type, kind, records, ...others } = parseDocument(data, MAX_PART_BYTES);
  if (type !== TYPE || kind !== expected || Object.keys(others).length > 0) throw new RecordError('member-value', 'type', { expected: TYPE });
  if (!Array.isArray(records) || records.length > MAX_RECORDS || !records.every(isObject)) throw new RecordError('member-type', 'records', { expected: 'list' });
  return /** @type {JsonObject[]} */ (records);
}

/**
 * The record, where its association may publish it in this part; else it says nothing of another.
 * @param {string} part
 * @param {Published} published
 */
async function readPublished(part, [issuer, value]) {
  try {
    const record = await readJudged(value);
    const { maxBytes } = /** @type {import('../../credentials/documents/kind.js').KindRow} */ (KINDS.get(record.kind));
    return OF_PART[part].includes(record.kind) && record.signer === issuer && encodeProfile(value).length <= maxBytes ? record : null;
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return null;
  }
}

/** @param {Published[]} halves */
function findWhole(halves) {
  /** @type {Map<unknown, Set<unknown>>} */
  const signers = new Map();
  const contents = halves.map(([, value]) => canonicalText(subjectOf(value)));
  halves.forEach(([issuer], place) => signers.set(contents[place], (signers.get(contents[place]) ?? new Set()).add(issuer)));
  return halves.filter(([, value], place) => {
    const { parties } = subjectOf(value);
    return Array.isArray(parties) && parties.every((party) => signers.get(contents[place])?.has(party));
  });
}

/** @param {JsonObject} value */
const subjectOf = ({ credentialSubject: subject }) => (isObject(subject) ? subject : {});
