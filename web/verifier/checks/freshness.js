// freshness: is the trust data of the issuer, and of a witness, new enough? (verifier/checks/freshness.py)

import { formatTime } from '../../credentials/times.js';
import { passed, skipped } from '../findings.js';
import { AGEING_AFTER } from '../policy.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Inquiry } from '../findings.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */

const CHECK = 'freshness';

/**
 * The finding of the snapshot, which is the same for every credential of an issuer, and its notes.
 * @param {Inquiry} question
 */
export function checkFreshness({ party, reliance, now, at, atGiven }) {
  if (party === null) return skipped(CHECK, 'issuer-key');
  const { problem, unwitnessed, parties } = reliance.freshness;
  if (problem !== null) return problem;
  const notes = parties.map((one) => findNote(one, now, atGiven ? at : null));
  return notes.find((note) => note !== null) ?? unwitnessed ?? passed(CHECK);
}

/**
 * @param {PartyTrust} party
 * @param {Moment} now
 * @param {Moment | null} at
 */
function findNote({ issuer, manifest }, now, at) {
  if (manifest === null) return null;
  const age = now.seconds - manifest.created.seconds;
  if (at !== null && manifest.created.seconds < at.seconds) {
    const issued = formatTime(manifest.created);
    return passed(CHECK, 'known-before-at', { issuer, issued, at: formatTime(at) });
  }
  return age > AGEING_AFTER ? passed(CHECK, 'ageing', { issuer, hours: Math.floor(age / 3600) }) : null;
}
