// signing/log/merkle.py: Merkle trees of RFC 6962, as far as a verifier needs them.

import { concat } from '../bytes.js';
import { sha256 } from '../sha256.js';

const LEAF = Uint8Array.of(0);
const leafInput = new Uint8Array(33); // 0 and the entry, which is mostly a digest
const nodeInput = Uint8Array.of(1, ...new Uint8Array(64));

/** @param {Uint8Array} leaf */
export function hashLeaf(leaf) {
  if (leaf.length !== 32) return sha256(concat(LEAF, leaf));
  leafInput.set(leaf, 1);
  return sha256(leafInput);
}

/**
 * @param {Uint8Array} left
 * @param {Uint8Array} right
 */
export function hashNode(left, right) {
  nodeInput.set(left, 1);
  nodeInput.set(right, 33);
  return sha256(nodeInput);
}

/** The hashes of every complete subtree over the entries: levels[h][i] is of i * 2**h up to (i + 1) * 2**h. */
export class MerkleTree {
  /** @param {Uint8Array[]} leaves */
  constructor(leaves) {
    this.levels = [leaves.map(hashLeaf)];
    for (let level = this.levels[0]; level.length > 1; level = this.levels[this.levels.length - 1]) {
      const below = level;
      const pairs = Array.from({ length: below.length >> 1 }, (_, i) => hashNode(below[2 * i], below[2 * i + 1]));
      this.levels.push(pairs);
    }
  }

  get size() {
    return this.levels[0].length;
  }

  /**
   * The root of the first `size` entries, at most as many as there are.
   * @returns {Uint8Array}
   */
  root(size = this.size) {
    if (size === 0) return sha256(new Uint8Array());
    let result = null;
    for (let height = 0; 2 ** height <= size; height += 1) {
      if (Math.floor(size / 2 ** height) % 2 === 0) continue;
      const peak = this.levels[height][Math.floor(size / 2 ** height) - 1];
      result = result === null ? peak : hashNode(peak, result);
    }
    return /** @type {Uint8Array} */ (result);
  }
}
