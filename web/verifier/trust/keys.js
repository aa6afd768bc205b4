// verifier/trust/keys.py: one association's keys as its newest key list gives them, and what a compromised one may still
// say.

import { formatTime, isIn } from '../../credentials/times.js';
import { isWeakKey } from '../../signing/ed25519.js';
import { decodeMultikey } from '../../signing/multikey.js';
import { TrustError } from '../errors.js';

/** @import { Method } from '../../credentials/documents/key_list.js' */
/** @import { Salvage } from '../../credentials/documents/salvage.js' */
/** @import { Moment } from '../../credentials/times.js' */

/** @typedef {{ keep: Set<string>, void: Set<string> }} Stand which records of a compromised key stand, and which do not, by digest */
/** @typedef {{ method: Method, public: Uint8Array, weak: boolean, stand: Stand | null }} Key `stand` is null where it is not compromised */
/** @typedef {'unknown-key' | 'weak-key' | 'wrong-use' | 'key-compromised' | 'key-expired'} Objection */

/**
 * The keys {method, public, weak, stand} by method id; TrustError salvage-missing. `salvage` by digest.
 * @param {Method[]} methods
 * @param {Map<string, Salvage>} salvage
 */
export const readKeys = (methods, salvage) => new Map(methods.map((method) => [method.id, readKey(method, salvage)]));

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
 * @returns {Key}
 */
function readKey(method, salvage) {
  let stand = null;
  if (method.compromisedSince !== undefined) {
    const named = salvage.get(method.salvage ?? '');
    if (method.salvage !== undefined && named?.key !== method.id) throw new TrustError('salvage-missing', method.id);
    stand = { keep: new Set(named?.keep), void: new Set(named?.void) };
  }
  const publicKey = decodeMultikey(method.publicKeyMultibase);
  return { method, public: publicKey, weak: isWeakKey(publicKey), stand };
}
