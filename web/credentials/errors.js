// credentials/errors/__init__.py: the errors that any `parse…` of this floor throws on bytes it does not accept.

import { HurenError } from '../signing/errors.js';

export class RecordError extends HurenError {
  async speech() {
    return (await import('./words/document_speech.js')).speak;
  }
}
