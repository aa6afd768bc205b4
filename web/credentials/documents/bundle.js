// credentials/documents/bundle.py: all a verifier needs offline, in one unsigned JSON file of signed parts.

import { HurenError } from '../../signing/errors.js';
import { cutLists } from '../../signing/split_json.js';
import { isObject, namesOf } from '../../signing/json_profile.js';
import { AGREEMENT_HALF } from './agreement.js';
import { RecordError } from '../errors.js';
import { EventItem } from '../event_item.js';
import { KEY_LIST } from './key_list.js';
import { MANIFEST } from './manifest.js';
import { parseDocument, readRecord } from '../record.js';
import { SALVAGE_LIST } from './salvage.js';

/** @typedef {ReturnType<typeof readBundle>} Bundle */
/** @typedef {Record<'events' | 'loose', import('../event_item.js').Entry[]>} Entries */

export const BUNDLE_TYPE = 'huren-bundle/1';
const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MAX_CHECKPOINTS = 256;
const MEMBERS = ['agreements', 'keyLists', 'manifests', 'events', 'loose', 'salvage', 'checkpoints'];

const EVENT_LISTS = /** @type {const} */ (['events', 'loose']);
const EVENT_DEPTH = 2;
const AT_ONCE = 250;

/**
 * Resolves to the parsed parts in file order; RecordError names the part. Of an event it checks only that it is an
 * object in the profile. At most 16,384 loose events and 4,096 checkpoints. `known` is what `entriesOf` returned for
 * the same bytes; `onProgress(share)` is called with the progress and awaited.
 * @param {Uint8Array} data
 * @param {{ known?: Entries | null, onProgress?: (share: number) => unknown }} [how]
 * @returns {Promise<Bundle>}
 */
export async function parseBundle(data, { known = null, onProgress = () => {} } = {}) {
  const parts = data.length > MAX_BUNDLE_BYTES ? null : await takeApart(data, known, onProgress);
  return readBundle(parts ?? parseDocument(data, MAX_BUNDLE_BYTES));
}

/**
 * Returns what parsing read in the events of a bundle, by list, as JSON; null for events that were not parsed in place.
 * @param {Pick<Bundle, 'events' | 'loose'>} bundle
 * @returns {Entries | null}
 */
export function entriesOf(bundle) {
  const entries = Object.fromEntries(EVENT_LISTS.map((name) => [name, bundle[name].map(({ entry }) => entry)]));
  return EVENT_LISTS.every((name) => !entries[name].includes(null)) ? /** @type {Entries} */ (entries) : null;
}

/**
 * Returns the bundle with an EventItem for each event, parsed one by one in place, so that memory never holds all of
 * them as values; null unless every event is in canonical form, as registries write them.
 * @param {Uint8Array} data
 * @param {Entries | null} known
 * @param {(share: number) => unknown} onProgress
 */
async function takeApart(data, known, onProgress) {
  const { items, rest } = cutLists(data, EVENT_LISTS);
  let value;
  try {
    value = parseDocument(rest, MAX_BUNDLE_BYTES);
  } catch (error) {
    if (error instanceof HurenError) return null; // parsing the whole gives the better message
    throw error;
  }
  const total = EVENT_LISTS.reduce((sum, name) => sum + (items.get(name) ?? []).length, 0);
  let done = 0;
  for (const name of EVENT_LISTS) {
    const parts = items.get(name) ?? [];
    if (parts.length === 0) continue;
    if (!Array.isArray(value[name])) return null;
    const entries = known?.[name].length === parts.length ? known[name] : [];
    /** @type {EventItem[]} */
    const read = [];
    value[name] = read;
    for (const [place, part] of parts.entries()) {
      const item = entries.length > 0 ? EventItem.known(part, entries[place]) : EventItem.in(part, EVENT_DEPTH);
      if (item === null) return null;
      read.push(item);
      done += 1;
      if (entries.length === 0 && done % AT_ONCE === 0) await onProgress(done / total);
    }
  }
  return value;
}

/**
 * The bundle in an already parsed JSON object; RecordError naming the part.
 * @param {import('../record.js').JsonObject} value
 */
export function readBundle(value) {
  if (value.type !== BUNDLE_TYPE) throw new RecordError('bundle-type', 'type');
  for (const member of namesOf(value)) {
    if (member !== 'type' && !MEMBERS.includes(member)) throw new RecordError('member-unknown', member);
  }
  const agreements = listOf(value, 'agreements');
  const checkpoints = listOf(value, 'checkpoints', MAX_CHECKPOINTS);
  return {
    agreements: agreements.map((halves, i) => readAll(halves, AGREEMENT_HALF, `agreements[${i}]`)).flat(),
    keyLists: readAll(listOf(value, 'keyLists'), KEY_LIST, 'keyLists'),
    manifests: readAll(listOf(value, 'manifests'), MANIFEST, 'manifests'),
    events: itemsOf(listOf(value, 'events'), 'events'),
    loose: itemsOf(listOf(value, 'loose'), 'loose'),
    salvage: readAll(listOf(value, 'salvage'), SALVAGE_LIST, 'salvage'),
    checkpoints: checkpoints.map((item, i) => {
      if (typeof item !== 'string') throw new RecordError('bundle-part', `checkpoints[${i}]`);
      return item;
    }),
  };
}

/**
 * @param {import('../record.js').JsonObject} value
 * @param {string} member
 * @returns {unknown[]}
 */
function listOf(value, member, limit = Infinity) {
  const items = value[member] ?? null;
  if (items === null) throw new RecordError('member-missing', member);
  if (!Array.isArray(items)) throw new RecordError('bundle-part', member);
  if (items.length > limit) throw new RecordError('member-length', member, { expected: `0..${limit}` });
  return items;
}

/**
 * @param {unknown[]} items
 * @param {string} path
 * @returns {EventItem[]}
 */
function itemsOf(items, path) {
  return items.map((item, i) => {
    if (!isObject(item)) throw new RecordError('bundle-part', `${path}[${i}]`);
    return item instanceof EventItem ? item : EventItem.of(item);
  });
}

/**
 * @template {{ id: string }} B
 * @param {unknown} items
 * @param {import('../record.js').RecordType<B>} recordType
 * @param {string} path
 */
function readAll(items, recordType, path) {
  if (!Array.isArray(items)) throw new RecordError('bundle-part', path);
  return items.map((item, i) => {
    try {
      return readRecord(item, recordType);
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
      const inner = `${path}[${i}]${error.field ? `.${error.field}` : ''}`;
      throw new RecordError(error.code, inner, error.facts);
    }
  });
}
