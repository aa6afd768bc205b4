// signing/strict_json.py: the one JSON reader. Bytes in, a value of the profile out, or a SigningError.
//
// JSON.parse keeps the last of two equal members and rounds integers, so this is a parser of its own, for all but
// text that is plain. Its errors stand where those of Python's json module stand. A member may have any name, that of
// the prototype, too.

import { countCharacters, decodeText, findInvalid } from './bytes.js';
import { SigningError } from './errors.js';
import { isInOrder } from './jcs.js';
import { MAX_DEPTH, MAX_MEMBERS, MAX_RECORD_BYTES, Misfit } from './json_profile.js';
import { printable, refuseMisfit, writtenOrder } from './json_profile.js';

const STRING_OR_BRACKET = /"[^"\\]*(?:\\[^][^"\\]*)*"?|[[{\]}]/g;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\x00-\x1f]*/y;
const NUMBER = /(-?(?:0|[1-9][0-9]*))((?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?)/y;
const HEX = /[0-9A-Fa-f]{4}/y;
const HALF_PAIR = '\\ud'; // as JSON.stringify writes one
/** @type {Record<string, string>} */
const ESCAPES = { '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' };
/** @type {[string, boolean | null][]} */
const WORDS = [['null', null], ['true', true], ['false', false]];
const CONSTANTS = ['NaN', 'Infinity', '-Infinity'];
const LONGEST_INTEGER = 17;
const SEPARATORS = [...'[{,:'].map((sign) => sign.charCodeAt(0));

/**
 * The value of `data` (at most `maxBytes` bytes and `maxValues` separators), whole and nothing after it.
 * @param {Uint8Array} data
 * @param {number} [maxBytes]
 * @param {number} [maxValues]
 * @returns {any}
 */
export function parseJson(data, maxBytes = MAX_RECORD_BYTES, maxValues = Infinity) {
  if (data.length > maxBytes) throw new SigningError('too-large', '', { size: data.length, limit: maxBytes });
  if (data.length > maxValues && countSeparators(data) > maxValues) {
    throw new SigningError('too-many-values', '', { limit: maxValues });
  }
  if (data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf) throw new SigningError('has-bom');
  const text = decodeText(data);
  if (text === null) throw new SigningError('not-utf8', '', { at: findInvalid(data) });
  const plain = readPlain(text, 0);
  if (plain !== undefined) return plain;
  if (isTooDeep(text)) throw new SigningError('too-deep', '', { limit: MAX_DEPTH });
  const reader = new Reader(text);
  const value = reader.readWhole();
  try {
    if (reader.mayMisfit) refuseMisfit(value);
  } catch (error) {
    if (error instanceof SigningError && error.code === 'duplicate-member') {
      const { at, ...facts } = error.facts;
      throw new SigningError(error.code, error.field, { ...facts, ...reader.placeOf(at) });
    }
    throw error;
  }
  return value;
}

/**
 * At least the number of values, and of member names; those within strings count as well.
 * @param {Uint8Array} data
 */
const countSeparators = (data) => data.reduce((count, byte) => count + Number(SEPARATORS.includes(byte)), 0);

/**
 * The value of text that JSON.stringify would write just so, `depth` deep in a document, as registries do, and that
 * holds nothing the profile refuses; undefined for any other. Such text repeats no member and rounds no number, so that
 * the browser's own parser reads it right, and many times faster.
 * @param {string} text
 * @param {number} depth
 * @returns {any}
 */
function readPlain(text, depth) {
  try {
    const value = JSON.parse(text);
    return JSON.stringify(value) === text && !text.includes(HALF_PAIR) && isPlain(value, depth) ? value : undefined;
  } catch {
    return undefined; // not JSON, or too deep for the stack: the parser below says what and where
  }
}

/**
 * The value of text that is its canonical form (RFC 8785), `depth` deep in a document; else undefined.
 * @param {string} text
 * @param {number} depth
 * @returns {any}
 */
export function parseCanonical(text, depth) {
  const value = readPlain(text, depth);
  return value !== undefined && isInOrder(value) ? value : undefined;
}

/**
 * Whole numbers that are exact, names whose order an object keeps, no deeper than the profile has it.
 * @param {any} value
 * @param {number} depth
 * @returns {boolean}
 */
function isPlain(value, depth) {
  if (typeof value === 'number') return Number.isSafeInteger(value);
  if (typeof value !== 'object' || value === null) return true;
  if (depth === MAX_DEPTH) return false;
  const names = Object.keys(value);
  if (names.length > MAX_MEMBERS && !Array.isArray(value)) return false;
  for (const name of names) {
    if ((isDigit(name) && !Array.isArray(value)) || !isPlain(value[name], depth + 1)) return false;
  }
  return true;
}

/** @param {string} name */
const isDigit = (name) => name >= '0' && name < ':';

/**
 * Looks before the recursive parser does.
 * @param {string} text
 */
function isTooDeep(text) {
  let depth = 0;
  for (const [match] of text.matchAll(STRING_OR_BRACKET)) {
    if (match === '[' || match === '{') {
      depth += 1;
      if (depth > MAX_DEPTH) return true;
    } else if (match === ']' || match === '}') depth -= 1;
  }
  return false;
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
    this.mayMisfit = false; // whether it is worth looking for what the profile refuses
  }

  /**
   * @param {string} code
   * @param {string} [name]
   * @param {Record<string, any>} [facts]
   */
  misfit(code, name, facts) {
    this.mayMisfit = true;
    return new Misfit(code, name, facts);
  }

  readWhole() {
    const value = this.readValue();
    this.match(SPACE);
    if (this.at < this.text.length) this.refuse(this.at);
    return value;
  }

  /**
   * @param {number} place
   * @returns {never}
   */
  refuse(place) {
    throw new SigningError('not-json', '', this.placeOf(place));
  }

  /**
   * The line and the column, both from 1.
   * @param {number} place
   */
  placeOf(place) {
    const line = this.text.lastIndexOf('\n', place - 1);
    const start = place === 0 ? 0 : line + 1;
    return {
      line: this.text.slice(0, place).split('\n').length,
      column: countCharacters(this.text.slice(start, place)) + 1,
    };
  }

  /** @param {RegExp} pattern */
  match(pattern) {
    pattern.lastIndex = this.at;
    const match = pattern.exec(this.text);
    if (match !== null) this.at = pattern.lastIndex;
    return match;
  }

  /** @returns {any} */
  readValue() {
    this.match(SPACE);
    const first = this.text[this.at];
    if (first === '"') return this.readString();
    if (first === '{') return this.readObject();
    if (first === '[') return this.readList();
    for (const [word, value] of WORDS) {
      if (this.take(word)) return value;
    }
    const constant = CONSTANTS.find((word) => this.take(word));
    return constant !== undefined ? this.misfit('not-a-number', '', { text: constant }) : this.readNumber();
  }

  /** @param {string} word */
  take(word) {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  /** @param {string} sign */
  takeSign(sign) {
    this.match(SPACE);
    return this.take(sign);
  }

  readNumber() {
    const [text, , rest] = this.match(NUMBER) ?? this.refuse(this.at);
    if (rest) return this.misfit('float', '', { text: shown(text) });
    if (text === '-0') return this.misfit('negative-zero');
    const value = Number(text);
    if (text.length > LONGEST_INTEGER || !Number.isSafeInteger(value)) {
      return this.misfit('integer-too-large', '', { text: shown(text) });
    }
    return value;
  }

  /** @returns {any} */
  readList() {
    /** @type {any[]} */
    const items = [];
    this.at += 1;
    if (this.takeSign(']')) return items;
    for (;;) {
      items.push(this.readValue());
      if (this.takeSign(']')) return items;
      if (!this.take(',')) this.refuse(this.at);
    }
  }

  /** @returns {any} */
  readObject() {
    // no prototype: a member may be called __proto__
    const members = Object.create(null);
    const names = [];
    let repeated = null;
    this.at += 1;
    if (this.takeSign('}')) return members;
    for (;;) {
      if (this.text[this.at] !== '"') this.refuse(this.at);
      const start = this.at;
      const name = this.readString();
      if (!this.takeSign(':')) this.refuse(this.at);
      const value = this.readValue();
      if (Object.hasOwn(members, name)) repeated ??= { name, at: start };
      else names.push(name);
      members[name] = value;
      if (this.takeSign('}')) break;
      if (!this.take(',')) this.refuse(this.at);
      this.match(SPACE);
    }
    this.mayMisfit ||= names.length > MAX_MEMBERS;
    if (repeated !== null) return this.misfit('duplicate-member', repeated.name, { name: shown(repeated.name), at: repeated.at });
    if (names.some(isDigit)) writtenOrder.set(members, names);
    return members;
  }

  readString() {
    const start = this.at;
    let out = '';
    this.at += 1;
    for (;;) {
      out += this.match(PLAIN)?.[0];
      const end = this.text[this.at];
      if (end === '"') {
        this.at += 1;
        return out;
      }
      if (end === undefined) this.refuse(start);
      if (end !== '\\') this.refuse(this.at);
      out += this.readEscape(start);
    }
  }

  /** @param {number} start */
  readEscape(start) {
    const place = this.at;
    const kind = this.text[place + 1];
    if (kind === undefined) this.refuse(start);
    this.at += 2;
    if (kind !== 'u') {
      if (!Object.hasOwn(ESCAPES, kind)) this.refuse(place);
      return ESCAPES[kind];
    }
    this.mayMisfit = true; // only an escape can write half a pair
    // Python wants one more character after the four digits, and points at the u without it.
    const digits = place + 6 < this.text.length ? this.match(HEX) : null;
    if (digits === null) this.refuse(place + 1);
    return String.fromCharCode(parseInt(digits[0], 16));
  }
}

/** @param {string} text */
const shown = (text) => printable(text, 40) + (countCharacters(text) > 40 ? '…' : '');
