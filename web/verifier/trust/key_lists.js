// verifier/trust/key_lists.py: the key lists of every party, which of them are, in which order, and what is wrong with
// them. The rules stand there.

import { findRewrite } from '../../credentials/documents/key_list.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { decodeMultikey } from '../../signing/multikey.js';

/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Salvage, SalvageList } from '../../credentials/documents/salvage.js' */
/** @import { Chain } from './agreements.js' */

/** @typedef {{ what: 'fork' | 'rewrite' | 'gap', version: number, records: KeyList[] }} ListFault `records` prove it */
/** @typedef {{ byRoot: Map<string, KeyList[]>, fault: ListFault | null }} PartyLists oldest root first, each in order */
/** @typedef {Map<string, { root: string, record: KeyList }>} Signed by digest */

/**
 * The lists of each party that signed any of `records`, each given once.
 * @param {KeyList[]} records
 * @param {Chain} chain
 */
export async function readKeyLists(records, chain) {
  /** @type {Map<string, Signed>} */
  const signed = new Map();
  for (const record of records) {
    const root = await rootOf(record, chain);
    if (root === undefined) continue;
    const own = signed.get(record.signer) ?? new Map();
    signed.set(record.signer, own.set(record.digest, { root, record }));
  }
  return new Map([...signed].map(([issuer, own]) => [issuer, readParty(own, new Set(chain.rootsOf(issuer).reverse()))]));
}

/**
 * The salvage lists by digest, those that a root of their party signed.
 * @param {SalvageList[]} records
 * @param {Chain} chain
 */
export async function readSalvage(records, chain) {
  /** @type {Map<string, Salvage>} */
  const lists = new Map();
  for (const record of records) {
    if ((await rootOf(record, chain)) !== undefined) lists.set(record.digest, record.body.credentialSubject);
  }
  return lists;
}

/**
 * @param {KeyList | SalvageList} record
 * @param {Chain} chain
 */
async function rootOf(record, chain) {
  for (const root of chain.rootsOf(record.signer)) {
    if (await checkSignature(record.value, record.proof, decodeMultikey(root))) return root;
  }
  return undefined;
}

/**
 * The lists that stand of the newest root that signed any, back to the first.
 * @param {Signed} signed
 * @param {Iterable<string>} newestFirst
 * @returns {PartyLists}
 */
function readParty(signed, newestFirst) {
  const lists = new Map([...signed].map(([digest, { record }]) => [digest, record]));
  const begins = findBeginnings(lists);
  /** @type {ListFault | null} */
  let fault = null;
  for (const root of newestFirst) {
    const own = [...signed.values()].filter((list) => list.root === root).map(({ record }) => record).sort(byPlace);
    const rewriting = own.find(({ digest }) => !begins.has(digest));
    if (rewriting) fault ??= { what: 'rewrite', version: rewriting.body.version, records: [rewriting] };
    const tips = findTips(own.filter(({ digest }) => begins.has(digest)), begins, lists);
    if (!tips.length) continue;
    const { path, rivals } = findCommon(tips, lists);
    if (rivals.length) fault ??= { what: 'fork', version: rivals[0].body.version, records: rivals };
    else if (path[0].body.previous !== undefined) fault ??= { what: 'gap', version: path[0].body.version, records: [] };
    if (path.length) return { byRoot: groupByRoot(path, signed), fault };
  }
  return { byRoot: new Map(), fault };
}

/**
 * The version of the oldest list on the way to each; those on whose way one rewrites are left out.
 * @param {Map<string, KeyList>} lists
 */
function findBeginnings(lists) {
  /** @type {Map<string, number>} */
  const begins = new Map();
  for (const record of [...lists.values()].sort(byPlace)) {
    const before = lists.get(record.body.previous ?? '');
    const begin = before ? begins.get(before.digest) : record.body.version;
    if (begin !== undefined && (!before || findRewrite(before.body, record.body) === null)) begins.set(record.digest, begin);
  }
  return begins;
}

/**
 * Those that none of `own` continues, the newest first; a way that begins later continues it, too.
 * @param {KeyList[]} own
 * @param {Map<string, number>} begins
 * @param {Map<string, KeyList>} lists
 */
function findTips(own, begins, lists) {
  /** @type {Set<string>} */
  const continued = new Set();
  /** @type {KeyList[]} */
  const tips = [];
  for (const record of [...own].reverse()) {
    if (!continued.has(record.digest)) tips.push(record);
    for (let list = beforeOf(record, lists); list && !continued.has(list.digest); list = beforeOf(list, lists)) continued.add(list.digest);
  }
  const latest = Math.max(0, ...tips.map(({ digest }) => begins.get(digest) ?? 0));
  return tips.filter(({ body }) => body.version >= latest);
}

/**
 * What the ways to all tips have in common, and two lists by which they differ, if they do.
 * @param {KeyList[]} tips
 * @param {Map<string, KeyList>} lists
 */
function findCommon(tips, lists) {
  /** @type {KeyList[]} */
  const way = [];
  for (let list = /** @type {KeyList | undefined} */ (tips[0]); list; list = beforeOf(list, lists)) way.push(list);
  const places = new Map(way.map(({ digest }, place) => [digest, place]));
  const passed = new Set();
  let shared = 0;
  /** @type {KeyList[]} */
  let rivals = [];
  for (const tip of tips.slice(1)) {
    let last = tip;
    let list = /** @type {KeyList | undefined} */ (tip);
    for (; list && !passed.has(list.digest) && !places.has(list.digest); list = beforeOf(list, lists)) {
      passed.add(list.digest);
      last = list;
    }
    if (list && passed.has(list.digest)) continue;
    const place = list ? (places.get(list.digest) ?? 0) : way.length;
    if (place > shared) [shared, rivals] = [place, [way[place - 1], last]];
  }
  return { path: way.slice(shared).reverse(), rivals: rivals.sort(byPlace) };
}

/**
 * @param {KeyList} record
 * @param {Map<string, KeyList>} lists
 */
const beforeOf = (record, lists) => lists.get(record.body.previous ?? '');

/**
 * @param {KeyList[]} path
 * @param {Signed} signed
 */
function groupByRoot(path, signed) {
  /** @type {Map<string, KeyList[]>} */
  const kept = new Map();
  for (const record of path) {
    const root = signed.get(record.digest)?.root ?? '';
    const own = [...(kept.get(root) ?? []), record];
    kept.delete(root); // a root that comes back is the newest again
    kept.set(root, own);
  }
  return kept;
}

/**
 * @param {KeyList} a
 * @param {KeyList} b
 */
const byPlace = (a, b) => a.body.version - b.body.version || (a.digest < b.digest ? -1 : 1);
