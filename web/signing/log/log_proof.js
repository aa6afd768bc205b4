// signing/log/log_proof.py: the receipt that a record is in a log, C2SP tlog-proof.

import { decodeBase64, decodeText, findInvalid } from '../bytes.js';
import { parseCheckpoint } from './checkpoint.js';
import { SigningError } from '../errors.js';
import { parseNote } from './note.js';

const MAX_BYTES = 65_536;
const MAX_INDEX = 2n ** 63n - 1n;
const FORM =
  /^c2sp\.org\/tlog-proof@v1\n(?:extra ([A-Za-z0-9+/]+={0,2})\n)?index (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/]{43}=\n){0,64})\n([^]+)$/;

const HEADER = 'c2sp.org/tlog-proof@v1\n';

/**
 * Whether a file that begins so says that it is one.
 * @param {Uint8Array} head
 */
export const isLogProof = (head) => [...HEADER].every((character, i) => head[i] === character.charCodeAt(0));

/**
 * {index (BigInt), hashes, note} of the proof that is `data`; nothing in it is checked.
 * @param {Uint8Array} data
 */
export function parseLogProof(data) {
  if (data.length > MAX_BYTES) throw new SigningError('too-large', '', { size: data.length, limit: MAX_BYTES });
  const text = decodeText(data);
  if (text === null) throw new SigningError('not-utf8', '', { at: findInvalid(data) });
  const match = FORM.exec(text);
  if (match === null) throw new SigningError('malformed-log-proof');
  const [, extra, index, lines, rest] = match;
  const hashes = lines.split('\n').slice(0, -1).map(decodeBase64);
  const note = parseNote(rest);
  if (extra !== undefined && lacksPadding(extra)) throw new SigningError('malformed-log-proof', 'extra');
  if (BigInt(index) > MAX_INDEX) throw new SigningError('malformed-log-proof', 'index');
  parseCheckpoint(note.text);
  if (hashes.includes(null) || (extra !== undefined && decodeBase64(extra) === null)) {
    throw new SigningError('malformed-log-proof');
  }
  return { index: BigInt(index), hashes: /** @type {Uint8Array[]} */ (hashes), note };
}

/** @param {string} text */
function lacksPadding(text) {
  const digits = text.replace(/=+$/, '').length;
  return text.length - digits < [0, Infinity, 2, 1][digits % 4];
}
