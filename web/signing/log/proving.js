// signing/log/merkle.py: the hashes that show entries of a tree to be in it.

import { hashNode } from './merkle.js';
import { largestPowerBelow } from './merkle_proofs.js';

/** @import { MerkleTree } from './merkle.js' */

/**
 * The hashes beside the entries start..stop, from the first entry of the tree to its last.
 * @param {MerkleTree} tree
 * @param {number} start
 * @param {number} stop
 */
export function proveRange(tree, start, stop) {
  /** @type {Uint8Array[]} */
  const proof = [];
  /**
   * @param {number} begin
   * @param {number} end
   */
  function collect(begin, end) {
    if (end <= start || begin >= stop) {
      proof.push(hashRange(tree, begin, end));
    } else if (begin < start || end > stop) {
      const middle = begin + largestPowerBelow(end - begin);
      collect(begin, middle);
      collect(middle, end);
    }
  }
  if (tree.size > 0) collect(0, tree.size);
  return proof;
}

/**
 * The hashes beside the path from an entry up to the root of the first `size` entries.
 * @param {MerkleTree} tree
 * @param {number} index
 * @param {number} size
 */
export function proveInclusion(tree, index, size) {
  const proof = [];
  let [start, end] = [0, size];
  while (end - start > 1) {
    const middle = start + largestPowerBelow(end - start);
    if (index < middle) {
      proof.push(hashRange(tree, middle, end));
      end = middle;
    } else {
      proof.push(hashRange(tree, start, middle));
      start = middle;
    }
  }
  return proof.reverse();
}

/**
 * @param {MerkleTree} tree
 * @param {number} begin
 * @param {number} end
 * @returns {Uint8Array}
 */
function hashRange(tree, begin, end) {
  const height = Math.log2(end - begin);
  if (Number.isInteger(height)) return tree.levels[height][begin / (end - begin)];
  const middle = begin + largestPowerBelow(end - begin);
  return hashNode(hashRange(tree, begin, middle), hashRange(tree, middle, end));
}
