// verifier/snapshot.py: what trust data amounts to at one `now`.

import { checkAgreement } from './checks/agreement.js';

/** The key lists in force, the agreement finding and the summary. */
export function takeSnapshot(trust, now) {
  const keyLists = new Map([...trust.parties.keys()].map((issuer) => [issuer, trust.keyList(issuer, now)]));
  return { keyLists, agreement: checkAgreement(trust), summary: summarise(trust, now) };
}

function summarise(trust, now) {
  const { agreement, version } = trust.chain.inForceOrLast(now).text;
  const dated = [...trust.parties.values()].filter((party) => party.manifest !== null);
  const manifests = dated.map(({ issuer, manifest }) => ({
    issuer,
    version: manifest.body.credentialSubject.version,
    issued: manifest.created,
    ageHours: Math.floor((now.seconds - manifest.created.seconds) / 3600),
  }));
  return { agreement, version, manifests };
}
