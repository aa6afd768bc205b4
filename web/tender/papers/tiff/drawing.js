// The pixels of a TIFF's page: its strips or tiles are unpacked one after the other, none before its size is known to be allowed.

import { MAX_PIXELS, MAX_SIDE, Unread } from '../limits.js';
import { unpackFax } from './fax.js';
import { CMYK, COLOUR_MAP, JPEG, JPEG_TABLES, LAB, PALETTE, RAW, RGB, STRIPS, STRIP_LENGTHS, TILES, TILE_LENGTHS, WHITE_IS_0, YCBCR } from './form.js';
import { addDifferences, assembleJpeg, turnBits, unpackBits, unpackDeflated, unpackLzw } from './unpacking.js';

/** @import { TiffFile } from './directories.js' */
/** @import { TiffForm } from './form.js' */

/** @typedef {(jpeg: Uint8Array<ArrayBuffer>, width: number, rows: number) => Promise<Uint8ClampedArray | Uint8Array | null>} JpegDecoder four bytes a pixel */
/** @typedef {{ data: Uint8Array | Uint8ClampedArray, bits: number, step: number, length: number }} Samples `step` samples a pixel, `length` bytes a row */

const MOST_BLOCKS = 1_000_000;
const FAXES = new Set([2, 3, 4]);
const [LZW, PACK_BITS] = [5, 32773];
const DEFLATED = new Set([8, 32946]);
const WHITE = 255;

/**
 * Four bytes a pixel, opaque, turned as the page is shown; Unread page-memory where there are too many.
 * @param {TiffFile} file
 * @param {TiffForm} form
 * @param {JpegDecoder} decodeJpeg
 */
export async function drawPixels(file, form, decodeJpeg) {
  const { width, height, isTiled, blockWidth, blockHeight, samples, isPlanar } = form;
  const isLarge = (/** @type {number} */ wide, /** @type {number} */ high) => wide * high > MAX_PIXELS || Math.max(wide, high) > MAX_SIDE;
  if (isLarge(width, height)) throw new Unread('page-memory');
  const isTaken = form.bits <= 8 && form.photometric !== LAB && (form.photometric !== YCBCR || form.compression === JPEG) && (form.photometric !== CMYK || form.compression !== JPEG) && (!isPlanar || form.photometric === RGB);
  if (!isTaken || Math.min(blockWidth, blockHeight) < 1 || isLarge(blockWidth, blockHeight)) throw new Unread('page-damaged');
  const [across, down] = [Math.ceil(width / blockWidth), Math.ceil(height / blockHeight)];
  const count = across * down * (isPlanar ? samples : 1);
  if (count > MOST_BLOCKS) throw new Unread('page-damaged');
  const places = await file.values(form.directory, isTiled ? TILES : STRIPS, count);
  const lengths = await file.values(form.directory, isTiled ? TILE_LENGTHS : STRIP_LENGTHS, count);
  if (places.length < count) throw new Unread('page-damaged');
  const sheet = new Sheet(form, await readShades(file, form));
  const tables = new Uint8Array(await file.values(form.directory, JPEG_TABLES, 65_536));
  for (let i = 0; i < count; i += 1) {
    const y = Math.floor((i % (across * down)) / across) * blockHeight;
    const rows = Math.min(blockHeight, height - y);
    const size = Math.ceil((blockWidth * form.bits * (isPlanar ? 1 : samples)) / 8) * rows;
    const bytes = await file.bytes(places[i], form.compression === RAW ? size : Math.min(lengths[i] ?? Infinity, 8 * size + 65_536));
    const block = await unpack(bytes, form, rows, size, { tables, decodeJpeg });
    sheet.paint(block, (i % across) * blockWidth, y, rows, Math.floor(i / (across * down)));
  }
  return { pixels: sheet.pixels, width: sheet.width, height: sheet.height };
}

/**
 * @param {Uint8Array<ArrayBuffer>} packed
 * @param {TiffForm} form
 * @param {number} rows
 * @param {number} size bytes of them unpacked
 * @param {{ tables: Uint8Array, decodeJpeg: JpegDecoder }} jpeg
 * @returns {Promise<Samples>}
 */
async function unpack(packed, form, rows, size, jpeg) {
  const { compression, blockWidth, bits, isPlanar } = form;
  if (compression === JPEG) {
    const data = isPlanar || bits !== 8 ? null : await jpeg.decodeJpeg(assembleJpeg(jpeg.tables, packed, form.photometric === RGB), blockWidth, rows);
    if (data === null) throw new Error('a JPEG of another size');
    return { data, bits: 8, step: 4, length: 4 * blockWidth };
  }
  const step = isPlanar ? 1 : form.samples;
  const data = await unpackBytes(form.isTurned ? turnBits(packed) : packed, form, rows, size);
  const length = size / rows;
  if (form.predictor !== 1 && (compression === LZW || DEFLATED.has(compression))) {
    if (form.predictor !== 2 || bits !== 8) throw new Error('differences of another kind');
    addDifferences(data, length, step);
  }
  return { data, bits, step, length };
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {TiffForm} form
 * @param {number} rows
 * @param {number} size
 */
async function unpackBytes(bytes, form, rows, size) {
  const { compression } = form;
  if (FAXES.has(compression)) {
    if (form.bits !== 1 || form.samples !== 1) throw new Error('a fax with colours');
    return unpackFax(bytes, form.blockWidth, rows, form);
  }
  if (compression === LZW) return unpackLzw(bytes, size);
  if (compression === PACK_BITS) return unpackBits(bytes, size);
  if (DEFLATED.has(compression)) return unpackDeflated(bytes, size);
  if (compression !== RAW || bytes.length < size) throw new Error('cut short, or packed in another way');
  return bytes;
}

/**
 * What the values of a single sample look like, three bytes each.
 * @param {TiffFile} file
 * @param {TiffForm} form
 */
async function readShades(file, { directory, photometric, bits }) {
  const count = 2 ** bits;
  if (photometric !== PALETTE) {
    return Uint8Array.from({ length: 3 * count }, (_, i) => {
      const shade = (Math.floor(i / 3) * WHITE) / (count - 1);
      return photometric === WHITE_IS_0 ? WHITE - shade : shade;
    });
  }
  const map = await file.values(directory, COLOUR_MAP, 3 * count);
  if (map.length < 3 * count) throw new Error('colours are missing');
  return Uint8Array.from({ length: 3 * count }, (_, i) => map[(i % 3) * count + Math.floor(i / 3)] >> 8);
}

class Sheet {
  /**
   * @param {TiffForm} form
   * @param {Uint8Array} shades
   */
  constructor(form, shades) {
    const { width: w, height: h, orientation } = form;
    this.form = form;
    this.shades = shades;
    const isAcross = orientation >= 5 && orientation <= 8;
    this.width = isAcross ? h : w;
    this.height = isAcross ? w : h;
    try {
      this.pixels = new Uint8ClampedArray(4 * w * h).fill(WHITE);
    } catch {
      throw new Unread('page-memory');
    }
    const last = w * h - 1;
    /** Where the first pixel is shown, how far from it that to its right and that below, by orientation. */
    const turns = [[0, 1, w], [w - 1, -1, w], [last, -1, -w], [w * (h - 1), 1, -w], [0, h, 1], [h - 1, h, -1], [last, -h, -1], [h * (w - 1), -h, 1]];
    this.turn = turns[orientation - 1] ?? turns[0];
  }

  /**
   * @param {Samples} block
   * @param {number} left
   * @param {number} top
   * @param {number} rows
   * @param {number} plane
   */
  paint({ data, bits, step, length }, left, top, rows, plane) {
    const { form, pixels, shades, turn: [first, right, below] } = this;
    const columns = Math.min(form.blockWidth, form.width - left);
    const hasAlpha = form.alpha > 0 && form.compression !== JPEG;
    for (let row = 0; row < rows; row += 1) {
      let to = 4 * (first + left * right + (top + row) * below);
      for (let column = 0; column < columns; column += 1, to += 4 * right) {
        const bit = column * step * bits;
        const from = row * length + (bit >> 3);
        if (form.isPlanar) {
          if (plane < form.colours) pixels[to + plane] = data[from];
          else if (plane === form.colours && hasAlpha) fade(pixels, to, data[from], form.alpha);
          continue;
        }
        if (form.colours === 1) {
          const shade = 3 * ((data[from] >> (8 - bits - (bit & 7))) & (2 ** bits - 1));
          for (let i = 0; i < 3; i += 1) pixels[to + i] = shades[shade + i];
        } else {
          const light = form.photometric === CMYK ? WHITE - data[from + 3] : 0;
          for (let i = 0; i < 3; i += 1) pixels[to + i] = form.photometric === CMYK ? light * (1 - data[from + i] / WHITE) : data[from + i];
        }
        if (hasAlpha) fade(pixels, to, data[from + form.colours], form.alpha);
      }
    }
  }
}

/**
 * What is transparent is white paper.
 * @param {Uint8ClampedArray} pixels
 * @param {number} to
 * @param {number} alpha
 * @param {number} kind
 */
function fade(pixels, to, alpha, kind) {
  for (let i = to; i < to + 3; i += 1) pixels[i] = (kind === 1 ? pixels[i] : (pixels[i] * alpha) / WHITE) + WHITE - alpha;
}
