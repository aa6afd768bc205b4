// carriers/spreadsheet/formats/sheet_xml.py: the XML of a workbook: elements, shared strings, cell formats, cells.

import { countCharacters, strip } from '../../signing/bytes.js';
import { CarrierError } from './errors.js';
import { COLUMN_INDEX, LAST_ROW, MAX_CHARACTERS, MAX_COLUMNS, refusedCell } from './grid.js';
import { readFormat, showsAll, showsOf } from './number_formats.js';
import { parseXml } from './xml.js';

/** @import { Grid } from './grid.js' */
/** @import { NumberFormat } from './number_formats.js' */
/** @import { Attributes } from './xml.js' */

const BEYOND = MAX_COLUMNS + 1;
const ESCAPED = /_x([0-9A-Fa-f]{4})_/g;
const FLOAT = /^[+-]?(?:[0-9]+(?:_[0-9]+)*\.?(?:[0-9]+(?:_[0-9]+)*)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+(?:_[0-9]+)*)?$/;

const damaged = () => new CarrierError('sheet-damaged');

/**
 * The elements of a small part with their attributes.
 * @param {string} source
 */
export function readElements(source) {
  /** @type {[name: string, attributes: Attributes][]} */
  const elements = [];
  parseXml(source, { start: (name, attributes) => void elements.push([name, attributes]) });
  return elements;
}

/**
 * The shared strings; of rich text the letters, phonetic hints left out.
 * @param {string} source
 */
export function readStrings(source) {
  /** @type {string[]} */
  const strings = [];
  let [piece, isTaken, isPhonetic] = ['', false, false];
  parseXml(source, {
    start: (name) => {
      if (name === 't') isTaken = !isPhonetic;
      else if (name === 'rPh') isPhonetic = true;
    },
    text: (text) => {
      if (isTaken) piece += text;
    },
    end: (name) => {
      if (name === 't') isTaken = false;
      else if (name === 'rPh') isPhonetic = false;
      else if (name === 'si') {
        strings.push(unescape(piece));
        piece = '';
      }
    },
  });
  return strings;
}

/**
 * The cell formats that show a number or a text otherwise than as itself, by their numbers.
 * @param {string} source
 */
export function readFormats(source) {
  /** @type {Map<string, string>} */
  const codes = new Map();
  /** @type {Map<string, NumberFormat>} */
  const formats = new Map();
  let [place, isInside] = [0, false];
  parseXml(source, {
    start: (name, attributes) => {
      if (name === 'numFmt') codes.set(attributes.get('numFmtId') ?? '', attributes.get('formatCode') ?? '');
      else if (name === 'cellXfs') isInside = true;
      else if (name === 'xf' && isInside) {
        const number = attributes.get('numFmtId') ?? '0';
        const made = readFormat(number, codes.get(number) ?? '');
        if (!showsAll(made)) formats.set(String(place), made);
        place += 1;
      }
    },
    end: (name) => {
      if (name === 'cellXfs') isInside = false;
    },
  });
  return formats;
}

/**
 * Whether a cell of the worksheet has a value or a formula.
 * @param {string} source
 */
export function hasCells(source) {
  let [isInside, isFound] = [false, false];
  parseXml(source, {
    start: (name) => {
      isInside ||= name === 'c';
      isFound ||= isInside && ['v', 't', 'f'].includes(name);
    },
    end: (name) => {
      isInside &&= name !== 'c';
    },
  });
  return isFound;
}

/**
 * The cells of a worksheet into `grid`; CarrierError names a cell it refuses.
 * @param {string} source
 * @param {string[]} strings
 * @param {Grid} grid
 */
export function readWorksheet(source, strings, grid) {
  const cells = new CellReader(strings, grid);
  parseXml(source, {
    start: (name, attributes) => cells.start(name, attributes),
    text: (text) => cells.take(text),
    end: (name) => cells.end(name),
  });
}

class CellReader {
  /** @type {Map<number, string | number>} */
  #cells = new Map();
  #row = 0;
  #column = 0;
  #kind = 'n';
  #style = '0';
  #isInside = false;
  #isPhonetic = false;
  #isTaken = false;
  #isComputed = false;
  #text = '';

  /**
   * @param {string[]} strings
   * @param {Grid} grid
   */
  constructor(strings, grid) {
    this.strings = strings;
    this.grid = grid;
  }

  /**
   * @param {string} name
   * @param {Attributes} attributes
   */
  start(name, attributes) {
    if (name === 'c') this.#startCell(attributes);
    else if (name === 'row') this.#startRow(attributes);
    else if (name === 'mergeCell') this.grid.merge(attributes.get('ref') ?? '');
    else if (this.#isInside) this.#startPart(name); // lists of drop-downs have elements named f too
    else this.grid.hidden.take(name, attributes);
  }

  /** @param {string} name */
  #startPart(name) {
    if (name === 'v' || name === 't') this.#isTaken = !this.#isPhonetic;
    else if (name === 'f') this.#isComputed = true;
    else if (name === 'rPh') this.#isPhonetic = true;
  }

  /** @param {Attributes} attributes */
  #startCell(attributes) {
    const reference = attributes.get('r');
    const place = reference === undefined ? this.#column + 1 : COLUMN_INDEX.get(reference.replace(/[0-9]+$/, '')) ?? BEYOND;
    if (reference !== undefined && place <= this.#column && this.#column < BEYOND) throw damaged();
    this.#column = place;
    this.#kind = attributes.get('t') ?? 'n';
    this.#style = attributes.get('s') ?? '0';
    this.#isInside = true;
  }

  /** @param {Attributes} attributes */
  #startRow(attributes) {
    const number = attributes.get('r');
    const place = number === undefined ? this.#row + 1 : wholeOf(number);
    if (!(this.#row < place && place <= LAST_ROW)) throw damaged();
    this.#row = place;
    this.#column = 0;
    this.#cells = new Map();
    this.grid.hidden.takeRow(place, attributes);
  }

  /** @param {string} text */
  take(text) {
    if (this.#isTaken) this.#text += text;
  }

  /** @param {string} name */
  end(name) {
    if (name === 'v' || name === 't') this.#isTaken = false;
    else if (name === 'c') this.#endCell();
    else if (name === 'row') this.grid.add(this.#row, this.#cells);
    else if (name === 'rPh') this.#isPhonetic = false;
  }

  #endCell() {
    this.#isInside = this.#isPhonetic = false;
    const isComputed = this.#isComputed;
    this.#isComputed = false;
    const value = this.#text === '' ? '' : valueOf(this.#kind, this.#text, this.strings);
    this.#text = '';
    if (value === '' && !isComputed) return;
    if (this.#column > MAX_COLUMNS || (typeof value === 'string' && value.length > MAX_CHARACTERS && countCharacters(value) > MAX_CHARACTERS)) throw refusedCell(this.#column, this.#row);
    this.#cells.set(this.#column, value);
    if (isComputed) this.grid.shown.set(`${this.#row},${this.#column}`, 'formula');
    const format = isComputed ? undefined : this.grid.formats.get(this.#style);
    const mark = format === undefined ? null : showsOf(format, value);
    if (mark !== null) this.grid.shown.set(`${this.#row},${this.#column}`, mark);
  }
}

/**
 * The value of a cell of type `kind`: a number, or text; blank text is empty.
 * @param {string} kind
 * @param {string} text
 * @param {string[]} strings
 */
function valueOf(kind, text, strings) {
  if (kind === 'n') {
    const bare = strip(text);
    const number = FLOAT.test(bare) ? Number(bare.replaceAll('_', '')) : Number.NaN;
    if (Number.isFinite(number)) return number;
    throw damaged();
  }
  if (kind === 's') {
    const index = wholeOf(text);
    if (index < strings.length) return strings[index];
    throw damaged();
  }
  if (kind === 'b') return text === '1' ? 'TRUE' : 'FALSE';
  return unescape(text);
}

/** @param {string} text */
function wholeOf(text) {
  if (!/^[0-9]{1,7}$/.test(text)) throw damaged();
  return Number(text);
}

/**
 * Undoes `_x000D_` for what XML cannot hold; blank text is empty.
 * @param {string} text
 */
function unescape(text) {
  const plain = text.replace(ESCAPED, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16)));
  return strip(plain) === '' ? '' : plain;
}
