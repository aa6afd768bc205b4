// signing/jcs.py: the canonical form of a JSON value of the profile (RFC 8785).

import { encodeText } from './bytes.js';

/**
 * The RFC 8785 text of a value of the profile. JSON.stringify writes strings and integers as it asks, and whole
 * values whose members stand in its order.
 * @param {any} value
 * @returns {string}
 */
export const canonicalText = (value) => (isInOrder(value) ? JSON.stringify(value) : writeInOrder(value));

/**
 * Whether the members of a value stand in the order of UTF-16 code units (3.2.3), all the way down.
 * @param {any} value
 * @returns {boolean}
 */
export function isInOrder(value) {
  if (typeof value !== 'object' || value === null) return true;
  if (Array.isArray(value)) return value.every(isInOrder);
  let last = '';
  for (const name of Object.keys(value)) {
    if (name < last || !isInOrder(value[name])) return false;
    last = name;
  }
  return true;
}

/**
 * @param {any} value
 * @returns {string}
 */
function writeInOrder(value) {
  if (Array.isArray(value)) return `[${value.map(writeInOrder).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort();
  return `{${members.map((name) => `${JSON.stringify(name)}:${writeInOrder(value[name])}`).join(',')}}`;
}

/**
 * The RFC 8785 bytes of a value that `parseJson` made.
 * @param {any} value
 */
export const encodeProfile = (value) => encodeText(canonicalText(value));
