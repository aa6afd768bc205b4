// verifier/errors.py: why a bundle is not taken as trust data, which questions cannot be asked.

import { HurenError } from '../signing/errors.js';

export class SpokenError extends HurenError {
  async speech() {
    return (await import('../credentials/words/document_speech.js')).speak;
  }
}

export class TrustError extends SpokenError {}

export class QuestionError extends SpokenError {}
