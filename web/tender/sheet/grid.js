// carriers/spreadsheet/formats/grid.py: what a sheet is read into: cells by row and column, before anybody knows what they mean.

import { SMALL_BYTES } from './archive.js';
import { columnLetters } from './cells.js';
import { CarrierError } from './errors.js';
import { Hidden } from './hidden.js';

/** @import { CellShows, NumberFormat } from './number_formats.js' */

/** @typedef {{ number: number, cells: Map<number, string | number> }} GridRow its number as a program shows it, its cells by column, 1 for A */

export const MAX_COLUMNS = 64;
export const MAX_CHARACTERS = 32_767; // a program's own limit for one cell
export const LAST_ROW = 1_048_576;
export const MAX_ROWS = 50_000;
const SMALL_ROWS = 10_000;
const RANGE = /^([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})$/;
export const COLUMN_INDEX = new Map(Array.from({ length: MAX_COLUMNS }, (_, place) => [columnLetters(place + 1), place + 1]));

export class Grid {
  /** @type {GridRow[]} */
  rows = [];
  days1904 = 0;
  /** @type {Map<string, NumberFormat>} */
  formats = new Map();
  /** @type {Map<string, CellShows>} */
  shown = new Map(); // by `row,column`: what people do not see as the number that it is
  /** @type {string[]} */
  filled = [];
  hidden = new Hidden();
  page = ''; // the name of the sheet
  /** @type {string[]} */
  further = []; // the names of others with cells
  /** @type {[column: number, first: number, last: number][]} */
  #merged = [];
  #limit;

  /** @param {number} size of the file */
  constructor(size) {
    this.#limit = Math.min(MAX_ROWS, SMALL_ROWS + Math.floor(Math.max(0, size - SMALL_BYTES) / 10));
  }

  /**
   * Keeps a row unless it is blank; CarrierError beyond the caps.
   * @param {number} number
   * @param {Map<number, string | number>} cells
   */
  add(number, cells) {
    if (cells.size === 0) return;
    if (this.rows.length > this.#limit) throw new CarrierError(this.#limit === MAX_ROWS ? 'sheet-rows' : 'sheet-dense', '', { limit: MAX_ROWS });
    this.rows.push({ number, cells });
  }

  /**
   * Keeps that cells are merged, if over rows; CarrierError beyond the caps.
   * @param {string} reference
   */
  merge(reference) {
    const found = RANGE.exec(reference);
    if (found === null || Number(found[2]) > Number(found[4])) throw new CarrierError('sheet-damaged');
    const column = COLUMN_INDEX.get(found[1]);
    if (column === undefined || found[2] === found[4]) return;
    if (this.#merged.length > this.#limit) throw new CarrierError('sheet-dense', '', { limit: MAX_ROWS });
    this.#merged.push([column, Number(found[2]), Number(found[4])]);
  }

  /** Gives each row of merged cells the value of the first; CarrierError where they overlap. */
  fillMerged() {
    let [ofColumn, until] = [0, 0];
    for (const [column, first, last] of this.#merged.sort((a, b) => a[0] - b[0] || a[1] - b[1] || a[2] - b[2])) {
      if (column === ofColumn && first <= until) throw new CarrierError('sheet-damaged');
      [ofColumn, until] = [column, last];
      const place = this.#placeOf(first);
      const value = this.rows[place]?.number === first ? this.rows[place].cells.get(column) : undefined;
      if (value === undefined) continue;
      const mark = this.shown.get(`${first},${column}`);
      const rows = this.rows.slice(place + 1, this.#placeOf(last + 1));
      for (const { number, cells } of rows) {
        cells.set(column, value);
        if (mark !== undefined) this.shown.set(`${number},${column}`, mark);
      }
      if (rows.length > 0) this.filled.push(`${columnLetters(column)}${first}:${columnLetters(column)}${last}`);
    }
  }

  /** @param {number} number of the row that is the first not before it */
  #placeOf(number) {
    let [low, high] = [0, this.rows.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.rows[middle].number < number) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/**
 * The refusal of a cell beyond MAX_COLUMNS, else of one beyond MAX_CHARACTERS.
 * @param {number} column
 * @param {number} row
 */
export function refusedCell(column, row) {
  const place = `${columnLetters(column)}${row}`;
  if (column > MAX_COLUMNS) return new CarrierError('sheet-columns', place, { limit: MAX_COLUMNS });
  return new CarrierError('sheet-cell-too-long', place, { limit: MAX_CHARACTERS });
}
