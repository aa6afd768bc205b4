// verifier/trust/key_lists.py: the key lists of every party, which of them are, in which order. The rules stand there.

import { findRewrite } from '../../credentials/documents/key_list.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { decodeMultikey } from '../../signing/multikey.js';
import { TrustError } from '../errors.js';

/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { SalvageList } from '../../credentials/documents/salvage.js' */
/** @import { Chain } from './agreements.js' */

/**
 * The lists in `records`, each given once: by party, then by root key, oldest root first, each in order of version.
 * TrustError: unknown-party, bad-signature, equivocation, not-append-only.
 * @param {KeyList[]} records
 * @param {Chain} chain
 */
export async function readKeyLists(records, chain) {
  /** @type {Map<string, Map<string, KeyList[]>>} */
  const signed = new Map();
  for (const record of records) {
    const root = await rootOf(record, chain);
    const byRoot = signed.get(record.signer) ?? new Map();
    signed.set(record.signer, byRoot.set(root, [...(byRoot.get(root) ?? []), record]));
  }
  return new Map([...signed].map(([issuer, byRoot]) => [issuer, chainOf(issuer, byRoot, chain)]));
}

/**
 * The salvage lists by digest; TrustError unknown-party, bad-signature.
 * @param {SalvageList[]} records
 * @param {Chain} chain
 */
export async function readSalvage(records, chain) {
  for (const record of records) await rootOf(record, chain);
  return new Map(records.map(({ digest, body }) => [digest, body.credentialSubject]));
}

/**
 * @param {KeyList | SalvageList} record
 * @param {Chain} chain
 */
async function rootOf(record, chain) {
  const roots = chain.rootsOf(record.signer);
  if (!roots.length) throw new TrustError('unknown-party', record.kind, { issuer: record.signer });
  for (const root of roots) {
    if (await checkSignature(record.value, record.proof, decodeMultikey(root))) return root;
  }
  throw new TrustError('bad-signature', `${record.kind} (${record.signer})`);
}

/**
 * From the newest list back to the first, then by root in order.
 * @param {string} issuer
 * @param {Map<string, KeyList[]>} byRoot
 * @param {Chain} chain
 */
function chainOf(issuer, byRoot, chain) {
  const newestFirst = [...new Set(chain.rootsOf(issuer).reverse())].filter((root) => byRoot.has(root));
  const byDigest = new Map(
    newestFirst.flatMap((root) => (byRoot.get(root) ?? []).map((record) => [record.digest, { root, record }])),
  );
  const own = byRoot.get(newestFirst[0]) ?? [];
  refuseForks(issuer, own);
  let record = own.reduce((last, one) => (one.body.version > last.body.version ? one : last));
  const path = [{ root: newestFirst[0], record }];
  while (record.body.previous !== undefined) {
    const before = byDigest.get(record.body.previous);
    const member = before === undefined ? 'previous' : findRewrite(before.record.body, record.body);
    if (before === undefined || member !== null) throw notAppendOnly(issuer, record.body.version, member);
    path.push(before);
    record = before.record;
  }
  /** @type {Map<string, KeyList[]>} */
  const kept = new Map();
  for (const { root, record } of path.reverse()) {
    const own = [...(kept.get(root) ?? []), record];
    kept.delete(root); // a root that comes back is the newest again
    kept.set(root, own);
  }
  const numbers = new Set(kept.get(newestFirst[0])?.map(({ body }) => body.version));
  const others = own.map(({ body }) => body.version).filter((version) => !numbers.has(version));
  if (others.length) throw notAppendOnly(issuer, Math.min(...others), 'previous');
  return kept;
}

/**
 * @param {string} issuer
 * @param {number} version
 * @param {string | null} member
 */
const notAppendOnly = (issuer, version, member) =>
  new TrustError('not-append-only', `${issuer} key list ${version}`, { member });

/**
 * @param {string} issuer
 * @param {KeyList[]} records
 */
function refuseForks(issuer, records) {
  const versions = new Set();
  const continued = new Set();
  const order = records.toSorted((a, b) => a.body.version - b.body.version || (a.digest < b.digest ? -1 : 1));
  for (const { body } of order) {
    if (versions.has(body.version) || continued.has(body.previous)) {
      throw new TrustError('equivocation', `${issuer} key list ${body.version}`);
    }
    versions.add(body.version);
    continued.add(body.previous);
  }
}
