// SHA-512 (FIPS 180-4), at once: what @noble/ed25519 asks for where WebCrypto has no Ed25519. Words are pairs of 32 bits.

import { concat } from '../bytes.js';

const MASK = 0xffffffffn;

/** The first 80 primes. */
const PRIMES = Array.from({ length: 410 }, (_, n) => n).filter((n) => n > 1 && !Array.from({ length: n }, (_, d) => d).some((d) => d > 1 && n % d === 0));

/**
 * The first 64 bits of the fraction of a root of a prime, the square or the cube one (4.2.3, 5.3.5).
 * @param {number} prime
 * @param {2 | 3} degree
 */
function fractionOf(prime, degree) {
  const wanted = BigInt(prime) << BigInt(64 * degree);
  let root = 0n;
  for (let bit = 1n << 68n; bit > 0n; bit >>= 1n) if ((root | bit) ** BigInt(degree) <= wanted) root |= bit;
  return root & ((1n << 64n) - 1n);
}

/** @param {bigint[]} words */
const halves = (words) => Int32Array.from(words.flatMap((word) => [Number(word >> 32n), Number(word & MASK)]), (half) => half | 0);

const ROUNDS = halves(PRIMES.map((prime) => fractionOf(prime, 3)));
const START = halves(PRIMES.slice(0, 8).map((prime) => fractionOf(prime, 2)));
const words = new Int32Array(160); // high and low half of each

/**
 * The 64 bytes of SHA-512(data).
 * @param {Uint8Array} data
 */
export function sha512(data) {
  const padded = concat(data, Uint8Array.of(0x80), new Uint8Array((239 - (data.length % 128)) % 128 + 16));
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(data.length / 2 ** 29));
  view.setUint32(padded.length - 4, data.length << 3);
  const state = START.slice();
  for (let at = 0; at < padded.length; at += 128) compress(state, view, at);
  const out = new Uint8Array(64);
  for (let i = 0; i < 64; i += 1) out[i] = state[i >> 2] >>> (24 - 8 * (i & 3));
  return out;
}

/**
 * One block of 128 bytes into the state (6.4.2).
 * @param {Int32Array} state
 * @param {DataView} block
 * @param {number} at
 */
function compress(state, block, at) {
  for (let i = 0; i < 32; i += 1) words[i] = block.getInt32(at + 4 * i);
  for (let i = 32; i < 160; i += 2) {
    const [eh, el, lh, ll] = [words[i - 30], words[i - 29], words[i - 4], words[i - 3]];
    const firstHigh = turn(eh, el, 1) ^ turn(eh, el, 8) ^ (eh >>> 7);
    const firstLow = turn(el, eh, 1) ^ turn(el, eh, 8) ^ ((el >>> 7) | (eh << 25));
    const secondHigh = turn(lh, ll, 19) ^ turn(ll, lh, 29) ^ (lh >>> 6);
    const secondLow = turn(ll, lh, 19) ^ turn(lh, ll, 29) ^ ((ll >>> 6) | (lh << 26));
    const low = unsigned(words[i - 31]) + unsigned(firstLow) + unsigned(words[i - 13]) + unsigned(secondLow);
    words[i] = words[i - 32] + firstHigh + words[i - 14] + secondHigh + carry(low);
    words[i + 1] = low | 0;
  }
  const s = state.slice();
  for (let i = 0; i < 160; i += 2) {
    const [ah, al, eh, el] = [s[0], s[1], s[8], s[9]];
    const sumHigh = turn(eh, el, 14) ^ turn(eh, el, 18) ^ turn(el, eh, 9);
    const sumLow = turn(el, eh, 14) ^ turn(el, eh, 18) ^ turn(eh, el, 9);
    const low = unsigned(s[15]) + unsigned(sumLow) + unsigned((el & s[11]) ^ (~el & s[13])) + unsigned(ROUNDS[i + 1]) + unsigned(words[i + 1]);
    const high = (s[14] + sumHigh + ((eh & s[10]) ^ (~eh & s[12])) + ROUNDS[i] + words[i] + carry(low)) | 0;
    const twoHigh = turn(ah, al, 28) ^ turn(al, ah, 2) ^ turn(al, ah, 7);
    const twoLow = turn(al, ah, 28) ^ turn(ah, al, 2) ^ turn(ah, al, 7);
    const most = unsigned(twoLow) + unsigned((al & s[3]) ^ (al & s[5]) ^ (s[3] & s[5]));
    const mostHigh = (twoHigh + ((ah & s[2]) ^ (ah & s[4]) ^ (s[2] & s[4])) + carry(most)) | 0;
    const begun = unsigned(s[7]) + unsigned(low | 0);
    const first = unsigned(low | 0) + unsigned(most | 0);
    s.copyWithin(2, 0, 14);
    s[8] = s[8] + high + carry(begun);
    s[9] = begun | 0;
    s[0] = high + mostHigh + carry(first);
    s[1] = first | 0;
  }
  for (let i = 0; i < 16; i += 2) {
    const low = unsigned(state[i + 1]) + unsigned(s[i + 1]);
    state[i] += s[i] + carry(low);
    state[i + 1] = low | 0;
  }
}

/** @param {number} word */
const unsigned = (word) => word >>> 0;

/** @param {number} sum */
const carry = (sum) => Math.floor(sum / 2 ** 32);

/**
 * The half whose bits come from `high`, of a pair turned right by less than 32; the other half with both exchanged.
 * @param {number} high
 * @param {number} low
 * @param {number} by
 */
const turn = (high, low, by) => (high >>> by) | (low << (32 - by));
