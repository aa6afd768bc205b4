// tender/record/workbook.py: tables as a workbook (ECMA-376): every cell is text, so no code, number or name is a formula.

import { encodeText } from '../../signing/bytes.js';
import { writePack } from '../../verifier/tender/record/pack.js';

/** @import { Table } from './tables.js' */

const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const RELATED = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const KIND = 'application/vnd.openxmlformats-officedocument.spreadsheetml';
const MOST_CHARACTERS = 32_767; // of a cell
const [NARROWEST, OF_PROSE] = [6, 40];
const [MOST, LEAST] = [30, 17]; // characters of a column that holds no sentences: as wide as one page allows
const [COMFORTABLE, PAGE] = [200, 260]; // characters beside each other that A4 across shows in letters that are read, or can still be
const REPEATED = 'C'; // the last of the columns that say whom a row is about
/** @type {Record<string, string>} */
const SIGNS = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/**
 * The parts of the .xlsx of the tables, a sheet each, heads in view.
 * @param {Table[]} tables
 */
export function formatWorkbook(tables) {
  const numbers = tables.map((_, i) => i + 1);
  const parts = {
    '[Content_Types].xml': `<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="${KIND}.sheet.main+xml"/><Override PartName="/xl/styles.xml" ContentType="${KIND}.styles+xml"/>${numbers.map((n) => `<Override PartName="/xl/worksheets/sheet${n}.xml" ContentType="${KIND}.worksheet+xml"/>`).join('')}</Types>`,
    '_rels/.rels': `<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${RELATED}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="${PACKAGE}/relationships">${numbers.map((n) => `<Relationship Id="rId${n}" Type="${RELATED}/worksheet" Target="worksheets/sheet${n}.xml"/>`).join('')}<Relationship Id="rId${tables.length + 1}" Type="${RELATED}/styles" Target="styles.xml"/></Relationships>`,
    'xl/styles.xml': `<styleSheet xmlns="${MAIN}"><fonts count="2"><font/><font><b/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="2"><xf numFmtId="49" fontId="0" applyNumberFormat="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf><xf numFmtId="49" fontId="1" applyNumberFormat="1" applyFont="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf></cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>`,
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${RELATED}"><sheets>${tables.map(({ title }, i) => `<sheet name="${escape(title)}" sheetId="${i + 1}" r:id="rId${i + 1}"/>`).join('')}</sheets><definedNames>${tables.map(({ title }, i) => `<definedName name="_xlnm.Print_Titles" localSheetId="${i}">${quoted(title)}!$A:$${REPEATED},${quoted(title)}!$1:$1</definedName>`).join('')}</definedNames></workbook>`,
    ...Object.fromEntries(tables.map((table, i) => [`xl/worksheets/sheet${i + 1}.xml`, formatSheet(table)])),
  };
  return writePack(new Map(Object.entries(parts).map(([name, text]) => [name, encodeText(HEAD + text)])));
}

/** @param {Table} table */
function formatSheet(table) {
  const { head, rows } = table;
  const widths = findWidths(table);
  const pages = Math.ceil(widths.reduce((sum, width) => sum + width, 0) / PAGE);
  const cell = (/** @type {string} */ text, /** @type {number} */ style) => `<c t="inlineStr" s="${style}"><is><t xml:space="preserve">${escape(text.slice(0, MOST_CHARACTERS))}</t></is></c>`;
  const line = (/** @type {string[]} */ row, /** @type {number} */ style) => `<row>${row.map((text) => cell(text, style)).join('')}</row>`;
  return `<worksheet xmlns="${MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>${widths.map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}" customWidth="1"/>`).join('')}</cols><sheetData>${line(head, 1)}${rows.map((row) => line(row, 0)).join('')}</sheetData><pageMargins left="0.4" right="0.4" top="0.5" bottom="0.6" header="0.3" footer="0.3"/><pageSetup paperSize="9" orientation="landscape" fitToWidth="${pages}" fitToHeight="0"/><headerFooter><oddFooter>&amp;L&amp;A&amp;R&amp;P / &amp;N</oddFooter></headerFooter></worksheet>`;
}

/**
 * As wide as the widest text and the words of the head, within bounds; more takes more lines.
 * @param {Table} table
 */
function findWidths({ head, wide, rows }) {
  const longest = head.map((text, place) => [...text.split(/\s+/u), ...rows.map((row) => row[place])].reduce((most, word) => Math.max(most, lengthOf(word)), 0));
  for (let cap = MOST; ; cap -= 1) {
    const widths = longest.map((length, place) => Math.max(NARROWEST, Math.min(wide.includes(place) ? OF_PROSE : cap, length + 2)));
    if (cap === LEAST || widths.reduce((sum, width) => sum + width, 0) <= COMFORTABLE) return widths;
  }
}

/**
 * A character that is no ASCII counts twice.
 * @param {string} text
 */
const lengthOf = (text) => Array.from(text).reduce((sum, sign) => sum + (sign <= '\x7f' ? 1 : 2), 0);

/** @param {string} title */
const quoted = (title) => escape(`'${title.replaceAll("'", "''")}'`);

/** @param {string} text */
const escape = (text) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]).replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd');
