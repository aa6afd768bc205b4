// credentials/h1.py, its zlib: raw DEFLATE (RFC 1951), refused wherever zlib refuses it. A browser's own takes no
// dictionary, says nothing of bytes after the end, and is absent from older ones.

const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const END = 256;
const LONGEST = 15;

class Damaged extends Error {}

/** @typedef {{ counts: number[], symbols: number[] }} Code */

/**
 * Returns `{base, extra}` by symbol: each symbol stands for 2 to the power of `extra` values from `base` on.
 * @param {number} first
 * @param {number} count
 * @param {(place: number) => number} extraOf
 */
function scaleOf(first, count, extraOf) {
  const extra = Array.from({ length: count }, (_, i) => extraOf(i));
  let next = first;
  const base = extra.map((bits) => (next += 2 ** bits) - 2 ** bits);
  return { base, extra };
}

const LENGTHS = scaleOf(3, 28, (i) => Math.max(0, (i >> 2) - 1));
// 258 has a symbol of its own (RFC 1951 3.2.5)
LENGTHS.base.push(258);
LENGTHS.extra.push(0);
const DISTANCES = scaleOf(1, 30, (i) => Math.max(0, (i >> 1) - 1));

/**
 * Returns the decompressed bytes of `data` with `dictionary` before them; null if the data are damaged, cut off or
 * followed by other bytes. Above `limit` bytes it returns the first `limit` + 1.
 * @param {Uint8Array} data
 * @param {number} limit
 * @param {Uint8Array} dictionary
 */
export function inflate(data, limit, dictionary = new Uint8Array()) {
  const out = new Uint8Array(dictionary.length + limit + 1);
  out.set(dictionary);
  const bits = new Bits(data);
  let size = dictionary.length;
  try {
    for (let last = 0; last === 0 && size < out.length; ) {
      last = bits.take(1);
      const kind = bits.take(2);
      size = kind === 0 ? bits.copyStored(out, size) : bits.copyCoded(codesOf(kind, bits), out, size);
    }
  } catch (error) {
    if (error instanceof Damaged) return null;
    throw error;
  }
  return size < out.length && bits.place < data.length ? null : out.subarray(dictionary.length, size);
}

class Bits {
  place = 0;
  #held = 0;
  #count = 0;

  /**
   * @param {Uint8Array} data
   */
  constructor(data) {
    this.data = data;
  }

  /**
   * The next `count` bits, at most 13, the first one lowest.
   * @param {number} count
   */
  take(count) {
    while (this.#count < count) {
      if (this.place >= this.data.length) throw new Damaged();
      this.#held |= this.data[this.place] << this.#count;
      this.place += 1;
      this.#count += 8;
    }
    const value = this.#held & ((1 << count) - 1);
    this.#held >>>= count;
    this.#count -= count;
    return value;
  }

  /**
   * Returns the next symbol of a canonical code.
   * @param {Code} code
   */
  symbol({ counts, symbols }) {
    let code = 0;
    let first = 0;
    let before = 0;
    for (let length = 1; length <= LONGEST; length += 1) {
      code = 2 * code + this.take(1);
      first *= 2;
      if (code - first < counts[length]) return symbols[before + code - first];
      before += counts[length];
      first += counts[length];
    }
    throw new Damaged();
  }

  /**
   * @param {Uint8Array} out
   * @param {number} size
   */
  copyStored(out, size) {
    // a stored block begins at the next byte (RFC 1951 3.2.4)
    this.#held = this.#count = 0;
    const length = this.take(8) + 256 * this.take(8);
    if (this.take(8) + 256 * this.take(8) !== (length ^ 0xffff)) throw new Damaged();
    const taken = Math.min(length, out.length - size);
    if (this.place + taken > this.data.length) throw new Damaged();
    out.set(this.data.subarray(this.place, this.place + taken), size);
    this.place += taken;
    return size + taken;
  }

  /**
   * @param {{ literals: Code, distances: Code }} codes
   * @param {Uint8Array} out
   * @param {number} size
   */
  copyCoded({ literals, distances }, out, size) {
    while (size < out.length) {
      const symbol = this.symbol(literals);
      if (symbol === END) break;
      if (symbol < END) {
        out[size] = symbol;
        size += 1;
        continue;
      }
      const length = this.#number(LENGTHS, symbol - END - 1);
      const distance = this.#number(DISTANCES, this.symbol(distances));
      if (distance > size) throw new Damaged();
      // copies byte by byte, because source and target may overlap (RFC 1951 3.2.3)
      for (const end = Math.min(size + length, out.length); size < end; size += 1) out[size] = out[size - distance];
    }
    return size;
  }

  /**
   * @param {{ base: number[], extra: number[] }} scale
   * @param {number} symbol
   */
  #number({ base, extra }, symbol) {
    if (symbol >= base.length) throw new Damaged();
    return base[symbol] + this.take(extra[symbol]);
  }
}

/**
 * @param {number} kind
 * @param {Bits} bits
 */
function codesOf(kind, bits) {
  if (kind === 1) {
    const lengths = [144, 112, 24, 8].flatMap((count, i) => Array(count).fill([8, 9, 7, 8][i]));
    return { literals: codeOf(lengths), distances: codeOf(Array(32).fill(5)) };
  }
  if (kind !== 2) throw new Damaged();
  const [literals, distances, sent] = [bits.take(5) + 257, bits.take(5) + 1, bits.take(4) + 4];
  // symbols beyond these never occur (RFC 1951 3.2.6), and zlib refuses codes for them
  if (literals > 286 || distances > 30) throw new Damaged();
  const first = Array(19).fill(0);
  for (const symbol of ORDER.slice(0, sent)) first[symbol] = bits.take(3);
  const lengths = readLengths(bits, codeOf(first), literals + distances);
  if (lengths[END] === 0) throw new Damaged();
  return { literals: codeOf(lengths.slice(0, literals), true), distances: codeOf(lengths.slice(literals), true) };
}

/**
 * The lengths of two codes, themselves in a code: 16 repeats the one before, 17 and 18 are runs of none.
 * @param {Bits} bits
 * @param {Code} code
 * @param {number} wanted
 */
function readLengths(bits, code, wanted) {
  /** @type {number[]} */
  const lengths = [];
  while (lengths.length < wanted) {
    const symbol = bits.symbol(code);
    if (symbol === 16 && lengths.length === 0) throw new Damaged();
    const length = symbol < 16 ? symbol : symbol === 16 ? lengths[lengths.length - 1] : 0;
    const times = symbol < 16 ? 1 : symbol === 18 ? 11 + bits.take(7) : 3 + bits.take(symbol - 14);
    lengths.push(...Array(times).fill(length));
  }
  if (lengths.length > wanted) throw new Damaged();
  return lengths;
}

/**
 * Returns a canonical code: the number of symbols of each length, and the symbols in order. With `mayBeOne`, a code of
 * a single symbol may be incomplete.
 * @param {number[]} lengths
 * @returns {Code}
 */
function codeOf(lengths, mayBeOne = false) {
  const counts = Array(LONGEST + 1).fill(0);
  for (const length of lengths) counts[length] += 1;
  const used = lengths.length - counts[0];
  counts[0] = 0;
  const left = counts.slice(1).reduce((free, count) => (free < 0 ? free : 2 * free - count), 1);
  if (left < 0 || (left > 0 && used > 0 && !(mayBeOne && used === 1 && counts[1] === 1))) throw new Damaged();
  const symbols = [...lengths.keys()].filter((symbol) => lengths[symbol] > 0);
  return { counts, symbols: symbols.sort((a, b) => lengths[a] - lengths[b] || a - b) };
}
