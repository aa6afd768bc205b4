// credentials/bundle.py: all a verifier needs offline, in one unsigned JSON file of signed parts.

import { HurenError } from '../signing/errors.js';
import { isObject, namesOf } from '../signing/json_profile.js';
import { AGREEMENT_HALF } from './agreement.js';
import { RecordError } from './errors.js';
import { KEY_LIST } from './key_list.js';
import { MANIFEST } from './manifest.js';
import { parseDocument, readRecord } from './record.js';
import { SALVAGE_LIST } from './salvage.js';

export const BUNDLE_TYPE = 'huren-bundle/1';
const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MAX_CHECKPOINTS = 256;
const MEMBERS = ['agreements', 'keyLists', 'manifests', 'events', 'loose', 'salvage', 'checkpoints'];

/**
 * The parsed parts in file order; RecordError names the part. Of an event only that
 * it is an object in the profile is known. At most 16,384 loose events and 4,096 checkpoints.
 */
export const parseBundle = (data) => readBundle(parseDocument(data, MAX_BUNDLE_BYTES));

/** The bundle in an already parsed JSON object; RecordError naming the part. */
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
    events: objectsOf(listOf(value, 'events'), 'events'),
    loose: objectsOf(listOf(value, 'loose'), 'loose'),
    salvage: readAll(listOf(value, 'salvage'), SALVAGE_LIST, 'salvage'),
    checkpoints: checkpoints.map((item, i) => {
      if (typeof item !== 'string') throw new RecordError('bundle-part', `checkpoints[${i}]`);
      return item;
    }),
  };
}

function listOf(value, member, limit = Infinity) {
  const items = value[member] ?? null;
  if (items === null) throw new RecordError('member-missing', member);
  if (!Array.isArray(items)) throw new RecordError('bundle-part', member);
  if (items.length > limit) throw new RecordError('member-length', member, { expected: `0..${limit}` });
  return items;
}

function objectsOf(items, path) {
  const strange = items.findIndex((item) => !isObject(item));
  if (strange >= 0) throw new RecordError('bundle-part', `${path}[${strange}]`);
  return items;
}

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
