// verifier/trust/manifests.py: one association's manifests, which of them rank, which name what is not here, what
// contradicts them. The rules stand there.

import { methodOf } from '../../credentials/documents/key_list.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { publishesAt } from './keys.js';

/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Manifest } from '../../credentials/documents/manifest.js' */
/** @import { Chain } from './agreements.js' */
/** @import { Key } from './keys.js' */

/** @typedef {Manifests} PartyManifests */

/** `ranked` newest first, `ahead` last signed first; `void` by digest what a compromised key signed. */
class Manifests {
  #byDigest;

  /**
   * @param {Manifest[]} ranked
   * @param {Manifest[]} ahead
   * @param {Map<string, Manifest>} none
   * @param {Manifest[]} twins
   */
  constructor(ranked, ahead, none, twins) {
    this.ranked = ranked;
    this.ahead = ahead;
    this.void = none;
    /** Two manifests of the highest rank, if there are any: an equivocation. */
    this.twins = twins;
    /** The manifest with the highest rank, or null. */
    this.newest = ranked[0] ?? null;
    /** The manifest that counts most events; the newest if several do. */
    this.fullest = mostOf(ranked, countOf);
    /** The manifest whose log head covers most entries; the newest if several do. */
    this.longest = mostOf(ranked, lengthOf);
    this.#byDigest = new Map(ranked.map((record) => [record.digest, record]));
  }

  /** How many events or log entries the newest has, and an earlier one, where that has more; else null. */
  get rolledBack() {
    const { newest, fullest, longest } = this;
    return newest && fullest && longest && (goesBack(newest, fullest) ?? goesBack(newest, longest));
  }

  /**
   * The ranked manifest with this digest.
   * @param {string} digest
   */
  byDigest(digest) {
    return this.#byDigest.get(digest);
  }
}

/**
 * The manifests of one association; `lists` are its key lists by version.
 * @param {Manifest[]} records
 * @param {Map<string, Key>} keys
 * @param {Map<number, KeyList>} lists
 * @param {Chain} chain
 */
export async function readManifests(records, keys, lists, chain) {
  /** @type {Map<string, { rank: number[], record: Manifest }>} */
  const ranked = new Map();
  /** @type {Map<string, Manifest>} */
  const ahead = new Map();
  /** @type {Map<string, Manifest>} */
  const none = new Map();
  for (const record of records) {
    const key = keys.get(record.proof.verificationMethod);
    if (key === undefined || !(await checkSignature(record.value, record.proof, key.public))) continue;
    // by a stolen key it has no rank, but another association may have repeated it
    if (key.stand !== null) none.set(record.digest, record);
    else if (publishesAt(key, record.created)) {
      const rank = findRank(record, lists);
      if (isAhead(record, lists, chain)) ahead.set(record.digest, record);
      else if (rank !== null) ranked.set(record.digest, { rank, record });
    }
  }
  const order = [...ranked.values()].sort((a, b) => compare(b.rank, a.rank) || byDigest(b.record, a.record));
  const highest = order.filter(({ rank }) => compare(rank, order[0].rank) === 0).map(({ record }) => record);
  const twins = highest.length > 1 ? highest.slice(0, 2) : [];
  const lastFirst = [...ahead.values()].sort((a, b) => b.created.seconds - a.created.seconds || byDigest(b, a));
  return new Manifests(order.map(({ record }) => record), lastFirst, none, twins);
}

/**
 * Whether it names an agreement version or key list that is not here.
 * @param {Manifest} record
 * @param {Map<number, KeyList>} lists
 * @param {Chain} chain
 */
function isAhead({ body }, lists, chain) {
  const { agreement, keyListVersion, parts } = body.credentialSubject;
  const version = chain.byNumber(agreement.version);
  const keyList = lists.get(keyListVersion);
  if (version === undefined || version.digest !== agreement.digest || keyList === undefined) return true;
  const own = parts.filter(({ kind, id }) => kind === 'key-list' && id === keyList.body.id);
  return own.some(({ digest }) => digest !== keyList.digest);
}

/**
 * Its place among the manifests of its issuer; null where the list it names does not have its key.
 * @param {Manifest} record
 * @param {Map<number, KeyList>} lists
 */
function findRank({ body, proof }, lists) {
  const { agreement, keyListVersion, version } = body.credentialSubject;
  const named = lists.get(keyListVersion);
  const method = named && methodOf(named.body, proof.verificationMethod);
  if (method === undefined) return null;
  // a key that has ended outranks none of the key in force, whatever number and date it writes
  return [agreement.version, keyListVersion, method.signsUntil === undefined ? 1 : 0, version];
}

/**
 * How many events or log entries a later manifest has and an earlier one, where the later has fewer; else null.
 * @param {Manifest} later
 * @param {Manifest} earlier
 * @returns {[number, number] | null}
 */
function goesBack(later, earlier) {
  /** @type {[number, number][]} */
  const pairs = [[countOf(later), countOf(earlier)]];
  if (lengthOf(later)) pairs.push([lengthOf(later), lengthOf(earlier)]);
  return pairs.find(([named, known]) => named < known) ?? null;
}

/**
 * @param {Manifest[]} ranked
 * @param {(record: Manifest) => number} of
 */
const mostOf = (ranked, of) => (ranked.length ? ranked.reduce((most, manifest) => (of(manifest) > of(most) ? manifest : most)) : null);

/** @param {Manifest} record */
const countOf = ({ body }) => body.credentialSubject.events.count;

/**
 * 0 without a head.
 * @param {Manifest} record
 */
const lengthOf = ({ body }) => body.credentialSubject.checkpoint?.size ?? 0;

/**
 * @param {Manifest} a
 * @param {Manifest} b
 */
const byDigest = (a, b) => (a.digest < b.digest ? -1 : 1);

/**
 * @param {number[]} a
 * @param {number[]} b
 */
function compare(a, b) {
  const at = a.findIndex((item, i) => item !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
