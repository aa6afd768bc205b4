// issuer-key: may this key sign assessments of this issuer, at the time it did? (verifier/checks/issuer_key.py)

import { methodOf } from '../../credentials/documents/key_list.js';
import { formatTime } from '../../credentials/times.js';
import { failed, passed, unclear } from '../findings.js';
import { signsAt } from '../trust/keys.js';

const CHECK = 'issuer-key';

/** Leaves the issuer's key in the case; a key of the wrong use or time still lets `proof` run. */
export function checkIssuerKey(inquiry) {
  const { issuer, record, created, trust } = inquiry;
  const id = record.proof.verificationMethod;
  inquiry.party = trust.parties.get(issuer) ?? null;
  if (inquiry.party === null && !trust.chain.members.has(issuer)) return unclear(CHECK, 'unknown-issuer', { issuer });
  const keyList = inquiry.snapshot.keyLists.get(issuer) ?? null;
  const key = inquiry.party?.keys.get(id);
  if (key === undefined || keyList === null || methodOf(keyList.body, id) === undefined) {
    if (keyList !== null && created.seconds < keyList.created.seconds) {
      return failed(CHECK, 'unknown-key', { key: id });
    }
    const used = { key: id, created: formatTime(created) };
    if (keyList === null) return unclear(CHECK, 'newer-than-trust-data', { kind: 'no-list', ...used });
    return unclear(CHECK, 'newer-than-trust-data', { ...used, known: formatTime(keyList.created) });
  }
  if (key.weak) return failed(CHECK, 'weak-key', { key: id });
  inquiry.key = key;
  const { method, stand } = key;
  if (method.use !== 'assessment') return failed(CHECK, 'wrong-use', { key: id, use: method.use });
  if (stand !== null && !stand.keep.has(record.digest)) {
    return failed(CHECK, 'key-compromised', { key: id, since: formatTime(method.compromisedSince) });
  }
  if (!signsAt(key, created)) {
    return failed(CHECK, 'key-expired', {
      key: id,
      created: formatTime(created),
      since: formatTime(method.validFrom),
      until: formatTime(method.signsUntil),
    });
  }
  return passed(CHECK);
}
