// signing/signer.py: a signer; here a key in memory, read from a PEM file as `huren key new` writes it.

import { decodeBase64Url } from './base64url.js';
import { asSource, concat, decodeBase64, decodeLeniently, encodeText, toNumber } from '../bytes.js';
import { SigningError } from '../errors.js';
import { encodeBase58 } from '../multikey.js';

const MAX_PEM_BYTES = 8_192;
const MAX_ROUNDS = 10_000_000;
const PEM = /^\s*-----BEGIN (ENCRYPTED )?PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----\s*$/;
const ED25519_PUB = Uint8Array.of(0xed, 0x01);
const ED25519 = '43.101.112';
/** What stands before the seed of an Ed25519 key (RFC 8410 7). */
const PKCS8 = Uint8Array.of(0x30, 0x2e, 0x02, 0x01, 0x00, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x04, 0x22, 0x04, 0x20);
const [INTEGER, OCTETS, NULL, OID, SEQUENCE] = [0x02, 0x04, 0x05, 0x06, 0x30];
/** Ways to encrypt a key file, by object identifier: the four that are opened, and others that are met. @type {Record<string, string>} */
const NAMES = {
  '42.840.113549.1.5.13': 'PBES2',
  '42.840.113549.1.5.12': 'PBKDF2',
  '42.840.113549.2.9': 'HMAC-SHA256',
  '96.840.1.101.3.4.1.42': 'AES-256-CBC',
  '43.6.1.4.1.11591.4.11': 'scrypt',
  '42.840.113549.2.7': 'HMAC-SHA1',
  '42.840.113549.2.10': 'HMAC-SHA384',
  '42.840.113549.2.11': 'HMAC-SHA512',
  '96.840.1.101.3.4.1.2': 'AES-128-CBC',
  '96.840.1.101.3.4.1.22': 'AES-192-CBC',
  '42.840.113549.3.7': 'DES-EDE3-CBC',
  '42.840.113549.1.5.3': 'PBE-MD5-DES',
  '42.840.113549.1.12.1.3': 'PBE-SHA1-3DES',
};

/** @typedef {{ tag: number, data: Uint8Array }} Der one value of DER */
/** @typedef {{ multikey: string, sign: (data: Uint8Array) => Promise<Uint8Array> }} Signer a private key in memory; its public half as `z6Mk…` */

/**
 * The key of a PKCS#8 file in PEM form (RFC 5958, RFC 7468); of encrypted ones those of PBES2 with PBKDF2, HMAC-SHA-256 and
 * AES-256-CBC, which WebCrypto opens. Throws SigningError: too-large, key-not-pem, key-needs-passphrase, key-wrong-passphrase,
 * key-not-encrypted, key-not-opened-here, key-not-ed25519.
 * @param {Uint8Array} pem
 * @param {string | null} [passphrase]
 */
export async function readSigner(pem, passphrase = null) {
  if (pem.length > MAX_PEM_BYTES) throw new SigningError('too-large', '', { size: pem.length, limit: MAX_PEM_BYTES });
  const [, encrypted, text] = PEM.exec(decodeLeniently(pem)) ?? [];
  const data = text === undefined ? null : decodeBase64(text.replace(/\s/g, ''));
  if (data === null) throw new SigningError('key-not-pem');
  if (encrypted && !passphrase) throw new SigningError('key-needs-passphrase');
  if (!encrypted && passphrase !== null) throw new SigningError('key-not-encrypted');
  const plain = encrypted ? await decrypt(data, `${passphrase}`) : data;
  const seed = readSeed(plain, encrypted ? 'key-wrong-passphrase' : 'key-not-pem');
  return (await importByBrowser(seed)) ?? importByNoble(seed);
}

/**
 * The signer of a seed by WebCrypto; null where that does not know Ed25519.
 * @param {Uint8Array} seed
 * @returns {Promise<Signer | null>}
 */
async function importByBrowser(seed) {
  try {
    const { subtle } = crypto;
    const read = (/** @type {boolean} */ isExtractable) => subtle.importKey('pkcs8', asSource(concat(PKCS8, seed)), 'Ed25519', isExtractable, ['sign']);
    const { x = '' } = await subtle.exportKey('jwk', await read(true));
    const key = await read(false);
    return toSigner(decodeBase64Url(x), async (data) => new Uint8Array(await subtle.sign('Ed25519', key, asSource(data))));
  } catch {
    return null;
  }
}

/**
 * The signer of a seed by RFC 8032 5.1.6 on @noble's points: its own `sign` makes the public key anew for each message, which
 * takes as long as the rest.
 * @param {Uint8Array} seed
 * @returns {Promise<Signer>}
 */
async function importByNoble(seed) {
  const [noble, { sha512 }] = await Promise.all([import('../../vendor/noble/ed25519.js'), import('./sha512.js')]);
  noble.hashes.sha512 = sha512;
  const { prefix, scalar, pointBytes } = noble.utils.getExtendedPublicKey(seed);
  const { Point, etc } = noble;
  const order = Point.CURVE().n;
  const hashed = (/** @type {Uint8Array[]} */ ...parts) => toNumber(sha512(concat(...parts)).reverse()) % order;
  return toSigner(pointBytes, async (data) => {
    const r = hashed(prefix, data);
    const R = Point.BASE.multiply(r).toBytes();
    const s = (r + hashed(R, pointBytes, data) * scalar) % order;
    return concat(R, etc.hexToBytes(s.toString(16).padStart(64, '0')).reverse());
  });
}

/**
 * @param {Uint8Array | null} publicKey
 * @param {Signer['sign']} sign
 * @returns {Signer}
 */
function toSigner(publicKey, sign) {
  if (publicKey === null) throw new SigningError('malformed-key');
  return { multikey: `z${encodeBase58(concat(ED25519_PUB, publicKey))}`, sign };
}

/**
 * The seed in a PrivateKeyInfo; what is none of DER is refused with `code`.
 * @param {Uint8Array} data
 * @param {string} code
 */
function readSeed(data, code) {
  const [whole] = partsOf(data, SEQUENCE) ?? [];
  const [, algorithm, key] = (whole && partsOf(whole.data, INTEGER, SEQUENCE, OCTETS)) ?? [];
  const [oid] = (algorithm && valuesOf(algorithm.data)) ?? [];
  if (oid?.tag !== OID) throw new SigningError(code);
  if (nameOf(oid) !== ED25519) throw new SigningError('key-not-ed25519');
  const [seed] = (key && partsOf(key.data, OCTETS)) ?? [];
  if (seed?.data.length !== 32) throw new SigningError(code);
  return seed.data;
}

/**
 * What stands encrypted in an EncryptedPrivateKeyInfo (RFC 8018 6.2). One form of it is read, that of `huren key new`.
 * @param {Uint8Array} data
 * @param {string} passphrase
 */
async function decrypt(data, passphrase) {
  const [whole] = partsOf(data, SEQUENCE) ?? [];
  const [scheme, content] = (whole && partsOf(whole.data, SEQUENCE, OCTETS)) ?? [];
  if (scheme === undefined) throw new SigningError('key-not-pem');
  const [parameters] = takeParameters(scheme, 'PBES2', SEQUENCE);
  const [derivation, cipher] = partsOf(parameters.data, SEQUENCE, SEQUENCE) ?? refuse('PBES2');
  const [given] = takeParameters(derivation, 'PBKDF2', SEQUENCE);
  const [salt, rounds, hmac] = partsOf(given.data, OCTETS, INTEGER, SEQUENCE) ?? refuse(partsOf(given.data, OCTETS, INTEGER) ? 'HMAC-SHA1' : 'PBKDF2');
  takeParameters(hmac, 'HMAC-SHA256', NULL);
  const [iv] = takeParameters(cipher, 'AES-256-CBC', OCTETS);
  const iterations = rounds.data.reduce((sum, byte) => sum * 256 + byte, 0);
  const { subtle } = globalThis.crypto ?? {};
  if (!subtle || iterations < 1 || iterations > MAX_ROUNDS || iv.data.length !== 16) refuse('PBKDF2');
  const secret = await subtle.importKey('raw', asSource(encodeText(passphrase)), 'PBKDF2', false, ['deriveKey']);
  const derived = { name: 'PBKDF2', hash: 'SHA-256', salt: asSource(salt.data), iterations };
  const key = await subtle.deriveKey(derived, secret, { name: 'AES-CBC', length: 256 }, false, ['decrypt']);
  try {
    return new Uint8Array(await subtle.decrypt({ name: 'AES-CBC', iv: asSource(iv.data) }, key, asSource(content.data)));
  } catch {
    throw new SigningError('key-wrong-passphrase');
  }
}

/**
 * The parameters of an algorithm; another one is refused by its name.
 * @param {Der} value
 * @param {string} wanted
 * @param {...number} tags
 */
function takeParameters(value, wanted, ...tags) {
  const found = nameOf(valuesOf(value.data)?.[0]);
  if (NAMES[found] !== wanted) refuse(NAMES[found] ?? found);
  return (partsOf(value.data, OID, ...tags) ?? refuse(wanted)).slice(1);
}

/**
 * @param {string} found
 * @returns {never}
 */
function refuse(found) {
  throw new SigningError('key-not-opened-here', '', { found });
}

/**
 * The values in DER, of just these tags; null where they are others.
 * @param {Uint8Array} data
 * @param {...number} tags
 */
function partsOf(data, ...tags) {
  const values = valuesOf(data);
  return values?.length === tags.length && values.every(({ tag }, place) => tag === tags[place]) ? values : null;
}

/**
 * The values that stand one behind the other in DER, of up to 65535 bytes each; null for what is none.
 * @param {Uint8Array} data
 * @returns {Der[] | null}
 */
function valuesOf(data) {
  const values = [];
  for (let at = 0; at < data.length;) {
    const [tag, first] = data.subarray(at, at + 2);
    const more = first < 0x80 ? 0 : first - 0x80;
    if (first === undefined || more > 2) return null;
    const length = more === 0 ? first : data.subarray(at + 2, at + 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
    const isShortest = more === 0 || (length >= 0x80 && length >= 256 ** (more - 1) && first !== 0x80);
    const begin = at + 2 + more;
    at = begin + length;
    if (at > data.length || !isShortest) return null;
    values.push({ tag, data: data.subarray(begin, at) });
  }
  return values;
}

/**
 * An object identifier by its numbers, the first two in one; '' for what is none.
 * @param {Der | undefined} value
 */
function nameOf(value) {
  if (value?.tag !== OID) return '';
  const numbers = [];
  let number = 0;
  for (const byte of value.data) {
    number = number * 128 + (byte & 0x7f);
    if (byte >= 0x80) continue;
    numbers.push(number);
    number = 0;
  }
  return numbers.join('.');
}
