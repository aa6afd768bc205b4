// carriers/errors: errors of a sheet as a whole, and of a cell.

import { RecordError } from '../../credentials/errors.js';
import { SHEET_ERRORS } from '../../texts/lists/sheet_words.js';

export class CarrierError extends RecordError {
  async row() {
    return SHEET_ERRORS[this.code];
  }
}
