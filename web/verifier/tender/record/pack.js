// tender/record/pack.py: the pack of a record, a plain ZIP, stored and not packed, dated 1980, sorted by name.

import { encodeText } from '../../../signing/bytes.js';
import { inOrder } from '../order.js';
import { ReceiptError } from './errors.js';

const MAX_ENTRIES = 50_000;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const VERSION = 20; // what a reader must know: nothing
const MADE_BY = 0x0300 + VERSION; // on a system with permissions
const PLAIN_FILE = 0o644 * 2 ** 16;
const FIRST_DAY = 0x21; // 1980-01-01
const UTF8 = 0x800;

/**
 * The parts of the pack of files by name, one behind the other, as a Blob takes them: a bundle is not copied. Throws
 * ReceiptError pack-files.
 * @param {Map<string, Uint8Array>} files
 */
export function writePack(files) {
  if (files.size > MAX_ENTRIES) throw new ReceiptError('pack-files', '', { count: files.size, limit: MAX_ENTRIES });
  const parts = [];
  const directory = [];
  let at = 0;
  for (const [text, data] of inOrder(files, ([name]) => name)) {
    const name = encodeText(text);
    const flags = name.length === text.length ? 0 : UTF8;
    const fields = [[2, VERSION], [2, flags], [2, 0], [2, 0], [2, FIRST_DAY], [4, crc32(data)], [4, data.length], [4, data.length], [2, name.length], [2, 0]];
    const local = [numbers([4, LOCAL], ...fields), name];
    parts.push(...local, data);
    directory.push(numbers([4, CENTRAL], [2, MADE_BY], ...fields, [2, 0], [2, 0], [2, 0], [4, PLAIN_FILE], [4, at]), name);
    at += sizeOf(local) + data.length;
  }
  const end = [[4, END], [2, 0], [2, 0], [2, files.size], [2, files.size], [4, sizeOf(directory)], [4, at], [2, 0]];
  return [...parts, ...directory, numbers(...end)];
}

/** @param {Uint8Array[]} parts */
const sizeOf = (parts) => parts.reduce((sum, { length }) => sum + length, 0);

/**
 * Numbers of so many bytes each, the low byte first.
 * @param {...number[]} given
 */
const numbers = (...given) =>
  Uint8Array.from(given.flatMap(([size, value]) => Array.from({ length: size }, (_, place) => Math.floor(value / 256 ** place))));

const TABLE = Uint32Array.from({ length: 256 }, (_, byte) => {
  let rest = byte;
  for (let bit = 0; bit < 8; bit += 1) rest = rest & 1 ? (rest >>> 1) ^ 0xedb88320 : rest >>> 1;
  return rest;
});

/**
 * The checksum of a ZIP.
 * @param {Uint8Array} data
 */
export function crc32(data) {
  let rest = 0xffffffff;
  for (const byte of data) rest = (rest >>> 8) ^ TABLE[(rest ^ byte) & 0xff];
  return (rest ^ 0xffffffff) >>> 0;
}
