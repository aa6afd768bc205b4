// verifier/errors.py: why a bundle is not taken as trust data, and which questions cannot be asked.

import { HurenError } from '../signing/errors.js';

class SpokenError extends HurenError {
  async speech() {
    return (await import('../credentials/words/document_speech.js')).speak;
  }
}

export class TrustError extends SpokenError {}

export class QuestionError extends SpokenError {}
