// Base64 in the alphabet of URLs, without padding (RFC 4648 5): one text for the same bytes.

import { decodeBase64, encodeBase64 } from '../bytes.js';

/**
 * The bytes as text.
 * @param {Uint8Array} data
 */
export const encodeBase64Url = (data) => encodeBase64(data).replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');

/**
 * The bytes; null unless encoding them again gives `text`.
 * @param {string} text
 */
export const decodeBase64Url = (text) =>
  (/[+/=]/.test(text) ? null : decodeBase64(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat(-text.length & 3)));
