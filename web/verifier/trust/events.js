// verifier/trust/events.py: one association's status events, hashed when trust data is loaded, read when a verdict needs
// them. The rules stand there.

import { KINDS } from '../../credentials/kinds.js';
import { readRecord } from '../../credentials/record.js';
import { STATUS_EVENT } from '../../credentials/documents/status_event.js';
import { checkSignature } from '../../signing/data_integrity.js';
import { HurenError } from '../../signing/errors.js';
import { isObject } from '../../signing/json_profile.js';
import { signsAt } from './keys.js';

/** The id of the key that it says has signed it, or null. */
export function keyOf({ value }) {
  const named = isObject(value.proof) ? value.proof.verificationMethod : null;
  return typeof named === 'string' ? named : null;
}

/** The events of one association: `counted` in its order, and loose ones. */
export class Events {
  #items = new Map(); // by credential id: [{item, isCounted}]
  #histories = new Map();

  constructor(issuer, counted, loose) {
    this.issuer = issuer;
    this.counted = counted;
    this.digests = new Set(counted.map(({ digest }) => digest));
    const others = loose.filter(({ digest }) => !this.digests.has(digest));
    this.loose = [...new Map(others.map((item) => [item.digest, item])).values()];
    for (const { digest } of this.loose) this.digests.add(digest);
    for (const [items, isCounted] of [[this.counted, true], [this.loose, false]]) {
      for (const item of items) this.#put(item, isCounted);
    }
  }

  #put(item, isCounted) {
    if (item.credential === null) return;
    const held = this.#items.get(item.credential);
    if (held) held.push({ item, isCounted });
    else this.#items.set(item.credential, [{ item, isCounted }]);
  }

  /** What the events say of one credential, {events, broken, unknown}, or null where none names it; read once. */
  async history(credential, keys) {
    const items = this.#items.get(credential);
    if (items === undefined) return null;
    if (!this.#histories.has(credential)) {
      this.#histories.set(credential, readHistory(this.issuer, items, keys));
    }
    return this.#histories.get(credential);
  }
}

/** What events of one credential say: `broken` are digests of counted events that are none. */
async function readHistory(issuer, items, keys) {
  /** @type {Record<string, any[]>} */
  const history = { events: [], broken: [], unknown: [] };
  const found = await Promise.all(items.map(({ item }) => readEvent(issuer, item, keys)));
  for (const [place, { item, isCounted }] of items.entries()) {
    const { event = null, unknown = null } = found[place];
    if (event !== null) history.events.push(event);
    else if (isCounted) history.broken.push(item.digest);
    else if (unknown !== null) history.unknown.push(unknown);
  }
  return history;
}

/** {event} in `item`; {unknown}, the key of one that is well formed and the time it gives; {} for anything else. */
export async function readEvent(issuer, { value, digest }, keys) {
  const record = readWellFormed(value);
  if (record === null) return {};
  const id = record.proof.verificationMethod;
  if (record.signer !== issuer || id.split('#')[0] !== issuer) return {};
  const key = keys.get(id);
  if (key === undefined) return { unknown: { key: id, created: record.created } };
  if (key.method.use !== KINDS.get(STATUS_EVENT.kind).use || !(await checkSignature(value, record.proof, key.public))) return {};
  const change = record.body.credentialSubject;
  return { event: { change, created: record.created, digest, counts: counts(change, record.created, digest, key) } };
}

function readWellFormed(value) {
  try {
    return readRecord(value, STATUS_EVENT);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return null;
  }
}

function counts({ action }, created, digest, key) {
  const restricts = action !== 'reinstate';
  if (key.stand !== null) return restricts ? !key.stand.void.has(digest) : key.stand.keep.has(digest);
  return restricts || signsAt(key, created);
}
