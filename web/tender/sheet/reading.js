// carriers/spreadsheet/reading.py: from the bytes of a file to rows of known columns.

import { CORRECTIONS } from '../../texts/lists/sheet_words.js';
import { findRuns } from '../../verifier/tender/papers.js';
import { columnLetters, formatNumber, listFirst, momentShown, shownCell, splitWords } from './cells.js';
import { Adjusting } from './corrections.js';
import { readDelimited } from './delimited.js';
import { CarrierError } from './errors.js';
import { readXlsx } from './xlsx.js';

/** @import { Cell } from './cells.js' */
/** @import { Adjusted, Column } from './corrections.js' */
/** @import { Grid, GridRow } from './grid.js' */
/** @import { CellShows } from './number_formats.js' */

/** @typedef {{ columns: Column[], headers: Record<string, string>, marked: string, named: string, examples: string[], errorsHeader: string, ownPages: string[] }} Layout */
/** @typedef {{ number: number, cells: Map<string, Cell>, total: string | null }} SheetRow `total`: the column by which it shows to be a total */
/** @typedef {{ rows: SheetRow[], adjusted: Adjusted[] }} Sheet */

export const MAX_BYTES = 20 * 1024 * 1024;
const HEADER_WITHIN = 10; // a title and a few lines may stand above the header
const IGNORED = 'ignored';
const TOTALS = new Set(['合计', '总计', '共计', '小计', 'total', 'totals', 'grandtotal', 'subtotal', 'sum']);
const OLE_MARK = [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
const ZIP_MARK = [0x50, 0x4b, 3, 4];
const OLE_ENCRYPTED = [...'EncryptedPackage'].map((sign) => `${sign}\0`).join('');

/**
 * All cells of an .xlsx or .csv file; CarrierError for anything else, and for input beyond the caps.
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {Layout} layout
 */
function readGrid(data, layout) {
  if (data.length > MAX_BYTES) throw new CarrierError('sheet-too-large', '', { size: data.length, limit: MAX_BYTES });
  const begins = (/** @type {number[]} */ mark) => mark.every((byte, at) => data[at] === byte);
  if (begins(OLE_MARK)) throw new CarrierError(new TextDecoder('latin1').decode(data).includes(OLE_ENCRYPTED) ? 'sheet-encrypted' : 'sheet-old-xls');
  const grid = begins(ZIP_MARK) ? readXlsx(data, layout.ownPages) : readDelimited(data, (header) => columnOf(header, layout) !== null);
  if (grid.rows.length === 0) throw new CarrierError('sheet-empty');
  return grid;
}

/**
 * The rows under the columns that the header names, examples left out, and what was read otherwise than it is written.
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {Layout} layout
 * @returns {Sheet}
 */
export function readSheet(data, layout) {
  const grid = readGrid(data, layout);
  const head = findHeader(grid, layout);
  const header = grid.rows[head];
  const names = readHeader(header, layout);
  const isRead = (/** @type {number} */ position) => layout.columns.some(({ name }) => name === names.get(position));
  for (const position of names.keys()) {
    const mark = grid.shown.get(`${header.number},${position}`);
    if ((mark === 'formula' || mark === 'other') && isRead(position)) throw new CarrierError(mark === 'formula' ? 'header-formula' : 'header-hidden', `${columnLetters(position)}${header.number}`);
  }
  const adjusting = new Adjusting();
  adjusting.note('above', ...grid.rows.slice(0, head).map(({ number }) => String(number)));
  adjusting.note('ignored', ...[...names].filter(([, name]) => name === IGNORED).map(([place]) => shownCell(written(header.cells.get(place) ?? ''))));
  adjusting.note('merged', ...grid.filled);
  /** @type {Set<number>} */
  const read = new Set();
  const rows = grid.rows.slice(head + 1).flatMap((raw) => {
    const cells = readCells(raw, { grid, names, layout, adjusting });
    const mark = cells.get(layout.marked)?.text ?? '';
    if (cells.size === 0 || layout.examples.some((example) => mark.startsWith(example))) return [];
    for (const position of raw.cells.keys()) if (isRead(position)) read.add(position);
    return [{ number: raw.number, cells, total: findTotal(raw, cells, layout) }];
  });
  refuseHidden(grid, header, rows.map(({ number }) => number), [...read].sort((a, b) => a - b));
  if (rows.length === 0) throw new CarrierError('sheet-rowless', '', { row: header.number });
  return { rows, adjusted: adjusting.found(Object.keys(CORRECTIONS)) };
}

/**
 * Refuses what nobody saw who looked at the sheet: further pages, and of what is read columns and rows.
 * @param {Grid} grid
 * @param {GridRow} header
 * @param {number[]} rows
 * @param {number[]} columns
 */
function refuseHidden({ hidden, page, further }, { number, cells }, rows, columns) {
  const facts = {
    'sheet-further': further.map((name) => shownCell(name)),
    'columns-hidden': columns.filter((position) => hidden.isColumn(position)).map((position) => `${columnLetters(position)} ${shownCell(written(cells.get(position) ?? ''))}`),
    'rows-hidden': findRuns([number, ...rows].filter((row) => hidden.rows.has(row))).map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)),
  };
  for (const [code, places] of Object.entries(facts)) {
    if (places.length > 0) throw new CarrierError(code, '', { sheet: shownCell(page), places: listFirst(places) });
  }
}

/**
 * @param {GridRow} raw
 * @param {{ grid: Grid, names: Map<number, string>, layout: Layout, adjusting: Adjusting }} how
 */
function readCells({ number, cells: raw }, { grid, names, layout, adjusting }) {
  /** @type {Map<string, Cell>} */
  const cells = new Map();
  for (const [position, value] of raw) {
    const place = `${columnLetters(position)}${number}`;
    const name = names.get(position);
    if (name === undefined) throw new CarrierError('header-blank', place);
    const column = layout.columns.find((entry) => entry.name === name);
    if (column === undefined) continue;
    const mark = grid.shown.get(`${number},${position}`) ?? null;
    const disguise = mark === 'formula' ? 'cell-computed' : mark === 'other' ? 'text-hidden' : null;
    const cell = typeof value === 'string' ? { text: adjusting.readText(value, column, place), isText: true, disguise } : convertNumber(value, grid.days1904, mark);
    cells.set(name, cell);
    if (mark === 'percent') adjusting.note('percent', `${place} ${shownCell(cell.text)}`);
  }
  return cells;
}

/**
 * A number as it is shown; one that people see otherwise is left to the row's check.
 * @param {number} value
 * @param {number} days1904
 * @param {CellShows | null} mark
 * @returns {Cell}
 */
function convertNumber(value, days1904, mark) {
  const isHidden = mark === 'other' || mark === 'text';
  const moment = mark === 'date' || mark === 'part' ? momentShown(value + days1904) : null;
  const text = moment ?? formatNumber(mark === 'percent' ? Number(formatNumber(value * 100)) : value);
  if (mark === 'formula') return { text, isText: true, disguise: 'cell-computed' };
  return { text, isText: false, disguise: isHidden ? 'number-hidden' : null };
}

/** @param {string | number} value */
const written = (value) => (typeof value === 'string' ? value : formatNumber(value));

/**
 * The column that says 合计 or the like, where nothing names a bidder; an ignored one may say it.
 * @param {GridRow} raw
 * @param {Map<string, Cell>} cells
 * @param {Layout} layout
 */
function findTotal(raw, cells, { named }) {
  const naming = cells.get(named);
  if (naming !== undefined && !(naming.isText && isTotal(naming.text))) return null;
  const saying = [...cells].find(([, { isText, text }]) => isText && isTotal(text));
  if (saying !== undefined) return saying[0];
  return [...raw.cells.values()].some((value) => typeof value === 'string' && isTotal(value)) ? named : null;
}

/** @param {string} text */
const isTotal = (text) => TOTALS.has(splitWords(text).join('').replace(/^[:：]+|[:：]+$/g, '').toLowerCase());

/**
 * The place of the header: of the first rows the one that names most columns, the first of several.
 * @param {Grid} grid
 * @param {Layout} layout
 */
function findHeader({ rows }, layout) {
  const known = rows.slice(0, HEADER_WITHIN).map(({ cells }) => [...cells.values()].filter((value) => columnOf(Array.from(String(value)).slice(0, 200).join(''), layout) !== null).length);
  return known.indexOf(Math.max(...known));
}

/**
 * The column name by position; CarrierError names every unknown, repeated or missing column.
 * @param {GridRow} row
 * @param {Layout} layout
 */
function readHeader({ number, cells }, layout) {
  const sorted = [...cells].sort(([a], [b]) => a - b);
  const headers = sorted.map(([position, value]) => /** @type {const} */ ([position, columnOf(String(value), layout)]));
  const unknown = headers.filter(([, name]) => name === null).map(([position]) => `${columnLetters(position)}${number} ${shownCell(written(cells.get(position) ?? ''))}`);
  if (unknown.length > 0) throw new CarrierError('header-unknown', '', { columns: unknown });
  const known = headers.map(([, name]) => name).filter((name) => name !== IGNORED);
  const headersOf = (/** @type {(name: string) => boolean} */ isMeant) => layout.columns.filter(({ name }) => isMeant(name)).map(({ zh, en }) => `${zh} / ${en}`);
  const isRepeated = (/** @type {string} */ name) => known.indexOf(name) < known.lastIndexOf(name);
  if (new Set(known).size < known.length) {
    const columns = headersOf(isRepeated);
    throw new CarrierError('header-repeated', '', { columns: columns.length > 0 ? columns : [layout.errorsHeader] });
  }
  const missing = layout.columns.filter(({ name, required }) => required && !known.includes(name)).map(({ name }) => name);
  if (missing.length > 0) throw new CarrierError('header-missing', '', { columns: headersOf((name) => missing.includes(name)) });
  return new Map(/** @type {[number, string][]} */ (headers));
}

/**
 * The column that a header cell names, in either language or both (`企业名称 / Legal name`), or null.
 * @param {string} text
 * @param {Layout} layout
 */
function columnOf(text, { headers }) {
  const names = new Set(text.replaceAll('／', '/').split('/').map((part) => named(splitWords(part), headers)));
  return names.size === 1 ? [...names][0] : null;
}

/**
 * The column of one spelling; a Chinese header may be broken into lines.
 * @param {string[]} words
 * @param {Record<string, string>} headers
 */
function named(words, headers) {
  const spellings = [' ', ''].map((joint) => words.join(joint).replace(/^[*＊ ]+|[*＊ ]+$/g, '').toLowerCase());
  const spelling = spellings.find((text) => Object.hasOwn(headers, text));
  return spelling === undefined ? null : headers[spelling];
}
