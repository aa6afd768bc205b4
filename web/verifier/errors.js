// verifier/errors.py: why a bundle is not taken as trust data, which questions cannot be asked, why there is no receipt.

import { HurenError } from '../signing/errors.js';

class SpokenError extends HurenError {
  async speech() {
    return (await import('../credentials/words/document_speech.js')).speak;
  }
}

export class TrustError extends SpokenError {}

export class QuestionError extends SpokenError {}

export class ReceiptError extends SpokenError {}
