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

const members = {
  type: is.literal('RecognitionAgreement'),
  agreement: is.slug,
  version: is.version,
  previous: is.maybe(is.digest),
  replaces: is.maybe(is.list(is.digest, { min: 1, max: 64 })),
  log: is.maybe(is.literal('witnessed')),
  terms: is.maybe(is.list(is.names, { min: 1, max: 1024 })),
  effectiveFrom: is.time,
  effectiveUntil: is.time,
  parties: is.list(party, { min: 2, max: 64 }),
  schemes: is.list(scheme, { max: 256 }),
  grants: is.list(grant),
  equivalences: is.list(equivalence),
};

/** @typedef {import('../members.js').BodyOf<typeof members>} AgreementText */
/** @typedef {AgreementText['parties'][number]} Party */
/** @typedef {AgreementText['schemes'][number]} Scheme */
/** @typedef {Scheme['grades'][number]} Grade */
/** @typedef {AgreementText['grants'][number]} Grant */
/** @typedef {AgreementText['equivalences'][number]} Equivalence */
/** @typedef {ReturnType<typeof reference>} GradeReference */

const half = { type: vcType('RecognitionAgreementCredential'), credentialSubject: is.model(members, checkText) };

/** @typedef {import('../record.js').VcBody<typeof half>} AgreementBody */
/** @typedef {import('../record.js').RecordOf<AgreementBody>} AgreementHalf */

export const AGREEMENT_HALF = credential('agreement', half);

/**
 * Returns SHA-256 of JCS(credentialSubject), which names a version; for version 1 it is the pin.
 * @param {unknown} subject
 */
export const agreementDigest = (subject) => encodeHex(sha256(encodeProfile(subject)));

/**
 * The party of a text, by its DID; undefined for any other.
 * @param {AgreementText} body
 * @param {string} did
 */
export const partyOf = (body, did) => body.parties.find((entry) => entry.id === did);

/**
 * The scheme of a text, by its id; undefined for any other.
 * @param {AgreementText} body
 * @param {string} id
 */
export const schemeOf = (body, id) => body.schemes.find((entry) => entry.id === id);

/**
 * The grade of a scheme, by its code; undefined for any other.
 * @param {Pick<Scheme, 'grades'>} entry
 * @param {string} name
 */
export const gradeOf = (entry, name) => entry.grades.find((item) => item.code === name);

/**
 * Returns the longest term of a credential of this grade, in months.
 * @param {Pick<Scheme, 'grades' | 'months'>} entry
 * @param {string} name
 * @returns {number}
 */
export const monthsOf = (entry, name) => gradeOf(entry, name)?.months ?? entry.months;

/**
 * The grants of this issuer for this scheme, in the order of the text.
 * @param {AgreementText} body
 * @param {string} issuer
 * @param {string} id
 */
export const grantsTo = (body, issuer, id) =>
  body.grants.filter((entry) => entry.issuer === issuer && entry.scheme === id);

/**
 * Returns the regions in which enterprises may be assessed under this grant.
 * @param {AgreementText} body
 * @param {Grant} entry
 * @returns {(string | undefined)[]}
 */
const regionsOf = (body, entry) => entry.regions ?? [partyOf(body, entry.issuer)?.region];

/**
 * Returns when the issuer may issue to enterprises of the region, as [from, until] in order; adjoining grants are
 * merged.
 * @param {AgreementText} body
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
 * Returns the row that gives the recognition of a grade in the scheme `target` at `at`; a row with the category comes
 * first.
 * @param {AgreementText} body
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
      ({ from, to, until }) =>
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
 * @param {AgreementText} body
 * @param {string} path
 */
function checkText(body, path) {
  /**
   * @param {string} code
   * @param {string} member
   * @param {Record<string, unknown>} [facts]
   */
  const refuse = (code, member, facts = {}) => is.refuse(code, path, member, facts);
  if (body.effectiveFrom.seconds >= body.effectiveUntil.seconds) throw refuse('interval-empty', 'effectiveUntil');
  if ((body.version === 1) !== (body.previous === undefined)) {
    throw refuse('previous-form', 'previous');
  }
  /**
   * @param {string} member
   * @param {string[]} items
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
  once('terms', (body.terms ?? []).map(({ zh }) => zh));
  once('parties', body.parties.map(({ id }) => id));
  once('parties', body.parties.map(({ rootKey }) => rootKey));
  once('schemes', body.schemes.map(({ id }) => id));
  for (const entry of body.schemes) {
    isParty('schemes', entry.owner);
    once('schemes', entry.categories);
    once('schemes', entry.grades.map((item) => item.code));
    if (TABLE.get(entry.kind)?.categorised !== entry.categories.length > 0) {
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
 * @param {AgreementText} body
 * @param {(code: string, member: string, facts?: Record<string, unknown>) => Error} refuse
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
    // a null row covers every target, so it is as specific as any other row
    if (taken.size > 0 && (target === null || taken.has(target) || taken.has(null))) {
      throw refuse('equivalence-ambiguous', 'equivalences', { item: rowName(row.from) });
    }
    seen.set(key, taken.add(target));
  }
}

/**
 * @param {AgreementText} body
 * @param {GradeReference} end
 */
function defines(body, end) {
  const entry = schemeOf(body, end.scheme);
  if (entry === undefined || gradeOf(entry, end.grade) === undefined) return false;
  return end.category === undefined || entry.categories.includes(end.category);
}

/**
 * @param {GradeReference} end
 */
const rowName = (end) => [end.scheme, end.category, end.grade].filter((part) => part !== undefined).join('/');
