// verifier/errors.py: why a bundle is not taken as trust data.

import { speak } from '../credentials/words/speech.js';
import { HurenError } from '../signing/errors.js';

export class TrustError extends HurenError {
  speak(...fact) {
    return speak(...fact);
  }
}
