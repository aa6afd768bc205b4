// What a single file holds: gzipped, in Base64, in data blocks of the page.

import { inflate } from '../../credentials/inflate.js';

/** @type {Record<string, string>} */
let handed = {}; // in a worker, by path

/**
 * The bytes of a file that was built in; rejects when it was not.
 * @param {string} path
 */
export async function loadBytes(path) {
  const packed = handed[path] ?? packedIn(path);
  return unzip(Uint8Array.from(atob(packed), (character) => character.charCodeAt(0)));
}

/**
 * What `web/single_file.py` has zipped: ten bytes ahead, behind them checksum and size (RFC 1952 2.3).
 * @param {Uint8Array<ArrayBuffer>} zipped
 */
async function unzip(zipped) {
  try {
    const stream = new Blob([zipped]).stream().pipeThrough(new DecompressionStream('gzip'));
    return new Uint8Array(await new Response(stream).arrayBuffer());
  } catch {
    const size = new DataView(zipped.buffer).getUint32(zipped.length - 4, true);
    const whole = inflate(zipped.subarray(10, -8), size); // slower by far
    if (whole === null) throw new Error('damaged');
    return whole.slice(); // with a buffer of its own
  }
}

/**
 * A file that was built in, as it stands in its block.
 * @param {string} path
 */
export function packedIn(path) {
  const block = blockOf(path);
  if (block === null) throw new Error(`${path}: not built in`);
  return block.textContent ?? '';
}

/**
 * Takes what the page handed over; in the page itself there is nothing to.
 * @param {Record<string, string> | null} files
 */
export function takeHanded(files) {
  handed = files ?? {};
}

/** @param {string} path */
const blockOf = (path) => document.querySelector(`script[data-path="${CSS.escape(path)}"]`);

/** @param {string} path */
export const isIn = (path) => blockOf(path) !== null;
