// verifier/trust.py, TrustStore.seen: whole chains, and of each party what counts.

import { sightOf } from '../credentials/manifest.js';
import { readEvent } from './events.js';
import { seenOf } from './memory.js';

const sorted = (records) => records.toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
const valuesOf = (records) => records.map(({ value }) => value);

/** What to remember of a trust store, as JSON. */
export async function remember({ pin, chain, parties: byIssuer, salvage }) {
  const parties = [...byIssuer.keys()].sort().map((issuer) => byIssuer.get(issuer));
  const lists = listsOf(parties);
  const loose = await Promise.all(parties.map(rememberedLoose));
  return seenOf(pin, {
    agreements: chain.versions.map(({ halves }) => valuesOf(sorted(halves))),
    keyLists: valuesOf(lists),
    manifests: valuesOf(rememberedManifests(parties)),
    events: parties.flatMap((party) => valuesOf(party.events.counted)),
    loose: loose.flatMap(valuesOf),
    salvage: valuesOf(sorted(namedSalvage(salvage, lists))),
  });
}

/** Whether something to remember of a trust store is not in the bundle, whose events are `counted` and `loose`. */
export function holdsMore({ chain, parties: byIssuer, salvage }, bundle, { counted, loose }) {
  const parties = [...byIssuer.values()];
  const lists = listsOf(parties);
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
    const own = counted.filter(({ value }) => value.issuer === issuer);
    return !events.counted.every(({ digest }, place) => digest === own[place]?.digest);
  });
}

const listsOf = (parties) => parties.flatMap((party) => [...party.lists.values()].flat());

function namedSalvage(salvage, lists) {
  const named = new Set(lists.flatMap(({ body }) => body.verificationMethod.map((method) => method.salvage)));
  return salvage.filter(({ digest }) => named.has(digest));
}

/** Of each party the newest and the one that counts most, and those that another's newest repeats. */
function rememberedManifests(parties) {
  const kept = new Map();
  for (const { issuer, manifests } of parties) {
    const sights = parties.map(({ manifest }) => manifest && sightOf(manifest.body, issuer));
    const repeated = sights.map((sight) => sight && manifests.byDigest(sight.manifest));
    for (const record of [manifests.newest, manifests.fullest, ...repeated]) {
      if (record) kept.set(record.digest, record);
    }
  }
  return sorted([...kept.values()]);
}

/** Those its keys signed: anybody may put others into a bundle. */
async function rememberedLoose({ issuer, events, keys }) {
  const found = await Promise.all(events.loose.map((item) => readEvent(issuer, item, keys)));
  return sorted(events.loose.filter((_, place) => found[place].event));
}
