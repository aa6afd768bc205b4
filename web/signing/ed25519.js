// signing/ed25519.py: Ed25519 verification as strict as libsodium's, by WebCrypto or else by @noble/ed25519.
//
// What RFC 8032 leaves open is decided here, before either is asked: small-order and non-canonical public keys
// and R are refused, and S is below the order of the group.

import { areEqual, asSource, concat, encodeHex, toNumber } from './bytes.js';

const P = 2n ** 255n - 19n;
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = 37095705934669439343138083508754565189542113879843219016388785533085940283555n;
const MASK = 2n ** 255n - 1n;
const MOST_KEPT = 128; // 250 kB each by @noble

/**
 * 'webcrypto' or 'noble' after first use, null before.
 * @type {string | null}
 */
export let implementation = null;

/** @typedef {import('../vendor/noble/ed25519.js').Point} Point */
/** @typedef {{ weak: boolean, handle: CryptoKey | null, rows: Point[][] | null }} Key `rows` of @noble alone */

/** @type {Map<string, Key>} */
const keys = new Map();

/** @type {[typeof import('../vendor/noble/ed25519.js'), typeof import('./keys/sha512.js')] | undefined} */
let noble;

/**
 * Whether `signature` (64 bytes) of `message` verifies under `publicKey` (32 bytes); never throws on bytes.
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
export async function verifyEd25519(publicKey, signature, message) {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const r = littleEndian(signature.subarray(0, 32));
  // RFC 8032 5.1.7: S below L, else S + L is a second signature of the same message
  if (isSmallOrder(r & MASK) || littleEndian(signature.subarray(32)) >= L) return false;
  const key = await readKey(publicKey);
  // under a key of small order anybody signs
  if (key.weak) return false;
  if (key.handle) return crypto.subtle.verify('Ed25519', key.handle, asSource(signature), asSource(message));
  return verifyByNoble(key, publicKey, signature, message);
}

/**
 * Whether `verifyEd25519` refuses every signature under `publicKey`: no point, not canonical or of small order.
 * @param {Uint8Array} publicKey
 */
export function isWeakKey(publicKey) {
  if (publicKey.length !== 32) return true;
  const y = littleEndian(publicKey) & MASK;
  if (isSmallOrder(y)) return true;
  const yy = y * y;
  // x^2 = (y^2 - 1) / (d y^2 + 1) must be a square; so must the product of numerator and denominator.
  return power((yy - 1n) * (D * yy + 1n), (P - 1n) / 2n) !== 1n;
}

/**
 * Not below P, or of order 1, 2, 4 (y is 1, -1, 0) or 8 (d y^4 + 2 y^2 - 1 = 0).
 * @param {bigint} y
 */
function isSmallOrder(y) {
  if (y >= P || y < 2n || y === P - 1n) return true;
  const yy = (y * y) % P;
  return (D * yy * yy + 2n * yy - 1n) % P === 0n;
}

/**
 * @param {bigint} base
 * @param {bigint} exponent
 */
function power(base, exponent) {
  let result = 1n;
  for (let square = base % P; exponent; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/** @param {Uint8Array} data */
const littleEndian = (data) => toNumber(data.slice().reverse());

/** @param {Uint8Array} publicKey */
async function readKey(publicKey) {
  const name = encodeHex(publicKey);
  let key = keys.get(name);
  if (key === undefined) {
    key = { weak: isWeakKey(publicKey), handle: null, rows: null };
    if (!key.weak) key.handle = await importKey(publicKey);
    if (keys.size >= MOST_KEPT) keys.clear();
    keys.set(name, key);
  }
  return key;
}

/** @param {Uint8Array} publicKey */
async function importKey(publicKey) {
  try {
    const handle = await crypto.subtle.importKey('raw', asSource(publicKey), 'Ed25519', false, ['verify']);
    implementation = 'webcrypto';
    return handle;
  } catch {
    implementation = 'noble';
    return null; // no WebCrypto on plain HTTP, or one that does not know Ed25519
  }
}

/**
 * [S]B - [k]A = R by bytes, as libsodium and WebCrypto have it; noble's own verify multiplies by the cofactor.
 * @param {Key} key
 * @param {Uint8Array} publicKey
 * @param {Uint8Array} signature
 * @param {Uint8Array} message
 */
async function verifyByNoble(key, publicKey, signature, message) {
  noble ??= await Promise.all([import('../vendor/noble/ed25519.js'), import('./keys/sha512.js')]);
  const [{ Point }, { sha512 }] = noble;
  const r = signature.subarray(0, 32);
  const k = littleEndian(sha512(concat(r, publicKey, message))) % L;
  const s = littleEndian(signature.subarray(32));
  key.rows ??= multiplesOf(Point.fromBytes(publicKey).negate());
  return areEqual(multiplyBy(key.rows, k, Point.BASE.multiply(s, false)).toBytes(), r);
}

/**
 * The multiples 1 to 15 of a point, of 16 times it and so on: they cost as much as 3 multiplications, each of which is then
 * six times as fast.
 * @param {Point} point
 */
const multiplesOf = (point) =>
  Array.from({ length: 64 }, () => {
    const row = [point];
    for (let n = 0; n < 14; n++) row.push(row[n].add(point));
    point = row[14].add(point);
    return row;
  });

/**
 * `sum` and the multiple by a number below 2^256.
 * @param {Point[][]} rows
 * @param {bigint} number
 * @param {Point} sum
 */
function multiplyBy(rows, number, sum) {
  for (const row of rows) {
    const digit = Number(number & 15n);
    number >>= 4n;
    if (digit) sum = sum.add(row[digit - 1]);
  }
  return sum;
}
