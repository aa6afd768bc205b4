// signing/jcs.py: the canonical form of a JSON value of the profile (RFC 8785).

import { encodeText } from './bytes.js';

/** The RFC 8785 text of a value of the profile; JSON.stringify writes strings and integers as it asks. */
export function canonicalText(value) {
  if (Array.isArray(value)) return `[${value.map(canonicalText).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.keys(value).sort(); // by UTF-16 code unit, 3.2.3
  return `{${members.map((name) => `${JSON.stringify(name)}:${canonicalText(value[name])}`).join(',')}}`;
}

/** The RFC 8785 bytes of a value that `parseJson` made. */
export const encodeProfile = (value) => encodeText(canonicalText(value));
