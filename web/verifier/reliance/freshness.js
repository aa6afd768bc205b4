// verifier/reliance/freshness.py: the age of the trust data of an issuer, and of a witness.

import { partyOf } from '../../credentials/documents/agreement.js';
import { formatTime, later } from '../../credentials/times.js';
import { passed, unclear } from '../findings.js';
import { CLOCK_TOLERANCE } from '../policy.js';
import { findBroken, findCandidates, findStale, findUnwitnessed, readWitness, tellUnwitnessed } from './witness.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding } from '../findings.js' */
/** @import { Policy } from '../policy.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Witness } from './witness.js' */

const CHECK = 'freshness';

/**
 * Clock, then the issuer's key lists and manifest, then the witness's, then what it says of the issuer: `problem`
 * decides, `unwitnessed` and the notes on `parties` are told where there is none. `witness` is the party that was
 * relied on, or null; where home is the issuer itself nobody is.
 * @typedef {object} Freshness
 * @property {Finding | null} problem
 * @property {Finding | null} unwitnessed
 * @property {PartyTrust[]} parties
 * @property {Witness | null} witness
 * @property {boolean} clockIsBehind
 */

/**
 * How new they are for an issuer, as home sees it.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {string | null} home
 * @param {Moment} now
 * @param {Policy} policy
 * @returns {Freshness}
 */
export function findFreshness(trust, issuer, home, now, policy) {
  const own = trust.parties.get(issuer) ?? null;
  const hasLeft = partyOf(trust.chain.inForceOrLast(now).text, issuer) === undefined;
  const candidates = findCandidates(trust, issuer, home, now);
  let { witness, problem } = chooseWitness(trust, own, candidates, { now, policy, hasLeft });
  if (problem !== null && (home === null || home === issuer || trust.faults.has(home))) problem = tellUnwitnessed(witness, issuer);
  let unwitnessed = null;
  if (problem !== null && (home === issuer || !candidates.length)) {
    unwitnessed = passed(CHECK, problem.code, problem.evidence);
    problem = null;
  }
  if (home === issuer || !candidates.length) witness = null;
  const isThere = own !== null && !hasLeft;
  const broken = own && findBroken(trust, own);
  const stale = isThere ? findStale(trust, own, now, policy) : null;
  const parties = isThere ? [own] : [];
  if (witness !== null && (problem === null || home !== null)) parties.push(witness.party);
  const signed = parties.flatMap(({ manifest }) => manifest?.created ?? []);
  const newest = [trust.newestWord(issuer), ...signed].reduce(later);
  const clockIsBehind = now.seconds < newest.seconds - CLOCK_TOLERANCE;
  const clock = unclear(CHECK, 'clock', { now: formatTime(now), newest: formatTime(newest) });
  return {
    problem: (clockIsBehind ? clock : null) ?? broken ?? stale ?? problem,
    unwitnessed,
    parties,
    witness,
    clockIsBehind,
  };
}

/** @typedef {{ witness: Witness | null, problem: Finding | null }} ChosenWitness */

/**
 * The first candidate with nothing wrong, those last that speak of what is not here; where none is, the first, and
 * what is wrong with it.
 * @param {TrustStore} trust
 * @param {PartyTrust | null} own
 * @param {string[]} candidates
 * @param {{ now: Moment, policy: Policy, hasLeft: boolean }} how
 * @returns {ChosenWitness}
 */
function chooseWitness(trust, own, candidates, { now, policy, hasLeft }) {
  const known = candidates.flatMap((name) => trust.parties.get(name) ?? []);
  const isAhead = (/** @type {PartyTrust} */ { manifests }) => manifests.ahead.length > 0;
  /** @type {ChosenWitness | null} */
  let first = null;
  for (const party of known.toSorted((a, b) => Number(isAhead(a)) - Number(isAhead(b)))) {
    const witness = readWitness(party, own);
    let problem = findStale(trust, party, now, policy);
    if (problem === null && !hasLeft && own !== null) problem = findUnwitnessed(witness, own.issuer, now, policy);
    if (problem === null) return { witness, problem };
    first ??= { witness, problem };
  }
  const absent = candidates[0] ?? null;
  return first ?? { witness: null, problem: unclear(CHECK, 'stale', { kind: 'nothing-published', issuer: absent }) };
}
