// carriers/papers/archive.py: a ZIP archive, one level: the entries to read with their names, and each unpacked.

import { inflate } from '../../credentials/inflate.js';
import { partPapers, safeName } from './folder.js';
import { ARCHIVE_MAX_DIRECTORY, ARCHIVE_MAX_ENTRIES, ARCHIVE_MAX_RATIO, ARCHIVE_MAX_TOTAL, MAX_DEPTH, PDF_MAX_BYTES, Unread } from './limits.js';

const END_BYTES = 22;
const SMALL = 1024 * 1024; // an entry that unpacks to less is harmless, whatever its packed size
const STORED = 0;
const DEFLATED = 8;

/**
 * @typedef {object} ZipEntry
 * @property {string} name as it was meant
 * @property {number} flags
 * @property {number} method
 * @property {number} crc
 * @property {number} packed bytes
 * @property {number} size bytes that it says it unpacks to
 * @property {number} offset of its own head
 * @property {boolean} isLink
 */

/** @typedef {{ path: string, entry: ZipEntry, reason: string | null }} ArchivedPaper */

/**
 * The entries in the order of their safe paths, behind the archive's own, and how many files operating systems left
 * among them; Unread for what is no sound archive.
 * @param {Blob} archive
 * @param {string} path
 * @returns {Promise<{ papers: ArchivedPaper[], passedOver: number }>}
 */
export async function listArchive(archive, path) {
  const entries = (await readDirectory(archive)).filter(({ name }) => !name.endsWith('/'));
  if (entries.reduce((sum, { size }) => sum + size, 0) > ARCHIVE_MAX_TOTAL) throw new Unread('archive-too-large');
  return partPapers(entries.map((entry) => ({ path: `${path}/${safeName(entry.name)}`, entry, reason: refusalOf(entry) })));
}

/**
 * Returns an entry's bytes, at most as many as it states; Unread paper-damaged.
 * @param {Blob} archive
 * @param {ZipEntry} entry
 * @returns {Promise<Blob>}
 */
export async function unpack(archive, { method, crc, packed, size, offset }) {
  const head = new DataView(await archive.slice(offset, offset + 30).arrayBuffer());
  if (head.byteLength < 30 || head.getUint32(0, true) !== 0x04034b50) throw new Unread('paper-damaged');
  // the name and the extra field may be of other lengths here than in the directory
  const begin = offset + 30 + head.getUint16(26, true) + head.getUint16(28, true);
  const data = archive.slice(begin, begin + packed);
  if (data.size !== packed) throw new Unread('paper-damaged');
  const parts = method === STORED ? [new Uint8Array(await data.arrayBuffer())] : await inflateAll(data, size);
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  if (length !== size || crcOf(parts) !== crc) throw new Unread('paper-damaged');
  return new Blob(parts);
}

/**
 * Returns the list of entries; refuses a directory that is long, split or in zip64 form before walking it.
 * @param {Blob} archive
 */
async function readDirectory(archive) {
  const tail = new Uint8Array(await archive.slice(Math.max(0, archive.size - END_BYTES - 0xffff)).arrayBuffer());
  const view = new DataView(tail.buffer);
  // a comment of up to 65,535 bytes may follow the record (APPNOTE 4.3.16)
  let at = tail.length - END_BYTES;
  while (at >= 0 && view.getUint32(at, true) !== 0x06054b50) at -= 1;
  if (at < 0) throw new Unread('paper-damaged');
  const [disk, first, here, count] = [4, 6, 8, 10].map((place) => view.getUint16(at + place, true));
  const hasLocator = at >= 20 && view.getUint32(at - 20, true) === 0x07064b50;
  if (disk !== 0 || first !== 0 || here !== count || count === 0xffff || hasLocator) throw new Unread('archive-form');
  const length = view.getUint32(at + 12, true);
  if (count > ARCHIVE_MAX_ENTRIES || length > ARCHIVE_MAX_DIRECTORY) throw new Unread('archive-too-many');
  const end = archive.size - tail.length + at;
  if (end < length) throw new Unread('paper-damaged');
  return parseDirectory(new Uint8Array(await archive.slice(end - length, end).arrayBuffer()), count, end - length - view.getUint32(at + 16, true));
}

/**
 * @param {Uint8Array<ArrayBuffer>} directory
 * @param {number} count
 * @param {number} shift by which what stands before the archive moves its offsets
 */
function parseDirectory(directory, count, shift) {
  const view = new DataView(directory.buffer);
  /** @type {ZipEntry[]} */
  const entries = [];
  for (let at = 0; entries.length < count; ) {
    if (at + 46 > directory.length || view.getUint32(at, true) !== 0x02014b50) throw new Unread('paper-damaged');
    const [name, extra, comment] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const flags = view.getUint16(at + 8, true);
    entries.push({
      name: nameOf(directory.subarray(at + 46, at + 46 + name), flags),
      flags,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packed: view.getUint32(at + 20, true),
      size: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true) + shift,
      isLink: (view.getUint32(at + 38, true) >>> 28) === 0xa,
    });
    at += 46 + name + extra + comment;
  }
  return entries;
}

/**
 * Decodes a name as UTF-8 or, as Chinese systems pack, GB 18030.
 * @param {Uint8Array} raw
 * @param {number} flags
 */
function nameOf(raw, flags) {
  for (const encoding of flags & 0x800 ? ['utf-8'] : ['utf-8', 'gb18030']) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(raw).replaceAll('\\', '/');
    } catch {
      // tries the next encoding
    }
  }
  if (flags & 0x800) throw new Unread('paper-damaged');
  return String.fromCharCode(...raw).replaceAll('\\', '/');
}

/** @param {ZipEntry} entry */
function refusalOf({ name, flags, method, packed, size, isLink }) {
  const parts = name.split('/');
  const leadsOut = parts.some((part) => part === '' || part === '.' || part === '..') || /^[A-Za-z]:/.test(name) || name.includes('\0');
  if (leadsOut || parts.length > MAX_DEPTH) return 'archive-path';
  if (isLink) return 'archive-link';
  if (name.toLowerCase().endsWith('.zip')) return 'archive-nested';
  if (flags & 1) return 'paper-locked';
  if (method !== STORED && method !== DEFLATED) return 'archive-form';
  if (size > PDF_MAX_BYTES) return 'archive-too-large';
  return size > Math.max(SMALL, packed * ARCHIVE_MAX_RATIO) ? 'archive-bomb' : null;
}

/**
 * @param {Blob} data
 * @param {number} size
 * @returns {Promise<Uint8Array<ArrayBuffer>[]>}
 */
async function inflateAll(data, size) {
  /** @type {ReadableStream<Uint8Array<ArrayBuffer>> | null} */
  let stream;
  try {
    stream = data.stream().pipeThrough(new DecompressionStream('deflate-raw'));
  } catch {
    stream = null; // older browsers know only `gzip`
  }
  if (stream === null) {
    const whole = inflate(new Uint8Array(await data.arrayBuffer()), size);
    if (whole === null) throw new Unread('paper-damaged');
    return [whole.slice()];
  }
  const parts = [];
  const reader = stream.getReader();
  try {
    for (let length = 0; length <= size; ) {
      const { done, value } = await reader.read();
      if (done) return parts;
      parts.push(value);
      length += value.length;
    }
  } catch {
    // the data are not DEFLATE
  }
  void reader.cancel().catch(() => {});
  throw new Unread('paper-damaged');
}

/** @type {Int32Array | null} */
let table = null;

/**
 * Returns the CRC-32 (ISO 3309) of all parts in order.
 * @param {Uint8Array[]} parts
 */
function crcOf(parts) {
  table ??= Int32Array.from({ length: 256 }, (_, byte) => {
    let sum = byte;
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >>> 1) ^ 0xedb88320 : sum >>> 1;
    return sum;
  });
  let sum = -1;
  for (const part of parts) for (const byte of part) sum = table[(sum ^ byte) & 255] ^ (sum >>> 8);
  return ~sum >>> 0;
}
