// credentials/possession.py: proof that the association that lists a key holds its private half.

import { encodeText } from '../signing/bytes.js';
import { verifyEd25519 } from '../signing/ed25519.js';
import { HurenError } from '../signing/errors.js';
import { decodeMultikey, decodeProofValue } from '../signing/multikey.js';

/** @import { Method } from './documents/key_list.js' */

const POSSESSION_TYPE = 'huren-possession/1';

/**
 * Returns whether the key signed that it belongs to its controller for its use; false for a malformed signature.
 * @param {Method} method
 */
export async function provesPossession({ controller, use, publicKeyMultibase: multikey, possession = '' }) {
  const statement = [POSSESSION_TYPE, controller, use, multikey].join('\n');
  const signature = readSignature(possession);
  return signature !== null && verifyEd25519(decodeMultikey(multikey), signature, encodeText(statement));
}

/** @param {string} text */
function readSignature(text) {
  try {
    return decodeProofValue(text);
  } catch (error) {
    if (error instanceof HurenError) return null;
    throw error;
  }
}
