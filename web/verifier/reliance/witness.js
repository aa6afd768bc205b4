// verifier/reliance/witness.py: the witness beside the issuer: the home association, else any one other party.

import { sightOf } from '../../credentials/documents/manifest.js';
import { earlier, formatTime } from '../../credentials/times.js';
import { unclear } from '../findings.js';

/** @import { Manifest, Sight } from '../../credentials/documents/manifest.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Policy } from '../policy.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

const CHECK = 'freshness';

/**
 * {party, sight, missing}: what `party` says of the association `of`, if it is bound, else sight null; `missing` is
 * the digest of a manifest it repeats that is not here, or null.
 * @typedef {{ party: PartyTrust, sight: Sight | null, missing: string | null }} Witness
 */

/**
 * Reads what one party's newest manifest repeats of another party.
 * @param {PartyTrust} party
 * @param {PartyTrust | null} of
 * @returns {Witness}
 */
export function readWitness(party, of) {
  const witness = (/** @type {Sight | null} */ sight, /** @type {string | null} */ missing = null) => ({ party, sight, missing });
  const sight = (party.manifest && of && sightOf(party.manifest.body, of.issuer)) ?? null;
  if (sight === null || of === null || sight.manifest === undefined) return witness(sight);
  const named = of.manifests.byDigest(sight.manifest);
  if (named !== undefined) return witness(repeats(sight, named) ? sight : null);
  return of.manifests.void.has(sight.manifest) ? witness(null) : witness(sight, sight.manifest);
}

/**
 * Returns whether the sighting repeats the manifest's own statements; otherwise it binds nothing.
 * @param {Sight} sight
 * @param {Manifest} manifest
 */
export function repeats(sight, { body, created }) {
  const { keyListVersion, agreement, events } = body.credentialSubject;
  return (
    sight.keyListVersion === keyListVersion &&
    sight.agreement.version === agreement.version &&
    sight.agreement.digest === agreement.digest &&
    sight.created?.seconds === created.seconds &&
    sight.events.count === events.count &&
    sight.events.root === events.root
  );
}

/**
 * Returns the possible witnesses: home, else every other party of the version in force or of the last version.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {string | null} home
 * @param {Moment} now
 */
export function findCandidates(trust, issuer, home, now) {
  if (home !== null && home !== issuer) return [home];
  return trust.chain.inForceOrLast(now).text.parties.map(({ id }) => id).filter((id) => id !== issuer);
}

/**
 * What is wrong with the key lists of an association that is asked about, or null; a witness may stand so.
 * @param {TrustStore} trust
 * @param {PartyTrust} party
 */
export function findBroken({ faults }, { issuer, keys }) {
  const fault = faults.get(issuer);
  if (fault?.what === 'gap') return unclear(CHECK, 'key-list-expired', { kind: 'list-gap', issuer, version: fault.version });
  if (fault !== undefined) {
    const kind = fault.what === 'rewrite' ? { kind: 'rewrite' } : {};
    return unclear(CHECK, 'key-list-equivocation', { ...kind, issuer, version: fault.version });
  }
  return keys.missing.length ? unclear(CHECK, 'salvage-missing', { issuer, key: keys.missing[0] }) : null;
}

/**
 * What is wrong with an association's own manifests and key list, or null.
 * @param {TrustStore} trust
 * @param {PartyTrust} party
 * @param {Moment} now
 * @param {Policy} policy
 */
export function findStale(trust, { issuer, manifests, order }, now, policy) {
  const { newest } = manifests;
  if (newest === null) return unclear(CHECK, 'stale', { kind: 'nothing-published', issuer });
  const until = earlier(newest.body.validUntil, newest.created.plus(policy.maxAge));
  if (now.seconds >= until.seconds) {
    return unclear(CHECK, 'stale', { issuer, issued: formatTime(newest.created), until: formatTime(until) });
  }
  if (manifests.twins.length) {
    return unclear(CHECK, 'equivocation', { issuer, version: manifests.twins[0].body.credentialSubject.version });
  }
  const { contradicted: count } = order;
  if (count !== null) return unclear(CHECK, 'equivocation', { kind: 'events', issuer, count });
  if (manifests.rolledBack !== null) {
    const [named, known] = manifests.rolledBack;
    return unclear(CHECK, 'rollback', { issuer, known, named });
  }
  return findExpired(trust, issuer, manifests.ahead, now);
}

/**
 * Returns the fault of an expired key list, or of one older than its own manifest names: a newer list is being
 * withheld.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {Manifest[]} ahead
 * @param {Moment} now
 */
function findExpired(trust, issuer, ahead, now) {
  const keyList = trust.keyList(issuer, now);
  if (keyList === null) return unclear(CHECK, 'key-list-expired', { kind: 'no-key-list', issuer });
  const { validUntil, version: known } = keyList.body;
  if (now.seconds >= validUntil.seconds) {
    return unclear(CHECK, 'key-list-expired', { issuer, until: formatTime(validUntil) });
  }
  const named = Math.max(0, ...ahead.map(({ body }) => body.credentialSubject.keyListVersion));
  return named > known ? unclear(CHECK, 'key-list-expired', { kind: 'key-list', issuer, named, known }) : null;
}

/**
 * What is wrong with what the witness says of the issuer, or null: nothing, or nothing of late.
 * @param {Witness} witness
 * @param {string} issuer
 * @param {Moment} now
 * @param {Policy} policy
 */
export function findUnwitnessed(witness, issuer, now, policy) {
  const created = witness.sight?.created;
  if (created !== undefined && now.seconds < created.plus(policy.maxAge).seconds) return null;
  return tellUnwitnessed(witness, issuer);
}

/**
 * Who was asked, and when it last confirmed the issuer, if there is such a one and it ever did.
 * @param {Witness | null} witness
 * @param {string} issuer
 */
export function tellUnwitnessed(witness, issuer) {
  if (witness === null) return unclear(CHECK, 'unwitnessed', { kind: 'alone', issuer });
  const by = witness.party.issuer;
  const created = witness.sight?.created;
  if (created === undefined) return unclear(CHECK, 'unwitnessed', { kind: 'unseen', issuer, by });
  return unclear(CHECK, 'unwitnessed', { issuer, by, seen: formatTime(created) });
}
