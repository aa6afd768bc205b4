// issuer-key: may this key sign such records of this issuer, at the time it did? (verifier/checks/issuer_key.py)

import { methodOf } from '../../credentials/documents/key_list.js';
import { formatTime } from '../../credentials/times.js';
import { failed, passed, unclear } from '../findings.js';
import { factsOf } from '../trust/keys.js';

/** @import { Inquiry } from '../findings.js' */
/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Stand } from '../trust/keys.js' */

const CHECK = 'issuer-key';

/**
 * Leaves the issuer's key in the case; a key of the wrong use or time still lets `proof` run. Asked again once a log
 * proof has dated the record: what others had witnessed before a theft stands.
 * @param {Inquiry} inquiry
 */
export function checkIssuerKey(inquiry) {
  const { issuer, record, created, trust } = inquiry;
  const id = record.proof.verificationMethod;
  const party = trust.parties.get(issuer) ?? null;
  inquiry.party = party;
  if (party === null && !trust.chain.members.has(issuer)) return unclear(CHECK, 'unknown-issuer', { issuer });
  const keyList = inquiry.snapshot.keyLists.get(issuer) ?? null;
  const stands = (/** @type {Stand} */ { keep, since }) =>
    keep.has(record.digest) || (inquiry.dated !== null && inquiry.dated.seconds < since.seconds);
  const objection = party?.findObjection(id, inquiry.kind.use, created, keyList, stands);
  const key = party?.keys.get(id);
  if (key === undefined || objection === undefined || objection === 'unknown-key') return tellUnknown(inquiry, keyList);
  if (objection === 'key-compromised' && key.stand?.isKnown === false) {
    return unclear(CHECK, 'newer-than-trust-data', { kind: 'salvage', key: id });
  }
  if (objection !== 'weak-key') inquiry.key = key;
  return objection === null ? passed(CHECK) : failed(CHECK, objection, factsOf(key, objection, created));
}

/**
 * A key that is not listed may be newer than the list; one the list has, or would have, is none.
 * @param {Inquiry} inquiry
 * @param {KeyList | null} keyList
 */
function tellUnknown({ issuer, record, created, trust }, keyList) {
  const key = record.proof.verificationMethod;
  const isNewer = keyList === null || (created.seconds >= keyList.created.seconds && methodOf(keyList.body, key) === undefined);
  if (!isNewer && !trust.faults.has(issuer)) return failed(CHECK, 'unknown-key', { key });
  const used = { key, created: formatTime(created) };
  if (keyList === null) return unclear(CHECK, 'newer-than-trust-data', { kind: 'no-list', ...used });
  return unclear(CHECK, 'newer-than-trust-data', { ...used, known: formatTime(keyList.created) });
}
