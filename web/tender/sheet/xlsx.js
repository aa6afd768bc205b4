// carriers/spreadsheet/formats/xlsx.py: Office Open XML workbooks (ECMA-376): the cells of the first visible sheet.

import { Archive } from './archive.js';
import { CarrierError } from './errors.js';
import { Grid } from './grid.js';
import { hasCells, readElements, readFormats, readStrings, readWorksheet } from './worksheet.js';

/** @import { Attributes } from './xml.js' */

const DAYS_1904 = 1462;
const MAX_SMALL_PART = 64 * 1024;
const MAX_STYLES = 4 * 1024 * 1024;

/**
 * The cells, and the names of further worksheets with cells that are not `known`; CarrierError for whatever is not a plain workbook.
 * @param {Uint8Array<ArrayBuffer>} data
 * @param {string[]} known
 */
export function readXlsx(data, known) {
  const archive = new Archive(data);
  const workbook = one(find(relationsOf(archive, ''), 'Type', 'officeDocument'));
  const relations = relationsOf(archive, workbook);
  const elements = readElements(archive.read(workbook, MAX_SMALL_PART));
  const sheets = elements.filter(([name]) => name === 'sheet').map(([, attributes]) => attributes);
  const visible = sheets.find((attributes) => (attributes.get('state') ?? 'visible') === 'visible');
  if (visible === undefined) throw new CarrierError('sheet-empty');
  const sheet = one(find(relations, 'Id', relationOf(visible)));
  const [shared] = find(relations, 'Type', 'sharedStrings');
  const strings = shared !== undefined && archive.has(shared) ? readStrings(archive.read(shared)) : [];
  const grid = new Grid(data.length);
  grid.page = visible.get('name') ?? '';
  const [styles] = find(relations, 'Type', 'styles');
  if (styles !== undefined && archive.has(styles)) grid.formats = readFormats(archive.read(styles, MAX_STYLES));
  readWorksheet(archive.read(sheet), strings, grid);
  grid.fillMerged();
  const is1904 = elements.some(([name, own]) => name === 'workbookPr' && ['1', 'true'].includes(own.get('date1904') ?? ''));
  if (is1904) grid.days1904 = DAYS_1904;
  for (const attributes of sheets) {
    const name = attributes.get('name') ?? '';
    if (attributes === visible || known.includes(name)) continue;
    if (find(relations, 'Id', relationOf(attributes)).some((part) => archive.has(part) && hasCells(archive.read(part)))) grid.further.push(name);
  }
  return grid;
}

/**
 * The id of the relationship of a sheet.
 * @param {Attributes} sheet
 */
const relationOf = (sheet) => [...sheet].find(([key]) => key.endsWith(':id'))?.[1] ?? '';

/**
 * The relationships of a part, each with the part that it leads to; targets are relative.
 * @param {Archive} archive
 * @param {string} source
 * @returns {[attributes: Attributes, part: string][]}
 */
function relationsOf(archive, source) {
  const cut = source.lastIndexOf('/') + 1;
  const [folder, name] = [source.slice(0, cut), source.slice(cut)];
  return readElements(archive.read(`${folder}_rels/${name}.rels`, MAX_SMALL_PART))
    .filter(([element]) => element === 'Relationship')
    .map(([, attributes]) => [attributes, resolvePath(folder, attributes.get('Target') ?? '')]);
}

/**
 * The parts by Id or by the last word of Type.
 * @param {[attributes: Attributes, part: string][]} relations
 * @param {'Id' | 'Type'} key
 * @param {string} wanted
 */
const find = (relations, key, wanted) => relations.filter(([attributes]) => (attributes.get(key) ?? '').split('/').at(-1) === wanted).map(([, part]) => part);

/**
 * @param {string} folder
 * @param {string} target
 */
function resolvePath(folder, target) {
  /** @type {string[]} */
  const parts = [];
  for (const part of (target.startsWith('/') ? target : `${folder}${target}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** @param {string[]} parts */
function one([first]) {
  if (first === undefined) throw new CarrierError('sheet-damaged');
  return first;
}
