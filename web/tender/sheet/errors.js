// carriers/errors: what is thrown of a sheet as a whole, and what is said of a cell.

import { RecordError } from '../../credentials/errors.js';
import { SHEET_ERRORS } from '../../texts/lists/sheet_words.js';

export class CarrierError extends RecordError {
  async row() {
    return SHEET_ERRORS[this.code];
  }
}
