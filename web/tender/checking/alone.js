// The trust data a check rests on: a bundle proven alone, so that it can be proven again.

import { encodeProfile } from '../../signing/jcs.js';
import { TrustStore } from '../../verifier/trust/trust_store.js';

/** @import { Trusted } from './opening_check.js' */

/**
 * What a check rests on of what this device trusts. Where it has seen newer than the bundle it was given last, that is the one
 * that was proven alone `before`, or one of all that was seen.
 * @param {Trusted} given
 * @param {Trusted | null} before
 * @returns {Promise<Trusted>}
 */
export async function proveAlone({ store, bundle, pin }, before) {
  if (!store.memoryHoldsMore) return { store, bundle, pin };
  const seen = await store.seen();
  if (before?.pin === pin && !(await TrustStore.fromBundle(before.bundle, { pin, seen })).memoryHoldsMore) return before;
  const all = encodeProfile(seen.bundle);
  return { store: await TrustStore.fromBundle(all, { pin }), bundle: all, pin };
}
