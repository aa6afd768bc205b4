// agreement: is the agreement known here the one the associations speak of? (verifier/reliance/agreement_current.py)

import { passed, unclear } from '../findings.js';

/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

const CHECK = 'agreement';

/**
 * No fork, and no manifest of the parties relied on (issuer, home or witness) that names a version or text unknown
 * here; anybody else's claim touches nothing.
 * @param {TrustStore} trust
 * @param {PartyTrust[]} reliedOn
 */
export function checkAgreement({ chain }, reliedOn) {
  if (chain.fork !== null) return unclear(CHECK, 'agreement-fork', { named: chain.fork });
  const known = chain.latest.text.version;
  for (const { body } of reliedOn.flatMap(({ manifests }) => manifests.ahead)) {
    const { version: named, digest } = body.credentialSubject.agreement;
    if (named > known) return unclear(CHECK, 'agreement-outdated', { named, known });
    const ours = chain.byNumber(named);
    if (ours !== undefined && ours.digest !== digest) return unclear(CHECK, 'agreement-fork', { named });
  }
  return passed(CHECK);
}
