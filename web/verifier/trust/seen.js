// verifier/trust/trust_store.py, TrustStore.seen: whole chains, and of each party what counts.

import { sightOf } from '../../credentials/documents/manifest.js';
import { encodeHex } from '../../signing/bytes.js';
import { readEvent } from './events.js';
import { seenOf } from './memory.js';

/** @import { Bundle } from '../../credentials/documents/bundle.js' */
/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Manifest } from '../../credentials/documents/manifest.js' */
/** @import { SalvageList } from '../../credentials/documents/salvage.js' */
/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { EventItem } from '../../credentials/event_item.js' */
/** @import { Order, PartyTrust } from './party_trust.js' */
/** @import { TrustStore } from './trust_store.js' */

const MAX_REMEMBERED_LOOSE = 4096;
/**
 * @template {{ digest: string }} R
 * @param {R[]} records
 */
const sorted = (records) => records.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
/** @param {{ value: JsonObject }[]} records */
const valuesOf = (records) => records.map(({ value }) => value);

/**
 * What to remember of a trust store, as JSON.
 * @param {TrustStore} store
 */
export async function remember({ pin, chain, parties: byIssuer, faults, salvage, memory }) {
  const parties = [...byIssuer].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, party]) => party);
  const kept = ofLost(memory, faults, byIssuer);
  const lists = [...new Map([...listsOf(parties, faults), ...kept.keyLists].map((list) => [list.digest, list])).values()];
  const loose = await Promise.all(parties.map(rememberedLoose));
  return seenOf(pin, {
    agreements: chain.versions.map(({ halves }) => valuesOf(sorted(halves))),
    keyLists: valuesOf(lists),
    manifests: valuesOf([...rememberedManifests(parties), ...kept.manifests]),
    events: [...parties.flatMap((party) => valuesOf(party.events.counted)), ...valuesOf(kept.events)],
    loose: [...loose.flatMap(valuesOf), ...valuesOf(kept.loose)],
    salvage: valuesOf(sorted(namedSalvage(salvage, lists))),
  });
}

/**
 * Whether something to remember of a trust store is not in the bundle, whose events are `counted` and `loose`.
 * @param {TrustStore} store
 * @param {Bundle} bundle
 * @param {{ counted: EventItem[], loose: EventItem[] }} items
 */
export function holdsMore({ chain, parties: byIssuer, faults, salvage }, bundle, { counted, loose }) {
  const parties = [...byIssuer.values()];
  const lists = listsOf(parties, faults);
  const { agreements, keyLists, manifests } = bundle;
  const known = [agreements, keyLists, manifests, bundle.salvage, counted, loose].flat();
  const digests = new Set(known.map(({ digest }) => digest));
  const kept = [
    chain.versions.map(({ halves }) => halves),
    lists,
    rememberedManifests(parties),
    namedSalvage(salvage, lists),
    parties.map(({ events }) => events.loose),
  ];
  if (!kept.flat(2).every(({ digest }) => digests.has(digest))) return true;
  return parties.some(({ issuer, events }) => {
    const own = counted.filter((item) => item.issuer === issuer);
    return !events.counted.every(({ digest }, place) => digest === own[place]?.digest);
  });
}

/**
 * Of associations whose lists share nothing all that was remembered: another root may go on from it.
 * @param {Bundle | null} memory
 * @param {TrustStore['faults']} faults
 * @param {TrustStore['parties']} parties
 */
function ofLost(memory, faults, parties) {
  const isLost = (/** @type {unknown} */ issuer) => faults.has(`${issuer}`) && !parties.has(`${issuer}`);
  return {
    keyLists: memory?.keyLists.filter(({ signer }) => isLost(signer)) ?? [],
    manifests: memory?.manifests.filter(({ signer }) => isLost(signer)) ?? [],
    events: memory?.events.filter(({ issuer }) => isLost(issuer)) ?? [],
    loose: memory?.loose.filter(({ issuer }) => isLost(issuer)) ?? [],
  };
}

/**
 * Those that stand, and those that prove a fault, each once.
 * @param {PartyTrust[]} parties
 * @param {TrustStore['faults']} faults
 */
function listsOf(parties, faults) {
  const standing = parties.flatMap((party) => [...party.lists.values()].flat());
  const proving = [...faults].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, { records }]) => records);
  return [...new Map([...standing, ...proving].map((record) => [record.digest, record])).values()];
}

/**
 * @param {SalvageList[]} salvage
 * @param {KeyList[]} lists
 */
function namedSalvage(salvage, lists) {
  const named = new Set(lists.flatMap(({ body }) => body.verificationMethod.map((method) => method.salvage)));
  return salvage.filter(({ digest }) => named.has(digest));
}

/**
 * The newest manifest whose root is another than that of the events it counts.
 * @param {Manifest[]} ranked
 * @param {Order} order
 */
const contradicting = (ranked, { size, tree }) =>
  ranked.find(({ body }) => {
    const { count, root } = body.credentialSubject.events;
    return count <= size && encodeHex(tree.root(count)) !== root;
  });

/**
 * Of each party the newest, the one that counts most and the one with most of the log, those that another's newest repeats (void ones, too), and
 * lies.
 * @param {PartyTrust[]} parties
 */
function rememberedManifests(parties) {
  /** @type {Map<string, Manifest>} */
  const kept = new Map();
  for (const { issuer, manifests, order } of parties) {
    const lie = contradicting(manifests.ranked, order);
    const sights = parties.map(({ manifest }) => manifest && sightOf(manifest.body, issuer));
    const repeated = sights.map(
      (sight) => sight?.manifest && (manifests.byDigest(sight.manifest) ?? manifests.void.get(sight.manifest)),
    );
    for (const record of [manifests.newest, manifests.fullest, manifests.longest, ...manifests.twins, lie, ...repeated]) {
      if (record) kept.set(record.digest, record);
    }
  }
  return sorted([...kept.values()]);
}

/**
 * Those its keys signed, for anybody may put others into a bundle. Of very many those that count first, by keys that are
 * not marked, and of these an end of each credential.
 * @param {PartyTrust} party
 */
async function rememberedLoose({ issuer, events, keys }) {
  /** @type {EventItem[]} */
  const ends = [];
  /** @type {EventItem[]} */
  const others = [];
  /** @type {EventItem[]} */
  const uncounted = [];
  const ended = new Set();
  for (const item of events.loose) {
    const { event } = await readEvent(issuer, item, keys);
    if (!event) continue;
    const isEnd = event.counts && ['revoke', 'supersede'].includes(event.change.action) && !ended.has(item.credential);
    if (isEnd) ended.add(item.credential);
    (isEnd ? ends : event.counts ? others : uncounted).push(item);
  }
  return sorted([...ends, ...others, ...uncounted].slice(0, MAX_REMEMBERED_LOOSE));
}
