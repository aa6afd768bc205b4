// carriers/spreadsheet/formats/archive.py: the ZIP of an .xlsx file: everything that can be refused without unpacking is.

import { decodeText, findInvalid } from '../../signing/bytes.js';
import { inflate } from '../../credentials/inflate.js';
import { crc32 } from '../../verifier/tender/record/pack.js';
import { CarrierError } from './errors.js';

const MAX_UNPACKED = 100 * 1024 * 1024;
const MAX_TAGS = 8_000_000;
const MAX_DIRECTORY = 32 * 1024;
const MAX_ENTRIES = 512;
export const SMALL_BYTES = 64 * 1024; // up to which a file is read within a time nobody notices, whatever is in it
const [END_BYTES, LOCATOR_BYTES, ENTRY_BYTES, HEAD_BYTES] = [22, 20, 46, 30];
const [STORED, DEFLATED] = [0, 8];
const INVALID = '\0'; // no character of XML
const NEWEST = 63; // the version of ZIP that is read

/** @typedef {{ name: string, flags: number, method: number, crc: number, packed: number, size: number, offset: number }} Entry */

const damaged = () => new CarrierError('sheet-damaged');
const bomb = () => new CarrierError('sheet-bomb', '', { limit: MAX_UNPACKED });

/** The parts of an .xlsx file by name, unpacked on demand and never beyond the budget. */
export class Archive {
  #bytes;
  #tags;

  /**
   * Throws CarrierError for macros, encryption, bombs, other kinds of file, damage.
   * @param {Uint8Array<ArrayBuffer>} data
   */
  constructor(data) {
    this.data = data;
    const entries = readDirectory(data);
    this.entries = new Map(entries.map((entry) => [entry.name.toLowerCase(), entry]));
    const small = Math.min(data.length, SMALL_BYTES);
    const rest = data.length - small;
    this.#bytes = Math.min(MAX_UNPACKED, 1024 * 1024 + 100 * rest);
    this.#tags = Math.min(MAX_TAGS, 9_000 + Math.floor((13 * small) / 10) + 4 * rest);
    if (this.entries.size !== entries.length) throw damaged();
    if (entries.some(({ flags }) => flags & 1)) throw new CarrierError('sheet-encrypted');
    if (entries.reduce((sum, { size }) => sum + size, 0) > MAX_UNPACKED) throw bomb();
    this.#checkKind();
  }

  #checkKind() {
    const names = [...this.entries.keys()];
    if (names.some((name) => name.includes('vbaproject') || /^xl\/(?:macrosheets|activex)\//.test(name))) throw new CarrierError('sheet-macros');
    if (this.has('xl/workbook.bin') || this.has('mimetype') || !this.has('[content_types].xml')) throw new CarrierError('sheet-kind');
    if (this.#unpack('[Content_Types].xml', SMALL_BYTES).text.includes('macroEnabled')) throw new CarrierError('sheet-macros');
  }

  /** @param {string} name */
  has(name) {
    return this.entries.has(name.toLowerCase());
  }

  /**
   * The text of a part, as far as it is one; CarrierError where it is absent, damaged or too large.
   * @param {string} name
   */
  read(name, limit = MAX_UNPACKED) {
    const { data } = this.#unpack(name, limit);
    const [first, second] = data;
    const isLow = first === 0xff && second === 0xfe;
    if (isLow || (first === 0xfe && second === 0xff)) return new TextDecoder(isLow ? 'utf-16le' : 'utf-16be').decode(data);
    return decodeText(data) ?? `${decodeText(data.subarray(0, findInvalid(data)))}${INVALID}`;
  }

  /**
   * The bytes, and as many characters.
   * @param {string} name
   * @param {number} limit
   */
  #unpack(name, limit) {
    const entry = this.entries.get(name.toLowerCase());
    if (entry === undefined || (entry.method !== STORED && entry.method !== DEFLATED)) throw damaged();
    this.#bytes -= entry.size;
    if (this.#bytes < 0 || entry.size > limit) throw bomb();
    const data = unpackEntry(this.data, entry);
    const text = new TextDecoder('latin1').decode(data);
    this.#tags -= countOf(text, '<') + 4 * countOf(text, '_x'); // an escaped character costs as much as four
    if (this.#tags < 0) throw new CarrierError('sheet-dense');
    return { data, text };
  }
}

/**
 * @param {string} text
 * @param {string} part
 */
function countOf(text, part) {
  let count = 0;
  for (let at = text.indexOf(part); at >= 0; at = text.indexOf(part, at + part.length)) count += 1;
  return count;
}

/**
 * The entries; a directory that is long, split or in zip64 form is refused before it is walked.
 * @param {Uint8Array<ArrayBuffer>} data
 */
function readDirectory(data) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const end = data.length - END_BYTES;
  if (end < 0 || view.getUint32(end, true) !== 0x06054b50) throw damaged();
  const [disk, first, here, count, comment] = [4, 6, 8, 10, 20].map((place) => view.getUint16(end + place, true));
  const [size, offset] = [12, 16].map((place) => view.getUint32(end + place, true));
  const hasLocator = end >= LOCATOR_BYTES && view.getUint32(end - LOCATOR_BYTES, true) === 0x07064b50;
  if (disk !== 0 || first !== 0 || comment !== 0 || here !== count || hasLocator) throw damaged();
  if (count > MAX_ENTRIES || size > MAX_DIRECTORY) throw bomb();
  const shift = end - size - offset;
  if (end < size || shift < 0) throw damaged();
  /** @type {Entry[]} */
  const entries = [];
  for (let at = end - size; at < end; ) {
    if (at + ENTRY_BYTES > end || view.getUint32(at, true) !== 0x02014b50 || view.getUint16(at + 6, true) > NEWEST) throw damaged();
    const [name, extra, note] = [28, 30, 32].map((place) => view.getUint16(at + place, true));
    const flags = view.getUint16(at + 8, true);
    entries.push({
      name: nameOf(data.subarray(at + ENTRY_BYTES, at + ENTRY_BYTES + name), flags), flags, method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true), packed: view.getUint32(at + 20, true), size: view.getUint32(at + 24, true), offset: view.getUint32(at + 42, true) + shift,
    });
    at += ENTRY_BYTES + name + extra + note;
  }
  return entries;
}

/**
 * @param {Uint8Array} raw
 * @param {number} flags
 */
function nameOf(raw, flags) {
  const text = flags & 0x800 ? decodeText(raw) : new TextDecoder('latin1').decode(raw);
  if (text === null) throw damaged();
  return text.split('\0', 1)[0];
}

/**
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {Entry} entry
 */
function unpackEntry(data, { name, flags, method, crc, packed, size, offset }) {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  if (offset + HEAD_BYTES > data.length || view.getUint32(offset, true) !== 0x04034b50 || flags & 0x60) throw damaged();
  const length = view.getUint16(offset + 26, true);
  const begin = offset + HEAD_BYTES + length + view.getUint16(offset + 28, true);
  if (nameOf(data.subarray(offset + HEAD_BYTES, offset + HEAD_BYTES + length), view.getUint16(offset + 6, true)) !== name) throw damaged();
  const part = data.subarray(begin, begin + packed);
  const whole = method === STORED ? part : inflate(part, size);
  if (whole === null || whole.length < size) throw damaged();
  const content = whole.subarray(0, size);
  if (crc32(content) !== crc) throw damaged();
  return content;
}
