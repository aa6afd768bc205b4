// `node numbers.mjs FILE`: {bundle, pin, now, folds: […], asked: […]}; what web/verifier/numbers says of each.

import { readFileSync } from 'node:fs';
import { parseTime } from '../../../web/credentials/times.js';
import { HurenError } from '../../../web/signing/errors.js';
import { makePolicy } from '../../../web/verifier/policy.js';
import { foldNumber } from '../../../web/verifier/numbers/commitment.js';
import { lookUpNumber } from '../../../web/verifier/numbers/look_up.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';

const { bundle, pin, now, folds, asked } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const bytes = (text) => new Uint8Array(Buffer.from(text, 'utf8'));
const trust = await TrustStore.fromBundle(bytes(bundle), { pin });

function answer({ number, proof, scheme, issued, later }) {
  const moment = parseTime(later ?? now);
  try {
    const question = { now: moment, policy: makePolicy(), scheme, issued };
    const found = lookUpNumber(trust, number, bytes(proof), question);
    return [found.state, found.why, found.number, found.manifest.digest, found.problem?.code ?? null];
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return [error.code, error.field];
  }
}

process.stdout.write(JSON.stringify({ folds: folds.map(foldNumber), answers: asked.map(answer) }));
