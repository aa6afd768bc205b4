// The columns of a cell, and the tone of a state.

import { COLUMNS, MET, NOT_MET } from '../../verifier/tender/matrix.js';

/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { ColumnName, MatrixColumn } from '../../verifier/tender/matrix.js' */

/** @param {string} state */
export const toneOf = (state) => (state === MET ? 'ok' : state === NOT_MET ? 'no' : 'unk');

/**
 * Returns the columns of a cell whose date has come, by name.
 * @param {MatrixCell} cell
 * @returns {[ColumnName, MatrixColumn | null][]}
 */
export const columnsOf = ({ columns }) => COLUMNS.map((name) => [name, columns[name]]);
