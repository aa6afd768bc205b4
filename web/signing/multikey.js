// signing/multikey.py: keys and signatures as text.

import { concat, toNumber } from './bytes.js';
import { SigningError } from './errors.js';

const ALPHABET = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
const ED25519_PUB = Uint8Array.of(0xed, 0x01);

/**
 * The 32 bytes of an Ed25519 public key; one text per key, no other codec.
 * @param {string} text
 */
export function decodeMultikey(text) {
  const data = text[0] === 'z' ? decodeBase58(text.slice(1), 34) : null;
  if (data === null || data[0] !== ED25519_PUB[0] || data[1] !== ED25519_PUB[1]) {
    throw new SigningError('malformed-key');
  }
  return data.subarray(2);
}

/**
 * The 64 bytes of a signature; one text per signature.
 * @param {string} text
 */
export function decodeProofValue(text) {
  const data = text[0] === 'z' ? decodeBase58(text.slice(1), 64) : null;
  if (data === null) throw new SigningError('proof-value', 'proof.proofValue');
  return data;
}

/**
 * A signature of 64 bytes as `z…`.
 * @param {Uint8Array} signature
 */
export function encodeProofValue(signature) {
  if (signature.length !== 64) throw new SigningError('proof-value', 'proof.proofValue');
  return `z${encodeBase58(signature)}`;
}

/**
 * Bytes in base58btc; each leading zero byte is a leading `1`.
 * @param {Uint8Array} data
 */
export function encodeBase58(data) {
  let number = toNumber(data);
  let out = '';
  while (number) {
    out = ALPHABET[Number(number % 58n)] + out;
    number /= 58n;
  }
  const zeros = data.findIndex((byte) => byte !== 0);
  return '1'.repeat(zeros < 0 ? data.length : zeros) + out;
}

/**
 * The `length` bytes that `text` stands for, or null; its size is capped before any arithmetic.
 * @param {string} text
 * @param {number} length
 */
export function decodeBase58(text, length) {
  if (text.length > Math.floor((length * 138) / 100) + 1 || !/^[1-9A-HJ-NP-Za-km-z]*$/.test(text)) return null;
  let number = 0n;
  for (const [nine] of text.matchAll(/.{1,9}/g)) {
    let digits = 0; // below 58^9, which is exact
    for (const character of nine) digits = digits * 58 + ALPHABET.indexOf(character);
    number = number * 58n ** BigInt(nine.length) + BigInt(digits);
  }
  const zeros = text.length - text.replace(/^1+/, '').length;
  const hex = number ? number.toString(16) : '';
  const size = Math.ceil(hex.length / 2);
  if (zeros + size !== length) return null;
  const bytes = hex.padStart(size * 2, '0').match(/../g) ?? [];
  return concat(new Uint8Array(zeros), Uint8Array.from(bytes, (pair) => parseInt(pair, 16)));
}
