// verifier/trust/party_trust.py: the trust data of one association: key lists and keys, manifests, events in their
// order.

import { decodeHex, encodeHex } from '../../signing/bytes.js';
import { MerkleTree } from '../../signing/log/merkle.js';
import { findObjection, publicKeys } from './keys.js';

/** @import { KeyList, Method } from '../../credentials/documents/key_list.js' */
/** @import { EventItem } from '../../credentials/event_item.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Events } from './events.js' */
/** @import { PartyKeys, Stand } from './keys.js' */
/** @import { PartyManifests } from './manifests.js' */

/** @typedef {{ count: number, root: string }} EventCount how many events a signature counts, and the root of their tree */
/** @typedef {{ size: number, tree: MerkleTree, contradicted: number | null }} Order */

/**
 * @typedef {object} PartyMembers
 * @property {Map<string, KeyList[]>} lists
 * @property {PartyKeys} keys
 * @property {PartyManifests} manifests
 * @property {Events} events
 * @property {Order} order
 */

/** One association. `lists` are its key lists by root key, oldest root first, each in order of version. */
export class PartyTrust {
  /**
   * @param {string} issuer
   * @param {PartyMembers} members
   */
  constructor(issuer, { lists, keys, manifests, events, order }) {
    this.issuer = issuer;
    this.lists = lists;
    this.keys = keys;
    this.manifests = manifests;
    this.events = events;
    this.order = order;
    /** The newest key list of the newest root that signed any; a replaced root adds nothing any more. */
    this.newestKeyList = [...lists.values()].flat().slice(-1)[0];
  }

  /** The newest manifest that has a rank, or null. */
  get manifest() {
    return this.manifests.newest;
  }

  /**
   * The newest key list that this root key signed, or null.
   * @param {string} root
   */
  keyList(root) {
    return this.lists.get(root)?.at(-1) ?? null;
  }

  /**
   * See `findObjection` of keys.js.
   * @param {string} id
   * @param {Method['use']} use
   * @param {Moment} at
   * @param {KeyList | null} keyList
   * @param {(stand: Stand) => boolean} [stands]
   */
  findObjection(id, use, at, keyList, stands) {
    return findObjection(this.keys, id, use, at, keyList, stands);
  }

  /**
   * The public keys that sign checkpoints; those in other hands where allowed, or not yet at `seen`, in seconds.
   * @param {bigint | null} seen
   */
  publicationKeys(compromised = false, seen = null) {
    return publicKeys(this.keys.values(), 'publication', compromised, seen);
  }

  /**
   * Returns the history of a credential by the association's events, or null if no event names it.
   * @param {string} credential
   */
  history(credential) {
    return this.events.history(credential, this.keys);
  }

  /**
   * What it has signed of its events: the floor of its newest key list, each manifest that ranks.
   * @returns {[by: string, signed: EventCount][]}
   */
  signedCounts() {
    const signed = [this.newestKeyList.body.events, ...this.manifests.ranked.map(({ body }) => body.credentialSubject.events)];
    return signed.map((count) => [this.issuer, count]);
  }
}

/**
 * The events inside the line that each floor draws, as far as a beginning of one of `sequences` proves it.
 * @param {EventItem[][]} sequences
 * @param {Map<string, EventCount>} floors
 */
export function findLines(sequences, floors) {
  /** @type {Map<string, EventItem[]>} */
  const drawn = new Map();
  const nameOf = (/** @type {EventCount} */ { count, root }) => `${count} ${root}`;
  const wanted = new Map([...floors.values()].map((floor) => [nameOf(floor), floor]));
  for (const sequence of wanted.size ? sequences : []) {
    const tree = new MerkleTree(sequence.map(({ digest }) => decodeHex(digest)));
    for (const [name, { count, root }] of wanted) {
      const isProven = !drawn.has(name) && count <= sequence.length && encodeHex(tree.root(count)) === root;
      if (isProven) drawn.set(name, sequence.slice(0, count));
    }
  }
  return new Map([...floors].map(([id, floor]) => [id, drawn.get(nameOf(floor)) ?? []]));
}

/**
 * The longest beginning of one of `sequences` whose root one of `counts` signs, as {counted, order}. The order says
 * how far it goes, `size`, over what (the beginning of `tree`), and which signed count has another root,
 * `contradicted`, or null.
 * @param {EventItem[][]} sequences
 * @param {EventCount[]} counts
 * @returns {{ counted: EventItem[], order: Order }}
 */
export function findOrder(sequences, counts) {
  /** @type {EventItem[]} */
  let counted = [];
  let tree = new MerkleTree([]);
  const has = (/** @type {MerkleTree} */ whole, /** @type {EventCount} */ { count, root }) => encodeHex(whole.root(count)) === root;
  for (const sequence of sequences) {
    const longer = counts.filter(({ count }) => counted.length < count && count <= sequence.length);
    if (!longer.length) continue;
    const whole = new MerkleTree(sequence.map(({ digest }) => decodeHex(digest)));
    for (const signed of longer) {
      if (signed.count <= counted.length || !has(whole, signed)) continue;
      counted = sequence.slice(0, signed.count);
      tree = whole;
    }
  }
  const wrong = counts.filter((signed) => signed.count <= counted.length && !has(tree, signed)).map(({ count }) => count);
  return { counted, order: { size: counted.length, tree, contradicted: wrong.length ? Math.min(...wrong) : null } };
}
