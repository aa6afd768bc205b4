// credentials/key_list.py: the association's did:web document, signed by its root.

import * as is from './members.js';

const CONTEXT = ['https://www.w3.org/ns/did/v1', 'https://w3id.org/security/multikey/v1', 'https://w3id.org/huren/v1'];
const DAY = 86_400;
const MAX_LIFE_DAYS = 90;

const method = is.model(
  {
    id: is.methodId,
    type: is.literal('Multikey'),
    controller: is.did,
    publicKeyMultibase: is.multikey,
    use: is.literal('root', 'assessment', 'publication'),
    validFrom: is.time,
    signsUntil: is.maybe(is.time),
    compromisedSince: is.maybe(is.time),
    salvage: is.maybe(is.digest),
  },
  (body, path) => {
    if (body.id.split('#')[0] !== body.controller) {
      throw is.refuse('reference-unknown', path, 'id', { item: body.id });
    }
    if (body.signsUntil !== undefined && body.validFrom.seconds >= body.signsUntil.seconds) {
      throw is.refuse('interval-empty', path, 'signsUntil');
    }
    if (body.salvage !== undefined && body.compromisedSince === undefined) {
      throw is.refuse('member-missing', path, 'compromisedSince');
    }
  },
);

const decline = is.model({
  issuer: is.did,
  scheme: is.maybe(is.slug),
  from: is.time,
  until: is.maybe(is.time),
});

export const KEY_LIST = {
  kind: 'key-list',
  signer: (body) => body.id,
  read: is.model(
    {
      '@context': is.tuple(...CONTEXT.map((item) => is.literal(item))),
      id: is.did,
      version: is.version,
      validFrom: is.time,
      validUntil: is.time,
      verificationMethod: is.list(method, { min: 1, max: 256 }),
      assertionMethod: is.list(is.methodId),
      declines: is.list(decline, { max: 256 }),
      events: is.eventCount,
    },
    checkKeyList,
  ),
};

/** Refuses an interval that is empty or longer than `days`. */
export function checkLife(body, path, days) {
  const life = body.validUntil.seconds - body.validFrom.seconds;
  if (life <= 0) throw is.refuse('interval-empty', path, 'validUntil');
  if (life > days * DAY) throw is.refuse('life-too-long', path, 'validUntil', { expected: days });
}

function checkKeyList(body, path) {
  checkLife(body, path, MAX_LIFE_DAYS);
  const taken = new Set();
  for (const entry of body.verificationMethod) {
    if (entry.controller !== body.id) {
      throw is.refuse('reference-unknown', path, 'verificationMethod', { item: entry.id });
    }
    if (taken.has(entry.id) || taken.has(entry.publicKeyMultibase)) {
      throw is.refuse('key-use-mixed', path, 'verificationMethod', { item: entry.id });
    }
    taken.add(entry.id).add(entry.publicKeyMultibase);
  }
  const sound = body.verificationMethod.filter((entry) => entry.compromisedSince === undefined);
  if (sound.map(({ id }) => id).join(' ') !== body.assertionMethod.join(' ')) {
    throw is.refuse('key-list-assertion', path, 'assertionMethod');
  }
}

export const methodOf = (body, id) => body.verificationMethod.find((entry) => entry.id === id);

/** The member by which `next` is not an append-only continuation of `old`, or null (design section 4). */
export function findRewrite(old, next) {
  if (next.version <= old.version || next.validFrom.seconds < old.validFrom.seconds) return 'version';
  if (next.events.count < old.events.count) return 'events.count';
  for (const before of old.verificationMethod) {
    const after = methodOf(next, before.id);
    if (after === undefined || isChanged(before, after)) return before.id;
    const until = seconds(after.signsUntil);
    const earlier = until >= next.validFrom.seconds && until <= seconds(before.signsUntil);
    if (seconds(before.signsUntil) !== until && (after.signsUntil === undefined || !earlier)) {
      return `${before.id}.signsUntil`;
    }
    if (seconds(after.compromisedSince) > seconds(before.compromisedSince)) return `${before.id}.compromisedSince`;
  }
  return null;
}

/** Never ends, never began: infinitely late. */
const seconds = (moment) => moment?.seconds ?? Infinity;

const isChanged = (before, after) =>
  before.publicKeyMultibase !== after.publicKeyMultibase ||
  before.use !== after.use ||
  before.validFrom.seconds !== after.validFrom.seconds ||
  before.controller !== after.controller;
