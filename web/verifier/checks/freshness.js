// freshness: is the trust data of the issuer, and of a witness, new enough? (verifier/checks/freshness.py)

import { formatTime } from '../../credentials/times.js';
import { passed, skipped, unclear } from '../findings.js';
import { AGEING_AFTER } from '../policy.js';
import { TOLD_BY, hears } from '../trust/beside.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding, Inquiry } from '../findings.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */

const CHECK = 'freshness';

/**
 * Returns the snapshot's finding, which is the same for every credential of an issuer, and its notes.
 * @param {Inquiry} question
 */
export function checkFreshness(question) {
  const { party, reliance, now, at, atGiven } = question;
  if (party === null) return skipped(CHECK, 'issuer-key');
  const { problem, unwitnessed, parties } = reliance.freshness;
  if (problem !== null) return problem;
  const { absent, alone } = findAbsent(question);
  if (absent !== null) return absent;
  const notes = parties.map((party) => findNote(party, now, atGiven ? at : null));
  return notes.find((note) => note !== null) ?? unwitnessed ?? alone ?? passed(CHECK);
}

/**
 * Why what tells of such a record is not all at hand, or null: the issuer's part, and home's; and a note. It is the part
 * that the manifest names which is relied on, and that of the newest.
 * @param {Inquiry} question
 * @returns {{ absent: Finding | null, alone: Finding | null }}
 */
function findAbsent({ record, issuer, home, policy, snapshot, trust, beside }) {
  const part = TOLD_BY[record.kind];
  let alone = null;
  for (const party of part === undefined ? [] : new Set([issuer, home ?? issuer])) {
    const { manifest, problem, note } = snapshot.agreed(party, part, home, policy);
    if (problem !== null) return { absent: problem, alone: null };
    const newest = trust.parties.get(party)?.manifest ?? null;
    if ([manifest, newest].some((named) => named !== null && !hears(beside, named, part))) {
      return { absent: unclear(CHECK, 'part-absent', { issuer: party, part }), alone: null };
    }
    alone ??= note;
  }
  return { absent: null, alone };
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
