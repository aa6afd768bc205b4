// verifier/tender/record/pack_files.py, printed_papers.py: the files kept to check a receipt again, by name; the
// signature on those that people read.

import { areEqual, encodeHex, encodeText } from '../../../signing/bytes.js';
import { canonicalText, encodeProfile } from '../../../signing/jcs.js';
import { sha256, sha256Large } from '../../../signing/sha256.js';
import { addProof } from '../../../signing/keys/add_proof.js';
import { foldNumber } from '../../numbers/commitment.js';
import { readCredential } from '../../checks/well_formed.js';
import { CONTEXT } from './receipt.js';
import { ReceiptError } from './errors.js';

/** @import { Lang } from '../../../signing/errors.js' */
/** @import { InstalledCode, Signer } from './receipt.js' */

/** @typedef {{ name: string, data: Uint8Array, languages: Lang[] }} PrintedFile */

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

/**
 * What vouches for printed files, as JCS bytes: by whoever signed the receipt, or by nobody. Throws ReceiptError officer-other
 * where `signer` is another than the receipt's.
 * @param {{ value: { header: { officer: string | null, now: string } }, digest: string }} receipt
 * @param {PrintedFile[]} printed
 * @param {{ code: InstalledCode, signer?: Signer | null }} by
 */
export async function vouch({ value: { header: { officer, now } }, digest }, printed, { code, signer = null }) {
  if (officer !== (signer && `did:key:${signer.multikey}`)) throw new ReceiptError('officer-other', 'officer');
  const files = [];
  for (const { name, data, languages } of printed) {
    files.push({ name, size: data.length, sha256: encodeHex(await sha256Large(data)), languages, software: code });
  }
  const value = { '@context': CONTEXT, type: 'TenderPapers/1', officer, receipt: digest, files };
  const sign = async (/** @type {Uint8Array} */ data) => /** @type {Signer} */ (signer).sign(data);
  return encodeProfile(signer === null ? value : await addProof(value, `${officer}#${signer.multikey}`, sign, now));
}
