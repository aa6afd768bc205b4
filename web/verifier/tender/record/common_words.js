// verifier/tender/record/common_words.py: the eight words that two rooms compare: the same matrix by the same trust
// data.

import { digestOf } from '../../../credentials/record.js';
import { inOrder } from '../order.js';

/** @import { Matrix, MatrixCell } from '../check.js' */
/** @import { MatrixColumn } from '../matrix.js' */

/**
 * SHA-256 over JCS {tender, bundle, dates, policy, cells} of a matrix, 64 hex digits; `bundle` is the SHA-256 of the bundle
 * that it rests on.
 * @param {Pick<Matrix, 'tender' | 'dates' | 'policy' | 'cells'>} matrix
 * @param {string} bundle
 */
export function digestMatrix({ tender, dates, policy, cells }, bundle) {
  const ordered = inOrder(cells, ({ lot, bidder, criterion, requirement }) => [lot, bidder, criterion, requirement]);
  return digestOf({ tender: tender.digest, bundle, dates, policy, cells: ordered.map(tellCell) });
}

/** @param {MatrixCell} cell */
const tellCell = ({ columns, ...told }) => ({
  ...told,
  columns: Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column && tellColumn(column)])),
});

/** @param {MatrixColumn} column */
const tellColumn = ({ state, codes, credentials, grade, clauses, without, clarified }) =>
  ({ state, codes, credentials, grade, clauses, without, clarified });
