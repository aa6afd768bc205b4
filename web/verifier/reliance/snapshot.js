// verifier/reliance/snapshot.py: what trust data amounts to at one `now`, worked out once, asked by every credential of a batch.

import { checkAgreement } from './agreement_current.js';
import { findFreshness } from './freshness.js';
import { findShortage } from './missing_events.js';

const MOST_KEPT = 1024;
const last = new WeakMap();

/** The snapshot at `now`; the last one is kept beside the trust store, since batches ask for one `now`. */
export function takeSnapshot(trust, now) {
  const held = last.get(trust);
  if (held?.now.seconds === now.seconds && held.now.offset === now.offset) return held;
  const snapshot = new Snapshot(trust, now);
  last.set(trust, snapshot);
  return snapshot;
}

/** Key lists in force, what verdicts rest on by issuer and home, and the summary. */
class Snapshot {
  #trust;
  #reliances = new Map();

  constructor(trust, now) {
    this.#trust = trust;
    this.now = now;
    this.keyLists = new Map([...trust.parties.keys()].map((issuer) => [issuer, trust.keyList(issuer, now)]));
    this.summary = summarise(trust, now);
  }

  /** What a verdict about an issuer's credential rests on: {agreement, freshness, shortage}. */
  reliance(issuer, home, policy) {
    const key = `${issuer} ${home} ${policy.maxAge}`;
    if (!this.#reliances.has(key)) {
      if (this.#reliances.size >= MOST_KEPT) this.#reliances.clear();
      this.#reliances.set(key, this.#find(issuer, home, policy));
    }
    return this.#reliances.get(key);
  }

  #find(issuer, home, policy) {
    const trust = this.#trust;
    const own = trust.parties.get(issuer) ?? null;
    const freshness = findFreshness(trust, issuer, home, this.now, policy);
    const reliedOn = home === issuer ? null : freshness.witness; // at its own home it is heard, and not relied on
    const parties = [own, reliedOn?.party ?? null].filter((party) => party !== null);
    const shortage = own === null ? null : findShortage(trust, own, reliedOn, this.now);
    return { agreement: checkAgreement(trust, parties), freshness, shortage };
  }
}

function summarise(trust, now) {
  const { text } = trust.chain.inForceOrLast(now);
  const dated = [...trust.parties.values()].filter((party) => party.manifest !== null);
  const manifests = dated.map(({ issuer, manifest }) => ({
    issuer,
    version: manifest.body.credentialSubject.version,
    issued: manifest.created,
    ageHours: Math.floor((now.seconds - manifest.created.seconds) / 3600),
  }));
  return { text, manifests, older: trust.chain.olderThan(text) };
}
