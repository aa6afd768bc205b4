// carriers/spreadsheet/row_cells.py: the cells of one row, read under the rules for all text; what is wrong with them is collected.

import { countCharacters } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { isMangled, shownCell } from '../sheet/cells.js';
import { CarrierError } from '../sheet/errors.js';

/** @import { Column } from '../sheet/corrections.js' */
/** @import { SheetRow } from '../sheet/reading.js' */

/** @typedef {{ row: number, column: string, value: string, cause: HurenError }} RowError what is wrong with one cell */

const MAX_CODE = 60; // characters of a code or a word
const MAX_NAME = 200;
const ERROR_VALUES = new Set(['#N/A', '#REF!', '#VALUE!', '#NAME?', '#DIV/0!', '#NUM!', '#NULL!', '#SPILL!']);
const UNPRINTED = /[\p{C}\p{Z}]/gu;
const INVISIBLE = /\u034f|\u115f|\u1160|\u17b4|\u17b5|\u180b|\u180c|\u180d|\u180e|\u180f|\u2800|\u3164|\p{Variation_Selector}|\uffa0/u;

export class RowCells {
  /** @type {RowError[]} */
  errors = [];

  /**
   * Text that begins with one of `unwanted` is taken for a formula.
   * @param {SheetRow} row
   * @param {Column[]} columns
   * @param {string[]} unwanted
   */
  constructor(row, columns, unwanted) {
    this.row = row;
    this.columns = columns;
    this.unwanted = unwanted;
  }

  /**
   * Records at most one error for each cell: the first is enough.
   * @param {string} column
   * @param {HurenError} cause
   */
  refuse(column, cause) {
    if (this.errors.some((error) => error.column === column)) return;
    this.errors.push({ row: this.row.number, column, value: shownCell(this.row.cells.get(column)?.text ?? ''), cause });
  }

  /**
   * The text of a cell; null when it is empty or refused.
   * @param {string} name
   * @returns {string | null}
   */
  text(name, limit = MAX_CODE) {
    const cell = this.row.cells.get(name);
    const column = this.columns.find((entry) => entry.name === name);
    if (cell === undefined) {
      if (column?.required === true) this.refuse(name, new CarrierError('cell-missing'));
      return null;
    }
    const code = cell.disguise ?? (column?.form === 'code' && isMangled(cell) ? 'cell-number' : this.#faultOf(cell.text, limit));
    if (code === null) return cell.text;
    this.refuse(name, new CarrierError(code, '', code === 'cell-length' ? { limit } : {}));
    return null;
  }

  /**
   * @param {string} text
   * @param {number} limit
   */
  #faultOf(text, limit) {
    if (ERROR_VALUES.has(text)) return 'cell-error';
    if (this.unwanted.some((sign) => text.startsWith(sign))) return 'cell-formula';
    return countCharacters(text) > limit ? 'cell-length' : checkCharacters(text);
  }

  /**
   * What the text of a cell means by `find`, whose refusal stands at the cell.
   * @template T
   * @param {string} name
   * @param {(text: string) => T} find
   * @returns {T | null}
   */
  find(name, find, limit = MAX_CODE) {
    const text = this.text(name, limit);
    try {
      return text === null ? null : find(text);
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
      this.refuse(name, error);
      return null;
    }
  }

  /**
   * Returns the name of an enterprise.
   * @param {string} name
   */
  name(name) {
    const text = this.text(name, MAX_NAME);
    if (text !== null && !/\p{L}/u.test(text)) this.refuse(name, new CarrierError('name-letters'));
    return text;
  }
}

/**
 * Returns the code of the first rule that a single line of text breaks, or null (credentials/name_rules.py).
 * @param {string} text
 */
function checkCharacters(text) {
  if (text.replaceAll(' ', '').search(UNPRINTED) >= 0 || INVISIBLE.test(text)) return 'name-characters';
  if (text !== text.normalize('NFC')) return 'name-form';
  return text !== text.replace(/^ +| +$/g, '') || text.includes('  ') ? 'name-space' : null;
}
