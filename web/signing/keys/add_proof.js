// signing/data_integrity.py, its half that signs: a verifier needs none of it.

import { hashData } from '../data_integrity.js';
import { encodeProofValue } from '../multikey.js';

/**
 * A new document: the members of `document` and its proof (eddsa-jcs-2022) of the time `created`, by the key at the URL.
 * @param {Record<string, any>} document
 * @param {string} verificationMethod
 * @param {(data: Uint8Array) => Promise<Uint8Array>} sign
 * @param {string} created
 */
export async function addProof(document, verificationMethod, sign, created) {
  const options = {
    type: 'DataIntegrityProof', cryptosuite: 'eddsa-jcs-2022', created, verificationMethod, proofPurpose: 'assertionMethod', '@context': document['@context'],
  };
  const signature = await sign(hashData({ ...document, proof: options }));
  return { ...document, proof: { ...options, proofValue: encodeProofValue(signature) } };
}
