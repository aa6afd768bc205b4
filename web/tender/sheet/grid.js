// carriers/spreadsheet/formats/grid.py: a sheet after reading: cells by row and column, before their meaning is known.

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
  shown = new Map(); // by `row,column`: what people do not see as the number or text that it is
  /** @type {string[]} */
  filled = [];
  hidden = new Hidden();
  page = ''; // the name of the sheet
  /** @type {string[]} */
  further = []; // the names of others with cells
  /** @type {{ column: number, first: number, last: number, isLeft: boolean }[]} */
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
   * Keeps that cells are merged; CarrierError beyond the caps.
   * @param {string} reference
   */
  merge(reference) {
    const match = RANGE.exec(reference);
    if (match === null || Number(match[2]) > Number(match[4])) throw new CarrierError('sheet-damaged');
    const column = COLUMN_INDEX.get(match[1]) ?? MAX_COLUMNS + 1;
    const last = COLUMN_INDEX.get(match[3]) ?? MAX_COLUMNS;
    for (let covered = column; covered <= last; covered += 1) {
      if (this.#merged.length > this.#limit) throw new CarrierError('sheet-dense', '', { limit: MAX_ROWS });
      this.#merged.push({ column: covered, first: Number(match[2]), last: Number(match[4]), isLeft: covered === column });
    }
  }

  /** Gives each row of merged cells the value of the first, and drops what is covered; CarrierError where they overlap. */
  fillMerged() {
    let [ofColumn, until] = [0, 0];
    for (const { column, first, last, isLeft } of this.#merged.sort((a, b) => a.column - b.column || a.first - b.first || a.last - b.last)) {
      if (column === ofColumn && first <= until) throw new CarrierError('sheet-damaged');
      [ofColumn, until] = [column, last];
      const rows = this.rows.slice(this.#placeOf(first), this.#placeOf(last + 1));
      const value = isLeft && rows[0]?.number === first ? rows[0].cells.get(column) : undefined;
      if (value === undefined) {
        for (const { cells } of rows) cells.delete(column);
        continue;
      }
      const mark = this.shown.get(`${first},${column}`);
      for (const { number, cells } of rows.slice(1)) {
        cells.set(column, value);
        if (mark !== undefined) this.shown.set(`${number},${column}`, mark);
      }
      if (rows.length > 1) this.filled.push(`${columnLetters(column)}${first}:${columnLetters(column)}${last}`);
    }
    this.rows = this.rows.filter(({ cells }) => cells.size > 0);
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
