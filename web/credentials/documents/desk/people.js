// credentials/documents/desk/people.py: huren-people/1: the people who decide for an association, signed by its
// assessment key.

import { encodeProfile } from '../../../signing/jcs.js';
import { RecordError } from '../../errors.js';
import * as is from '../../members.js';
import { HUREN_CONTEXT, readRecord } from '../../record.js';
import { checkOnce, label } from '../unsigned.js';
import { BASE64URL, passkey } from './keys.js';

export const PEOPLE_TYPE = 'huren-people/1';
export const MAX_PEOPLE_BYTES = 128 * 1024;
const HOST = '^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$';
const ORIGIN = /^(https?):\/\/([a-z0-9.-]+)(?::[1-9][0-9]{0,4})?$/;

const personKey = is.model(
  { kind: is.literal('passkey', 'file'), public: passkey, credentialId: is.maybe(is.text({ pattern: BASE64URL, max: 1_364 })) },
  (body, path) => {
    const isPasskey = body.kind === 'passkey';
    if (isPasskey !== (body.credentialId !== undefined)) throw is.refuse(isPasskey ? 'member-missing' : 'member-unknown', path, 'credentialId');
    if (!isPasskey && !body.public.startsWith('z6Mk')) throw is.refuse('passkey-form', path, 'public');
  },
);

const person = is.model(
  {
    id: label,
    name: is.line,
    roles: is.list(is.literal('clerk', 'reviewer', 'chair', 'auditor'), { min: 1, max: 4 }),
    from: is.date,
    until: is.date,
    keys: is.list(personKey, { max: 8 }),
    holds: is.maybe(is.list(is.methodId, { min: 1, max: 16 })),
  },
  (body, path) => {
    checkOnce(path, 'roles', body.roles);
    checkOnce(path, 'holds', body.holds ?? []);
    if (body.until < body.from) throw is.refuse('interval-empty', path, 'until');
  },
);

const count = is.integer(2, 100);

const members = {
  '@context': is.tuple(is.literal(HUREN_CONTEXT)),
  type: is.literal(PEOPLE_TYPE),
  issuer: is.did,
  version: is.version,
  previous: is.maybe(is.digest),
  rpId: is.maybe(is.text({ pattern: HOST, max: 250 })),
  origin: is.maybe(is.text({ max: 270 })),
  alone: is.maybe(is.flag),
  validUntil: is.date,
  people: is.list(person, { min: 1, max: 100 }),
  policy: is.model({ plain: is.maybe(count), chair: is.maybe(count), grave: is.maybe(count) }),
};

/** @typedef {import('../../members.js').BodyOf<typeof members>} PeopleBody */
/** @typedef {import('../../record.js').RecordOf<PeopleBody>} PeopleRecord */
/** @typedef {ReturnType<typeof person>} ListedPerson */

/** @type {import('../../record.js').RecordType<PeopleBody>} */
export const PEOPLE_LIST = { kind: 'people', signer: (body) => body.issuer, read: is.model(members, checkPeople) };

/**
 * @param {PeopleBody} body
 * @param {string} path
 */
function checkPeople(body, path) {
  if ((body.version === 1) !== (body.previous === undefined)) throw is.refuse('previous-form', path, 'previous');
  if (body.alone === false) throw is.refuse('member-value', path, 'alone', { expected: "'true'" });
  checkOnce(path, 'people', body.people.map(({ id }) => id));
  const hasPasskey = body.people.some(({ keys }) => keys.some(({ kind }) => kind === 'passkey'));
  if (body.rpId === undefined && (hasPasskey || body.origin !== undefined)) throw is.refuse('member-missing', path, 'rpId');
  if (body.rpId !== undefined) checkOrigin(body.rpId, body.origin, path);
}

/**
 * @param {string} rpId
 * @param {string | undefined} origin
 * @param {string} path
 */
function checkOrigin(rpId, origin, path) {
  if (origin === undefined) throw is.refuse('member-missing', path, 'origin');
  const [, scheme, host = ''] = ORIGIN.exec(origin) ?? [];
  const isBelow = host === rpId || host.endsWith(`.${rpId}`);
  if (!isBelow || (scheme === 'http' && host !== 'localhost')) throw is.refuse('origin-elsewhere', path, 'origin', { item: rpId });
}

/**
 * The signed list in a parsed JSON object; RecordError names the member.
 * @param {import('../../record.js').JsonObject} value
 * @returns {PeopleRecord}
 */
export function readPeople(value) {
  const record = /** @type {PeopleRecord} */ (readRecord(value, PEOPLE_LIST));
  const size = encodeProfile(value).length;
  if (size > MAX_PEOPLE_BYTES) throw new RecordError('too-large', '', { size, limit: MAX_PEOPLE_BYTES });
  return record;
}
