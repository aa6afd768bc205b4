// signing/log/note.py: signed notes and cosignatures, C2SP signed-note and tlog-cosignature v1, with Ed25519 keys.

import { WHITESPACE, areEqual, concat, decodeBase64, encodeHex, encodeText, toNumber } from '../bytes.js';
import { verifyEd25519 } from '../ed25519.js';
import { SigningError } from '../errors.js';
import { sha256 } from '../sha256.js';

/** @typedef {{text: string, signatures: {name: string, keyId: Uint8Array, signature: Uint8Array}[]}} Note */

const MAX_NOTE = 65_536;
const MAX_SIGNATURES = 100;
const MAX_TIME = 2n ** 63n - 1n;
const ED25519 = 1;
const COSIGNATURE_V1 = 4;
const CONTROL = /[\x00-\x09\x0b-\x1f]/;
const NAME = new RegExp(`^[^+${WHITESPACE}]+$`, 'u');

/**
 * {text, signatures: [{name, keyId, signature}]} of the note written as `whole`; none of them is checked.
 * @param {string} whole
 */
export function parseNote(whole) {
  const length = [...whole].length;
  if (length > MAX_NOTE) throw new SigningError('too-large', '', { size: length, limit: MAX_NOTE });
  // The last empty line divides: the text may hold empty lines, the signatures do not.
  const end = whole.lastIndexOf('\n\n');
  if (end < 0 || !whole.endsWith('\n') || end + 2 === whole.length || CONTROL.test(whole)) {
    throw new SigningError('malformed-note');
  }
  const lines = whole.slice(end + 2, -1).split('\n');
  if (lines.length > MAX_SIGNATURES) throw new SigningError('malformed-note', 'signatures');
  return { text: whole.slice(0, end + 1), signatures: lines.map(parseLine) };
}

/**
 * @param {string} line
 * @param {number} place
 */
function parseLine(line, place) {
  const match = /^— ([^ ]*) (.*)$/.exec(line);
  const raw = match && NAME.test(match[1]) ? decodeBase64(match[2]) : null;
  if (match === null || raw === null || raw.length <= 4) throw new SigningError('malformed-note', `signatures.${place}`);
  return { name: match[1], keyId: raw.subarray(0, 4), signature: raw.subarray(4) };
}

/**
 * Whether `note` carries a signature by this key and every one that claims to be by it verifies.
 * @param {Note} note
 * @param {string} name
 * @param {Uint8Array} publicKey
 */
export async function checkNote(note, name, publicKey) {
  const lines = signaturesBy(note, name, publicKey, ED25519);
  const message = encodeText(note.text);
  const distinct = new Map(lines.map((signature) => [encodeHex(signature), signature]));
  for (const signature of distinct.values()) {
    if (!(await verifyEd25519(publicKey, signature, message))) return false;
  }
  return lines.length > 0;
}

/**
 * The time (BigInt) of the witness's cosignature, the newest of several; null without one or with a wrong one.
 * @param {Note} note
 * @param {string} name
 * @param {Uint8Array} publicKey
 */
export async function checkCosignature(note, name, publicKey) {
  let newest = null;
  for (const signature of signaturesBy(note, name, publicKey, COSIGNATURE_V1)) {
    const time = toNumber(signature.subarray(0, 8));
    const message = encodeText(`cosignature/v1\ntime ${time}\n${note.text}`);
    if (time > MAX_TIME || !(await verifyEd25519(publicKey, signature.subarray(8), message))) return null;
    if (newest === null || time > newest) newest = time;
  }
  return newest;
}

/**
 * @param {Note} note
 * @param {string} name
 * @param {Uint8Array} publicKey
 * @param {number} algorithm
 */
function signaturesBy(note, name, publicKey, algorithm) {
  const named = note.signatures.filter((item) => item.name === name);
  if (!named.length) return [];
  const hashed = sha256(concat(encodeText(`${name}\n`), Uint8Array.of(algorithm), publicKey));
  return named.filter((item) => areEqual(item.keyId, hashed.subarray(0, 4))).map((item) => item.signature);
}
