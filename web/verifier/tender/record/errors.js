// verifier/errors.py: reasons why there is no receipt, or why one is inconsistent.

import { SpokenError } from '../../errors.js';

export class ReceiptError extends SpokenError {
  async row() {
    return (await import('../../../texts/tender/receipt_errors.js')).RECEIPT_ERRORS[this.code];
  }
}
