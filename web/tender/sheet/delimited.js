// carriers/spreadsheet/formats/delimited.py: delimited text (.csv): UTF-8 with or without BOM, else GB18030; comma, semicolon or tab.

import { strip } from '../../signing/bytes.js';
import { CarrierError } from './errors.js';
import { Grid, LAST_ROW, MAX_CHARACTERS, MAX_COLUMNS, MAX_ROWS, refusedCell } from './grid.js';

const DELIMITERS = [',', ';', '\t'];
const ENCODINGS = ['utf-8', 'gb18030'];
const MOST_IN_FIELD = 131_072; // of the reader of Python's library, which calls a longer one an open quote
const AROUND_MARKUP = new Set([0xef, 0xbb, 0xbf, 0x20, 0x0d, 0x0a, 0x09]);
const LESS_THAN = 0x3c;

/**
 * The rows of a .csv file; RFC 4180 quoting, a row number counts records, blank ones too. CarrierError for binary data,
 * other encodings, an open quote, and beyond the caps.
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {(header: string) => boolean} isKnown
 */
export function readDelimited(data, isKnown) {
  const text = decode(data);
  const grid = new Grid(data.length);
  let number = 0;
  for (const cells of readRecords(text, findDelimiter(text, isKnown))) {
    number += 1;
    for (const [column, value] of cells) if (column > MAX_COLUMNS || isLonger(value, MAX_CHARACTERS)) throw refusedCell(column, number);
    if (number > LAST_ROW) throw new CarrierError('sheet-rows', '', { limit: MAX_ROWS });
    grid.add(number, cells);
  }
  return grid;
}

/**
 * @param {string} text
 * @param {number} limit
 */
const isLonger = (text, limit) => text.length > limit && Array.from(text).length > limit;

/** @param {Uint8Array<ArrayBuffer>} data */
function decode(data) {
  if ((data[0] === 0xff && data[1] === 0xfe) || (data[0] === 0xfe && data[1] === 0xff)) throw new CarrierError('sheet-encoding');
  const begins = data.subarray(0, 64).find((byte) => !AROUND_MARKUP.has(byte));
  if (begins === LESS_THAN || data.includes(0)) throw new CarrierError('sheet-kind'); // a web page that calls itself .xls; binary data
  for (const encoding of ENCODINGS.slice(0, hasStrayByte(data) ? 1 : 2)) {
    try {
      return new TextDecoder(encoding, { fatal: true }).decode(data);
    } catch {
      continue;
    }
  }
  throw new CarrierError('sheet-encoding');
}

/**
 * Whether 0x80 stands where GB18030 has no such byte; a browser reads it as €.
 * @param {Uint8Array} data
 */
function hasStrayByte(data) {
  for (let at = 0; at < data.length; at += 1) {
    if (data[at] === 0x80) return true;
    if (data[at] > 0x80) at += data[at + 1] >= 0x30 && data[at + 1] <= 0x39 ? 3 : 1;
  }
  return false;
}

/**
 * The delimiter under which the first line names most columns.
 * @param {string} text
 * @param {(header: string) => boolean} isKnown
 */
function findDelimiter(text, isKnown) {
  const line = text.split('\n', 1000).find((candidate) => strip(candidate) !== '') ?? '';
  const first = Array.from(line.slice(0, 16_384)).slice(0, 8192).join('');
  const known = DELIMITERS.map((delimiter) => first.split(delimiter, 256).filter((part) => isKnown(part.replace(/^[" \r\n]+|[" \r\n]+$/g, ''))).length);
  return DELIMITERS[known.indexOf(Math.max(...known))];
}

/**
 * The cells of each record that are not blank, by column from 1.
 * @param {string} text
 * @param {string} delimiter
 * @returns {Generator<Map<number, string>>}
 */
function* readRecords(text, delimiter) {
  const plain = new RegExp(`[^${delimiter}\r\n]*`, 'y');
  let number = 0;
  for (let at = 0; at < text.length;) {
    number += 1;
    /** @type {Map<number, string>} */
    const cells = new Map();
    for (let column = 1; ; column += 1) {
      for (; text[at] === delimiter; at += 1) column += 1;
      plain.lastIndex = at;
      const isQuoted = text[at] === '"';
      const end = isQuoted ? findClosing(text, at) : at + (plain.exec(text)?.[0].length ?? 0);
      if (end === -1) throw new CarrierError('csv-quotes', '', { row: number });
      const value = isQuoted ? text.slice(at + 1, end).replaceAll('""', '"') : text.slice(at, end);
      at = isQuoted ? end + 1 : end;
      const isLast = at === text.length || text[at] === '\r' || text[at] === '\n';
      if ((!isLast && text[at] !== delimiter) || isLonger(value, MOST_IN_FIELD)) throw new CarrierError('csv-quotes', '', { row: number });
      if (value !== '' && strip(value) !== '') cells.set(column, value);
      if (isLast) break;
      at += 1;
    }
    at += text.startsWith('\r\n', at) ? 2 : 1;
    yield cells;
  }
}

/**
 * The place of the quote that closes the one at `at`, or -1, also beyond the longest field; two in a row are one in the text.
 * @param {string} text
 * @param {number} at
 */
function findClosing(text, at) {
  let end = text.indexOf('"', at + 1);
  while (end !== -1 && text[end + 1] === '"') end = end - at > 2 * MOST_IN_FIELD ? -1 : text.indexOf('"', end + 2);
  return end;
}
