// The packing of one-bit pages by fax machines and scanners (ITU-T T.4 and T.6): a bit is set where the page is black.

const WHITE = '00110101 000111 0111 1000 1011 1100 1110 1111 10011 10100 00111 01000 001000 000011 110100 110101 101010 101011 0100111 0001100 0001000 0010111 0000011 0000100 0101000 0101011 0010011 0100100 0011000 00000010 00000011 00011010 00011011 00010010 00010011 00010100 00010101 00010110 00010111 00101000 00101001 00101010 00101011 00101100 00101101 00000100 00000101 00001010 00001011 01010010 01010011 01010100 01010101 00100100 00100101 01011000 01011001 01011010 01011011 01001010 01001011 00110010 00110011 00110100'
  + ' 11011 10010 010111 0110111 00110110 00110111 01100100 01100101 01101000 01100111 011001100 011001101 011010010 011010011 011010100 011010101 011010110 011010111 011011000 011011001 011011010 011011011 010011000 010011001 010011010 011000 010011011';
const BLACK = '0000110111 010 11 10 011 0011 0010 00011 000101 000100 0000100 0000101 0000111 00000100 00000111 000011000 0000010111 0000011000 0000001000 00001100111 00001101000 00001101100 00000110111 00000101000 00000010111 00000011000 000011001010 000011001011 000011001100 000011001101 000001101000 000001101001 000001101010 000001101011 000011010010 000011010011 000011010100 000011010101 000011010110 000011010111 000001101100 000001101101 000011011010 000011011011 000001010100 000001010101 000001010110 000001010111 000001100100 000001100101 000001010010 000001010011 000000100100 000000110111 000000111000 000000100111 000000101000 000001011000 000001011001 000000101011 000000101100 000001011010 000001100110 000001100111'
  + ' 0000001111 000011001000 000011001001 000001011011 000000110011 000000110100 000000110101 0000001101100 0000001101101 0000001001010 0000001001011 0000001001100 0000001001101 0000001110010 0000001110011 0000001110100 0000001110101 0000001110110 0000001110111 0000001010010 0000001010011 0000001010100 0000001010101 0000001011010 0000001011011 0000001100100 0000001100101';
const LONG = ' 00000001000 00000001100 00000001101 000000010010 000000010011 000000010100 000000010101 000000010110 000000010111 000000011100 000000011101 000000011110 000000011111';
const MODES = '0001 001 1 011 000011 0000011 010 000010 0000010';
const [PASS, HORIZONTAL] = [0, 1];
const SHIFTS = [0, 0, 0, 1, 2, 3, -1, -2, -3]; // of the modes behind these
const LONGEST = 13; // bits of a code
const LINE_END = 1; // behind eleven zeros

/** By the next `LONGEST` bits: place of the code in its list and how long it is; 0 where it is none. */
const [whites, blacks, modes] = [WHITE + LONG, BLACK + LONG, MODES].map((codes) => {
  const table = new Uint16Array(2 ** LONGEST);
  codes.split(' ').forEach((code, place) => {
    const begin = Number.parseInt(code, 2) << (LONGEST - code.length);
    table.fill((place << 4) | code.length, begin, begin + 2 ** (LONGEST - code.length));
  });
  return table;
});

/** @typedef {{ compression: number, isTwoDimensional: boolean }} FaxForm 2, 3 or 4 as TIFF numbers them, and whether rows of 3 may refer to those above */

/**
 * The rows, each beginning with a byte; throws where a code is none.
 * @param {Uint8Array} bytes
 * @param {number} width
 * @param {number} rows
 * @param {FaxForm} form
 */
export const unpackFax = (bytes, width, rows, form) => new Fax(bytes, width).unpack(rows, form);

class Fax {
  #at = 0; // bits
  /** Where a row changes its colour, white first, then the width; of the row above and of this one. */
  #above;
  #row;
  #count = 0;

  /**
   * @param {Uint8Array} bytes
   * @param {number} width
   */
  constructor(bytes, width) {
    this.bytes = bytes;
    this.width = width;
    this.#above = new Int32Array(width + 8).fill(width);
    this.#row = new Int32Array(width + 8);
  }

  /**
   * @param {number} rows
   * @param {FaxForm} form
   */
  unpack(rows, { compression, isTwoDimensional }) {
    const length = Math.ceil(this.width / 8);
    const out = new Uint8Array(length * rows);
    for (let row = 0; row < rows; row += 1) {
      this.#count = 0;
      if (compression === 3) this.#skipLineEnd();
      if (this.#peek(12) === LINE_END && row > 0) return out; // the others are white
      const isReferring = compression === 4 || (compression === 3 && isTwoDimensional && this.#take(1) === 0);
      if (isReferring) this.#referring();
      else this.#alone();
      if (compression === 2) this.#at = Math.ceil(this.#at / 8) * 8;
      this.#row.fill(this.width, this.#count, this.#count + 4);
      for (let i = 0; i < this.#count; i += 2) blacken(out, row * length * 8, this.#row[i], this.#row[i + 1]);
      [this.#above, this.#row] = [this.#row, this.#above];
    }
    return out;
  }

  /** Of a row that refers to the one above. */
  #referring() {
    let [at, isBlack, above] = [-1, 0, 0];
    while (at < this.width) {
      while (this.#above[above] <= at && this.#above[above] < this.width) above += 2;
      const mode = this.#code(modes);
      if (mode === PASS) {
        at = this.#above[above + 1];
      } else if (mode === HORIZONTAL) {
        at = this.#change(this.#change(Math.max(0, at) + this.#run(isBlack)) + this.#run(1 - isBlack));
      } else {
        const to = this.#above[above] + SHIFTS[mode];
        if (to < at || to < 0) throw new Error('a row runs backwards');
        at = this.#change(to);
        isBlack = 1 - isBlack;
        above += above > 0 ? -1 : 1;
      }
    }
  }

  /** Of a row that stands alone. */
  #alone() {
    for (let [at, isBlack] = [0, 0]; at < this.width; isBlack = 1 - isBlack) at = this.#change(at + this.#run(isBlack));
  }

  /** @param {number} at */
  #change(at) {
    if (at > this.width || this.#count >= this.width + 3) throw new Error('a row is too long');
    this.#row[this.#count] = at;
    this.#count += 1;
    return at;
  }

  /** @param {number} isBlack */
  #run(isBlack) {
    const table = isBlack ? blacks : whites;
    for (let run = 0; ;) {
      const place = this.#code(table);
      if (place < 64) return run + place;
      run += (place - 63) * 64;
    }
  }

  /** @param {Uint16Array} table */
  #code(table) {
    const code = table[this.#peek(LONGEST)];
    if (code === 0 || this.#at >= this.bytes.length * 8) throw new Error('no code');
    this.#at += code & 15;
    return code >> 4;
  }

  #skipLineEnd() {
    let at = this.#at;
    while (at < this.bytes.length * 8 && ((this.bytes[at >> 3] << (at & 7)) & 0x80) === 0) at += 1;
    if (at - this.#at >= 11) this.#at = at + 1;
  }

  /** @param {number} count */
  #take(count) {
    const taken = this.#peek(count);
    this.#at += count;
    return taken;
  }

  /** @param {number} count of bits, zeros behind the end */
  #peek(count) {
    const place = this.#at >> 3;
    const bits = (this.bytes[place] << 16) | (this.bytes[place + 1] << 8) | this.bytes[place + 2];
    return (bits >> (24 - (this.#at & 7) - count)) & (2 ** count - 1);
  }
}

/**
 * @param {Uint8Array} out
 * @param {number} row where it begins, in bits
 * @param {number} from
 * @param {number} to
 */
function blacken(out, row, from, to) {
  let at = row + from;
  for (const end = row + to; at < end;) {
    if ((at & 7) === 0 && end - at >= 8) {
      out[at >> 3] = 0xff;
      at += 8;
    } else {
      out[at >> 3] |= 0x80 >> (at & 7);
      at += 1;
    }
  }
}
