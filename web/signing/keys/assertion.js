// signing/assertion.py: passkeys: their public keys as text, and the check of an assertion (Web Authentication, 7.2). The
// key decides the algorithm. ES256 and RS256 are WebCrypto's.

import { encodeBase64Url } from './base64url.js';
import { areEqual, asSource, concat, encodeText, toNumber } from '../bytes.js';
import { verifyEd25519 } from '../ed25519.js';
import { SigningError } from '../errors.js';
import { isObject } from '../json_profile.js';
import { decodeBase58, decodeMultikey } from '../multikey.js';
import { sha256 } from '../sha256.js';
import { parseJson } from '../strict_json.js';

const MAX_CLIENT_DATA = 2_048;
const MAX_AUTHENTICATOR_DATA = 1_024;
const MAX_PASSKEY_SIGNATURE = 512;

const P256_PUB = Uint8Array.of(0x80, 0x24);
const RSA_PUB = Uint8Array.of(0x85, 0x24);
const POINT_BYTES = 33;
const RSA_BYTES = [270, 398, 526];
const EXPONENT = Uint8Array.of(0x02, 0x03, 0x01, 0x00, 0x01);
const [HASH, COUNTER] = [32, 4];
const BARE = HASH + 1 + COUNTER;
const [PRESENT, VERIFIED, ATTESTED, EXTENDED] = [0x01, 0x04, 0x40, 0x80];
const P = 0xffffffff00000001000000000000000000000000ffffffffffffffffffffffffn;
const B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604bn;

/** @typedef {(signature: Uint8Array, message: Uint8Array) => Promise<boolean>} VerifySignature */
/** @typedef {'form' | 'signature' | 'other-bytes' | 'other-site' | 'not-verified'} AssertionFault */
/** @typedef {{ rpId: string, origin: string }} PasskeySite */
/** @typedef {{ clientData: Uint8Array, authenticatorData: Uint8Array, signature: Uint8Array }} Assertion */

/**
 * The verification under a public key: Ed25519, P-256, or RSA of 2048, 3072 or 4096 bits with the exponent 65537. Throws
 * SigningError malformed-key for any other.
 * @param {string} text
 * @returns {VerifySignature}
 */
export function parsePasskey(text) {
  if (text.startsWith('z6Mk')) {
    const key = decodeMultikey(text);
    return (signature, message) => verifyEd25519(key, signature, message);
  }
  const data = decode(text);
  const [prefix, body] = [data.subarray(0, 2), data.subarray(2)];
  if (areEqual(prefix, P256_PUB) && body.length === POINT_BYTES) return verifyBy('ECDSA', pointOf(body));
  if (!areEqual(prefix, RSA_PUB)) throw new SigningError('malformed-key');
  return verifyBy('RSASSA-PKCS1-v1_5', wrapRsa(body));
}

/** @param {string} text */
function decode(text) {
  const lengths = text[0] === 'z' ? [POINT_BYTES, ...RSA_BYTES] : [];
  for (const length of lengths) {
    const data = decodeBase58(text.slice(1), RSA_PUB.length + length);
    if (data !== null) return data;
  }
  throw new SigningError('malformed-key');
}

/**
 * The point whose compressed form this is, uncompressed: browsers read no other.
 * @param {Uint8Array} data
 */
function pointOf(data) {
  const x = toNumber(data.subarray(1));
  const square = (((x * x - 3n) * x + B) % P + P) % P;
  const root = power(square, (P + 1n) / 4n);
  if ((data[0] !== 2 && data[0] !== 3) || x >= P || (root * root) % P !== square) throw new SigningError('malformed-key');
  const y = Number(root & 1n) === data[0] - 2 ? root : P - root;
  return concat(Uint8Array.of(4), data.subarray(1), bytesOf(y));
}

/** @param {bigint} number */
const bytesOf = (number) => Uint8Array.from(number.toString(16).padStart(64, '0').match(/../g) ?? [], (pair) => parseInt(pair, 16));

/**
 * @param {bigint} base
 * @param {bigint} exponent
 */
function power(base, exponent) {
  let result = 1n;
  for (let square = base; exponent; exponent >>= 1n) {
    if (exponent & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

/**
 * A PKCS#1 key as SubjectPublicKeyInfo; only the one encoding of a modulus of as many bits as its size has.
 * @param {Uint8Array} key
 */
function wrapRsa(key) {
  const bytes = key.length - 14; // the modulus, without the byte 0 before it
  const head = concat(Uint8Array.of(0x30, 0x82), twoBytes(key.length - 4), Uint8Array.of(0x02, 0x82), twoBytes(bytes + 1), Uint8Array.of(0));
  const isOwn = areEqual(key.subarray(0, 9), head) && key[9] >= 0x80 && areEqual(key.subarray(-5), EXPONENT);
  if (!isOwn || !RSA_BYTES.includes(key.length)) throw new SigningError('malformed-key');
  const algorithm = Uint8Array.of(0x30, 0x0d, 0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00);
  const bits = concat(Uint8Array.of(0x03, 0x82), twoBytes(key.length + 1), Uint8Array.of(0), key);
  return concat(Uint8Array.of(0x30, 0x82), twoBytes(algorithm.length + bits.length), algorithm, bits);
}

/** @param {number} number */
const twoBytes = (number) => Uint8Array.of(number >> 8, number & 0xff);

/**
 * @param {'ECDSA' | 'RSASSA-PKCS1-v1_5'} name
 * @param {Uint8Array} data
 * @returns {VerifySignature}
 */
function verifyBy(name, data) {
  const isPoint = name === 'ECDSA';
  const algorithm = isPoint ? { name, namedCurve: 'P-256', hash: 'SHA-256' } : { name, hash: 'SHA-256' };
  return async (signature, message) => {
    const raw = isPoint ? readPair(signature) : signature;
    if (raw === null) return false;
    try {
      const key = await crypto.subtle.importKey(isPoint ? 'raw' : 'spki', asSource(data), algorithm, false, ['verify']);
      return await crypto.subtle.verify(algorithm, key, asSource(raw), asSource(message));
    } catch {
      return false; // a modulus that is none
    }
  };
}

/**
 * The two numbers of a signature in DER, as WebCrypto takes them; null for another encoding.
 * @param {Uint8Array} data
 */
function readPair(data) {
  if (data[0] !== 0x30 || data[1] !== data.length - 2) return null;
  const r = readNumber(data, 2);
  const s = r === null ? null : readNumber(data, 4 + data[3]);
  if (r === null || s === null || 6 + data[3] + data[5 + data[3]] !== data.length) return null;
  return concat(r, s);
}

/**
 * @param {Uint8Array} data
 * @param {number} at
 */
function readNumber(data, at) {
  const number = data.subarray(at + 2, at + 2 + data[at + 1]);
  const isShort = data[at] === 0x02 && number.length > 0 && number.length === data[at + 1] && number[0] < 0x80;
  if (!isShort || (number[0] === 0 && number.length > 1 && number[1] < 0x80)) return null;
  const bare = number[0] === 0 ? number.subarray(1) : number;
  return bare.length > 32 ? null : concat(new Uint8Array(32 - bare.length), bare);
}

/**
 * The first reason why `key` did not confirm `message` at `site`, or null where it did.
 * @param {Assertion} assertion
 * @param {string} key
 * @param {Uint8Array} message
 * @param {PasskeySite} site
 * @returns {Promise<AssertionFault | null>}
 */
export async function findAssertionFault({ clientData, authenticatorData: data, signature }, key, message, site) {
  const verify = parsePasskey(key);
  const client = readClientData(clientData);
  if (client === null || !hasForm(data)) return 'form';
  const signed = concat(data, sha256(clientData));
  if (signature.length > MAX_PASSKEY_SIGNATURE || !(await verify(signature, signed))) return 'signature';
  if (client.type !== 'webauthn.get' || client.challenge !== encodeBase64Url(sha256(message))) return 'other-bytes';
  const isFramed = (Object.hasOwn(client, 'crossOrigin') && client.crossOrigin !== false) || Object.hasOwn(client, 'topOrigin');
  const isHere = areEqual(data.subarray(0, HASH), sha256(encodeText(site.rpId)));
  if (isFramed || !isHere || client.origin !== site.origin) return 'other-site';
  return data[HASH] & PRESENT && data[HASH] & VERIFIED ? null : 'not-verified';
}

/** @param {Uint8Array} data */
function readClientData(data) {
  try {
    const value = parseJson(data, MAX_CLIENT_DATA, 64);
    return isObject(value) ? value : null;
  } catch (error) {
    if (error instanceof SigningError) return null;
    throw error;
  }
}

/**
 * Whether they are an assertion's data: no attested key, and nothing after the counter but extensions.
 * @param {Uint8Array} data
 */
function hasForm(data) {
  if (data.length < BARE || data.length > MAX_AUTHENTICATOR_DATA || data[HASH] & ATTESTED) return false;
  return Boolean(data[HASH] & EXTENDED) === data.length > BARE;
}
