// verifier/trust/events.py: one association's status events, hashed when trust data is loaded, read when a verdict needs
// them. The rules stand there.

import { KINDS } from '../../credentials/kinds.js';
import { readRecord } from '../../credentials/record.js';
import { STATUS_EVENT } from '../../credentials/documents/status_event.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { HurenError } from '../../signing/errors.js';
import { isObject } from '../../signing/json_profile.js';
import { signsAt } from './keys.js';

/** @import { Change } from '../../credentials/documents/status_event.js' */
/** @import { EventItem } from '../../credentials/event_item.js' */
/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Key, PartyKeys } from './keys.js' */

/**
 * Whether it counts, and whether it explains a missing number where it does not.
 * @typedef {{ change: Change, created: Moment, digest: string, counts: boolean, explains: boolean }} StatusEvent
 */
/** @typedef {{ key: string, created: Moment }} UnknownKey the key of an event that is well formed, and the time it gives */

/**
 * What events of one credential say: `broken` are digests of counted events that are none.
 * @typedef {{ events: StatusEvent[], broken: string[], unknown: UnknownKey[] }} StatusHistory
 */

/** @typedef {{ item: EventItem, isCounted: boolean }} PlacedItem */

/**
 * Returns the id of the key that the event names as its signer, or null.
 * @param {EventItem} item
 */
export function keyOf({ value }) {
  const named = isObject(value.proof) ? value.proof.verificationMethod : null;
  return typeof named === 'string' ? named : null;
}

/** The events of one association: `counted` in its order, and loose ones. */
export class Events {
  /** @type {Map<string, PlacedItem[]>} */
  #items = new Map(); // by credential id
  /** @type {Map<string, Promise<StatusHistory>>} */
  #histories = new Map();

  /**
   * @param {string} issuer
   * @param {EventItem[]} counted
   * @param {EventItem[]} loose
   */
  constructor(issuer, counted, loose) {
    this.issuer = issuer;
    this.counted = counted;
    this.digests = new Set(counted.map(({ digest }) => digest));
    const others = loose.filter(({ digest }) => !this.digests.has(digest));
    this.loose = [...new Map(others.map((item) => [item.digest, item])).values()];
    for (const { digest } of this.loose) this.digests.add(digest);
    for (const item of this.counted) this.#put(item, true);
    for (const item of this.loose) this.#put(item, false);
  }

  /**
   * @param {EventItem} item
   * @param {boolean} isCounted
   */
  #put(item, isCounted) {
    if (item.credential === null) return;
    const events = this.#items.get(item.credential);
    if (events) events.push({ item, isCounted });
    else this.#items.set(item.credential, [{ item, isCounted }]);
  }

  /**
   * What the events say of one credential, {events, broken, unknown}, or null where none names it; read once.
   * @param {string} credential
   * @param {PartyKeys} keys
   */
  async history(credential, keys) {
    const items = this.#items.get(credential);
    if (items === undefined) return null;
    const events = this.#histories.get(credential) ?? readHistory(this.issuer, items, keys);
    this.#histories.set(credential, events);
    return events;
  }
}

/**
 * @param {string} issuer
 * @param {PlacedItem[]} items
 * @param {PartyKeys} keys
 */
async function readHistory(issuer, items, keys) {
  /** @type {StatusHistory} */
  const history = { events: [], broken: [], unknown: [] };
  const events = await Promise.all(items.map(({ item }) => readEvent(issuer, item, keys)));
  for (const [place, { item, isCounted }] of items.entries()) {
    const { event = null, unknown = null } = events[place];
    const isVoid = keys.void.has(item.digest);
    if (event !== null) history.events.push({ ...event, explains: isCounted || isVoid });
    else if (isCounted && !isVoid) history.broken.push(item.digest);
    else if (unknown !== null) history.unknown.push(unknown);
  }
  return history;
}

/**
 * {event} in `item`; {unknown}, the key of one that is well formed and the time it gives; {} for anything else. Of one
 * that is void nothing but its form is asked.
 * @param {string} issuer
 * @param {EventItem} item
 * @param {PartyKeys} keys
 * @returns {Promise<{ event?: StatusEvent, unknown?: UnknownKey }>}
 */
export async function readEvent(issuer, { value, digest }, keys) {
  const record = readWellFormed(value);
  if (record === null) return {};
  const id = record.proof.verificationMethod;
  if (record.signer !== issuer || id.split('#')[0] !== issuer) return {};
  const { created } = record;
  const event = { change: record.body.credentialSubject, created, digest, counts: false, explains: false };
  if (keys.void.has(digest)) return { event };
  const key = keys.get(id);
  if (key === undefined) return { unknown: { key: id, created } };
  if (key.method.use !== KINDS.get(STATUS_EVENT.kind)?.use || !(await checkSignature(value, record.proof, key.public))) return {};
  return { event: { ...event, counts: counts(event, key) } };
}

/**
 * @param {StatusEvent} event
 * @param {Key} key
 */
function counts({ change, created, digest }, key) {
  const restricts = change.action !== 'reinstate';
  if (key.stand === null) return restricts || signsAt(key, created);
  return key.stand.keep.has(digest) || (restricts && (!key.stand.isKnown || key.stand.inside.has(digest)));
}

/** @param {JsonObject} value */
function readWellFormed(value) {
  try {
    return readRecord(value, STATUS_EVENT);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return null;
  }
}
