// carriers/spreadsheet/formats/cells.py: addresses as a person sees them, numbers and days as a workbook leaves them.

import { WHITESPACE } from '../../signing/bytes.js';

const BETWEEN = new RegExp(`[${WHITESPACE}]+`);
const UNPRINTED = /[\p{C}\p{Z}]/gu;
const NUMBER_FROM_TEXT = /^[0-9](?:\.[0-9]+)?[Ee]\+[0-9]{1,3}$/;
const DIGITS = 15; // digits that a spreadsheet program keeps
const EPOCH = Date.UTC(1899, 11, 30);
const END_SHOWN = 2_958_466; // 10000-01-01, where Excel ends
const DAY_SECONDS = 86_400;

/**
 * What stands in a cell: how it is written, whether it is a text, and the code of CarrierError where it is not what a clerk
 * typed and saw.
 * @typedef {{ text: string, isText: boolean, disguise: string | null }} Cell
 */

/**
 * The words between blanks.
 * @param {string} text
 */
export const splitWords = (text) => text.split(BETWEEN).filter(Boolean);

/**
 * `A` for 1, `Z` for 26, `AA` for 27.
 * @param {number} index
 */
export function columnLetters(index) {
  let letters = '';
  for (let rest = index; rest > 0; rest = Math.floor((rest - 1) / 26)) letters = String.fromCharCode(65 + ((rest - 1) % 26)) + letters;
  return letters;
}

/**
 * A number as text, so that 92.299999999999997 reads 92.3.
 * @param {number} value
 */
export function formatNumber(value) {
  const [digits, power] = value.toExponential(DIGITS - 1).split('e');
  const exponent = Number(power);
  const kept = digits.replace(/\.?0+$/, '');
  if (exponent < -4 || exponent >= DIGITS) return `${kept}e${exponent < 0 ? '-' : '+'}${String(Math.abs(exponent)).padStart(2, '0')}`;
  const fixed = value.toFixed(Math.max(0, Math.min(100, DIGITS - 1 - exponent)));
  return fixed.includes('.') ? fixed.replace(/\.?0+$/, '') : fixed;
}

/**
 * The wall-clock time that a spreadsheet program shows of a number in a cell of days; null where it shows none.
 * @param {number} serial
 */
export function momentShown(serial) {
  if (!(serial >= 0 && serial < END_SHOWN)) return null;
  const text = new Date(EPOCH + roundEven(serial * DAY_SECONDS) * 1000).toISOString();
  return text.slice(11, 19) === '00:00:00' ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ');
}

/** @param {number} value */
export function roundEven(value) {
  const below = Math.floor(value);
  if (value - below !== 0.5) return Math.round(value);
  return below % 2 === 0 ? below : below + 1;
}

/**
 * Returns a text for a message: short, on one line, with \u escapes for unprintable characters.
 * @param {string} text
 */
export function shownCell(text, limit = 60) {
  const signs = Array.from(text);
  const cut = signs.length <= limit ? text : `${signs.slice(0, limit - 1).join('')}…`;
  return cut.replace(UNPRINTED, (sign) => (sign === ' ' ? sign : `\\u${(sign.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`));
}

/**
 * The first ten of rows, columns or pages, for a message.
 * @param {(number | string)[]} places
 */
export const listFirst = (places) => [...places.slice(0, 10).map(String), ...(places.length > 10 ? ['…'] : [])];

/**
 * Whether a program turned a code into a number.
 * @param {Cell} cell
 */
export const isMangled = ({ isText, text }) => !isText || NUMBER_FROM_TEXT.test(text);
