// signing/json_profile.py: the JSON values that signed documents are made of.

import { SigningError } from './errors.js';

export const MAX_RECORD_BYTES = 65_536;
export const MAX_DEPTH = 32;
export const MAX_MEMBERS = 16_384;

const SHOWN = 200;
const LONE_SURROGATES = /[\ud800-\udfff]/gu;

/** Stands in a value for what the parser met and the profile refuses; `refuseMisfit` gives it a path. */
export class Misfit {
  /**
   * @param {string} code
   * @param {string} [name]
   * @param {Record<string, any>} [facts]
   */
  constructor(code, name = '', facts = {}) {
    this.code = code;
    this.name = name;
    this.facts = facts;
  }
}

/**
 * An object, not null, not a list and not a scalar.
 * @param {unknown} value
 * @returns {value is Record<string, unknown>}
 */
export const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * The first `count` characters, always printable.
 * @param {string} text
 * @param {number} count
 */
export function printable(text, count) {
  const characters = [...text];
  const shown = characters.slice(0, count).join('');
  return shown.replace(LONE_SURROGATES, (half) => `\\u${half.charCodeAt(0).toString(16)}`);
}

/**
 * Throws SigningError for the first thing in document order that the profile refuses, with its path.
 * @param {any} value
 * @param {string} [path]
 */
export function refuseMisfit(value, path = '') {
  if (value instanceof Misfit) {
    throw new SigningError(value.code, value.name ? join(path, value.name) : path, value.facts);
  }
  if (typeof value === 'string') refuseSurrogate(value, path);
  else if (Array.isArray(value)) value.forEach((item, i) => refuseMisfit(item, join(path, `${i}`)));
  else if (isObject(value)) {
    const names = namesOf(value);
    if (names.length > MAX_MEMBERS) throw new SigningError('too-many-values', path, { limit: MAX_MEMBERS });
    for (const name of names) {
      refuseSurrogate(name, join(path, name));
      refuseMisfit(value[name], join(path, name));
    }
  }
}

/** JavaScript puts names that look like numbers first; the parser leaves the document's order here. */
export const writtenOrder = new WeakMap();

/**
 * The member names of an object in the order of the document.
 * @param {object} value
 * @returns {string[]}
 */
export const namesOf = (value) => writtenOrder.get(value) ?? Object.keys(value);

/**
 * @param {string} text
 * @param {string} path
 */
function refuseSurrogate(text, path) {
  if (!text.isWellFormed()) throw new SigningError('lone-surrogate', path);
}

/**
 * @param {string} path
 * @param {string} name
 */
function join(path, name) {
  const shown = printable(name, SHOWN);
  return [...(path ? `${path}.${shown}` : shown)].slice(0, SHOWN).join('');
}
