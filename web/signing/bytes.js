// Bytes and text: functions that Python's bytes, base64 and str already have.

const encoder = new TextEncoder();
const lenient = new TextDecoder('utf-8', { ignoreBOM: true });
const strict = new TextDecoder('utf-8', { ignoreBOM: true, fatal: true });

/** str.isspace() of Python, which differs from \s in a few characters. */
export const WHITESPACE =
  '\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const ENDS = new RegExp(`^[${WHITESPACE}]+|[${WHITESPACE}]+$`, 'g');

/**
 * UTF-8 bytes of a text.
 * @param {string} text
 */
export const encodeText = (text) => encoder.encode(text);

/**
 * The text of bytes, U+FFFD for what is not UTF-8.
 * @param {Uint8Array} data
 */
export const decodeLeniently = (data) => lenient.decode(data);

/**
 * The text of bytes, or null when they are not UTF-8.
 * @param {Uint8Array} data
 */
export function decodeText(data) {
  try {
    return strict.decode(data);
  } catch {
    return null;
  }
}

/**
 * The index of the first byte that does not begin a character, as Python reports it.
 * @param {Uint8Array} data
 */
export function findInvalid(data) {
  let at = 0;
  while (at < data.length) {
    const first = data[at];
    // RFC 3629 3: C0 and C1 would begin an overlong form, F5 and above no character at all
    const more = first < 0x80 ? 0 : first < 0xc2 ? -1 : first < 0xe0 ? 1 : first < 0xf0 ? 2 : first < 0xf5 ? 3 : -1;
    if (more < 0 || decodeText(data.subarray(at, at + more + 1)) === null) return at;
    at += more + 1;
  }
  return at;
}

/**
 * str.strip() of Python.
 * @param {string} text
 */
export const strip = (text) => text.replace(ENDS, '');

/**
 * How many characters (not UTF-16 units) a text has.
 * @param {string} text
 */
export function countCharacters(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @param {...Uint8Array} parts */
export function concat(...parts) {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

/**
 * @param {Uint8Array} a
 * @param {Uint8Array} b
 */
export const areEqual = (a, b) => a.length === b.length && a.every((byte, i) => byte === b[i]);

const PAIRS = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** @param {Uint8Array} data */
export function encodeHex(data) {
  let out = '';
  for (const byte of data) out += PAIRS[byte];
  return out;
}

/**
 * The bytes of lower-case hex digits.
 * @param {string} text
 */
export function decodeHex(text) {
  const out = new Uint8Array(text.length >> 1);
  for (let i = 0; i < out.length; i += 1) {
    out[i] = 16 * digitAt(text, 2 * i) + digitAt(text, 2 * i + 1);
  }
  return out;
}

/**
 * @param {string} text
 * @param {number} place
 */
function digitAt(text, place) {
  const unit = text.charCodeAt(place);
  return unit < 58 ? unit - 48 : unit - 87;
}

/** @param {Uint8Array} data */
export const encodeBase64 = (data) => btoa(Array.from(data, (byte) => String.fromCharCode(byte)).join(''));

/**
 * The bytes, or null unless `text` is their one standard encoding (RFC 4648 4).
 * @param {string} text
 */
export function decodeBase64(text) {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text) || text.length % 4) return null;
  const characters = atob(text);
  const data = new Uint8Array(characters.length);
  for (let at = 0; at < data.length; at++) data[at] = characters.charCodeAt(at);
  return btoa(characters) === text ? data : null;
}

/**
 * The same bytes as WebCrypto takes them: in no memory that threads share.
 * @param {Uint8Array} data
 */
export const asSource = (data) => /** @type {Uint8Array<ArrayBuffer>} */ (data);

/**
 * The number whose big-endian bytes these are.
 * @param {Uint8Array} data
 */
export const toNumber = (data) => (data.length ? BigInt(`0x${encodeHex(data)}`) : 0n);
