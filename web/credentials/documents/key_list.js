// credentials/documents/key_list.py: the association's did:web document, signed by its root.

import { ENDPOINT, SIGNATURE } from '../identifiers.js';
import * as is from '../members.js';

/** @typedef {import('../words/days.js').Moment} Moment */

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
    possession: is.maybe(is.text({ pattern: SIGNATURE })),
  },
  (body, path) => {
    if (body.id.split('#')[0] !== body.controller) {
      throw is.refuse('reference-unknown', path, 'id', { item: body.id });
    }
    if (body.signsUntil !== undefined && body.validFrom.seconds >= body.signsUntil.seconds) {
      throw is.refuse('interval-empty', path, 'signsUntil');
    }
  },
);

const decline = is.model({
  issuer: is.did,
  scheme: is.maybe(is.slug),
  from: is.time,
  until: is.maybe(is.time),
});

const service = is.model({
  id: is.methodId,
  type: is.literal('Contact', 'ObjectionOffice', 'Node'),
  serviceEndpoint: is.text({ pattern: ENDPOINT, max: 300 }),
  answerDays: is.maybe(is.integer(1, 366)),
});

const members = {
  '@context': is.tuple(...CONTEXT.map((item) => is.literal(item))),
  id: is.did,
  version: is.version,
  previous: is.maybe(is.digest),
  validFrom: is.time,
  validUntil: is.time,
  verificationMethod: is.list(method, { min: 1, max: 256 }),
  assertionMethod: is.list(is.methodId),
  declines: is.list(decline, { max: 256 }),
  events: is.eventCount,
  people: is.maybe(is.digest),
  service: is.maybe(is.list(service, { max: 16 })),
};

/** @typedef {ReturnType<typeof method>} Method */
/** @typedef {ReturnType<typeof decline>} Decline */
/** @typedef {import('../members.js').BodyOf<typeof members>} KeyListBody */
/** @typedef {import('../record.js').RecordOf<KeyListBody>} KeyList */

/** @type {import('../record.js').RecordType<KeyListBody>} */
export const KEY_LIST = {
  kind: 'key-list',
  signer: (body) => body.id,
  read: is.model(members, checkKeyList),
  /** Refuses a list that ends more than MAX_LIFE_DAYS after its signature. */
  checkCreated: ({ validUntil }, created) => {
    if (validUntil.seconds - created.seconds > MAX_LIFE_DAYS * DAY) {
      throw is.refuse('life-too-long', '', 'validUntil', { expected: MAX_LIFE_DAYS });
    }
  },
};

/**
 * Refuses an interval that is empty or longer than `days`.
 * @param {{ validFrom: Moment, validUntil: Moment }} body
 * @param {string} path
 * @param {number} days
 */
export function checkLife(body, path, days) {
  const life = body.validUntil.seconds - body.validFrom.seconds;
  if (life <= 0) throw is.refuse('interval-empty', path, 'validUntil');
  if (life > days * DAY) throw is.refuse('life-too-long', path, 'validUntil', { expected: days });
}

/**
 * @param {KeyListBody} body
 * @param {string} path
 */
function checkKeyList(body, path) {
  if ((body.version === 1) !== (body.previous === undefined)) {
    throw is.refuse('previous-form', path, 'previous');
  }
  checkLife(body, path, MAX_LIFE_DAYS);
  const names = body.declines.map(nameOf);
  const twice = body.declines.find((decline, i) => names.indexOf(nameOf(decline)) < i);
  if (twice !== undefined) throw is.refuse('item-repeated', path, 'declines', { item: twice.issuer });
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
  for (const { id } of body.service ?? []) {
    if (id.split('#')[0] !== body.id) throw is.refuse('reference-unknown', path, 'service', { item: id });
    if (taken.has(id)) throw is.refuse('item-repeated', path, 'service', { item: id });
    taken.add(id);
  }
  const sound = body.verificationMethod.filter((entry) => entry.compromisedSince === undefined);
  if (sound.map(({ id }) => id).join(' ') !== body.assertionMethod.join(' ')) {
    throw is.refuse('key-list-assertion', path, 'assertionMethod');
  }
}

/**
 * @param {{ verificationMethod: Method[] }} body
 * @param {string} id
 */
export const methodOf = (body, id) => body.verificationMethod.find((entry) => entry.id === id);

/**
 * Returns the member by which `next` is not an append-only continuation of `old`, or null (docs/reference/key-list.md).
 * @param {KeyListBody} old
 * @param {KeyListBody} next
 * @returns {string | null}
 */
export function findRewrite(old, next) {
  if (next.version !== old.version + 1 || next.validFrom.seconds < old.validFrom.seconds) return 'version';
  if (next.events.count < old.events.count) return 'events.count';
  for (const before of old.verificationMethod) {
    const after = methodOf(next, before.id);
    if (after === undefined || isChanged(before, after)) return before.id;
    if (!endsHonestly(before.signsUntil, after.signsUntil, next.validFrom)) return `${before.id}.signsUntil`;
    if (seconds(after.compromisedSince) > seconds(before.compromisedSince)) return `${before.id}.compromisedSince`;
  }
  // if versions between the two are missing, one of them may have named the key first
  const fresh = next.version === old.version + 1 ? next.verificationMethod : [];
  for (const { id, validFrom } of fresh) {
    if (methodOf(old, id) === undefined && validFrom.seconds < next.validFrom.seconds) return `${id}.validFrom`;
  }
  const declines = new Map(next.declines.map((decline) => [nameOf(decline), decline]));
  for (const decline of old.declines) {
    const after = declines.get(nameOf(decline));
    if (after === undefined || !endsHonestly(decline.until, after.until, next.validFrom)) return 'declines';
  }
  return null;
}

/**
 * Returns whether an end is unchanged, or newly set or moved earlier, but not before the list that says so.
 * @param {Moment | undefined} before
 * @param {Moment | undefined} after
 * @param {Moment} since
 */
function endsHonestly(before, after, since) {
  if (seconds(before) === seconds(after)) return true;
  return after !== undefined && since.seconds <= after.seconds && after.seconds < seconds(before);
}

/**
 * Returns the name of a decline: whom it is about and since when.
 * @param {{ issuer: string, scheme?: string, from: Moment }} decline
 */
const nameOf = ({ issuer, scheme, from }) => `${issuer} ${scheme ?? ''} ${from.seconds}`;

/**
 * Returns the seconds of a moment; Infinity for an absent end or beginning.
 * @param {Moment | undefined} moment
 */
const seconds = (moment) => moment?.seconds ?? Infinity;

/**
 * @param {Method} before
 * @param {Method} after
 */
const isChanged = (before, after) =>
  before.publicKeyMultibase !== after.publicKeyMultibase ||
  before.use !== after.use ||
  before.validFrom.seconds !== after.validFrom.seconds ||
  before.controller !== after.controller ||
  before.possession !== after.possession;
