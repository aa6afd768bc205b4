// credentials/words/value_forms.py: the required form of a member, in words.

import { quoted } from '../../signing/plain_text.js';
import { FORMS, TYPES } from '../../texts/error_words.js';

const OTHER = ['a value of another type', '其他类型的值'];
/**
 * @param {string[]} pair
 * @param {string} lang
 */
const wordOf = ([en, zh], lang) => (lang === 'zh' ? zh : en);
/**
 * @param {import('./closed_lists.js').Labels} table
 * @param {string} key
 */
const rowOf = (table, key) => (Object.hasOwn(table, key) ? table[key] : null);

/**
 * A type of JSON.
 * @param {string} name
 * @param {string} lang
 */
export const formatType = (name, lang) => wordOf(rowOf(TYPES, name) ?? OTHER, lang);

/**
 * A form; the pattern itself where it has no words.
 * @param {string} pattern
 * @param {string} lang
 */
export function formatForm(pattern, lang) {
  const row = rowOf(FORMS, pattern);
  return row === null ? quoted(pattern) : wordOf(row, lang);
}

/**
 * `'a', 'b' or 'c'`, `<=500` or `>=1`: what a value must be.
 * @param {string} expected
 * @param {string} lang
 */
export function formatValues(expected, lang) {
  const [, sign, number] = /^([<>])=(-?\d+)$/.exec(expected) ?? [];
  if (sign === '<') return (lang === 'zh' ? '不超过 ' : 'at most ') + number;
  if (sign === '>') return (lang === 'zh' ? '不小于 ' : 'at least ') + number;
  const values = Array.from(expected.matchAll(/'([^']*)'/g), ([, value]) => quoted(value));
  if (values.length === 0) return (lang === 'zh' ? '为' : '') + quoted(expected);
  const isSingle = values.length === 1;
  return lang === 'zh' ? `为${values.join('、')}${isSingle ? '' : '之一'}` : `${isSingle ? '' : 'one of '}${values.join(', ')}`;
}
