// The files that an enterprise's page fetches for a packet: the trust data, all certificates of the enterprise, the
// paper of each printable one. They are the same for every tender, so that no request reveals the tender.

import { MODELS, parseJudged } from '../credentials/kinds.js';
import { ask } from '../page/resources.js';
import { openMemory } from '../page/trust/memory.js';
import { TrustData } from '../page/trust/trust_data.js';
import { nextTask } from '../page/yielding.js';
import { decodeLeniently, encodeBase64 } from '../signing/bytes.js';
import { encodeProfile } from '../signing/jcs.js';
import { plain } from '../signing/plain_text.js';
import { TrustStore } from '../verifier/trust/trust_store.js';

/** @import { JsonObject } from '../credentials/record.js' */
/** @import { Trusted } from '../tender/checking/opening_check.js' */
/** @import { OwnCertificate } from './own_row.js' */

/** @typedef {{ digest: string, standing: string, outcome: string, code: string, credential: JsonObject }} ListedCredential as GET /api/v1/enterprises/{uscc} has it */
/** @typedef {OwnCertificate & { stem: string, isPrinted: boolean }} Held a certificate, what its files are called, whether paper of it is to be had now */
/** @typedef {{ certificate: Uint8Array, code: string }} Printed the PDF, and the address of a picture of the code */

const NOT_YET = 'not-yet-valid'; // certificates may be printed before the first day of their term
const LONGEST = 120;
const UNSAFE = /[\x00-\x1f<>:"/\\|?*\x7f]|^[.\s]+|[.\s]+$/g;
const DEVICE = /^(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)/i; // where the system is Windows

/**
 * Returns the trust data of this device and of this node, as one bundle that proves itself; null if the row may not
 * rest on any. The verify page explains the reason.
 * @returns {Promise<Trusted | null>}
 */
export async function bringTrust() {
  const data = new TrustData(await openMemory(), { onChange: () => {}, onProgress: nextTask, onBytes: () => {} });
  await data.recall();
  await data.refresh();
  const { store, bundle, pin, otherPin, damaged } = data;
  if (store === null || bundle === null || pin === null || otherPin !== null || damaged) return null;
  if (!store.memoryHoldsMore) return { store, bundle, pin };
  const all = encodeProfile((await store.seen()).bundle); // the node is behind what this device has seen
  return { store: await TrustStore.fromBundle(all, { pin }), bundle: all, pin };
}

/**
 * Returns all assessments of the enterprise that the node lists, and whether these are all it has.
 * @param {string} uscc
 * @returns {Promise<{ held: Held[], isWhole: boolean }>}
 */
export async function bringCertificates(uscc) {
  /** @type {{ credentials: ListedCredential[], complete: boolean }} */
  const { credentials, complete } = JSON.parse(decodeLeniently(await ask(`/api/v1/enterprises/${encodeURIComponent(uscc)}`)));
  const taken = new Set();
  const papers = [];
  for (const { standing, outcome, code, credential } of credentials) {
    const data = encodeProfile(credential);
    const record = await parseJudged(data);
    if (!MODELS.has(record.kind)) continue;
    const stem = nameApart(record.title, record.digest, taken);
    const isPrinted = ['active', NOT_YET].includes(standing) && (outcome !== 'invalid' || code === NOT_YET);
    papers.push({ path: `credentials/${stem}.json`, record, data, stem, isPrinted });
  }
  return { held: papers, isWhole: complete };
}

/**
 * The paper of a certificate.
 * @param {Held} held
 * @returns {Promise<Printed>}
 */
export async function bringPaper({ record: { digest } }) {
  const place = `/api/v1/credentials/${digest}`;
  const certificate = await ask(`${place}/certificate.pdf`);
  return { certificate, code: `data:image/svg+xml;base64,${encodeBase64(await ask(`${place}/qr.svg`))}` };
}

/**
 * Returns the name of a certificate's files: its number (credentials/words/file_names.py), with the digest if another
 * certificate has that name.
 * @param {string} number
 * @param {string} digest
 * @param {Set<string>} taken
 */
export function nameApart(number, digest, taken) {
  const safe = Array.from(plain(number).replace(UNSAFE, '_')).slice(0, LONGEST).join('') || '_';
  const stem = DEVICE.test(safe) ? `_${safe}` : safe;
  const name = taken.has(stem.toLowerCase()) ? `${stem}-${digest.slice(0, 16)}` : stem;
  taken.add(name.toLowerCase());
  return name;
}
