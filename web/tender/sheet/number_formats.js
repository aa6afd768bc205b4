// carriers/spreadsheet/formats/number_formats.py: the effect of the number format of a cell on its number or text.

import { roundEven } from './cells.js';

/** @typedef {'percent' | 'date' | 'part' | 'other' | 'text' | 'formula'} CellShows `text`: the number with a text behind it; `formula`: nobody typed it */

const [MONTH, DAY, TIME] = ['yyyy"年"m"月"', 'm"月"d"日"', 'h:mm'];
/** @type {Record<string, string>} */
const CODES = {
  0: 'General', 1: '0', 2: '0.00', 3: '#,##0', 4: '#,##0.00', 9: '0%', 10: '0.00%', 11: '0.00E+00', 12: '# ?/?', 13: '# ??/??',
  37: '#,##0 ;(#,##0)', 38: '#,##0 ;(#,##0)', 39: '#,##0.00 ;(#,##0.00)', 40: '#,##0.00 ;(#,##0.00)', 41: '#,##0 ;(#,##0);"-"',
  43: '#,##0.00 ;(#,##0.00);"-"', 48: '##0.0E+0', 49: '@', 14: 'mm-dd-yy', 15: 'd-mmm-yy', 16: 'd-mmm', 17: 'mmm-yy', 22: 'm/d/yy h:mm',
  30: 'm-d-yy', 31: 'yyyy"年"m"月"d"日"',
  ...Object.fromEntries([27, 36, 50, 52, 57].map((number) => [number, MONTH])),
  ...Object.fromEntries([28, 29, 51, 53, 54, 58].map((number) => [number, DAY])),
  ...Object.fromEntries([18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56].map((number) => [number, TIME])),
};
const MAX_CODE = 255;
const TOKEN = /"(?<quoted>[^"]*)"|\\(?<escaped>.)|_(?<room>.)|\*(?<filling>.)|\[\$(?<money>[^\]-]*)(?:-(?:0?[48]0[49]|0?c04|1[04]04|f[48]00|(?:zh|en)-[a-z]{2}|x-sys[a-z]{4})?)?\]|\[(?:black|blue|cyan|green|magenta|red|white|yellow|color ?[0-9]{1,2})\]|(?<chinese>\[dbnum[0-9]\])|(?<elapsed>\[[hms]+\])|(?<strange>\[[^\]]*\])|(?<general>general|g\/通用格式|@)|am\/pm|a\/p|上午\/下午|(?<plain>.)/gisu;
/** @type {Record<string, string>} */
const SIGNS = { '-': '-', '−': '-', '－': '-', '–': '-', '(': '(', '（': '(', ')': ')', '）': ')', '+': '+' };
const NUMBER = /^(?<sign>[-+(]?) *(?=\.?[0#?]|@)(?:@|(?<whole>[0#?]+(?: [0#?]{3})+|[0#?](?:[0#?,]*[0#?])?)?(?:(?<point>\.)(?<decimals>[0#?]*))?)(?<power>e[+-][0#?]+)?(?<percent> *%)?(?<text>(?:\x02[^\x03]*\x03|[/: ])*)(?<close>\)?)$/u;
const IS_DATE = /[ymdhs]/;
const [STRANGE, CHINESE] = ['\x01', '\x04'];
const TEXT = /\x02([^\x03]*)\x03/g;
const DATE = /^(?:s\.0+|[\x04ymdhs /:,.-]|\x02[年月日号號时時点點分秒T/:,.-]*\x03)+$/u;
const RUNS = /y+|m+|d+|h+|s+/g;
const DAY_SECONDS = 86_400;

/**
 * What a section makes of a number: `shows` null is the number as it is, but for its `decimals` where not null; a date is
 * shown to `finest` seconds, 0 where its day is not.
 * @typedef {{ shows: CellShows | null, decimals: number | null, isPower: boolean, hasZero: boolean, finest: number }} Section
 */

/** @typedef {{ above: Section, below: Section, zero: Section, keepsText: boolean }} NumberFormat of numbers above zero, below, and of zero; whether it shows a text */

/** @type {(made: Partial<Section>) => Section} */
const section = (made) => ({ shows: null, decimals: null, isPower: false, hasZero: true, finest: 0, ...made });
const OTHER = section({ shows: 'other' });

/** @param {Section} one */
const isGeneral = ({ shows, decimals, isPower, hasZero, finest }) => shows === null && decimals === null && !isPower && hasZero && finest === 0;

/** @param {NumberFormat} format */
export const showsAll = ({ above, below, zero, keepsText }) => keepsText && [above, below, zero].every(isGeneral);

/**
 * What the format makes of this number or text.
 * @param {NumberFormat} format
 * @param {string | number} number
 */
export function showsOf({ above, below, zero, keepsText }, number) {
  if (typeof number === 'string') return keepsText ? null : 'other';
  const pattern = number === 0 ? zero : number > 0 ? above : below;
  if (pattern.shows === 'date') return pattern.finest > 0 && roundEven(number * DAY_SECONDS) % pattern.finest === 0 ? 'date' : 'part';
  return rounds(pattern, number) || !(number !== 0 || pattern.hasZero) ? 'other' : pattern.shows;
}

/**
 * Whether it shows the number, to the 15 digits that a program keeps, with fewer of them.
 * @param {Section} one
 * @param {number} number
 */
function rounds({ shows, decimals, isPower }, number) {
  if (decimals === null) return false;
  const [digits, power] = (shows === 'percent' ? number * 100 : number).toExponential(14).split('e');
  const behind = digits.replace(/\.?0+$/, '').replace(/^-?[0-9]\.?/, '').length;
  return (isPower ? behind : behind - Number(power)) > decimals;
}

/**
 * Of a format by its number and its code, which formats of the standard may lack.
 * @param {string} number
 * @param {string} written
 * @returns {NumberFormat}
 */
export function readFormat(number, written) {
  const code = written === '' ? (CODES[number] ?? '') : written;
  if (Array.from(code).length > MAX_CODE) return { above: OTHER, below: OTHER, zero: OTHER, keepsText: false };
  const [first, ...more] = [...piecesOf(code)].join('').split(';');
  return {
    above: read(first, ['', '+']),
    below: more.length > 0 ? read(more[0], ['-', '(']) : read(first, ['']),
    zero: read(more.length > 1 ? more[1] : first, ['', '+']),
    keepsText: keepsText([first, ...more]),
  };
}

/**
 * Whether a text is shown as it is: the fourth section is for it, or the last of fewer if it names it.
 * @param {string[]} sections
 */
function keepsText(sections) {
  const last = sections[sections.length - 1];
  const isForText = sections.length > 3 || last.replace(TEXT, '').includes('@');
  return sections.length <= 4 && (!isForText || last.trim() === '@');
}

/**
 * The code with its texts, signs and what has no meaning here in one writing; see NUMBER.
 * @param {string} code
 */
function* piecesOf(code) {
  for (const { groups = {} } of code.matchAll(TOKEN)) {
    const [kind, part] = Object.entries(groups).find(([, text]) => text !== undefined) ?? ['', ''];
    if (kind === 'general') yield '@';
    else if ((kind === 'plain' || kind === 'elapsed') && /^[\0-\x7f]*$/.test(part)) yield part.toLowerCase();
    else if (kind === 'chinese') yield CHINESE;
    else if (kind === 'strange' || (kind === 'filling' && !isSpace(part))) yield STRANGE;
    else if (kind === 'room' || isSpace(part)) yield part === '' ? '' : ' ';
    else yield SIGNS[part] ?? `\x02${part}\x03`;
  }
}

/** @param {string} text */
const isSpace = (text) => text.trim() === '';

/**
 * What a section makes of a number, before which it puts one of `signs`.
 * @param {string} written
 * @param {string[]} signs
 */
function read(written, signs) {
  if (IS_DATE.test(written.replace(TEXT, ''))) return section({ shows: 'date', finest: finestOf(written) });
  const match = NUMBER.exec(written.trim())?.groups;
  if (match === undefined || !signs.includes(match.sign) || (match.sign === '(') !== (match.close !== '')) return OTHER;
  const text = match.text.replace(TEXT, '$1').trim();
  const isPercent = match.percent !== undefined;
  if (text !== '' && isPercent) return OTHER;
  const isAny = written.includes('@');
  const decimals = isAny ? null : (match.decimals ?? '').length;
  const hasZero = isAny || `${match.whole ?? ''}${match.decimals ?? ''}`.includes('0');
  return section({ shows: text !== '' ? 'text' : isPercent ? 'percent' : null, decimals, isPower: match.power !== undefined, hasZero });
}

/**
 * The seconds of the finest unit that is shown with the year, the month and the day; 0 without these.
 * @param {string} written
 */
function finestOf(written) {
  const runs = written.replace(TEXT, '').match(RUNS) ?? [];
  const isMinute = runs.map((run, place) => run[0] === 'm' && (runs[place - 1]?.[0] === 'h' || runs[place + 1]?.[0] === 's'));
  const days = new Set(runs.filter((run, place) => !isMinute[place] && run.length <= (run[0] === 'd' ? 2 : 4)).map(([first]) => first));
  if (!DATE.test(written) || !['y', 'm', 'd'].every((unit) => days.has(unit))) return 0;
  if (!days.has('h') || !isMinute.some(Boolean)) return DAY_SECONDS;
  return days.has('s') ? 1 : 60;
}
