// The packing of a strip or tile of a TIFF (TIFF 6.0, sections 9, 13, 14 and 22; deflate: Adobe, 2002): never more than
// `size` bytes come out, and fewer are an error.

/**
 * Runs and bytes as they are.
 * @param {Uint8Array} bytes
 * @param {number} size
 */
export function unpackBits(bytes, size) {
  const out = new Uint8Array(size);
  let at = 0;
  for (let i = 0; i < bytes.length && at < size;) {
    const count = bytes[i];
    i += 1;
    if (count > 128) {
      out.fill(bytes[i], at, at + 257 - count);
      at += 257 - count;
      i += 1;
    } else if (count < 128) {
      const copied = bytes.subarray(i, i + Math.min(count + 1, size - at));
      out.set(copied, at);
      at += copied.length;
      i += count + 1;
    }
  }
  return whole(out, at);
}

const [CLEAR, END, MOST_CODES] = [256, 257, 4096];

/**
 * LZW: what a code stands for has been put out before, so that a place there and a length tell it.
 * @param {Uint8Array} bytes
 * @param {number} size
 */
export function unpackLzw(bytes, size) {
  const out = new Uint8Array(size);
  const [places, lengths] = [new Uint32Array(MOST_CODES), new Uint32Array(MOST_CODES)];
  let [next, width, place, length, at] = [END + 1, 9, 0, 0, 0]; // place and length: of the code before; its length is 0 at first
  for (let bit = 0; bit + width <= bytes.length * 8 && at < size;) {
    const byte = bit >> 3;
    const bits = (bytes[byte] << 16) | (bytes[byte + 1] << 8) | bytes[byte + 2];
    const code = (bits >> (24 - (bit & 7) - width)) & (2 ** width - 1);
    bit += width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, length] = [END + 1, 9, 0];
      continue;
    }
    if (code > next || (code > END && length === 0)) throw new Error('no code');
    if (length > 0 && next < MOST_CODES) {
      [places[next], lengths[next]] = [place, length + 1];
      next += 1;
    }
    const from = places[code];
    const count = code < CLEAR ? 1 : lengths[code];
    if (code < CLEAR) out[at] = code;
    else for (let i = 0; i < count && at + i < size; i += 1) out[at + i] = out[from + i];
    [place, length] = [at, count];
    at += count;
    if (next >= 2 ** width - 1 && width < 12) width += 1;
  }
  return whole(out, at);
}

/**
 * @param {Uint8Array<ArrayBuffer>} bytes
 * @param {number} size
 */
export async function unpackDeflated(bytes, size) {
  const out = new Uint8Array(size);
  const reader = new Blob([bytes]).stream().pipeThrough(new DecompressionStream('deflate')).getReader();
  let at = 0;
  while (at < size) {
    const { done, value } = await reader.read();
    if (done) break;
    out.set(value.subarray(0, size - at), at);
    at += value.length;
  }
  reader.cancel().catch(() => {}); // the end of it is not asked for
  return whole(out, at);
}

/**
 * Each sample of 8 bits is the difference to that of the pixel before.
 * @param {Uint8Array} rows
 * @param {number} length of a row
 * @param {number} samples
 */
export function addDifferences(rows, length, samples) {
  for (let row = 0; row < rows.length; row += length) {
    for (let i = row + samples; i < row + length; i += 1) rows[i] += rows[i - samples];
  }
}

const TURNED = Uint8Array.from({ length: 256 }, (_, byte) => [0, 1, 2, 3, 4, 5, 6, 7].reduce((sum, bit) => sum | (((byte >> bit) & 1) << (7 - bit)), 0));

/**
 * Bytes whose first bit is their lowest, turned.
 * @param {Uint8Array<ArrayBuffer>} bytes
 */
export const turnBits = (bytes) => bytes.map((byte) => TURNED[byte]);

/**
 * A JPEG: the tables that all strips share, how its colours are meant, then the strip itself.
 * @param {Uint8Array} tables
 * @param {Uint8Array} strip
 * @param {boolean} isRgb
 */
export function assembleJpeg(tables, strip, isRgb) {
  const isBegun = (/** @type {Uint8Array} */ bytes) => bytes[0] === 0xff && bytes[1] === 0xd8;
  if (!isBegun(strip) || (tables.length > 0 && !isBegun(tables))) throw new Error('no JPEG');
  const end = tables.length >= 4 && tables.at(-2) === 0xff && tables.at(-1) === 0xd9 ? -2 : tables.length;
  const adobe = [0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, isRgb ? 0 : 1];
  return Uint8Array.from([0xff, 0xd8, ...adobe, ...tables.subarray(2, end), ...strip.subarray(2)]);
}

/**
 * @param {Uint8Array<ArrayBuffer>} out
 * @param {number} at
 */
function whole(out, at) {
  if (at < out.length) throw new Error('cut short');
  return out;
}
