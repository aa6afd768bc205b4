// verifier/errors.py: refusals of bundles as trust data, and of questions.

import { HurenError } from '../signing/errors.js';

export class SpokenError extends HurenError {
  async speech() {
    return (await import('../credentials/words/document_speech.js')).speak;
  }
}

export class TrustError extends SpokenError {}

export class QuestionError extends SpokenError {}
