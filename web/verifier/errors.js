// verifier/errors.py: why a bundle is not taken as trust data.

import { HurenError } from '../signing/errors.js';

export class TrustError extends HurenError {
  async speech() {
    return (await import('../credentials/words/document_speech.js')).speak;
  }
}
