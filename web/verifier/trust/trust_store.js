// verifier/trust/trust_store.py: the trust data of a verifier, a bundle and its memory of earlier ones, proven under
// one pin.
// The rules stand there.

import { entriesOf, parseBundle } from '../../credentials/documents/bundle.js';
import { EventItem } from '../../credentials/event_item.js';
import { partyOf } from '../../credentials/documents/agreement.js';
import { parseDocument, readRecord } from '../../credentials/record.js';
import { STATUS_EVENT } from '../../credentials/documents/status_event.js';
import { earlier, later } from '../../credentials/times.js';
import { strip } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { MAX_RECORD_BYTES } from '../../signing/json_profile.js';
import { buildChain } from './agreements.js';
import { readCheckpoints } from './checkpoints.js';
import { TrustError } from '../errors.js';
import { Events, keyOf } from './events.js';
import { readKeyLists, readSalvage } from './key_lists.js';
import { readKeys } from './keys.js';
import { readManifests } from './manifests.js';
import { readSeen } from './memory.js';
import { PartyTrust, findLines, findOrder } from './party_trust.js';
import { CLOCK_TOLERANCE } from '../policy.js';
import { holdsMore, remember } from './seen.js';

/** @import { Bundle, Entries } from '../../credentials/documents/bundle.js' */
/** @import { KeyList } from '../../credentials/documents/key_list.js' */
/** @import { Manifest } from '../../credentials/documents/manifest.js' */
/** @import { Salvage, SalvageList } from '../../credentials/documents/salvage.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Chain } from './agreements.js' */
/** @import { Checkpoints } from './checkpoints.js' */
/** @import { ListFault, PartyLists } from './key_lists.js' */
/** @import { seenOf } from './memory.js' */

/**
 * @typedef {object} Given
 * @property {string} pin
 * @property {ReturnType<typeof seenOf> | null} [seen]
 * @property {Uint8Array[]} [loose]
 * @property {Entries | null} [known]
 * @property {(share: number) => unknown} [onProgress]
 */

/** @typedef {{ counted: EventItem[], loose: EventItem[] }} Items the events of a source, in file order */

/**
 * @typedef {object} Proven
 * @property {Chain} chain
 * @property {Map<string, PartyTrust>} parties
 * @property {Map<string, ListFault>} faults what is wrong with key lists, by association
 * @property {SalvageList[]} salvage
 * @property {Checkpoints} checkpoints
 * @property {Bundle | null} memory what it was made with beside the bundle
 */

/** Proven trust data under one pin; make one with `fromBundle`. */
export class TrustStore {
  /** @type {Bundle | null} */
  #bundle = null;
  #agreedAt;

  /**
   * The trust data in a bundle, under `pin` (64 hex digits). `seen` is what `store.seen()` gave of an
   * earlier bundle, a value of JSON; `loose` are status events handed over beside the bundle, as bytes; `known`
   * is what `store.entries` was for the same bundle, `onProgress(share)` hears how far reading is, and is waited for. Throws
   * TrustError, and nothing else, for any bytes that break a rule.
   * @param {Uint8Array} data
   * @param {Given} given
   */
  static async fromBundle(data, { pin, seen = null, loose = [], known, onProgress }) {
    const wanted = strip(`${pin}`).toLowerCase();
    if (!/^[0-9a-f]{64}$/.test(wanted)) throw new TrustError('pin-form', 'pin');
    const memory = seen === null ? null : readSeen(seen);
    if (memory !== null && memory.pin !== wanted) throw new TrustError('pin-mismatch', 'seen', { pin: memory.pin });
    const handed = loose.map(readLoose);
    try {
      const bundle = await parseBundle(data, { known, onProgress });
      const store = await prove(wanted, memory === null ? [bundle] : [memory.bundle, bundle], handed);
      store.#bundle = bundle;
      return store;
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
      throw new TrustError(error.code, error.field, error.facts);
    }
  }

  /**
   * @param {string} pin
   * @param {Proven} proven
   */
  constructor(pin, { chain, parties, faults, salvage, checkpoints, memory }) {
    this.pin = pin;
    this.chain = chain;
    this.parties = parties;
    this.faults = faults;
    this.memory = memory;
    this.salvage = salvage;
    this.checkpoints = checkpoints;
    /** Whether the memory it was made with holds something to remember that the bundle does not. */
    this.memoryHoldsMore = false;
    this.#agreedAt = chain.versions.map(({ halves }) => halves.map(({ created }) => created).reduce(earlier)).reduce(later);
    /** The time of the newest signature of any root. */
    this.newestByRoot = [...parties.keys()].map((issuer) => this.newestWord(issuer)).reduce(later, this.#agreedAt);
  }

  /**
   * The newest signature of an association's root, or of all roots; the clock is not much before it. What another root
   * dates ahead is nobody else's clock: of the halves of a version the first counts.
   * @param {string} issuer
   */
  newestWord(issuer) {
    const lists = [...(this.parties.get(issuer)?.lists.values() ?? [])].flat();
    return lists.map(({ created }) => created).reduce(later, this.#agreedAt);
  }

  /**
   * Whether a root signed something here later than `now` (in seconds), by more than clocks may differ.
   * @param {number} now
   */
  clockIsBehind(now) {
    return now < this.newestByRoot.seconds - CLOCK_TOLERANCE;
  }

  /**
   * The key list vouched for by the association's root in the last agreement that names it at `now`, or null; where its
   * lists have a fault, the newest that stands.
   * @param {string} issuer
   * @param {Moment} now
   */
  keyList(issuer, now) {
    if (this.faults.has(issuer)) return this.parties.get(issuer)?.newestKeyList ?? null;
    const version = this.chain.lastNaming(issuer, now);
    const party = version && partyOf(version.text, issuer);
    return party ? (this.parties.get(issuer)?.keyList(party.rootKey) ?? null) : null;
  }

  /** What was found in the events of its bundle, so that they need not be read again, a value of JSON; or null. */
  get entries() {
    return this.#bundle && entriesOf(this.#bundle);
  }

  /** What to remember of this trust data, a promise of a value of JSON; worked out when it is asked for. */
  seen() {
    return remember(this);
  }
}

/**
 * @param {string} pin
 * @param {Bundle[]} sources
 * @param {EventItem[]} handed
 */
async function prove(pin, sources, handed) {
  /**
   * @template {{ digest: string }} R
   * @param {(source: Bundle) => R[]} partsOf
   */
  const all = (partsOf) => once(sources.flatMap(partsOf));
  const chain = await buildChain(all(({ agreements }) => agreements), pin);
  const records = all((source) => source.salvage);
  const salvage = await readSalvage(records, chain);
  const lists = await readKeyLists(all(({ keyLists }) => keyLists), chain);
  const events = readItems(sources, chain);
  const parties = await readParties(chain, { lists, salvage, manifests: all((source) => source.manifests), events, handed });
  const checkpoints = await readCheckpoints(new Set(sources.flatMap((source) => source.checkpoints)), parties);
  const faults = new Map([...lists].flatMap(([issuer, { fault }]) => (fault ? [[issuer, fault]] : [])));
  const store = new TrustStore(pin, { chain, parties, faults, salvage: records, checkpoints, memory: sources.length > 1 ? sources[0] : null });
  store.memoryHoldsMore = sources.length > 1 && holdsMore(store, sources.slice(-1)[0], events.slice(-1)[0]);
  return store;
}

/**
 * Each record once, in the order in which they came.
 * @template {{ digest: string }} R
 * @param {R[]} records
 */
const once = (records) => [...new Map(records.map((record) => [record.digest, record])).values()];

/**
 * A status event handed over; its signature is checked when its credential is asked about.
 * @param {Uint8Array} data
 * @param {number} place
 */
function readLoose(data, place) {
  try {
    const value = parseDocument(data, MAX_RECORD_BYTES);
    readRecord(value, STATUS_EVENT);
    return EventItem.of(value);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new TrustError(error.code, `loose[${place}]${error.field ? `.${error.field}` : ''}`, error.facts);
  }
}

/**
 * @param {Chain} chain
 * @param {{ lists: Map<string, PartyLists>, salvage: Map<string, Salvage>, manifests: Manifest[], events: Items[], handed: EventItem[] }} given
 */
async function readParties(chain, { lists, salvage, manifests, events, handed }) {
  const sequences = events.map(({ counted }) => byIssuer(counted));
  const loose = events.map((file, place) => byIssuer(place + 1 < events.length ? file.loose : [...file.loose, ...handed]));
  /** @type {Map<string, PartyTrust>} */
  const parties = new Map();
  for (const [issuer, { byRoot }] of lists) {
    const whole = [...byRoot.values()].flat();
    const [newest] = whole.slice(-1);
    if (newest === undefined) continue;
    const own = sequences.map((sequence) => sequence.get(issuer) ?? []);
    /** @type {Map<string, KeyList['body']['events']>} */
    const floors = new Map(); // the first list that marks a key draws the key's line
    for (const { body } of [...whole].reverse()) {
      for (const method of body.verificationMethod) if (method.compromisedSince) floors.set(method.id, body.events);
    }
    const lines = findLines(own, floors);
    const keys = await readKeys(newest.body.verificationMethod, salvage, lines, chain.rootsOf(issuer));
    const byVersion = new Map(whole.map((record) => [record.body.version, record]));
    const signed = manifests.filter(({ signer }) => signer === issuer);
    const read = await readManifests(signed, keys, byVersion, chain);
    const ranked = read.ranked.map(({ body }) => body.credentialSubject.events);
    const counts = [newest.body.events, ...floors.values(), ...ranked];
    const { counted, order } = findOrder(own, counts);
    const items = own.map((sequence, place) => [...sequence, ...(loose[place].get(issuer) ?? [])]);
    const known = items.slice(0, -1).flat().filter((item) => keys.has(keyOf(item) ?? '') || keys.void.has(item.digest));
    const all = new Events(issuer, counted, [...known, ...items.slice(-1)[0]]);
    parties.set(issuer, new PartyTrust(issuer, { lists: byRoot, keys, manifests: read, events: all, order }));
  }
  return parties;
}

/**
 * The events of each source, {counted, loose}, in file order; nobody else's than the parties'.
 * @param {Bundle[]} sources
 * @param {Chain} chain
 * @returns {Items[]}
 */
function readItems(sources, chain) {
  const own = (/** @type {EventItem[]} */ items) => items.filter(({ issuer }) => chain.members.has(issuer));
  return sources.map(({ events, loose }) => ({ counted: own(events), loose: own(loose) }));
}

/** @param {EventItem[]} items */
function byIssuer(items) {
  /** @type {Map<unknown, EventItem[]>} */
  const groups = new Map();
  for (const item of items) {
    const own = groups.get(item.issuer);
    if (own !== undefined) own.push(item);
    else groups.set(item.issuer, [item]);
  }
  return groups;
}
