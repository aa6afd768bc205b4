// The results of the thread of checks on an opening: advice, and the matrix.

import { parseTime } from '../../credentials/times.js';
import { encodeHex } from '../../signing/bytes.js';
import { sha256Large } from '../../signing/sha256.js';
import { parseBidders } from '../../verifier/tender/documents/bidders.js';
import { parseTender } from '../../verifier/tender/documents/tender.js';
import { lintTender } from '../../verifier/tender/lint.js';
import { makeTextTest } from '../../verifier/tender/looks/text_layer.js';
import { digestMatrix } from '../../verifier/tender/record/common_words.js';
import { checkOpening } from '../../verifier/tender/record/receipt.js';
import { makeInput } from './inputs.js';
import { namingOf } from './naming.js';

/** @import { ReceiptInput } from '../../verifier/tender/record/inputs.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */
/** @import { PaperFile } from '../papers/reading.js' */
/** @import { FirstRecord } from './award_run.js' */
/** @import { HeldRegister } from './held_register.js' */

/**
 * What the printed record tells of a receipt's header (docs/reference/tender-receipt.md).
 * @typedef {object} ReceiptHeader
 * @property {string | null} officer
 * @property {string} [first]
 * @property {string} now
 * @property {string} home
 * @property {{ version: number, digest: string }} tender
 * @property {{ opening: string, award: string | null, contractEnd: string }} dates
 * @property {{ agreement: string, version: number, digest: string, manifests: { issuer: string, issued: string, ageHours: number, isAgeing: boolean }[] }} trust
 * @property {{ warnAfterHours: number }} policy
 * @property {{ version: string, digest: string }} software
 * @property {Record<string, number | null> & { criteria: number, otherCriteria: number | null }} counts
 */

/** @typedef {{ store: TrustStore, bundle: Uint8Array, pin: string }} Trusted trust data, the bytes that prove them, and under which pin */
/** @typedef {{ release: string, key: { pem: Uint8Array, passphrase: string | null } | null }} RecordBy which software, and whose key signs */

/**
 * The check at the award: when it is awarded, where that is known otherwise than by the tender, and the record of the opening, without which all
 * papers count as handed in in time.
 * @typedef {{ at: string | null, first: FirstRecord | null }} AwardAsked
 */

/**
 * What is checked: documents as bytes, files by bidder, log proofs beside them, the time as documents have it.
 * @typedef {{ tender: Uint8Array, bidders: Uint8Array, files: [bidder: string, files: PaperFile[]][], proofs: Uint8Array[], now: string, award: AwardAsked | null }} OpeningAsked
 */

/**
 * @param {Trusted} trusted
 * @param {Uint8Array} tender
 * @param {string} now
 */
export function lint({ store }, tender, now) {
  const moment = parseTime(now);
  return { lint: lintTender(parseTender(tender).body, store, moment), naming: namingOf(store, moment) };
}

/**
 * @param {Trusted} trusted
 * @param {OpeningAsked} request
 * @param {HeldRegister | null} register
 */
export async function checkAsked(trusted, request, register) {
  const { opening, now, matrix, breaks } = await check(trusted, request, register);
  const bundle = encodeHex(await sha256Large(opening.bundle));
  return { matrix, naming: namingOf(opening.trust, now), words: digestMatrix(matrix, bundle), breaks };
}

/**
 * @param {Trusted} trusted
 * @param {OpeningAsked} request
 * @param {HeldRegister | null} numbers
 */
export async function check({ store, bundle }, request, numbers) {
  const now = parseTime(request.now);
  /** @type {Map<string, ReceiptInput[]>} */
  const inputs = new Map();
  const bidders = parseBidders(request.bidders);
  const isLike = makeTextTest(store, bidders.body, now);
  for (const [bidder, files] of request.files) inputs.set(bidder, await Promise.all(files.map((file) => makeInput(file, isLike))));
  const { proofs, credentials, logProofs } = (await numbers?.ask(bidders.body, inputs, store, now)) ?? { proofs: new Map(), credentials: [], logProofs: [] };
  const register = { proofs, credentials, logProofs: [...request.proofs, ...logProofs] };
  const tender = parseTender(request.tender);
  const { at = null, first = null } = request.award ?? {};
  const since = first === null ? { inputs, breaks: [] } : await (await import('./award_run.js')).markSince(inputs, first, tender, bidders);
  const opening = { tender, bidders, inputs: since.inputs, bundle, trust: store, register, ...(first !== null && { first: first.digest }) };
  return { opening, now, matrix: await checkOpening(opening, { now, awardAt: at === null ? null : parseTime(at) }), breaks: since.breaks };
}
