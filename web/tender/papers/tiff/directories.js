// The directories of a TIFF (TIFF 6.0, section 2), one for each page: every offset, count and size in them is a stranger's.

import { MAX_PAGES, Unread } from '../limits.js';

const AT_ONCE = 64 * 1024 * 1024; // bytes; of what is larger the parts that are asked for
const MOST_ENTRIES = 4096;
const WIDTHS = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4]; // bytes of a value, by its type
const READ = new Set([1, 3, 4, 7, 13]); // bytes and numbers that are neither negative nor fractions

/** @typedef {{ type: number, count: number, place: number }} Entry where the values of a tag are */
/** @typedef {Map<number, Entry>} Directory */

export class TiffFile {
  /** @type {Uint8Array<ArrayBuffer> | null} */
  #whole = null;
  #isLittle = false;

  /** @param {Blob} data */
  constructor(data) {
    this.data = data;
  }

  /**
   * The directories in their order, which ends where one comes again; Unread where one is not whole.
   * @returns {Promise<Directory[]>}
   */
  async open() {
    if (this.data.size <= AT_ONCE) this.#whole = new Uint8Array(await this.data.arrayBuffer());
    const head = await this.#view(0, 8);
    this.#isLittle = head.getUint8(0) === 0x49;
    /** @type {Directory[]} */
    const tags = [];
    const seen = new Set();
    for (let at = head.getUint32(4, this.#isLittle); tags.length === 0 || (at !== 0 && !seen.has(at));) {
      if (tags.length === MAX_PAGES) throw new Unread('paper-too-many-pages');
      seen.add(at);
      const { directory, next } = await this.#directory(at);
      tags.push(directory);
      at = next;
    }
    return tags;
  }

  /**
   * The bytes there, as many of them as the file has.
   * @param {number} at
   * @param {number} length
   */
  async bytes(at, length) {
    if (this.#whole !== null) return this.#whole.subarray(at, at + length);
    return new Uint8Array(await this.data.slice(at, at + length).arrayBuffer());
  }

  /**
   * The values of a tag; none where it is missing or of another type.
   * @param {Directory} directory
   * @param {number} tag
   * @param {number} most values that there can be
   * @returns {Promise<number[]>}
   */
  async values(directory, tag, most) {
    const entry = directory.get(tag);
    if (entry === undefined || !READ.has(entry.type)) return [];
    const width = WIDTHS[entry.type];
    const count = Math.min(entry.count, most);
    const view = await this.#view(entry.place, width * count);
    return Array.from({ length: count }, (_, i) => {
      if (width === 1) return view.getUint8(i);
      return width === 2 ? view.getUint16(2 * i, this.#isLittle) : view.getUint32(4 * i, this.#isLittle);
    });
  }

  /** @param {number} at */
  async #directory(at) {
    const count = (await this.#view(at, 2)).getUint16(0, this.#isLittle);
    if (count > MOST_ENTRIES) throw new Unread('paper-damaged');
    const view = await this.#view(at + 2, 12 * count + 4);
    /** @type {Directory} */
    const directory = new Map();
    for (let i = 0; i < 12 * count; i += 12) {
      const [type, values] = [view.getUint16(i + 2, this.#isLittle), view.getUint32(i + 4, this.#isLittle)];
      const isApart = (WIDTHS[type] ?? 0) * values > 4;
      const place = isApart ? view.getUint32(i + 8, this.#isLittle) : at + 2 + i + 8;
      if (isApart && place + WIDTHS[type] * values > this.data.size) throw new Unread('paper-damaged');
      directory.set(view.getUint16(i, this.#isLittle), { type, count: values, place });
    }
    return { directory, next: view.getUint32(12 * count, this.#isLittle) };
  }

  /**
   * @param {number} at
   * @param {number} length
   */
  async #view(at, length) {
    const bytes = await this.bytes(at, length);
    if (bytes.length < length) throw new Unread('paper-damaged');
    return new DataView(bytes.buffer, bytes.byteOffset, length);
  }
}
