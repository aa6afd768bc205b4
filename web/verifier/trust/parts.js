// verifier/trust/parts.py: parts that were handed in with the bundle, and what they tell of a record.

import { KINDS, readJudged } from '../../credentials/kinds.js';
import { RecordError } from '../../credentials/errors.js';
import { digestOf, parseDocument } from '../../credentials/record.js';
import { encodeHex, encodeText } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { canonicalText, encodeProfile } from '../../signing/jcs.js';
import { isObject } from '../../signing/json_profile.js';
import { Sha256 } from '../../signing/sha256.js';
import { REPORTS, RESOLUTIONS, TECHNOLOGIES, namedBy, surveyOf } from './beside.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { Beside } from '../findings.js' */
/** @import { TrustStore } from './trust_store.js' */

/** @typedef {[issuer: string, value: JsonObject]} Published a record that was not read yet, and who published it */

/** @type {Record<string, string[]>} */
const OF_PART = {
  [TECHNOLOGIES]: ['technology', 'listing'],
  [RESOLUTIONS]: ['resolution', 'standard', 'survey'],
  [REPORTS]: ['report', 'survey-report'],
};
const PARTS = Object.keys(OF_PART);
const TYPE = 'huren-part/1';
export const MAX_PART_BYTES = 256 * 1024 * 1024;
const MAX_RECORDS = 100_000;

/**
 * The parts that tell of other records, as an association's newest manifest names them; null where it has none.
 * @param {TrustStore} trust
 * @param {string} issuer
 */
export const findNamed = (trust, issuer) =>
  trust.parties.get(issuer)?.manifest?.body.credentialSubject.parts.filter(({ kind }) => PARTS.includes(kind)) ?? null;

/** A part grows at its end alone, so that a newer one holds the older ones. What no manifest here names counts for nothing. */
export class HandedParts {
  /** @type {Record<string, Map<string, Set<string>>>} */
  #heard = Object.fromEntries(PARTS.map((kind) => [kind, new Map()]));
  /** @type {Published[]} */
  #halves = [];
  /** @type {Published[]} */
  #reports = [];
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
      for (const [issuer, { manifests }] of trust.parties) {
        const named = new Map(manifests.ranked.map((manifest) => [manifest.digest, namedBy(manifest, kind)]));
        const opened = openAll(parts, kind, new Set([...named.values()].flat()));
        const known = new Set(opened.keys());
        if ([...named.values()].flat().some((digest) => !known.has(digest))) {
          for (const records of opened.values()) for (const digest of beginningsOf(kind, records)) known.add(digest);
        }
        const whole = [...named].filter(([, digests]) => digests.every((digest) => known.has(digest)));
        heard.set(issuer, new Set(whole.map(([digest]) => digest)));
        for (const records of opened.values()) this.#file(kind, issuer, records);
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
      if (kind !== TECHNOLOGIES) {
        (kind === RESOLUTIONS ? this.#halves : this.#reports).push([issuer, value]);
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
   * number: what one alone signed adopts nothing, however much it is. Of a report those of its association; of that of a
   * survey also the survey with those halves.
   * @param {JudgedRecord} record
   * @returns {Promise<Beside>}
   */
  async beside(record) {
    const checks = KINDS.get(record.kind)?.checks ?? [];
    if (checks.includes('complete')) return this.#tell(RESOLUTIONS, this.#findHalves(record));
    if (checks.includes('recomputed') || checks.includes('disclosure')) {
      const reports = await this.#tell(REPORTS, this.#reports.filter(([issuer]) => issuer === record.signer));
      if (checks.includes('disclosure')) reports.records.push(...(await this.#findSurvey(surveyOf(record))));
      return reports;
    }
    if (checks.includes('adopted')) return this.#tell(RESOLUTIONS, this.#findAdopting(record.digest));
    const { technology } = /** @type {{ technology?: string }} */ (/** @type {unknown} */ (record.body.credentialSubject));
    const digest = checks.includes('listing') ? record.digest : technology;
    if (digest === undefined || !checks.some((check) => check === 'listing' || check === 'refers')) return { records: [], heard: new Map() };
    const about = checks.includes('refers') ? this.#find(digest) : [];
    return this.#tell(TECHNOLOGIES, [...about, ...(this.#about.get(digest) ?? [])]);
  }

  /**
   * A survey, and the halves that name it.
   * @param {string} digest
   */
  async #findSurvey(digest) {
    return (await this.#tell(RESOLUTIONS, [...this.#find(digest), ...this.#findAdopting(digest)])).records;
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
   * @param {Published[]} items
   * @returns {Promise<Beside>}
   */
  async #tell(kind, items) {
    const read = await Promise.all(items.map((part) => readPublished(kind, part)));
    const records = new Map(read.filter((record) => record !== null).map((record) => [record.digest, record]));
    return { records: [...records.values()], heard: this.#heard[kind] };
  }

  /** @param {string} digest */
  #find(digest) {
    this.#byDigest ??= new Map([...this.#technologies, ...this.#halves].map((part) => [digestOf(part[1]), part]));
    const record = this.#byDigest.get(digest);
    return record === undefined ? [] : [record];
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
 * By digest the records of those that are at hand and are a part of this kind.
 * @param {Map<string, Uint8Array>} parts
 * @param {string} kind
 * @param {Set<string>} named
 */
function openAll(parts, kind, named) {
  /** @type {Map<string, JsonObject[]>} */
  const opened = new Map();
  for (const digest of [...named].sort()) {
    const data = parts.get(digest);
    try {
      if (data !== undefined) opened.set(digest, readPart(kind, data));
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
    }
  }
  return opened;
}

/**
 * The digest of the part that holds the first record, of that with the first two, and so on.
 * @param {string} kind
 * @param {JsonObject[]} records
 */
function* beginningsOf(kind, records) {
  const hash = new Sha256();
  const end = encodeText(`],"type":"${TYPE}"}`);
  hash.update(encodeText(`{"kind":"${kind}","records":[`));
  for (const [place, record] of records.entries()) {
    hash.update(encodeText(`${place ? ',' : ''}${canonicalText(record)}`));
    yield encodeHex(hash.digestWith(end));
  }
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
