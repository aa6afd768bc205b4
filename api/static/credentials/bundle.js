// credentials/bundle.py: all a verifier needs offline, in one unsigned JSON file of signed parts.

import { HurenError } from '../signing/errors.js';
import { namesOf } from '../signing/json_profile.js';
import { AGREEMENT_HALF } from './agreement.js';
import { RecordError } from './errors.js';
import { KEY_LIST } from './key_list.js';
import { MANIFEST } from './manifest.js';
import { parseDocument, readRecord } from './record.js';
import { SALVAGE_LIST } from './salvage.js';
import { STATUS_EVENT } from './status_event.js';

const BUNDLE_TYPE = 'huren-bundle/1';
const MAX_BUNDLE_BYTES = 256 * 1024 * 1024;
const MEMBERS = ['agreements', 'keyLists', 'manifests', 'events', 'salvage', 'checkpoints'];

/** The parsed parts in file order, each record with its digest; RecordError names the part. */
export async function parseBundle(data) {
  const value = parseDocument(data, MAX_BUNDLE_BYTES);
  if (value.type !== BUNDLE_TYPE) throw new RecordError('bundle-type', 'type');
  for (const member of namesOf(value)) {
    if (member !== 'type' && !MEMBERS.includes(member)) throw new RecordError('member-unknown', member);
  }
  const agreements = listOf(value, 'agreements');
  const checkpoints = listOf(value, 'checkpoints');
  const bundle = {
    agreements: agreements.map((halves, i) => readAll(halves, AGREEMENT_HALF, `agreements[${i}]`)).flat(),
    keyLists: readAll(listOf(value, 'keyLists'), KEY_LIST, 'keyLists'),
    manifests: readAll(listOf(value, 'manifests'), MANIFEST, 'manifests'),
    events: readAll(listOf(value, 'events'), STATUS_EVENT, 'events'),
    salvage: readAll(listOf(value, 'salvage'), SALVAGE_LIST, 'salvage'),
    checkpoints: checkpoints.map((item, i) => {
      if (typeof item !== 'string') throw new RecordError('bundle-part', `checkpoints[${i}]`);
      return item;
    }),
  };
  const records = [bundle.agreements, bundle.keyLists, bundle.manifests, bundle.events, bundle.salvage].flat();
  await Promise.all(records.map((record) => record.takeDigest()));
  return bundle;
}

function listOf(value, member) {
  const items = value[member] ?? null;
  if (items === null) throw new RecordError('member-missing', member);
  if (!Array.isArray(items)) throw new RecordError('bundle-part', member);
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
