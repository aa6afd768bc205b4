// SHA-256 (FIPS 180-4), at once: a bundle asks for three hashes an event, and a call of WebCrypto takes longer than
// a record is hashed here. Whole files are hashed by WebCrypto, where a page has it.

import { asSource, concat } from './bytes.js';

const ROUNDS = Int32Array.of(
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
);
/** The state before the first block. */
export const START = Int32Array.of(
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
);

/**
 * The 32 bytes of SHA-256(data).
 * @param {Uint8Array} data
 */
export const sha256 = (data) => finish(START.slice(), data, data.length);

/** The same of what comes piece by piece, at any time as it would be with a given end. */
export class Sha256 {
  #state = START.slice();
  #rest = new Uint8Array(0);
  #length = 0;

  /** @param {Uint8Array} data */
  update(data) {
    const all = concat(this.#rest, data);
    const whole = all.length - (all.length % 64);
    const view = new DataView(all.buffer);
    for (let at = 0; at < whole; at += 64) compress(this.#state, view, at);
    this.#rest = all.slice(whole);
    this.#length += data.length;
  }

  /** @param {Uint8Array} tail */
  digestWith(tail) {
    return finish(this.#state.slice(), concat(this.#rest, tail), this.#length + tail.length);
  }
}

/**
 * @param {Int32Array} state after all but the last `data` of `length` bytes
 * @param {Uint8Array} data
 * @param {number} length
 */
function finish(state, data, length) {
  const whole = data.length - (data.length % 64);
  const view = new DataView(data.buffer, data.byteOffset, data.length);
  for (let at = 0; at < whole; at += 64) compress(state, view, at);
  end.fill(0);
  end.set(data.subarray(whole));
  end[data.length - whole] = 0x80;
  const blocks = data.length - whole < 56 ? 64 : 128;
  // the length in bits as 64 of them (5.1.1): a shift alone would lose those above 32
  endView.setUint32(blocks - 8, Math.floor(length / 2 ** 29));
  endView.setUint32(blocks - 4, length << 3);
  for (let at = 0; at < blocks; at += 64) compress(state, endView, at);
  const out = new Uint8Array(32);
  for (let i = 0; i < 32; i += 1) out[i] = state[i >> 2] >>> (24 - 8 * (i & 3));
  return out;
}

/**
 * The same of a whole file.
 * @param {Uint8Array} data
 */
export async function sha256Large(data) {
  const subtle = globalThis.crypto?.subtle;
  return subtle ? new Uint8Array(await subtle.digest('SHA-256', asSource(data))) : sha256(data);
}

const words = new Int32Array(64);
const end = new Uint8Array(128); // the last bytes, padded (5.1.1)
const endView = new DataView(end.buffer);

/**
 * One block of 64 bytes into the state (6.2.2).
 * @param {Int32Array} state
 * @param {DataView} block
 * @param {number} at
 */
export function compress(state, block, at) {
  for (let i = 0; i < 16; i += 1) words[i] = block.getInt32(at + 4 * i);
  for (let i = 16; i < 64; i += 1) {
    const early = words[i - 15];
    const late = words[i - 2];
    const first = turn(early, 7) ^ turn(early, 18) ^ (early >>> 3);
    const second = turn(late, 17) ^ turn(late, 19) ^ (late >>> 10);
    words[i] = (words[i - 16] + first + words[i - 7] + second) | 0;
  }
  let a = state[0];
  let b = state[1];
  let c = state[2];
  let d = state[3];
  let e = state[4];
  let f = state[5];
  let g = state[6];
  let h = state[7];
  for (let i = 0; i < 64; i += 1) {
    const mix = turn(e, 6) ^ turn(e, 11) ^ turn(e, 25);
    const sum = (h + mix + ((e & f) ^ (~e & g)) + ROUNDS[i] + words[i]) | 0;
    const two = ((turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g;
    g = f;
    f = e;
    e = (d + sum) | 0;
    d = c;
    c = b;
    b = a;
    a = (sum + two) | 0;
  }
  state[0] += a;
  state[1] += b;
  state[2] += c;
  state[3] += d;
  state[4] += e;
  state[5] += f;
  state[6] += g;
  state[7] += h;
}

/**
 * @param {number} word
 * @param {number} by
 */
const turn = (word, by) => (word >>> by) | (word << (32 - by));
