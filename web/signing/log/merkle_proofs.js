// signing/log/merkle.py: proofs of a tree's entries by hashes beside them; most visits ask for none.

import { areEqual } from '../bytes.js';
import { sha256 } from '../sha256.js';
import { hashLeaf, hashNode } from './merkle.js';

const MAX_TREE_SIZE = 2n ** 63n - 1n;

/**
 * Whether the tree with `size` entries and `root` holds `leaf` at `index` (both BigInt; RFC 9162 2.1.3.2).
 * @param {Uint8Array} leaf
 * @param {bigint} index
 * @param {bigint} size
 * @param {Uint8Array[]} proof
 * @param {Uint8Array} root
 */
export function checkInclusion(leaf, index, size, proof, root) {
  if (index >= size || size > MAX_TREE_SIZE || root.length !== 32) return false;
  let result = hashLeaf(leaf);
  let last = size - 1n;
  let place = index;
  for (const sibling of proof) {
    if (last === 0n) return false;
    if (place & 1n || place === last) {
      result = hashNode(sibling, result);
      while (place && !(place & 1n)) {
        place >>= 1n;
        last >>= 1n;
      }
    } else {
      result = hashNode(result, sibling);
    }
    place >>= 1n;
    last >>= 1n;
  }
  return last === 0n && areEqual(result, root);
}

/**
 * Whether the tree with `size` entries and `root` holds exactly `leaves` from `start` on; of an empty tree
 * there is nothing to show, and no entries are shown of another. Numbers of the profile, so all below 2**53.
 * @param {Uint8Array[]} leaves
 * @param {number} start
 * @param {number} size
 * @param {Uint8Array[]} proof
 * @param {Uint8Array} root
 */
export function checkRange(leaves, start, size, proof, root) {
  const stop = start + leaves.length;
  if (stop > size) return false;
  if (leaves.length === 0 || size === 0) {
    return size === 0 && proof.length === 0 && areEqual(root, sha256(new Uint8Array()));
  }
  let taken = 0;
  /**
   * @param {number} begin
   * @param {number} end
   * @returns {Uint8Array | null}
   */
  function fold(begin, end) {
    if (end <= start || begin >= stop) return proof[taken++] ?? null;
    if (end - begin === 1) return hashLeaf(leaves[begin - start]);
    const middle = begin + largestPowerBelow(end - begin);
    const left = fold(begin, middle);
    const right = left === null ? null : fold(middle, end);
    return left === null || right === null ? null : hashNode(left, right);
  }
  const folded = fold(0, size);
  return folded !== null && taken === proof.length && areEqual(folded, root);
}

/** @param {number} size */
export function largestPowerBelow(size) {
  let power = 1;
  while (power * 2 < size) power *= 2;
  return power;
}
