// The records that tell of a technology or a listing: parts that a person gave, else those of the node that served this
// page.

import { encodeHex } from '../../signing/bytes.js';
import { sha256Large } from '../../signing/sha256.js';
import { HandedParts, MAX_PART_BYTES, findNamed } from '../../verifier/trust/parts.js';
import { ask } from '../resources.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */

const AGAIN_MS = 30_000; // a node that did not have a part is not asked for it by every record of a list
const ADDRESS = /^https:\/\/([\w.:%-]+(?:\/[\w.%-]+)*\/parts\/[\w-]+\.json)$/; // the node has it under this path

/** @type {WeakMap<TrustStore, { count: number, until: number, handed: Promise<HandedParts> }>} */
const kept = new WeakMap();

/**
 * What tells of the record, by the trust data and the parts that were given.
 * @param {JudgedRecord} record
 * @param {TrustStore} store
 * @param {Uint8Array[]} given
 */
export async function findBeside(record, store, given) {
  const last = kept.get(store);
  if (last !== undefined && last.count === given.length && Date.now() < last.until) return (await last.handed).beside(record);
  const entry = { count: given.length, until: Infinity, handed: open(store, given, () => (entry.until = Date.now() + AGAIN_MS)) };
  kept.set(store, entry);
  return (await entry.handed).beside(record);
}

/**
 * @param {TrustStore} store
 * @param {Uint8Array[]} given
 * @param {() => void} onLacking
 */
async function open(store, given, onLacking) {
  /** @type {Map<string, Uint8Array>} */
  const parts = new Map();
  for (const data of given) parts.set(await digestOf(data), data);
  for (const { id, digest } of [...store.parties.keys()].flatMap((issuer) => findNamed(store, issuer) ?? [])) {
    if (parts.has(digest)) continue;
    const data = await fetchPart(id).catch(() => null);
    if (data !== null) parts.set(await digestOf(data), data);
    if (!parts.has(digest)) onLacking();
  }
  return new HandedParts(store, parts);
}

/**
 * The bytes of a part as this node has it; rejects where it has none.
 * @param {string} id
 */
async function fetchPart(id) {
  const [, path] = ADDRESS.exec(id) ?? [];
  if (path === undefined) throw new Error('no address of a part');
  return ask(`/${path}`, (count) => {
    if (count > MAX_PART_BYTES) throw new Error('too large');
  });
}

/** @param {Uint8Array} data */
const digestOf = async (data) => encodeHex(await sha256Large(data));
