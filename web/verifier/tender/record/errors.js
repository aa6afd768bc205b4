// verifier/errors.py: why there is no receipt, and why one does not hold together.

import { SpokenError } from '../../errors.js';

export class ReceiptError extends SpokenError {
  async row() {
    return (await import('../../../texts/tender/receipt_errors.js')).RECEIPT_ERRORS[this.code];
  }
}
