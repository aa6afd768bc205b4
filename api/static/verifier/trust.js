// verifier/trust.py: what a verifier believes, a bundle taken apart and proven under one pin. Its rules stand there.

import { parseBundle } from '../credentials/bundle.js';
import { partyOf } from '../credentials/agreement.js';
import { findRewrite } from '../credentials/key_list.js';
import { orderOf } from '../credentials/manifest.js';
import { later } from '../credentials/times.js';
import { checkSignature } from '../signing/data_integrity.js';
import { HurenError } from '../signing/errors.js';
import { decodeMultikey } from '../signing/multikey.js';
import { strip } from '../signing/bytes.js';
import { buildChain } from './agreements.js';
import { readCheckpoints } from './checkpoints.js';
import { TrustError } from './errors.js';
import { MEMORY_TYPE, readSeen } from './memory.js';
import { PartyTrust, signsAt } from './party_trust.js';

/** Proven trust data under one pin; make one with `fromBundle`. */
export class TrustStore {
  /**
   * The trust data in a bundle (Uint8Array), under `pin` (64 hex digits). `seen` is what `store.seen` was of an
   * earlier bundle, a value of JSON. Throws TrustError, and nothing else, for any bytes that break a rule.
   */
  static async fromBundle(data, { pin, seen = null }) {
    const wanted = strip(`${pin}`).toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(wanted)) throw new TrustError('pin-form', 'pin');
    try {
      const bundle = await parseBundle(data);
      const store = new TrustStore(wanted, await buildChain(bundle.agreements, wanted));
      store.parties = await readParties(bundle, store.chain);
      checkKeyReuse(store.chain, store.parties);
      store.checkpoints = await readCheckpoints(bundle.checkpoints, store.parties);
      store.newest = newestOf(bundle);
      store.seen = await rememberParties(store);
      if (seen !== null) await checkMemory(store, readSeen(seen));
      return store;
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
      throw new TrustError(error.code, error.field, error.facts);
    }
  }

  constructor(pin, chain) {
    this.pin = pin;
    this.chain = chain;
  }

  /** The key list vouched for by the association's root in the last agreement that names it at `now`, or null. */
  keyList(issuer, now) {
    const version = this.chain.lastNaming(issuer, now);
    return version ? (this.parties.get(issuer)?.keyList(partyOf(version.text, issuer).rootKey) ?? null) : null;
  }
}

/** What to remember of this bundle, as JSON. */
async function rememberParties({ pin, parties }) {
  const issuers = [];
  for (const party of parties.values()) {
    if (party.manifest === null) continue;
    const { newestKeyList: list, manifest } = party;
    issuers.push({
      issuer: party.issuer,
      order: orderOf(manifest.body.credentialSubject),
      manifest: manifest.digest,
      keyList: { version: list.body.version, digest: list.digest },
      events: { count: party.tree.size, root: await party.eventRoot() },
    });
  }
  return { type: MEMORY_TYPE, pin, issuers };
}

async function checkMemory(store, seen) {
  if (seen.pin !== store.pin) throw new TrustError('pin-mismatch', 'seen', { pin: seen.pin });
  for (const before of seen.issuers) {
    const party = store.parties.get(before.issuer);
    const dotted = { seen: before.order.join('.') };
    if (!party?.manifest) throw new TrustError('rollback', before.issuer, dotted);
    const order = compare(orderOf(party.manifest.body.credentialSubject), before.order);
    const { body, digest } = party.newestKeyList;
    if (order < 0 || body.version < before.keyList.version) throw new TrustError('rollback', before.issuer, dotted);
    const sameList = body.version === before.keyList.version;
    if ((order === 0 && party.manifest.digest !== before.manifest) || (sameList && digest !== before.keyList.digest)) {
      throw new TrustError('equivocation', before.issuer);
    }
    const fits = await party.agrees(before.events);
    if (fits === null) throw new TrustError('rollback', `${before.issuer}.events`, { seen: before.events.count });
    if (!fits) throw new TrustError('equivocation', `${before.issuer}.events`);
  }
}

async function readParties(bundle, chain) {
  const lists = new Map();
  for (const record of bundle.keyLists.toSorted((a, b) => a.body.version - b.body.version)) {
    const root = await rootOf(record, chain);
    const byRoot = lists.get(record.signer) ?? new Map();
    lists.set(record.signer, byRoot.set(root, [...(byRoot.get(root) ?? []), record]));
  }
  const salvage = new Map();
  for (const record of bundle.salvage) {
    await rootOf(record, chain);
    salvage.set(record.digest, record.body.credentialSubject);
  }
  for (const [issuer, byRoot] of lists) {
    const newestFirst = new Set(chain.rootsOf(issuer).reverse());
    const roots = [...newestFirst].reverse().filter((root) => byRoot.has(root));
    lists.set(issuer, new Map(roots.map((root) => [root, byRoot.get(root)])));
    checkKeyLists(issuer, lists.get(issuer));
  }
  const events = new Map([...lists.keys()].map((issuer) => [issuer, []]));
  for (const event of bundle.events) {
    if (!events.has(event.signer)) {
      throw new TrustError('unknown-party', `events.${event.body.id}`, { issuer: event.signer });
    }
    events.get(event.signer).push(event);
  }
  const parties = new Map();
  for (const [issuer, byRoot] of lists) {
    parties.set(issuer, await PartyTrust.of(issuer, byRoot, salvage, events.get(issuer)));
  }
  for (const manifest of bundle.manifests) await takeManifest(manifest, parties);
  for (const party of parties.values()) await checkDigests(party, bundle);
  return parties;
}

async function rootOf(record, chain) {
  const roots = chain.rootsOf(record.signer);
  if (!roots.length) throw new TrustError('unknown-party', record.kind, { issuer: record.signer });
  for (const root of roots) {
    if (await checkSignature(record.value, record.proof, decodeMultikey(root))) return root;
  }
  throw new TrustError('bad-signature', `${record.kind} (${record.signer})`);
}

/** Append-only along each root's lists, and from the older root's last one to the newer root's first. */
function checkKeyLists(issuer, byRoot) {
  const older = [];
  for (const records of byRoot.values()) {
    const before = older.filter(({ body }) => body.version < records[0].body.version);
    const last = before.toSorted((a, b) => a.body.version - b.body.version).slice(-1);
    older.push(...records);
    const chain = [...last, ...records];
    chain.slice(1).forEach((next, i) => {
      const name = `${issuer} key list ${next.body.version}`;
      if (chain[i].body.version === next.body.version) {
        if (chain[i].digest !== next.digest) throw new TrustError('equivocation', name);
        return;
      }
      const member = findRewrite(chain[i].body, next.body);
      if (member !== null) throw new TrustError('not-append-only', name, { member });
    });
  }
}

/** The newest manifest of its party; one by a compromised or lapsed key is no manifest at all. */
async function takeManifest(record, parties) {
  const name = `manifest (${record.signer})`;
  const party = parties.get(record.signer);
  if (party === undefined) throw new TrustError('unknown-party', name, { issuer: record.signer });
  const key = party.keys.get(record.proof.verificationMethod);
  if (key === undefined || !(await checkSignature(record.value, record.proof, key.public))) {
    throw new TrustError('bad-signature', name);
  }
  if (key.method.use !== 'publication') throw new TrustError('wrong-use', name, { use: key.method.use });
  if (key.stand !== null || !signsAt(key, record.created)) return;
  if (party.manifest !== null) {
    const held = party.manifest.body.credentialSubject;
    const order = compare(orderOf(record.body.credentialSubject), orderOf(held));
    if (order === 0 && record.digest !== party.manifest.digest) throw new TrustError('equivocation', name);
    if (order <= 0) return;
  }
  party.manifest = record;
}

/** What the manifest and the key list's floor say of the parts must fit; what is absent is no lie. */
async function checkDigests(party, bundle) {
  const differs = (name, by) => new TrustError('digest-mismatch', name, { by });
  const events = `events (${party.issuer})`;
  if ((await party.agrees(party.newestKeyList.body.events)) === false) throw differs(events, 'key list');
  if (party.manifest === null) return;
  const subject = party.manifest.body.credentialSubject;
  if ((await party.agrees(subject.events)) === false) throw differs(events, 'manifest');
  const current = bundle.keyLists.filter(({ body }) => body.version === subject.keyListVersion);
  const held = new Map([...current, ...bundle.salvage].map((r) => [`${r.kind} ${r.body.id}`, r.digest]));
  for (const { kind, id, digest } of subject.parts) {
    if ((held.get(`${kind} ${id}`) ?? digest) !== digest) throw differs(`${kind} ${id}`, 'manifest');
  }
}

function checkKeyReuse(chain, parties) {
  const roots = chain.versions.flatMap(({ text }) => text.parties.map((party) => [party.rootKey, `${party.id} (root)`]));
  const methods = [...parties.values()].flatMap((party) =>
    [...party.keys.values()].map(({ method }) => [method.publicKeyMultibase, `${party.issuer} (${method.use})`]),
  );
  const owners = new Map();
  for (const [key, owner] of [...roots, ...methods]) {
    if (!owners.has(key)) owners.set(key, owner);
    else if (owners.get(key) !== owner) throw new TrustError('key-reused', owner);
  }
}

function compare(a, b) {
  const at = a.findIndex((item, i) => item !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}

/** The newest signature in the bundle; the clock cannot honestly be much before it. */
const newestOf = ({ agreements, keyLists, manifests, events }) =>
  [...keyLists, ...manifests, ...events, ...agreements].map(({ created }) => created).reduce(later);
