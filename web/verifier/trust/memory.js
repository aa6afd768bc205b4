// verifier/trust/memory.py: a verifier's memory between bundles, so that an older one cannot hide what it has seen.

import { BUNDLE_TYPE, readBundle } from '../../credentials/documents/bundle.js';
import { DIGEST } from '../../credentials/identifiers.js';
import { HurenError } from '../../signing/errors.js';
import { isObject } from '../../signing/json_profile.js';
import { TrustError } from '../errors.js';

/** @import { Bundle } from '../../credentials/documents/bundle.js' */

const MEMORY_TYPE = 'huren-seen/1';
const IS_DIGEST = new RegExp(DIGEST);

/**
 * {pin, bundle} of a memory, a value of JSON; TrustError memory-damaged otherwise, never a silent fresh start.
 * @param {unknown} value
 * @returns {{ pin: string, bundle: Bundle }}
 */
export function readSeen(value) {
  const damaged = new TrustError('memory-damaged');
  if (!isObject(value) || Object.keys(value).sort().join(' ') !== 'bundle pin type') throw damaged;
  const { type, pin, bundle } = value;
  if (type !== MEMORY_TYPE || typeof pin !== 'string' || !IS_DIGEST.test(pin) || !isObject(bundle)) throw damaged;
  try {
    return { pin, bundle: readBundle(bundle) };
  } catch (error) {
    throw error instanceof HurenError ? damaged : error;
  }
}

/**
 * The value of a memory from the parts of its bundle, each a list of values; it keeps no checkpoints.
 * @param {string} pin
 * @param {Record<Exclude<keyof Bundle, 'checkpoints'>, unknown[]>} parts
 */
export const seenOf = (pin, parts) => ({
  type: MEMORY_TYPE,
  pin,
  bundle: { type: BUNDLE_TYPE, ...parts, checkpoints: [] },
});
