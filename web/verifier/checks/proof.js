// proof: is the signature the key's, over exactly this content? (verifier/checks/proof.py)

import { checkSignature } from '../../signing/data_integrity.js';
import { failed, passed, skipped } from '../findings.js';

/** @import { Inquiry } from '../findings.js' */

const CHECK = 'proof';

/**
 * Needs the key of `issuer-key`; sets `signed`.
 * @param {Inquiry} inquiry
 */
export async function checkProof(inquiry) {
  const { key, record } = inquiry;
  if (key === null) return skipped(CHECK, 'issuer-key');
  inquiry.signed = await checkSignature(record.value, record.proof, key.public);
  return inquiry.signed ? passed(CHECK) : failed(CHECK, 'bad-signature', { key: key.method.id });
}
