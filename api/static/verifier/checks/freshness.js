// freshness: is the trust data of the issuer and of the home association new enough? (verifier/checks/freshness.py)

import { earlier, formatTime } from '../../credentials/times.js';
import { passed, skipped, unclear } from '../case.js';
import { AGEING_AFTER, CLOCK_TOLERANCE } from '../policy.js';

const CHECK = 'freshness';

/** Clock, then manifests, then key lists, of issuer and home; the first problem, else the first note. */
export function checkFreshness({ party: issuerParty, issuer, home, trust, now, at, atGiven, policy }) {
  if (issuerParty === null) return skipped(CHECK, 'issuer-key');
  if (now.seconds < trust.newest.seconds - CLOCK_TOLERANCE) {
    return unclear(CHECK, 'clock', { now: formatTime(now), newest: formatTime(trust.newest) });
  }
  const parties = [];
  for (const name of new Set([issuer, home ?? issuer])) {
    const party = trust.parties.get(name);
    if (party === undefined) return unclear(CHECK, 'stale', { issuer: name, issued: null, until: null });
    const finding = findStale(party, now, policy) ?? findExpired(trust, party, now);
    if (finding !== null) return finding;
    parties.push(party);
  }
  const notes = parties.map((party) => findNote(party, now, atGiven ? at : null));
  return notes.find((note) => note !== null) ?? passed(CHECK);
}

function findStale({ issuer, manifest }, now, policy) {
  if (manifest === null) return unclear(CHECK, 'stale', { issuer, issued: null, until: null });
  const until = earlier(manifest.body.validUntil, manifest.created.plus(policy.maxAge));
  if (now.seconds < until.seconds) return null;
  return unclear(CHECK, 'stale', { issuer, issued: formatTime(manifest.created), until: formatTime(until) });
}

/** Expired, or older than a key list some manifest has already named: a newer one is being withheld. */
function findExpired(trust, party, now) {
  const keyList = trust.keyList(party.issuer, now);
  const until = formatTime(keyList?.body.validUntil);
  const named = Math.max(0, ...namedVersions(trust, party));
  const fits = keyList !== null && now.seconds < keyList.body.validUntil.seconds && named <= keyList.body.version;
  return fits ? null : unclear(CHECK, 'key-list-expired', { issuer: party.issuer, until });
}

const namedVersions = (trust, party) =>
  [...trust.parties.values()].flatMap((other) => {
    const subject = other.manifest?.body.credentialSubject;
    if (subject === undefined) return [];
    const seen = subject.seen.filter(({ issuer }) => issuer === party.issuer);
    return [...(other === party ? [subject] : []), ...seen].map(({ keyListVersion }) => keyListVersion);
  });

function findNote({ issuer, manifest }, now, at) {
  const age = now.seconds - manifest.created.seconds;
  if (at !== null && manifest.created.seconds < at.seconds) {
    const issued = formatTime(manifest.created);
    return passed(CHECK, 'known-before-at', { issuer, issued, at: formatTime(at) });
  }
  return age > AGEING_AFTER ? passed(CHECK, 'ageing', { issuer, hours: Math.floor(age / 3600) }) : null;
}
