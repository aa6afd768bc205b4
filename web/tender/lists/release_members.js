// tender/ocds/members.py: a release as it is read: members by name and type, what was not taken, ids that fit a tender.

import { RecordError } from '../../credentials/errors.js';
import { LABEL } from '../../credentials/identifiers.js';
import { parseDocument } from '../../credentials/record.js';
import { concat, encodeText } from '../../signing/bytes.js';
import { isObject, namesOf } from '../../signing/json_profile.js';

/** @typedef {Record<string, any>} Value */

export const MAX_RELEASE_BYTES = 8 * 1024 * 1024;
/** The member, of any object of a release, that holds what the standard has no member for. */
export const EXTENSION = 'huren';
const MAX_VALUES = 300_000;
const IS_LABEL = new RegExp(LABEL);
const [QUOTE, BACKSLASH, MINUS, POINT] = [34, 92, 45, 46];
const QUOTED = encodeText('"');

/**
 * The release in JSON bytes, alone or the only one of a package; RecordError names the member. Amounts with decimals,
 * which the strict reader refuses, are let through as text: none of them is taken.
 * @param {Uint8Array} data
 * @returns {Value}
 */
export function parseRelease(data) {
  if (data.length > MAX_RELEASE_BYTES) throw new RecordError('too-large', '', { size: data.length, limit: MAX_RELEASE_BYTES });
  /** @type {unknown} */
  let value = parseDocument(quoteDecimals(data), 2 * MAX_RELEASE_BYTES, MAX_VALUES);
  for (const [many, inner] of [['releases', ''], ['records', 'compiledRelease']]) {
    if (!isObject(value) || !Object.hasOwn(value, many) || Object.hasOwn(value, 'tender')) continue;
    const items = value[many];
    if (!Array.isArray(items) || items.length !== 1) throw new RecordError('member-length', many, { expected: '1' });
    value = inner !== '' && isObject(items[0]) ? items[0][inner] : items[0];
    break;
  }
  if (!isObject(value)) throw new RecordError('not-an-object');
  return value;
}

/** @param {number} byte */
const isDigit = (byte) => byte >= 48 && byte <= 57;

/**
 * The bytes with numbers that have decimals or a power in quotation marks; each byte is looked at once.
 * @param {Uint8Array} data
 */
function quoteDecimals(data) {
  const parts = [];
  let [at, from] = [0, 0];
  const digits = (/** @type {number} */ place) => {
    let end = place;
    while (isDigit(data[end])) end += 1;
    return end;
  };
  while (at < data.length) {
    if (data[at] === QUOTE) {
      for (at += 1; at < data.length && data[at] !== QUOTE; at += data[at] === BACKSLASH ? 2 : 1);
      at += 1;
      continue;
    }
    const begin = at;
    const whole = digits(data[at] === MINUS ? at + 1 : at);
    if (!isDigit(data[whole - 1]) || whole === begin) {
      at += 1;
      continue;
    }
    at = whole;
    if (data[at] === POINT && isDigit(data[at + 1])) at = digits(at + 1);
    if (data[at] === 101 || data[at] === 69) {
      const power = data[at + 1] === MINUS || data[at + 1] === 43 ? at + 2 : at + 1;
      if (isDigit(data[power])) at = digits(power);
    }
    if (at === whole) continue;
    parts.push(data.subarray(from, begin), QUOTED, data.subarray(begin, at), QUOTED);
    from = at;
  }
  return concat(...parts, data.subarray(from));
}

/** @type {Record<string, (value: unknown) => boolean>} */
const KINDS = {
  string: (value) => typeof value === 'string',
  array: Array.isArray,
  object: isObject,
  id: (value) => typeof value === 'string' || typeof value === 'number',
};

/** The members of one object of a release; those that were asked for count as taken. */
export class Members {
  /** @type {Set<string>} */
  #taken = new Set();
  #isPassedOver = false;
  /** @type {Members[]} */
  #inner = [];

  /** @param {Value} value */
  constructor(value, path = '') {
    this.value = value;
    this.path = path;
  }

  /**
   * @param {string} name
   * @param {string} kind
   */
  #take(name, kind, expected = kind) {
    this.#taken.add(name);
    const value = Object.hasOwn(this.value, name) ? this.value[name] : null;
    if (value !== null && !KINDS[kind](value)) throw new RecordError('member-type', this.#at(name), { expected });
    return value;
  }

  /** @param {string} name */
  #at(name) {
    return this.path === '' ? name : `${this.path}.${name}`;
  }

  /**
   * A text; null where it is absent, null or empty.
   * @param {string} name
   * @returns {string | null}
   */
  text(name) {
    return this.#take(name, 'string') || null;
  }

  /**
   * Ids in a list, whole numbers as text.
   * @param {string} name
   * @returns {string[]}
   */
  texts(name) {
    /** @type {unknown[]} */
    const list = this.#take(name, 'array') ?? [];
    list.forEach((text, place) => {
      if (!KINDS.id(text)) throw new RecordError('member-type', `${this.#at(name)}[${place}]`, { expected: 'string' });
    });
    return list.map(String);
  }

  /** The id, which may be a whole number. */
  id() {
    const text = this.#take('id', 'id', 'string');
    return text === null ? null : String(text);
  }

  /**
   * An object; an empty one where it is absent.
   * @param {string} name
   */
  object(name) {
    return this.#hold(this.#take(name, 'object') ?? {}, this.#at(name));
  }

  /**
   * The objects of a list.
   * @param {string} name
   */
  objects(name) {
    /** @type {unknown[]} */
    const list = this.#take(name, 'array') ?? [];
    list.forEach((entry, place) => {
      if (!isObject(entry)) throw new RecordError('member-type', `${this.#at(name)}[${place}]`, { expected: 'object' });
    });
    return list.map((entry, place) => this.#hold(/** @type {Value} */ (entry), `${this.#at(name)}[${place}]`));
  }

  /**
   * What the standard has no member for, as it was written.
   * @returns {Value}
   */
  extension() {
    return { ...this.#take(EXTENSION, 'object') };
  }

  /**
   * Counts members as taken that say nothing more, or only what is the same in every release.
   * @param {string[]} names
   */
  know(...names) {
    for (const name of names) this.#taken.add(name);
  }

  /** @param {string} name */
  has(name) {
    return Object.hasOwn(this.value, name) && this.value[name] !== null;
  }

  /** Nothing of it is taken, and it is listed as a whole. */
  passOver() {
    this.#isPassedOver = true;
  }

  /**
   * The paths of what was not taken, in the order of the release.
   * @returns {string[]}
   */
  left() {
    if (this.#isPassedOver) return [this.path];
    return [...namesOf(this.value).filter((name) => !this.#taken.has(name)).map((name) => this.#at(name)), ...this.#inner.flatMap((member) => member.left())];
  }

  /**
   * @param {Value} value
   * @param {string} path
   */
  #hold(value, path) {
    const member = new Members(value, path);
    this.#inner.push(member);
    return member;
  }
}

/** Ids of a release as ids of a tender: the same where they have that form, else a letter and a number. */
export class GivenLabels {
  /** @type {Map<string, string>} */
  #byId = new Map();
  #number = 0;

  /** @param {string} letter */
  constructor(letter) {
    this.letter = letter;
  }

  /**
   * The label of a part with this id; one without an id gets its own.
   * @param {string | null} id
   */
  give(id) {
    this.#number += 1;
    const label = id !== null && IS_LABEL.test(id) ? id : `${this.letter}${this.#number}`;
    if (id === null) return label;
    const given = this.#byId.get(id) ?? label;
    this.#byId.set(id, given);
    return given;
  }

  /**
   * The label of a part that was given one; else the id itself.
   * @param {string} id
   */
  find(id) {
    return this.#byId.get(id) ?? id;
  }

  /** Ids that could not stay, and what stands in their place. */
  get renamed() {
    return [...this.#byId].filter(([id, label]) => id !== label);
  }
}
