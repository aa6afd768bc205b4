// signing/signer.py: a signer; here a key in memory, read from a PEM file as `huren key new` writes it. It signs as
// signing/data_integrity.py does; a verifier needs none of this module.

import { asSource, concat, decodeBase64, decodeLeniently, encodeText } from './bytes.js';
import { hashData } from './data_integrity.js';
import { SigningError } from './errors.js';
import { encodeBase58, encodeProofValue } from './multikey.js';

const MAX_PEM_BYTES = 8_192;
const MAX_ROUNDS = 10_000_000;
const PEM = /^\s*-----BEGIN (ENCRYPTED )?PRIVATE KEY-----\s+([A-Za-z0-9+/=\s]+)-----END \1?PRIVATE KEY-----\s*$/;
const ED25519_PUB = Uint8Array.of(0xed, 0x01);
const PBES2 = '42.840.113549.1.5.13';
const PBKDF2 = '42.840.113549.1.5.12';
const HMAC_SHA256 = '42.840.113549.2.9';
const AES_256_CBC = '96.840.1.101.3.4.1.42';
const ED25519 = '43.101.112';
const [INTEGER, OCTETS, OID, SEQUENCE] = [0x02, 0x04, 0x06, 0x30];

/** @typedef {{ tag: number, data: Uint8Array }} Der one value of DER */

/** A private key in memory. */
class Ed25519Signer {
  #noble;
  #seed;

  /**
   * @param {typeof import('../vendor/noble/ed25519.js')} noble
   * @param {Uint8Array} seed
   */
  constructor(noble, seed) {
    this.#noble = noble;
    this.#seed = seed;
    /** The public key as `z6Mk…`. */
    this.multikey = `z${encodeBase58(concat(ED25519_PUB, noble.getPublicKey(seed)))}`;
  }

  /**
   * The 64 bytes of the signature of `data`, the same as any other implementation's (RFC 8032).
   * @param {Uint8Array} data
   */
  sign(data) {
    return this.#noble.sign(data, this.#seed);
  }
}

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
  const [noble, { sha512 }] = await Promise.all([import('../vendor/noble/ed25519.js'), import('../vendor/noble/sha2.js')]);
  noble.hashes.sha512 = sha512;
  return new Ed25519Signer(noble, seed);
}

/**
 * The seed in a PrivateKeyInfo; what is none of DER is refused with `code`.
 * @param {Uint8Array} data
 * @param {string} code
 */
function readSeed(data, code) {
  const [version, algorithm, key] = partsOf(valuesOf(data)?.[0], SEQUENCE);
  const [oid] = partsOf(algorithm, SEQUENCE);
  if (version?.tag !== INTEGER || oid?.tag !== OID || key?.tag !== OCTETS) throw new SigningError(code);
  if (nameOf(oid) !== ED25519) throw new SigningError('key-not-ed25519');
  const [seed] = valuesOf(key.data) ?? [];
  if (seed?.tag !== OCTETS || seed.data.length !== 32) throw new SigningError(code);
  return seed.data;
}

/**
 * What stands encrypted in an EncryptedPrivateKeyInfo (RFC 8018 6.2).
 * @param {Uint8Array} data
 * @param {string} passphrase
 */
async function decrypt(data, passphrase) {
  const [scheme, content] = partsOf(valuesOf(data)?.[0], SEQUENCE);
  const [pbes2, parameters] = partsOf(scheme, SEQUENCE);
  if (pbes2?.tag !== OID || content?.tag !== OCTETS) throw new SigningError('key-not-pem');
  const [derivation, cipher] = partsOf(parameters, SEQUENCE);
  const [pbkdf2, given] = partsOf(derivation, SEQUENCE);
  const [salt, rounds, ...rest] = partsOf(given, SEQUENCE);
  const [hmac] = partsOf(rest.find(({ tag }) => tag === SEQUENCE), SEQUENCE);
  const [aes, iv] = partsOf(cipher, SEQUENCE);
  const named = [pbes2, pbkdf2, hmac, aes].map(nameOf);
  const iterations = rounds?.tag === INTEGER ? rounds.data.reduce((sum, byte) => sum * 256 + byte, 0) : 0;
  const isKnown = [PBES2, PBKDF2, HMAC_SHA256, AES_256_CBC].every((name, place) => name === named[place]);
  const { subtle } = globalThis.crypto ?? {};
  if (!isKnown || !subtle || iterations < 1 || iterations > MAX_ROUNDS || salt?.tag !== OCTETS || iv?.data.length !== 16) {
    throw new SigningError('key-not-opened-here');
  }
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
 * The values inside one of this tag; none where it is another.
 * @param {Der | undefined} value
 * @param {number} tag
 * @returns {Der[]}
 */
const partsOf = (value, tag) => (value?.tag === tag ? (valuesOf(value.data) ?? []) : []);

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
    const begin = at + 2 + more;
    at = begin + length;
    if (at > data.length) return null;
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
