// verifier/trust/keys.py: one association's keys as its newest key list gives them, and what a compromised one may still
// say.

import { methodOf } from '../../credentials/documents/key_list.js';
import { provesPossession } from '../../credentials/possession.js';
import { formatTime, isIn } from '../../credentials/times.js';
import { isWeakKey } from '../../signing/ed25519.js';
import { decodeMultikey } from '../../signing/multikey.js';

/** @import { KeyList, Method } from '../../credentials/documents/key_list.js' */
/** @import { Salvage } from '../../credentials/documents/salvage.js' */
/** @import { EventItem } from '../../credentials/event_item.js' */
/** @import { Moment } from '../../credentials/times.js' */

/**
 * What of a compromised key's records stands; `inside` are the events inside its line, as far as that is proven;
 * `isKnown`: whether its salvage list is here.
 * @typedef {{ since: Moment, inside: Set<string>, keep: Set<string>, isKnown: boolean }} Stand
 */
/**
 * `stand` is null where it is not compromised; `void` has the events that its salvage list voids.
 * @typedef {{ method: Method, public: Uint8Array, weak: boolean, stand: Stand | null, void: Set<string> }} Key
 */
/** @typedef {'unknown-key' | 'weak-key' | 'wrong-use' | 'key-compromised' | 'key-expired'} Objection */

/**
 * An association's keys by method id; the events that its root has declared void, by digest, whatever key they bear;
 * the methods whose salvage list is not here, or is about another key.
 * @typedef {Map<string, Key> & { void: Set<string>, missing: string[] }} PartyKeys
 */

/**
 * The keys that `methods` give; `salvage` by digest, `lines` by method, of each that is marked. `roots` are the multikeys
 * that the agreement gives the association as roots.
 * @param {Method[]} methods
 * @param {Map<string, Salvage>} salvage
 * @param {Map<string, EventItem[]>} lines
 * @param {string[]} roots
 * @returns {Promise<PartyKeys>}
 */
export async function readKeys(methods, salvage, lines, roots) {
  const keys = methods.map((method) => readKey(method, salvage, lines));
  const missing = methods.filter((method) => method.salvage !== undefined && findSalvage(method, salvage) === null);
  const proven = await Promise.all(keys.map((key) => isKey(key, roots)));
  return Object.assign(new Map(keys.filter((_, place) => proven[place]).map((key) => [key.method.id, key])), {
    void: new Set(keys.flatMap((key) => [...key.void])),
    missing: missing.map(({ id }) => id),
  });
}

/**
 * Whether it may be a key at all (verifier/trust/keys.py).
 * @param {Key} key
 * @param {string[]} roots
 */
async function isKey({ method, weak }, roots) {
  if (method.use === 'root' || weak) return true;
  return !roots.includes(method.publicKeyMultibase) && provesPossession(method);
}

/**
 * @param {Method} method
 * @param {Map<string, Salvage>} salvage
 */
function findSalvage(method, salvage) {
  const named = salvage.get(method.salvage ?? '');
  return named?.key === method.id ? named : null;
}

/**
 * Whether `created` lies in the key's [validFrom, signsUntil).
 * @param {Key} key
 * @param {Moment} created
 */
export const signsAt = (key, created) => isIn(created, key.method.validFrom, key.method.signsUntil);

/**
 * May this key sign that, then? Null where it may, else the first reason why not (verifier/trust/party_trust.py).
 * What a compromised one signed may count all the same where `stands` says so of its salvage list.
 * @param {PartyKeys} keys
 * @param {string} id
 * @param {Method['use']} use
 * @param {Moment} at
 * @param {KeyList | null} keyList
 * @param {(stand: Stand) => boolean} stands
 * @returns {Objection | null}
 */
export function findObjection(keys, id, use, at, keyList, stands = () => false) {
  const key = keys.get(id);
  if (key === undefined || keyList === null || methodOf(keyList.body, id) === undefined) return 'unknown-key';
  if (key.weak) return 'weak-key';
  if (key.method.use !== use) return 'wrong-use';
  if (key.stand !== null && !stands(key.stand)) return 'key-compromised';
  return signsAt(key, at) ? null : 'key-expired';
}

/**
 * The facts of an objection to what a key signed at `created`.
 * @param {Key} key
 * @param {Objection} objection
 * @param {Moment} created
 */
export function factsOf({ method }, objection, created) {
  const key = method.id;
  if (objection === 'wrong-use') return { key, use: method.use };
  if (objection === 'key-compromised') return { key, since: formatTime(method.compromisedSince) };
  if (objection !== 'key-expired') return { key };
  const [since, until] = [formatTime(method.validFrom), formatTime(method.signsUntil)];
  return { key, created: formatTime(created), since, until };
}

/**
 * Whether it may have signed a manifest or checkpoint then: a compromised key may not, ever.
 * @param {Key} key
 * @param {Moment} created
 */
export const publishesAt = (key, created) =>
  key.method.use === 'publication' && key.stand === null && signsAt(key, created);

/**
 * Whether nobody else has it, or had it when somebody honest saw what it signed, in seconds.
 * @param {Key} key
 * @param {bigint | null} seen
 */
const isOwnAt = ({ method: { compromisedSince: since } }, seen) =>
  since === undefined || (seen !== null && seen < BigInt(since.seconds));

/**
 * The public keys of one use; those in other hands where allowed, or not yet at `seen`, in seconds.
 * @param {Iterable<Key>} keys
 * @param {Method['use']} use
 * @param {bigint | null} seen
 */
export const publicKeys = (keys, use, compromised = false, seen = null) =>
  [...keys].filter((key) => key.method.use === use && (compromised || isOwnAt(key, seen))).map((key) => key.public);

/**
 * A usable method: its bytes, and which of its records stand where it is compromised.
 * @param {Method} method
 * @param {Map<string, Salvage>} salvage
 * @param {Map<string, EventItem[]>} lines
 * @returns {Key}
 */
function readKey(method, salvage, lines) {
  const named = findSalvage(method, salvage);
  const [since, line] = [method.compromisedSince, lines.get(method.id)];
  const inside = new Set(line?.map(({ digest }) => digest));
  const isKnown = named !== null || method.salvage === undefined;
  const stand = since === undefined ? null : { since, inside, keep: new Set(named?.keep), isKnown };
  const publicKey = decodeMultikey(method.publicKeyMultibase);
  return { method, public: publicKey, weak: isWeakKey(publicKey), stand, void: new Set(named?.void) };
}
