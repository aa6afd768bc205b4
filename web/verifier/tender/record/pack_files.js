// verifier/tender/record/pack_files.py: what is kept to check a receipt again, as files by name.

import { areEqual, encodeHex, encodeText } from '../../../signing/bytes.js';
import { canonicalText, encodeProfile } from '../../../signing/jcs.js';
import { sha256 } from '../../../signing/sha256.js';
import { foldNumber } from '../../numbers/commitment.js';
import { readCredential } from '../../checks/well_formed.js';

/**
 * The files of a pack by name, those that people read left out; `writePack` makes one file of them.
 * @param {{ data: Uint8Array }} receipt
 * @param {import('./receipt.js').TenderOpening} opening
 */
export async function listPack(receipt, { tender, bidders, inputs, bundle, register }) {
  const files = new Map([
    ['receipt.json', receipt.data],
    ['tender.json', encodeProfile(tender.value)],
    ['bidders.json', encodeProfile(bidders.value)],
    ['bundle.json', bundle],
  ]);
  const codes = [...inputs.values()].flat().flatMap(({ paper }) => (paper.codes ?? []).map(({ data }) => data));
  const byDigest = new Map(codes.map((data) => [encodeHex(sha256(data)), data]));
  for (const [digest, data] of byDigest) {
    const { record } = await readCredential(data);
    const written = record && encodeProfile(record.value);
    if (record && written) files.set(`credentials/${record.digest}.json`, written);
    if (!written || !areEqual(written, data)) files.set(`codes/${digest}`, data);
  }
  for (const record of register?.credentials ?? []) files.set(`register/${record.digest}.json`, encodeProfile(record.value));
  for (const data of register?.logProofs ?? []) files.set(`register/${encodeHex(sha256(data))}.tlog-proof`, data);
  for (const [issuer, proofs] of register?.proofs ?? []) {
    for (const [number, proof] of proofs) files.set(nameProof(issuer, number), proof);
  }
  return files;
}

/**
 * @param {string} issuer
 * @param {string} number
 */
const nameProof = (issuer, number) =>
  `register/proof-${encodeHex(sha256(encodeText(canonicalText([issuer, foldNumber(number)]))))}.json`;
