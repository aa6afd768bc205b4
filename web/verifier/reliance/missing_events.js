// verifier/reliance/missing_events.py: missing events.

import { partyOf } from '../../credentials/documents/agreement.js';
import { unclear } from '../findings.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Witness } from './witness.js' */

const CHECK = 'status';

/**
 * The first signature of the issuer that counts more events than are here in its order, or a manifest of it that the
 * witness repeats and that is not here; null if there is none. An issuer that has left publishes no manifest any more.
 * @param {TrustStore} trust
 * @param {PartyTrust} party
 * @param {Witness | null} witness
 * @param {Moment} now
 */
export function findShortage(trust, party, witness, now) {
  const known = party.order.size;
  const more = party.signedCounts().find(([, { count }]) => count > known);
  if (more !== undefined) return unclear(CHECK, 'status-incomplete', { known, named: more[1].count, by: more[0] });
  if (witness !== null && witness.missing !== null) {
    const by = witness.party.issuer;
    return unclear(CHECK, 'status-incomplete', { kind: 'manifest', by, digest: witness.missing });
  }
  const hasLeft = partyOf(trust.chain.inForceOrLast(now).text, party.issuer) === undefined;
  if (party.manifest !== null || hasLeft) return null;
  return unclear(CHECK, 'status-incomplete', { kind: 'no-manifest', known, by: party.issuer });
}
