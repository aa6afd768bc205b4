// tender/record/pack.py: reading the pack of a record in the one form it has: stored, so nothing unpacks.

import { areEqual, decodeText } from '../../../signing/bytes.js';
import { crc32 } from './pack.js';
import { ReceiptError } from './errors.js';

const MAX_BYTES = 1536 * 1024 * 1024;
const MAX_ENTRIES = 50_000;
const MAX_NAME = 1_000;
const MAX_DIRECTORY = 64 * 1024 * 1024;
const [LOCAL, CENTRAL, END] = [0x04034b50, 0x02014b50, 0x06054b50];
const [END_SIZE, CENTRAL_SIZE, LOCAL_SIZE] = [22, 46, 30];
const ENCRYPTED = 1;
const UNSAFE = /[\u0000-\u001f\u007f\\:]|^\/|\/\/|\/$|(?:^|\/)\.{1,2}(?:\/|$)/u;

/** @typedef {{ name: string, nameBytes: Uint8Array, crc: number, size: number, at: number }} PackEntry */

/**
 * The files of a pack by name, checksums compared; those below the folder `but` are left where they are. Throws ReceiptError
 * pack-too-large, pack-damaged, pack-form (packed, encrypted, or a name twice), pack-name.
 * @param {Blob} pack
 * @param {string} but
 * @returns {Promise<Map<string, Uint8Array>>}
 */
export async function readPack(pack, but) {
  const entries = new Map();
  for (const entry of await listEntries(pack)) {
    if (!entry.name.startsWith(`${but}/`)) entries.set(entry.name, await readEntry(pack, entry));
  }
  return entries;
}

const damaged = () => new ReceiptError('pack-damaged');

/** What can be refused before any file is read, and the list of them. */
async function listEntries(/** @type {Blob} */ pack) {
  if (pack.size > MAX_BYTES) throw tooLarge();
  if (pack.size < END_SIZE) throw damaged();
  const end = await viewOf(pack, pack.size - END_SIZE, END_SIZE);
  const [disks, here, entries, length, offset, comment] = [end.getUint32(4, true), end.getUint16(8, true), end.getUint16(10, true), end.getUint32(12, true), end.getUint32(16, true), end.getUint16(20, true)];
  if (end.getUint32(0, true) !== END || disks !== 0 || here !== entries || comment !== 0) throw damaged();
  if (entries > MAX_ENTRIES || length > MAX_DIRECTORY) throw tooLarge();
  if (offset + length !== pack.size - END_SIZE) throw damaged(); // something before, behind or between
  return readDirectory(await viewOf(pack, offset, length), entries);
}

const tooLarge = () => new ReceiptError('pack-too-large', '', { limit: MAX_BYTES, entries: MAX_ENTRIES });

/**
 * @param {DataView} view
 * @param {number} count
 */
function readDirectory(view, count) {
  /** @type {Map<string, PackEntry>} */
  const entries = new Map();
  let place = 0;
  for (let number = 0; number < count; number += 1) {
    if (place + CENTRAL_SIZE > view.byteLength || view.getUint32(place, true) !== CENTRAL) throw damaged();
    const [nameSize, extra, comment] = [28, 30, 32].map((at) => view.getUint16(place + at, true));
    if (place + CENTRAL_SIZE + nameSize + extra + comment > view.byteLength) throw damaged();
    const nameBytes = new Uint8Array(view.buffer, view.byteOffset + place + CENTRAL_SIZE, nameSize);
    const name = decodeText(nameBytes);
    if (name === null) throw damaged();
    if (name === '' || name.length > MAX_NAME || UNSAFE.test(name)) throw new ReceiptError('pack-name', '', { name: name.slice(0, MAX_NAME) });
    const [flags, method] = [8, 10].map((at) => view.getUint16(place + at, true));
    const [crc, packed, size, at] = [16, 20, 24, 42].map((where) => view.getUint32(place + where, true));
    if (method !== 0 || packed !== size || flags & ENCRYPTED || entries.has(name)) throw new ReceiptError('pack-form', '', { name });
    entries.set(name, { name, nameBytes, crc, size, at });
    place += CENTRAL_SIZE + nameSize + extra + comment;
  }
  if (place !== view.byteLength) throw damaged();
  return entries.values();
}

/**
 * @param {Blob} pack
 * @param {PackEntry} entry
 */
async function readEntry(pack, { nameBytes, crc, size, at }) {
  const head = await viewOf(pack, at, LOCAL_SIZE + nameBytes.length);
  const own = new Uint8Array(head.buffer, LOCAL_SIZE);
  if (head.getUint32(0, true) !== LOCAL || head.getUint16(26, true) !== nameBytes.length || !areEqual(own, nameBytes)) throw damaged();
  const begin = at + LOCAL_SIZE + nameBytes.length + head.getUint16(28, true);
  const data = new Uint8Array((await viewOf(pack, begin, size)).buffer);
  if (crc32(data) !== crc) throw damaged();
  return data;
}

/**
 * @param {Blob} pack
 * @param {number} at
 * @param {number} size
 */
async function viewOf(pack, at, size) {
  const data = await pack.slice(at, at + size).arrayBuffer();
  if (data.byteLength !== size) throw damaged();
  return new DataView(data);
}
