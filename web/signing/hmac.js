// HMAC-SHA256 (RFC 2104), at once: a receipt asks for one a row.

import { concat } from './bytes.js';
import { sha256 } from './sha256.js';

/**
 * The 32 bytes of HMAC-SHA256 (RFC 2104) under a key of at most 64 bytes.
 * @param {Uint8Array} key
 * @param {Uint8Array} data
 */
export function hmacSha256(key, data) {
  const block = new Uint8Array(64);
  block.set(key);
  const padded = (/** @type {number} */ byte) => block.map((part) => part ^ byte);
  return sha256(concat(padded(0x5c), sha256(concat(padded(0x36), data))));
}
