// credentials/documents/agreement.py: the recognition agreement, one half per party, one common text.

import { encodeHex } from '../../signing/bytes.js';
import { encodeProfile } from '../../signing/jcs.js';
import { sha256 } from '../../signing/sha256.js';
import * as is from '../members.js';
import { credential, vcType } from '../record.js';
import { TABLE, schemeKinds } from './kind.js';

/** @typedef {import('../words/days.js').Moment} Moment */

const months = is.integer(1, 240);
const grade = is.model({ code: is.code, name: is.names, months: is.maybe(months) });
const party = is.model({ id: is.did, region: is.region, legalName: is.names, rootKey: is.multikey });
const scheme = is.model({
  id: is.slug,
  owner: is.did,
  kind: is.oneOf(schemeKinds),
  name: is.names,
  basis: is.line,
  categories: is.list(is.code),
  grades: is.list(grade, { min: 1 }),
  months,
});
const grant = is.model({
  issuer: is.did,
  scheme: is.slug,
  from: is.time,
  until: is.time,
  regions: is.maybe(is.list(is.region, { min: 1 })),
});
const reference = is.model({ scheme: is.slug, category: is.maybe(is.code), grade: is.code });
const equivalence = is.model({
  from: reference,
  to: is.orNull(reference),
  clause: is.line,
  until: is.maybe(is.time),
});

const text = is.model(
  {
    type: is.literal('RecognitionAgreement'),
    agreement: is.slug,
    version: is.version,
    previous: is.maybe(is.digest),
    replaces: is.maybe(is.list(is.digest, { min: 1, max: 64 })),
    effectiveFrom: is.time,
    effectiveUntil: is.time,
    parties: is.list(party, { min: 2, max: 64 }),
    schemes: is.list(scheme, { max: 256 }),
    grants: is.list(grant),
    equivalences: is.list(equivalence),
  },
  checkText,
);

export const AGREEMENT_HALF = credential('agreement', {
  type: vcType('RecognitionAgreementCredential'),
  credentialSubject: text,
});

/**
 * SHA-256 of JCS(credentialSubject): names a version; of version 1 it is the pin.
 * @param {any} subject
 */
export const agreementDigest = (subject) => encodeHex(sha256(encodeProfile(subject)));

/**
 * The party of a text, by its DID; undefined for any other.
 * @param {any} body
 * @param {string} did
 */
export const partyOf = (body, did) => body.parties.find((/** @type {any} */ entry) => entry.id === did);

/**
 * The scheme of a text, by its id; undefined for any other.
 * @param {any} body
 * @param {string} id
 */
export const schemeOf = (body, id) => body.schemes.find((/** @type {any} */ entry) => entry.id === id);

/**
 * The grade of a scheme, by its code; undefined for any other.
 * @param {any} entry
 * @param {string} name
 */
export const gradeOf = (entry, name) => entry.grades.find((/** @type {any} */ item) => item.code === name);

/**
 * How many months a credential of this grade may live.
 * @param {any} entry
 * @param {string} name
 * @returns {number}
 */
export const monthsOf = (entry, name) => gradeOf(entry, name)?.months ?? entry.months;

/**
 * The grants of this issuer for this scheme, in the order of the text.
 * @param {any} body
 * @param {string} issuer
 * @param {string} id
 * @returns {any[]}
 */
export const grantsTo = (body, issuer, id) =>
  body.grants.filter((/** @type {any} */ entry) => entry.issuer === issuer && entry.scheme === id);

/**
 * Where an enterprise must be under this grant.
 * @param {any} body
 * @param {any} entry
 * @returns {string[]}
 */
const regionsOf = (body, entry) => entry.regions ?? [partyOf(body, entry.issuer)?.region];

/**
 * When the issuer may issue to enterprises of the region, [from, until] in order; grants that touch are one.
 * @param {any} body
 * @param {string} issuer
 * @param {string} id
 * @param {string} region
 */
export function granted(body, issuer, id, region) {
  const grants = grantsTo(body, issuer, id).filter((entry) => regionsOf(body, entry).includes(region));
  /** @type {[Moment, Moment][]} */
  const intervals = [];
  for (const { from, until } of grants.toSorted((a, b) => a.from.seconds - b.from.seconds)) {
    const last = intervals.at(-1);
    if (last !== undefined && from.seconds <= last[1].seconds) last[1] = until.seconds > last[1].seconds ? until : last[1];
    else intervals.push([from, until]);
  }
  return intervals;
}

/**
 * The row that says what a grade counts as in the scheme `target` at `at`; one with the category comes first.
 * @param {any} body
 * @param {string} schemeId
 * @param {string | null} category
 * @param {string} gradeCode
 * @param {string} target
 * @param {Moment} at
 */
export function equivalenceOf(body, schemeId, category, gradeCode, target, at) {
  const wanted = category === null ? [null] : [category, null];
  for (const name of wanted) {
    const row = body.equivalences.find(
      (/** @type {any} */ { from, to, until }) =>
        from.scheme === schemeId &&
        (from.category ?? null) === name &&
        from.grade === gradeCode &&
        (to === null || to.scheme === target) &&
        (until === undefined || at.seconds < until.seconds),
    );
    if (row !== undefined) return row;
  }
  return null;
}

/**
 * @param {any} body
 * @param {string} path
 */
function checkText(body, path) {
  /**
   * @param {string} code
   * @param {string} member
   * @param {Record<string, any>} [facts]
   */
  const refuse = (code, member, facts = {}) => is.refuse(code, path, member, facts);
  if (body.effectiveFrom.seconds >= body.effectiveUntil.seconds) throw refuse('interval-empty', 'effectiveUntil');
  if ((body.version === 1) !== (body.previous === undefined)) {
    throw refuse('previous-form', 'previous');
  }
  /**
   * @param {string} member
   * @param {any[]} items
   */
  const once = (member, items) => {
    const seen = new Set();
    const twice = items.find((item) => seen.has(item) || !seen.add(item));
    if (twice !== undefined) throw refuse('item-repeated', member, { item: twice });
  };
  /**
   * @param {string} member
   * @param {string} did
   */
  const isParty = (member, did) => {
    if (!partyOf(body, did)) throw refuse('reference-unknown', member, { item: did });
  };
  once('replaces', body.replaces ?? []);
  once('parties', body.parties.map((/** @type {any} */ { id }) => id));
  once('parties', body.parties.map((/** @type {any} */ { rootKey }) => rootKey));
  once('schemes', body.schemes.map((/** @type {any} */ { id }) => id));
  for (const entry of body.schemes) {
    isParty('schemes', entry.owner);
    once('schemes', entry.categories);
    once('schemes', entry.grades.map((/** @type {any} */ item) => item.code));
    if (TABLE.get(entry.kind).categorised !== entry.categories.length > 0) {
      throw refuse('reference-unknown', 'schemes', { item: `${entry.id}: categories` });
    }
  }
  for (const entry of body.grants) {
    isParty('grants', entry.issuer);
    if (!schemeOf(body, entry.scheme)) throw refuse('reference-unknown', 'grants', { item: entry.scheme });
    if (entry.from.seconds >= entry.until.seconds) throw refuse('interval-empty', 'grants');
  }
  checkEquivalences(body, refuse);
}

/**
 * @param {any} body
 * @param {(code: string, member: string, facts?: Record<string, any>) => Error} refuse
 */
function checkEquivalences(body, refuse) {
  const seen = new Map();
  for (const row of body.equivalences) {
    for (const end of [row.from, row.to]) {
      if (end !== null && !defines(body, end)) {
        throw refuse('reference-unknown', 'equivalences', { item: rowName(end) });
      }
    }
    const target = row.to === null ? null : row.to.scheme;
    const key = JSON.stringify([row.from.scheme, row.from.category ?? null, row.from.grade]);
    const taken = seen.get(key) ?? new Set();
    // a null row stands for every target, so it is as specific as any row beside it
    if (taken.size > 0 && (target === null || taken.has(target) || taken.has(null))) {
      throw refuse('equivalence-ambiguous', 'equivalences', { item: rowName(row.from) });
    }
    seen.set(key, taken.add(target));
  }
}

/**
 * @param {any} body
 * @param {any} end
 */
function defines(body, end) {
  const entry = schemeOf(body, end.scheme);
  if (entry === undefined || gradeOf(entry, end.grade) === undefined) return false;
  return end.category === undefined || entry.categories.includes(end.category);
}

/**
 * @param {any} end
 */
const rowName = (end) => [end.scheme, end.category, end.grade].filter((part) => part !== undefined).join('/');
