// verifier/reliance/snapshot.py: the trust data at one `now`, worked out once for every credential of a batch.

import { findAgreed } from './agreed.js';
import { checkAgreement } from './agreement_current.js';
import { findFreshness } from './freshness.js';
import { findShortage } from './missing_events.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding } from '../findings.js' */
/** @import { Policy } from '../policy.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Agreed } from './agreed.js' */
/** @import { Freshness } from './freshness.js' */

const MOST_KEPT = 1024;
/** @type {WeakMap<TrustStore, Snapshot>} */
const last = new WeakMap();

/** @typedef {Snapshot} TrustSnapshot */
/** @typedef {{ agreement: Finding, freshness: Freshness, shortage: Finding | null }} Reliance what a verdict rests on */

/**
 * Members of a verdict about the trust data.
 * @typedef {object} Summary
 * @property {AgreementText} text
 * @property {{ issuer: string, version: number, issued: Moment, ageHours: number }[]} manifests
 * @property {AgreementText[]} older
 */

/**
 * The snapshot at `now`; the last one is kept beside the trust store, since batches ask for one `now`.
 * @param {TrustStore} trust
 * @param {Moment} now
 */
export function takeSnapshot(trust, now) {
  const kept = last.get(trust);
  if (kept?.now.seconds === now.seconds && kept.now.offset === now.offset) return kept;
  const snapshot = new Snapshot(trust, now);
  last.set(trust, snapshot);
  return snapshot;
}

/** Key lists in force, the basis of verdicts by issuer and home, and the summary. */
class Snapshot {
  #trust;
  /** @type {Map<string, Reliance>} */
  #reliances = new Map();
  /** @type {Map<string, Agreed>} */
  #agreed = new Map();

  /**
   * @param {TrustStore} trust
   * @param {Moment} now
   */
  constructor(trust, now) {
    this.#trust = trust;
    this.now = now;
    this.keyLists = new Map([...trust.parties.keys()].map((issuer) => [issuer, trust.keyList(issuer, now)]));
    this.summary = summarise(trust, now);
  }

  /**
   * Returns the basis of a verdict about an issuer's credential: {agreement, freshness, shortage}.
   * @param {string} issuer
   * @param {string | null} home
   * @param {Policy} policy
   */
  reliance(issuer, home, policy) {
    const key = `${issuer} ${home} ${policy.maxAge}`;
    let relied = this.#reliances.get(key);
    if (relied === undefined) {
      if (this.#reliances.size >= MOST_KEPT) this.#reliances.clear();
      relied = this.#find(issuer, home, policy);
      this.#reliances.set(key, relied);
    }
    return relied;
  }

  /**
   * Returns the manifest of an association to rely on for a kind of part.
   * @param {string} issuer
   * @param {string} part
   * @param {string | null} home
   * @param {Policy} policy
   */
  agreed(issuer, part, home, policy) {
    const key = `${issuer} ${part} ${home} ${policy.maxAge}`;
    let manifest = this.#agreed.get(key);
    if (manifest === undefined) {
      if (this.#agreed.size >= MOST_KEPT) this.#agreed.clear();
      manifest = findAgreed(this.#trust, issuer, part, { home, now: this.now, policy });
      this.#agreed.set(key, manifest);
    }
    return manifest;
  }

  /**
   * @param {string} issuer
   * @param {string | null} home
   * @param {Policy} policy
   * @returns {Reliance}
   */
  #find(issuer, home, policy) {
    const trust = this.#trust;
    const own = trust.parties.get(issuer) ?? null;
    const freshness = findFreshness(trust, issuer, home, this.now, policy);
    const parties = [own, freshness.witness?.party ?? null].filter((party) => party !== null);
    const shortage = own === null ? null : findShortage(trust, own, freshness.witness, this.now);
    return { agreement: checkAgreement(trust, parties), freshness, shortage };
  }
}

/**
 * @param {TrustStore} trust
 * @param {Moment} now
 * @returns {Summary}
 */
function summarise(trust, now) {
  const { text } = trust.chain.inForceOrLast(now);
  const manifests = [...trust.parties.values()].flatMap(({ issuer, manifest }) => manifest === null ? [] : {
    issuer,
    version: manifest.body.credentialSubject.version,
    issued: manifest.created,
    ageHours: Math.floor((now.seconds - manifest.created.seconds) / 3600),
  });
  return { text, manifests, older: trust.chain.olderThan(text) };
}
