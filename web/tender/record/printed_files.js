// tender/command/printed_files.py: the files of a record that people read: a print file that stands alone, and the workbook.

import { el } from '../../page/dom.js';
import { concat, encodeText } from '../../signing/bytes.js';
import { plain } from '../../signing/plain_text.js';
import { Telling } from '../matrix/telling.js';
import { renderContactSheet } from './contact_view.js';
import { layOut } from './pages.js';
import { renderSheet, wordsOf } from './sheet.js';
import { tabulate } from './tables.js';
import { formatWorkbook } from './workbook.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { PrintedFile } from '../../verifier/tender/record/pack_files.js' */
/** @import { Checked, Opening } from '../opening.js' */
/** @import { Receipt } from './record_view.js' */

/** Its pictures are in it; nothing in it runs or is fetched, whatever a bidder calls its files. */
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'";
const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const STYLE = [
  `@page { size: A4 landscape; margin: 12mm 12mm 16mm; @bottom-right { font: 9pt ${FONTS}; content: counter(page) " / " counter(pages); } }`,
  `:root { color-scheme: light; background: #fff; color: #000; font: 9.5pt/1.35 ${FONTS}; }`,
  'body { max-width: 273mm; margin: 12mm auto; padding: 0 1rem; }',
  'body > table + table { break-before: page; margin-top: 3rem; }',
  'table { width: 100%; border-collapse: collapse; }',
  'td, th { padding: .2rem .5rem .2rem 0; border-bottom: 1px solid #bbb; text-align: left; vertical-align: top; overflow-wrap: anywhere; }',
  'body > table > * > tr > td { padding: 0; border: 0; }',
  'th, td td:first-child { word-break: keep-all; }',
  'section :is(th, td):not(.long) { overflow-wrap: break-word; }',
  'tr { break-inside: avoid; }',
  'body > table > tbody > tr { break-inside: auto; }',
  'caption, h2 { font-size: 1.1em; font-weight: 700; text-align: left; break-after: avoid; }',
  'h1 { font-size: 1.7em; }',
  'h1 small { font-size: .55em; font-weight: 400; }',
  'td > * + *, section > * + * { margin: .5rem 0 0; }',
  '.running { color: #333; }',
  'td.running { padding-bottom: .5rem; }',
  '.facts { display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content minmax(0, 1fr); gap: .1rem 1rem; }',
  'dt { color: #333; }',
  'dd { margin: 0; overflow-wrap: anywhere; }',
  'ul { padding-left: 1.2rem; }',
  '.common { font-size: 1.4em; font-weight: 700; }',
  '.condition:is(.not-met, .cannot-establish) { font-weight: 700; }',
  '.short { white-space: nowrap; }',
  '.contact { display: grid; grid-template-columns: repeat(8, minmax(0, 1fr)); gap: .5rem; }',
  '.contact figure { margin: 0; break-inside: avoid; overflow-wrap: anywhere; }',
  '.contact div { height: 8.5rem; border: 1px solid; text-align: center; }',
  '.contact img { max-width: 100%; max-height: 100%; }',
  '.signatures { break-inside: avoid; }',
  '.signatures td { height: 2.2rem; border: 1px solid; }',
  '@media print { body { max-width: none; margin: 0; padding: 0; } body > table + table { margin: 0; } }',
].join('\n');

/**
 * The language on the screen first; the words to compare on the first sheet alone.
 * @param {Opening} opening
 * @param {Checked} checked
 * @param {Receipt} receipt
 * @param {Lang} lang
 * @returns {PrintedFile[]}
 */
export function printRecord(opening, checked, receipt, lang) {
  /** @type {Lang[]} */
  const languages = lang === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  const telling = languages.map((spoken) => new Telling({ ...checked, tender: checked.tender.body, bidders: checked.bidders.body, files: new Map(checked.asked.files) }, spoken));
  return [
    { name: 'record.html', data: encodeText(formatFile(opening, checked, receipt, telling)), languages },
    { name: 'matrix.xlsx', data: printWorkbook(telling[0]), languages: [lang] },
  ];
}

/** @param {Telling} telling */
export const printWorkbook = (telling) => concat(...formatWorkbook(tabulate(telling)));

/**
 * @param {Opening} opening
 * @param {Checked} checked
 * @param {Receipt} receipt
 * @param {Telling[]} telling
 */
function formatFile(opening, checked, { value: { header }, digest }, telling) {
  const sheets = telling.map((spoken, place) => {
    const pages = layOut(spoken, { header, digest, words: wordsOf(checked) });
    const sheet = renderSheet(spoken, pages, { number: `${spoken.label('receipt')} ${digest}`, sheet: renderContactSheet(pages.sheet, opening, spoken), hasWords: place === 0 });
    sheet.lang = tagOf(spoken);
    return sheet;
  });
  const [first] = telling;
  const style = el('style');
  style.textContent = STYLE;
  const page = el('html', { lang: tagOf(first) },
    el('head', {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      el('title', {}, `${first.label('title')} · ${plain(first.tender.number)}`),
      style),
    el('body', {}, sheets));
  return `<!doctype html>\n${page.outerHTML}\n`;
}

/** @param {Telling} told */
const tagOf = ({ isChinese }) => (isChinese ? 'zh-CN' : 'en');
