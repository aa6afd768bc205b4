// verifier/trust/agreements.py: the chain of agreement versions, under one pin.
//
// A half counts when a root key of its issuer, in its own version or the one before, signed it; a version is
// complete when every root of it and of the version before has, and acts from its effectiveFrom or from the last
// signature it needed; of two halves by one root the earlier counts. Two complete texts with one version or one
// `previous` are a fork, unless one names the other in `replaces`: then the other is none.

import { agreementDigest, partyOf } from '../../credentials/documents/agreement.js';
import { later } from '../../credentials/times.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { decodeMultikey } from '../../signing/multikey.js';
import { TrustError } from '../errors.js';

/** @import { AgreementHalf, AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */

/** How many seconds after a version acts an issuer may still go by the one before. */
export const GRACE = 86_400;

/**
 * @typedef {object} AgreementVersion
 * @property {AgreementText} text
 * @property {string} digest
 * @property {AgreementHalf[]} halves
 * @property {Moment} actsFrom
 */

/** @typedef {AgreementChain} Chain */

/** The complete versions {text, digest, halves, actsFrom} under one pin, in order; each takes the place of the one before. */
class AgreementChain {
  /** @param {AgreementVersion[]} versions */
  constructor(versions) {
    this.versions = versions;
    this.fork = findFork(versions);
    this.boundaries = versions.flatMap(boundariesOf);
    /** @type {Set<unknown>} */
    this.members = new Set(versions.flatMap(({ text }) => text.parties.map((party) => party.id)));
  }

  get first() {
    return this.versions[0];
  }

  get latest() {
    return this.versions[this.versions.length - 1];
  }

  /**
   * The version in force at `moment`, or null: the last one that acts, unless it has ended.
   * @param {Moment} moment
   */
  at(moment) {
    const last = this.versions.findLast(({ actsFrom }) => actsFrom.seconds <= moment.seconds);
    return last !== undefined && moment.seconds < last.text.effectiveUntil.seconds ? last : null;
  }

  /**
   * The versions by which a credential signed then may pass, the one in force first; then, for GRACE, the one before.
   * @param {Moment} created
   */
  judges(created) {
    return this.#acting(created)
      .filter((_, i, acting) => i + 1 === acting.length || created.seconds < acting[i + 1].actsFrom.seconds + GRACE)
      .filter(({ text }) => created.seconds < text.effectiveUntil.seconds)
      .reverse();
  }

  /**
   * The version in force at `now`, else the last that was; before version 1 acts, version 1.
   * @param {Moment} now
   */
  inForceOrLast(now) {
    return this.#acting(now).slice(-1)[0];
  }

  /**
   * The version whose root vouches for the party: the one in force, else the last that named it, or null.
   * @param {string} party
   * @param {Moment} now
   */
  lastNaming(party, now) {
    return this.#acting(now).findLast(({ text }) => partyOf(text, party) !== undefined) ?? null;
  }

  /** @param {number} version */
  byNumber(version) {
    return this.versions.find(({ text }) => text.version === version);
  }

  /**
   * The root keys of the party, as multikeys, one for each version that names it, oldest first.
   * @param {string} did
   */
  rootsOf(did) {
    return this.versions.flatMap(({ text }) => partyOf(text, did)?.rootKey ?? []);
  }

  /** The texts before `text`, the newest first: they name what it no longer does. */
  olderThan = (/** @type {AgreementText} */ { version }) => this.versions.map(({ text }) => text).filter((text) => text.version < version).reverse();

  /** @param {Moment} moment */
  #acting(moment) {
    const acting = this.versions.filter(({ actsFrom }) => actsFrom.seconds <= moment.seconds);
    return acting.length ? acting : [this.first];
  }
}

/**
 * The moments at which a version, a grant or an equivalence of it begins or ends.
 * @param {AgreementVersion} version
 */
const boundariesOf = ({ text, actsFrom }) => [
  actsFrom, text.effectiveUntil, ...text.grants.flatMap(({ from, until }) => [from, until]),
  ...text.equivalences.flatMap(({ until }) => until ?? []),
];

/**
 * The chain under `pin`; TrustError pin-mismatch, chain-broken or bad-signature. Pending versions are left out.
 * @param {AgreementHalf[]} halves
 * @param {string} pin
 */
export async function buildChain(halves, pin) {
  /** @type {Map<string, AgreementHalf[]>} */
  const texts = new Map();
  for (const half of halves) {
    const digest = agreementDigest(half.value.credentialSubject);
    texts.set(digest, [...(texts.get(digest) ?? []), half]);
  }
  /** @type {Map<string, AgreementVersion>} */
  const complete = new Map();
  for (const [digest, signed] of inOrder(texts)) {
    const text = textOf(signed);
    const name = `agreements.${text.version}`;
    const previous = complete.get(text.previous ?? '') ?? null;
    if (text.previous === undefined && digest !== pin) throw new TrustError('pin-mismatch', name, { pin });
    if (text.previous !== undefined && previous === null) {
      if (texts.has(text.previous)) continue; // its predecessor is pending, so it is pending too
      throw new TrustError('chain-broken', name, { what: 'previous' });
    }
    if (previous !== null) checkContinuation(text, previous.text, name);
    const version = await completeVersion(signed, digest, previous, name);
    if (version !== null) complete.set(digest, version);
  }
  if (!complete.has(pin)) throw new TrustError('pin-mismatch', 'agreements', { pin });
  return new AgreementChain(findStanding(complete));
}

/** @param {AgreementHalf[]} halves */
const textOf = (halves) => halves[0].body.credentialSubject;

/** @param {Map<string, AgreementHalf[]>} texts */
const inOrder = (texts) =>
  [...texts].sort(([a, text], [b, other]) => textOf(text).version - textOf(other).version || (a < b ? -1 : 1));

/**
 * @param {AgreementText} text
 * @param {AgreementText} before
 * @param {string} name
 */
function checkContinuation(text, before, name) {
  const rules = {
    agreement: text.agreement === before.agreement,
    version: text.version > before.version,
    effectiveFrom: text.effectiveFrom.seconds >= before.effectiveFrom.seconds,
  };
  for (const [what, holds] of Object.entries(rules)) {
    if (!holds) throw new TrustError('chain-broken', name, { what });
  }
}

/**
 * The version with the halves that complete it, or null while a signature is wanting.
 * @param {AgreementHalf[]} halves
 * @param {string} digest
 * @param {AgreementVersion | null} previous
 * @param {string} name
 * @returns {Promise<AgreementVersion | null>}
 */
async function completeVersion(halves, digest, previous, name) {
  const text = textOf(halves);
  const parties = [...(previous === null ? [] : [previous.text]), text].flatMap((version) => version.parties);
  /** @type {Map<string, AgreementHalf>} */
  const signed = new Map();
  for (const half of halves.toSorted(byTime)) {
    const candidates = new Set(parties.filter(({ id }) => id === half.signer).map(({ rootKey }) => rootKey));
    let signers = 0;
    for (const key of candidates) {
      if (!(await checkSignature(half.value, half.proof, decodeMultikey(key)))) continue;
      signers += 1;
      if (!signed.has(key)) signed.set(key, half);
    }
    if (!signers) throw new TrustError('bad-signature', `${name} (${half.signer})`);
  }
  const needed = [...new Set(parties.map(({ rootKey }) => rootKey))];
  const standing = needed.flatMap((key) => signed.get(key) ?? []);
  if (standing.length < needed.length) return null;
  const starts = [text.effectiveFrom, ...standing.map(({ created }) => created)];
  const actsFrom = [...starts, previous?.actsFrom ?? text.effectiveFrom].reduce(later);
  return { text, digest, halves: standing, actsFrom };
}

/**
 * @param {AgreementHalf} a
 * @param {AgreementHalf} b
 */
const byTime = (a, b) => a.created.seconds - b.created.seconds || (a.digest < b.digest ? -1 : 1);

/**
 * In order of version: no draft that a complete redraft takes the place of, and nothing built on one.
 * @param {Map<string, AgreementVersion>} complete
 */
function findStanding(complete) {
  const replaced = new Set();
  for (const { text } of complete.values()) {
    for (const digest of text.replaces ?? []) {
      const other = complete.get(digest);
      if (other !== undefined && areRivals(text, other.text)) replaced.add(digest);
    }
  }
  const standing = new Map();
  for (const [digest, version] of complete) {
    const continues = version.text.previous === undefined || standing.has(version.text.previous);
    if (!replaced.has(digest) && continues) standing.set(digest, version);
  }
  return [...standing.values()];
}

/**
 * @param {AgreementText} text
 * @param {AgreementText} other
 */
const areRivals = (text, other) => text.version === other.version || text.previous === other.previous;

/** @param {AgreementVersion[]} versions */
function findFork(versions) {
  const numbers = new Set();
  const predecessors = new Set();
  for (const { text } of versions) {
    if (numbers.has(text.version) || predecessors.has(text.previous)) return text.version;
    numbers.add(text.version);
    predecessors.add(text.previous);
  }
  return null;
}
