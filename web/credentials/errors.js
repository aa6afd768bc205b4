// credentials/errors.py: what any `parse…` of this floor throws on bytes it does not accept.

import { HurenError } from '../signing/errors.js';
import { speak } from './words/speech.js';

export class RecordError extends HurenError {
  speak(...fact) {
    return speak(...fact);
  }
}
