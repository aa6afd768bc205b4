// signing/log/checkpoint.py: the head of a log as text, the body of a C2SP tlog-checkpoint. Extension lines mean
// nothing here.

import { countCharacters, decodeBase64 } from '../bytes.js';
import { SigningError } from '../errors.js';

const BODY = /^([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n((?:[^\n]+\n)*)$/;
const CONTROL = /[\x00-\x1f]/;
const MAX_TEXT = 4_096;
const MAX_TREE_SIZE = 2n ** 63n - 1n;

/**
 * {origin, size (BigInt), root} of a note's text.
 * @param {string} text
 */
export function parseCheckpoint(text) {
  const match = countCharacters(text) <= MAX_TEXT ? BODY.exec(text) : null;
  if (match === null) throw new SigningError('malformed-checkpoint');
  const [, origin, size, root, extensions] = match;
  if (CONTROL.test(origin)) throw new SigningError('malformed-checkpoint', 'origin');
  if (BigInt(size) > MAX_TREE_SIZE) throw new SigningError('malformed-checkpoint', 'size');
  const bytes = decodeBase64(root);
  if (bytes === null) throw new SigningError('malformed-checkpoint');
  if (extensions.split('\n').some((line) => CONTROL.test(line))) {
    throw new SigningError('malformed-checkpoint', 'extensions');
  }
  return { origin, size: BigInt(size), root: bytes };
}
