// carriers/spreadsheet/formats/hidden.py: rows and columns that a spreadsheet program does not show, though the file holds them.

/** @import { Attributes } from './xml.js' */

const MIN_HEIGHT = 4; // points: no font is read in less
const MIN_WIDTH = 1; // characters
const MEASURE = /^[0-9]{1,9}(?:\.[0-9]{1,20})?(?:[eE][+-]?[0-9]{1,2})?$/;
const LEVEL = /^[1-7]$/;

/** @param {string | undefined} text */
const isTrue = (text) => text === '1' || text === 'true';

/**
 * The number, or NaN, which is less than none.
 * @param {string} text
 */
const measure = (text) => (MEASURE.test(text) ? Number(text) : Number.NaN);

/** The hidden rows and columns of one worksheet; its elements come in the order of the file. */
export class Hidden {
  /** @type {Set<number>} */
  rows = new Set();
  /** @type {{ first: number, last: number, isHidden: boolean }[]} */
  #columns = [];
  #isNarrow = false;
  #isLow = false;
  #isSummaryBelow = true;
  /** @type {{ row: number, level: number }[]} */
  #group = [];
  /** @type {number | null} */
  #folded = null;
  #last = 0;

  /**
   * Whether the column is hidden; the default is for those that the file does not name.
   * @param {number} position
   */
  isColumn(position) {
    return this.#columns.find(({ first, last }) => first <= position && position <= last)?.isHidden ?? this.#isNarrow;
  }

  /**
   * Reads what stands before the rows: `outlinePr`, `sheetFormatPr`, `col`.
   * @param {string} name
   * @param {Attributes} attributes
   */
  take(name, attributes) {
    const sizeOf = (/** @type {string} */ key) => measure(attributes.get(key) ?? '');
    if (name === 'col') {
      this.#columns.push({ first: sizeOf('min'), last: sizeOf('max'), isHidden: sizeOf('width') < MIN_WIDTH || isTrue(attributes.get('hidden')) });
    } else if (name === 'sheetFormatPr') {
      this.#isNarrow = sizeOf('defaultColWidth') < MIN_WIDTH;
      this.#isLow = sizeOf('defaultRowHeight') < MIN_HEIGHT;
    } else if (name === 'outlinePr') this.#isSummaryBelow = !['0', 'false'].includes(attributes.get('summaryBelow') ?? '');
  }

  /**
   * Reads the marks of a row.
   * @param {number} number
   * @param {Attributes} attributes
   */
  takeRow(number, attributes) {
    const height = attributes.get('ht');
    const isLow = height === undefined ? this.#isLow : measure(height) < MIN_HEIGHT;
    if (isLow || isTrue(attributes.get('hidden'))) this.rows.add(number);
    const outline = attributes.get('outlineLevel') ?? '';
    this.#takeGroup(number, LEVEL.test(outline) ? Number(outline) : 0, isTrue(attributes.get('collapsed')));
  }

  /**
   * @param {number} number
   * @param {number} level
   * @param {boolean} isFolded
   */
  #takeGroup(number, level, isFolded) {
    if (number !== this.#last + 1) { // a row that is absent belongs to no group
      this.#group = [];
      this.#folded = null;
    }
    this.#last = number;
    if (this.#isSummaryBelow) {
      if (isFolded) {
        for (let at = this.#group.length - 1; at >= 0 && this.#group[at].level > level; at -= 1) this.rows.add(this.#group[at].row);
      }
      if (level === 0) this.#group = [];
      else this.#group.push({ row: number, level });
    } else if (this.#folded !== null && level > this.#folded) this.rows.add(number);
    else this.#folded = isFolded ? level : null;
  }
}
