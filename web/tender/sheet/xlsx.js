// carriers/spreadsheet/formats/xlsx.py: Office Open XML workbooks (ECMA-376): the cells of the first visible sheet.

import { Archive } from './archive.js';
import { CarrierError } from './errors.js';
import { Grid } from './grid.js';
import { readElements, readFormats, readStrings, readWorksheet } from './worksheet.js';

/** @import { Attributes } from './xml.js' */

const DAYS_1904 = 1462;
const MAX_SMALL_PART = 64 * 1024;
const MAX_STYLES = 4 * 1024 * 1024;

/**
 * The cells; CarrierError for whatever is not a plain workbook, and for a formula by the name of its cell.
 * @param {Uint8Array<ArrayBuffer>} data
 */
export function readXlsx(data) {
  const archive = new Archive(data);
  const workbook = one(relatedTo(archive, '', 'Type', 'officeDocument'));
  const elements = readElements(archive.read(workbook, MAX_SMALL_PART));
  const sheet = one(relatedTo(archive, workbook, 'Id', findVisible(elements)));
  const [shared] = relatedTo(archive, workbook, 'Type', 'sharedStrings');
  const strings = shared !== undefined && archive.has(shared) ? readStrings(archive.read(shared)) : [];
  const grid = new Grid(data.length);
  const [styles] = relatedTo(archive, workbook, 'Type', 'styles');
  if (styles !== undefined && archive.has(styles)) grid.formats = readFormats(archive.read(styles, MAX_STYLES));
  readWorksheet(archive.read(sheet), strings, grid);
  grid.fillMerged();
  const is1904 = elements.some(([name, found]) => name === 'workbookPr' && ['1', 'true'].includes(found.get('date1904') ?? ''));
  if (is1904) grid.days1904 = DAYS_1904;
  return grid;
}

/**
 * The relationship id of the first sheet that is not hidden.
 * @param {[name: string, attributes: Attributes][]} elements
 */
function findVisible(elements) {
  const found = elements.find(([name, attributes]) => name === 'sheet' && (attributes.get('state') ?? 'visible') === 'visible');
  if (found === undefined) throw new CarrierError('sheet-empty');
  return [...found[1]].find(([key]) => key.endsWith(':id'))?.[1] ?? '';
}

/**
 * The parts related to `source` by Id or by the last word of Type; targets are relative.
 * @param {Archive} archive
 * @param {string} source
 * @param {'Id' | 'Type'} key
 * @param {string} wanted
 */
function relatedTo(archive, source, key, wanted) {
  const cut = source.lastIndexOf('/') + 1;
  const [folder, name] = [source.slice(0, cut), source.slice(cut)];
  return readElements(archive.read(`${folder}_rels/${name}.rels`, MAX_SMALL_PART))
    .filter(([element, found]) => element === 'Relationship' && (found.get(key) ?? '').split('/').at(-1) === wanted)
    .map(([, found]) => resolvePath(folder, found.get('Target') ?? ''));
}

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
