// verifier/reliance/agreed.py: the manifests of an association that may be repeated for their commitment.

import { partyOf } from '../../credentials/documents/agreement.js';
import { sightOf } from '../../credentials/documents/manifest.js';
import { passed, unclear } from '../findings.js';
import { namedBy } from '../trust/beside.js';
import { findCandidates, repeats } from './witness.js';

/** @import { Manifest, Sight } from '../../credentials/documents/manifest.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding } from '../findings.js' */
/** @import { Policy } from '../policy.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

/**
 * The manifest that is relied on for a kind of part; or `problem`, why there is none. `note` is told where nobody is
 * relied on: home is the issuer, or there is no other party.
 * @typedef {{ manifest: Manifest | null, problem: Finding | null, note: Finding | null }} Agreed
 */

const CHECK = 'freshness';

/**
 * Returns the manifest to rely on for a kind of part of an association, as `home` sees it.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {string} part
 * @param {{ home: string | null, now: Moment, policy: Policy }} question
 * @returns {Agreed}
 */
export function findAgreed(trust, issuer, part, { home, now, policy }) {
  const agreed = (/** @type {Manifest | null} */ manifest, /** @type {Finding | null} */ problem = null, /** @type {Finding | null} */ note = null) =>
    ({ manifest, problem, note });
  const own = trust.parties.get(issuer);
  if (own === undefined || own.manifest === null) return agreed(null); // the check freshness reports that nothing is published
  const candidates = findCandidates(trust, issuer, home, now);
  const hasLeft = partyOf(trust.chain.inForceOrLast(now).text, issuer) === undefined;
  const witnesses = candidates.map((id) => trust.parties.get(id));
  const barred = new Set(witnesses.flatMap((witness) => differing(witness, own, part)));
  const standing = witnesses.flatMap((witness) => agreeing(witness, own, part))
    .filter(({ created, digest }) => !barred.has(digest) && (hasLeft || now.seconds < created.plus(policy.maxAge).seconds));
  const digests = new Set(standing.map(({ digest }) => digest));
  const match = own.manifests.ranked.find(({ digest }) => digests.has(digest)) ?? null;
  if (home === issuer || !candidates.length) {
    const isAgreed = match !== null && `${namedBy(match, part)}` === `${namedBy(own.manifest, part)}`;
    return agreed(own.manifest, null, isAgreed ? null : passed(CHECK, 'unwitnessed', { kind: 'alone', issuer }));
  }
  if (match !== null) return agreed(match);
  const [by] = candidates;
  return agreed(null, unclear(CHECK, 'unwitnessed', { kind: barred.size ? 'differs' : 'not-recomputed', issuer, by, part }));
}

/**
 * Returns the manifests of `own` for which the witness computed the same parts of this kind.
 * @param {PartyTrust | undefined} witness
 * @param {PartyTrust} own
 * @param {string} part
 */
const agreeing = (witness, own, part) =>
  sights(witness, own).flatMap(([{ agrees, differs }, manifest]) => {
    if (agrees === undefined || differs === undefined || differs.some(({ kind }) => kind === part)) return [];
    const named = manifest.body.credentialSubject.parts.filter(({ kind }) => kind === part);
    const isAgreed = named.every(({ id, digest }) => agrees.some((row) => row.kind === part && row.id === id && row.digest === digest));
    return isAgreed ? [manifest] : [];
  });

/**
 * Returns the manifests for which the witness computed other parts; these are excluded, even if others agree.
 * @param {PartyTrust | undefined} witness
 * @param {PartyTrust} own
 * @param {string} part
 */
const differing = (witness, own, part) =>
  sights(witness, own).flatMap(([{ differs }, { digest }]) => (differs?.some(({ kind }) => kind === part) ? [digest] : []));

/**
 * Returns the witness's sightings of manifests of `own` that are here, if they bind the witness.
 * @param {PartyTrust | undefined} witness
 * @param {PartyTrust} own
 * @returns {[Sight, Manifest][]}
 */
const sights = (witness, own) =>
  (witness?.manifests.ranked ?? []).flatMap(({ body }) => {
    const sight = sightOf(body, own.issuer);
    const named = sight?.manifest === undefined ? undefined : own.manifests.byDigest(sight.manifest);
    return sight && named && repeats(sight, named) ? [/** @type {[Sight, Manifest]} */ ([sight, named])] : [];
  });
