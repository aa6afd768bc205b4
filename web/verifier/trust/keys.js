// verifier/trust/keys.py: one association's keys as its newest key list gives them, and what a compromised one may still
// say.

import { formatTime, isIn } from '../../credentials/times.js';
import { isWeakKey } from '../../signing/ed25519.js';
import { decodeMultikey } from '../../signing/multikey.js';
import { TrustError } from '../errors.js';

/** @import { Method } from '../../credentials/documents/key_list.js' */
/** @import { Salvage } from '../../credentials/documents/salvage.js' */
/** @import { EventItem } from '../../credentials/event_item.js' */
/** @import { Moment } from '../../credentials/times.js' */

/**
 * What of a compromised key's records stands; `inside` are the events inside its line, as far as that is proven.
 * @typedef {{ since: Moment, inside: Set<string>, keep: Set<string> }} Stand
 */
/**
 * `stand` is null where it is not compromised; `void` has the events that its salvage list voids.
 * @typedef {{ method: Method, public: Uint8Array, weak: boolean, stand: Stand | null, void: Set<string> }} Key
 */
/** @typedef {'unknown-key' | 'weak-key' | 'wrong-use' | 'key-compromised' | 'key-expired'} Objection */

/**
 * An association's keys by method id, and the events that its root has declared void, by digest: whatever key they bear.
 * @typedef {Map<string, Key> & { void: Set<string> }} PartyKeys
 */

/**
 * The keys that `methods` give; TrustError salvage-missing. `salvage` by digest, `lines` by method, of each that is marked.
 * @param {Method[]} methods
 * @param {Map<string, Salvage>} salvage
 * @param {Map<string, EventItem[]>} lines
 * @returns {PartyKeys}
 */
export function readKeys(methods, salvage, lines) {
  const keys = methods.map((method) => readKey(method, salvage, lines));
  return Object.assign(new Map(keys.map((key) => [key.method.id, key])), { void: new Set(keys.flatMap((key) => [...key.void])) });
}

/**
 * Whether `created` lies in the key's [validFrom, signsUntil).
 * @param {Key} key
 * @param {Moment} created
 */
export const signsAt = (key, created) => isIn(created, key.method.validFrom, key.method.signsUntil);

/**
 * The facts of an objection (findObjection of party_trust.js) to what a key signed at `created`.
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
  const named = salvage.get(method.salvage ?? '');
  if (method.salvage !== undefined && named?.key !== method.id) throw new TrustError('salvage-missing', method.id);
  const [since, line] = [method.compromisedSince, lines.get(method.id)];
  const inside = new Set(line?.map(({ digest }) => digest));
  const stand = since === undefined ? null : { since, inside, keep: new Set(named?.keep) };
  const publicKey = decodeMultikey(method.publicKeyMultibase);
  return { method, public: publicKey, weak: isWeakKey(publicKey), stand, void: new Set(named?.void) };
}
