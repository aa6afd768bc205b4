// verifier/memory.py: what a verifier remembers between bundles, so that an older one cannot hide what it has seen.

import * as is from '../credentials/members.js';
import { HurenError } from '../signing/errors.js';
import { TrustError } from './errors.js';

export const MEMORY_TYPE = 'huren-seen/1';

const seen = is.model({
  type: is.literal(MEMORY_TYPE),
  pin: is.digest,
  issuers: is.list(
    is.model({
      issuer: is.did,
      order: is.tuple(is.count, is.count, is.count),
      manifest: is.digest,
      keyList: is.model({ version: is.version, digest: is.digest }),
      events: is.eventCount,
    }),
    { max: 64 },
  ),
});

/** The memory in a value from JSON; TrustError memory-damaged otherwise, never a silent fresh start. */
export function readSeen(value) {
  try {
    return seen(value);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new TrustError('memory-damaged');
  }
}
