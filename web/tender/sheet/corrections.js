// carriers/spreadsheet/corrections.py: values read otherwise than written, each with a sentence on it.

import { strip } from '../../signing/bytes.js';
import { CORRECTIONS } from '../../texts/lists/sheet_words.js';
import { shownCell } from './cells.js';

/** @typedef {{ name: string, zh: string, en: string, form: string, required: boolean, capitals: boolean }} Column */
/** @typedef {{ kind: string, places: string[] }} Adjusted one kind of it, and where, each with what was read */

const NAMED = 5;
const LINE_BREAK = /[\r\n\u2028]+/;
const FULL_WIDTH = /[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\uff0d\uff0e\uff0f\uff1a\u3000]/g; // what stands in codes; brackets stay as they are
const ASCII = /^[\0-\x7f]*$/;

/**
 * What was read, with the first places by name and the number of the others.
 * @param {Adjusted} adjusted
 * @param {string} lang
 */
export function sentenceOf({ kind, places }, lang) {
  const [en, zh] = CORRECTIONS[kind];
  const isChinese = lang === 'zh';
  const rest = places.length - NAMED;
  const more = rest <= 0 ? '' : isChinese ? ` 等共 ${places.length} 处` : ` and ${rest} more`;
  return (isChinese ? zh : en).split('{places}').join(places.slice(0, NAMED).join(isChinese ? '、' : ', ') + more);
}

/** Collects the adjustments of one sheet. */
export class Adjusting {
  /** @type {Map<string, string[]>} */
  #places = new Map();

  /**
   * Remembers that this was done at `places`.
   * @param {string} kind
   * @param {string[]} places
   */
  note(kind, ...places) {
    if (places.length > 0) this.#places.set(kind, [...(this.#places.get(kind) ?? []), ...places]);
  }

  /**
   * All adjustments, in the order of their kinds.
   * @param {string[]} kinds
   * @returns {Adjusted[]}
   */
  found(kinds) {
    return kinds.flatMap((kind) => (this.#places.has(kind) ? [{ kind, places: this.#places.get(kind) ?? [] }] : []));
  }

  /**
   * The text of a cell as it is meant; `place` is its address.
   * @param {string} text
   * @param {Column} column
   * @param {string} place
   */
  readText(text, column, place) {
    const done = [];
    let value = strip(text);
    const lines = value.split(LINE_BREAK);
    if (lines.length > 1) {
      done.push('line-break');
      value = join(lines, column);
    }
    if (!ASCII.test(value) && column.form !== 'text') {
      const narrow = strip(value.replace(FULL_WIDTH, (sign) => (sign === '\u3000' ? ' ' : String.fromCharCode(sign.charCodeAt(0) - 0xfee0))));
      if (narrow !== value) done.push('width');
      value = narrow;
    }
    if (column.capitals && value !== value.toUpperCase()) {
      done.push('capitals');
      value = value.toUpperCase();
    }
    for (const kind of done) this.note(kind, `${place} ${shownCell(value)}`);
    return value;
  }
}

/**
 * The lines as one: a list by its separator, Latin words by a space, Chinese without anything between.
 * @param {string[]} lines
 * @param {Column} column
 */
function join(lines, { form }) {
  const parts = lines.map(strip).filter((part) => part !== '');
  if (form === 'list') return parts.map((part) => part.replace(/^[、,，;； ]+|[、,，;； ]+$/g, '')).join('、');
  return parts.reduce((text, part) => text + (text !== '' && ASCII.test(text.slice(-1)) && ASCII.test(part[0]) ? ' ' : '') + part, '');
}
