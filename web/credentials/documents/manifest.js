// credentials/documents/manifest.py: the current records of one association by digest, and its sightings of the others.

import { checkLife } from './key_list.js';
import * as is from '../members.js';
import { credential, vcType } from '../record.js';

const MAX_LIFE_DAYS = 7;
const MAX_LOOSE = 1024;
const MAX_PARTS = 4096;

const kind = is.text({ pattern: '^[a-z]+(-[a-z]+)*$', max: 40 });
const part = is.model({
  kind,
  id: is.line,
  digest: is.digest,
});
const difference = is.model({ kind, id: is.line, digest: is.maybe(is.digest), ours: is.maybe(is.digest) });
const seen = is.model(
  {
    issuer: is.did,
    keyListVersion: is.version,
    agreement: is.agreementReference,
    manifest: is.maybe(is.digest),
    created: is.maybe(is.time),
    events: is.eventCount,
    loose: is.list(is.model({ credential: is.uuid, digest: is.digest }), { max: MAX_LOOSE }),
    looseCount: is.maybe(is.count),
    agrees: is.maybe(is.list(part, { max: MAX_PARTS })),
    differs: is.maybe(is.list(difference, { max: MAX_PARTS })),
  },
  ({ manifest, created, events, loose, looseCount, agrees, differs }, path) => {
    if ((manifest === undefined) !== (created === undefined)) {
      throw is.refuse('member-missing', path, created === undefined ? 'created' : 'manifest');
    }
    if ((agrees === undefined) !== (differs === undefined)) {
      throw is.refuse('member-missing', path, differs === undefined ? 'differs' : 'agrees');
    }
    if (manifest === undefined && (events.count > 0 || agrees !== undefined)) throw is.refuse('member-missing', path, 'manifest');
    if (looseCount !== undefined && looseCount <= loose.length) {
      throw is.refuse('loose-count', path, 'looseCount');
    }
  },
);
const publication = is.model(
  {
    type: is.literal('PublicationManifest'),
    version: is.version,
    keyListVersion: is.version,
    agreement: is.agreementReference,
    events: is.eventCount,
    parts: is.list(part, { max: MAX_PARTS }),
    checkpoint: is.maybe(is.model({ size: is.count, root: is.digest })),
    seen: is.list(seen, { max: 64 }),
  },
  ({ parts }, path) => {
    const named = new Set();
    for (const { kind, id } of parts) {
      const name = `${kind} ${id}`; // kinds contain no space
      if (named.has(name)) throw is.refuse('item-repeated', path, 'parts', { item: id });
      named.add(name);
    }
  },
);

const members = {
  type: vcType('PublicationManifestCredential'),
  validFrom: is.time,
  validUntil: is.time,
  credentialSubject: publication,
};

/** @typedef {ReturnType<typeof seen>} Sight what a manifest says of another party */
/** @typedef {import('../record.js').VcBody<typeof members>} ManifestBody */
/** @typedef {import('../record.js').RecordOf<ManifestBody>} Manifest */

export const MANIFEST = credential('manifest', members, (body, path) => checkLife(body, path, MAX_LIFE_DAYS));

/**
 * Returns the sighting of another party in the manifest with this body; undefined if it has none.
 * @param {ManifestBody} body
 * @param {string} issuer
 */
export const sightOf = ({ credentialSubject }, issuer) => credentialSubject.seen.find((entry) => entry.issuer === issuer);
