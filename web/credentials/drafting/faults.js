// credentials/drafting/faults.py: all faults of a draft at once: the members of a model one by one, then its rule as far as
// what it looks at is there.

import { HurenError } from '../../signing/errors.js';
import { isObject, namesOf } from '../../signing/json_profile.js';
import { RecordError } from '../errors.js';

/** @import { Member, Members } from '../members.js' */

/**
 * A function that reads a member, with its inner readers as properties: those of items for a list, of members and rule
 * for a model.
 * @typedef {Member<any> & { mayBeAbsent?: boolean, inner?: Reader, item?: Reader, max?: number, members?: Members, rule?: (body: any, path: string) => void }} Reader
 */

/** @typedef {{ body: Record<string, unknown>, faults: RecordError[] }} DraftReading `body` throws where a member is asked for that is not there */

const GONE = Symbol('gone');

/**
 * Returns the well-formed members of `value`, and all faults that the model finds. It reports no missing members at the
 * path `apart` and applies no rule to them.
 * @param {Reader} model
 * @param {Record<string, unknown>} value
 * @param {string} [apart]
 * @param {string} [path]
 * @returns {DraftReading}
 */
export function readDraft(model, value, apart, path = '') {
  /** @type {Record<string, unknown>} */
  const read = {};
  /** @type {RecordError[]} */
  const faults = [];
  for (const [name, member] of Object.entries(model.members ?? {})) {
    const place = joined(path, name);
    const inner = bare(member);
    const given = Object.hasOwn(value, name) ? value[name] : undefined;
    if (inner.members !== undefined && (isObject(given) || ((given ?? null) === null && isNeeded(member)))) {
      const draft = readDraft(inner, isObject(given) ? given : {}, apart, place);
      read[name] = draft.body;
      faults.push(...draft.faults);
    } else if (Object.hasOwn(value, name)) {
      const fault = faultsOf(inner, given, place);
      faults.push(...fault);
      read[name] = fault.length > 0 ? GONE : inner(given, place);
    } else if (isNeeded(member)) {
      read[name] = GONE;
      if (place !== apart) faults.push(new RecordError('member-missing', place));
    }
    if (place === apart) read[name] = GONE;
  }
  const body = new Proxy(read, { get: (target, name) => there(Reflect.get(target, name)) });
  return { body, faults: [...faults, ...attempt(() => model.rule?.(body, path))] };
}

/** @param {unknown} value */
function there(value) {
  if (value === GONE) throw GONE;
  return value;
}

/** @param {Reader} member */
const isNeeded = ({ mayBeAbsent }) => mayBeAbsent !== true;

/** @param {Reader} member */
const bare = (member) => member.inner ?? member;

/**
 * @param {string} path
 * @param {string} member
 */
const joined = (path, member) => (path === '' ? member : `${path}.${member}`);

/**
 * Returns all faults of a member; for a list, the first faulty item.
 * @param {Reader} member
 * @param {unknown} value
 * @param {string} path
 * @returns {RecordError[]}
 */
function faultsOf(member, value, path) {
  const { members, item, max = Infinity } = bare(member);
  /** @type {RecordError[]} */
  let faults = [];
  if (members !== undefined && isObject(value)) {
    faults = Object.entries(members).flatMap(([name, part]) => {
      const place = joined(path, name);
      if (Object.hasOwn(value, name)) return faultsOf(part, value[name], place);
      return isNeeded(part) ? [new RecordError('member-missing', place)] : [];
    });
    const unknown = namesOf(value).filter((name) => !Object.hasOwn(members, name));
    faults.push(...unknown.map((name) => new RecordError('member-unknown', joined(path, name || '""'))));
  } else if (item !== undefined && Array.isArray(value)) {
    for (let at = 0; at < Math.min(value.length, max + 1) && faults.length === 0; at += 1) faults = faultsOf(item, value[at], `${path}[${at}]`);
  }
  return faults.length > 0 ? faults : attempt(() => bare(member)(value, path));
}

/**
 * Returns the error of a reading; nothing if the reading asks for an absent member.
 * @param {() => unknown} read
 * @returns {RecordError[]}
 */
function attempt(read) {
  try {
    read();
  } catch (error) {
    if (error === GONE) return [];
    if (!(error instanceof HurenError)) throw error;
    return [error];
  }
  return [];
}
