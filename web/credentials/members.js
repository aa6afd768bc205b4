// The types of members that credentials/record.py declares for pydantic: each is a function that takes a value
// and its path and gives the typed reading, or throws the RecordError that Python's reading gives first.

import { countCharacters } from '../signing/bytes.js';
import { HurenError } from '../signing/errors.js';
import { isObject, namesOf } from '../signing/json_profile.js';
import { decodeMultikey } from '../signing/multikey.js';
import { RecordError } from './errors.js';
import { DID, DIGEST, METHOD_ID, REGION, SLUG, UUID, parseUscc } from './identifiers.js';
import { parseDate, parseTime } from './times.js';

/**
 * A function that reads a member: it returns the typed value or throws; `path` is the place of the value.
 * @template T
 * @typedef {(value: unknown, path: string) => T} Member
 */

/** @typedef {{ mayBeAbsent: true }} MayBeAbsent */
/** @typedef {{ [name: string]: Member<unknown> & Partial<MayBeAbsent> }} Members */

/**
 * What a model with these members reads.
 * @template {Members} M
 * @typedef {{ [N in keyof M as M[N] extends MayBeAbsent ? never : N]: ReturnType<M[N]> }
 *   & { [N in keyof M as M[N] extends MayBeAbsent ? N : never]?: ReturnType<M[N]> }} BodyOf
 */

/**
 * @param {string} path
 * @param {string} member
 */
const join = (path, member) => [path, member].filter(Boolean).join('.');

/**
 * Returns the error of a model's own rule, about `member` of the object at `path`.
 * @param {string} code
 * @param {string} path
 */
export const refuse = (code, path, member = '', facts = {}) => new RecordError(code, join(path, member), facts);

/**
 * @param {string} path
 * @param {string} expected
 */
const wrongType = (path, expected) => new RecordError('member-type', path, { expected });

/**
 * A string of `min` to `max` characters that matches `pattern`.
 * @returns {Member<string>}
 */
export function text({ min = 0, max = Infinity, pattern = '' } = {}) {
  const form = new RegExp(pattern, 'u');
  return (value, path) => {
    if (typeof value !== 'string') throw wrongType(path, 'string');
    // A character is one or two units: only where that leaves a doubt are they counted.
    const length = value.length > max || value.length < min * 2 ? countCharacters(value) : min;
    if (length > max) throw new RecordError('member-length', path, { expected: max });
    if (length < min) throw new RecordError('member-length', path, { expected: min });
    if (!form.test(value)) throw new RecordError('member-form', path, { expected: pattern });
    return value;
  };
}

/**
 * An integer from `least` to `most`.
 * @param {number} least
 * @returns {Member<number>}
 */
export const integer = (least, most = Number.MAX_SAFE_INTEGER) => (value, path) => {
  if (typeof value !== 'number') throw wrongType(path, 'int');
  if (value > most) throw new RecordError('member-value', path, { expected: `<=${most}` });
  if (value < least) throw new RecordError('member-value', path, { expected: `>=${least}` });
  return value;
};

/** @type {Member<boolean>} */
export const flag = (value, path) => {
  if (typeof value !== 'boolean') throw wrongType(path, 'bool');
  return value;
};

/**
 * One of the texts that `find` returns at the time of reading.
 * @template {string} T
 * @param {() => T[]} find
 * @returns {Member<T>}
 */
export const oneOf = (find) => (value, path) => {
  const values = find();
  const match = values.find((text) => text === value);
  if (match !== undefined) return match;
  const quoted = values.map((text) => `'${text}'`);
  const expected = [quoted.slice(0, -1).join(', '), quoted.at(-1)].filter(Boolean).join(' or ');
  throw new RecordError('member-value', path, { expected });
};

/**
 * One of these texts.
 * @template {string} T
 * @param {T[]} values
 */
export const literal = (...values) => oneOf(() => values);

/**
 * `min` to `max` items, each read by `item`.
 * @template T
 * @param {Member<T>} item
 * @returns {Member<T[]> & { item: Member<T>, max: number }}
 */
export const list = (item, { min = 0, max = Infinity } = {}) => Object.assign((/** @type {unknown} */ value, /** @type {string} */ path) => {
  if (!Array.isArray(value)) throw wrongType(path, 'tuple');
  const items = value.slice(0, max + 1).map((entry, i) => item(entry, `${path}[${i}]`)); // reads no item beyond one too many
  if (items.length < min) throw new RecordError('member-length', path, { expected: min });
  if (items.length > max) throw new RecordError('member-length', path, { expected: max });
  return items;
}, { item, max });

/**
 * Exactly these items.
 * @template {unknown[]} T
 * @param {{ [I in keyof T]: Member<T[I]> }} items
 * @returns {Member<T>}
 */
export const tuple = (...items) => (value, path) => {
  if (!Array.isArray(value)) throw wrongType(path, 'tuple');
  if (value.length > items.length) throw new RecordError('member-length', path, { expected: items.length });
  return /** @type {T} */ (items.map((item, i) => {
    if (i >= value.length) throw new RecordError('member-missing', `${path}[${i}]`);
    return item(value[i], `${path}[${i}]`);
  }));
};

/**
 * A member that may be absent; null is refused, because it would be a second form of the same meaning.
 * @template T
 * @param {Member<T>} item
 * @returns {Member<T> & MayBeAbsent & { inner: Member<T> }}
 */
export const maybe = (item) =>
  Object.assign((/** @type {unknown} */ value, /** @type {string} */ path) => item(value, path), { mayBeAbsent: /** @type {const} */ (true), inner: item });

/**
 * A member that must be present and may be null.
 * @template T
 * @param {Member<T>} item
 * @returns {Member<T | null>}
 */
export const orNull = (item) => (value, path) => (value === null ? null : item(value, path));

/**
 * An object with exactly these members; `rule(body, path)` may refuse their combination.
 * @template {Members} M
 * @param {M} members
 * @param {(body: BodyOf<M>, path: string) => void} rule
 */
export const model = (members, rule = () => {}) => {
  const items = Object.entries(members);
  return Object.assign((/** @type {unknown} */ value, path = '') => {
    if (!isObject(value)) throw wrongType(path, 'model');
    /** @type {Record<string, unknown>} */
    const read = {};
    for (const [name, item] of items) {
      if (Object.hasOwn(value, name)) read[name] = item(value[name], join(path, name));
      else if (!item.mayBeAbsent) throw new RecordError('member-missing', join(path, name));
    }
    for (const name of namesOf(value)) {
      if (!Object.hasOwn(members, name)) throw new RecordError('member-unknown', join(path, name || '""'));
    }
    const body = /** @type {BodyOf<M>} */ (read);
    rule(body, path);
    return body;
  }, { members, rule });
};

/**
 * A `parse…` of the floors as a member; a list or an object is of the wrong type before it is asked.
 * @template T
 * @param {(value: unknown) => T} parse
 * @returns {Member<T>}
 */
const parsed = (parse, { strings = false } = {}) => (value, path) => {
  const ofWrongType = strings ? typeof value !== 'string' : typeof value === 'object' && value !== null;
  if (ofWrongType) throw wrongType(path, 'string');
  try {
    return parse(value);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new RecordError(error.code, path, error.facts);
  }
};

export const time = parsed(parseTime);
export const date = parsed(parseDate);
export const uscc = parsed(parseUscc);
export const multikey = parsed((value) => (decodeMultikey(`${value}`), `${value}`), { strings: true });
export const did = text({ pattern: DID, max: 250 });
export const methodId = text({ pattern: METHOD_ID, max: 320 });
export const uuid = text({ pattern: UUID });
export const slug = text({ pattern: SLUG, max: 64 });
export const region = text({ pattern: REGION });
export const digest = text({ pattern: DIGEST });
export const line = text({ min: 1, max: 200 });
export const code = text({ min: 1, max: 60 });
export const count = integer(0);
export const version = integer(1);
export const names = model({ zh: line, en: line });
export const eventCount = model({ count, root: digest });
export const agreementReference = model({ version, digest });
