// credentials/documents/desk/carried.py: two files that travel between the desk and whoever holds the key.

import { parseProof } from '../../../signing/data_integrity.js';
import { HurenError, raisedAs } from '../../../signing/errors.js';
import { isObject, namesOf, writtenOrder } from '../../../signing/json_profile.js';
import { RecordError } from '../../errors.js';
import * as is from '../../members.js';
import { digestOf, parseDocument, readRecord } from '../../record.js';
import { parseTime } from '../../times.js';
import { AGREEMENT_HALF } from '../agreement.js';
import { KEY_LIST } from '../key_list.js';
import { readPeople } from './people.js';
import { MAX_PLAN_DOCUMENTS, readPlan } from './plan.js';
import { readStatement } from './statement.js';

/** @typedef {import('../../record.js').JsonObject} JsonObject */
/** @typedef {import('../agreement.js').AgreementHalf} AgreementHalf */
/** @typedef {import('../key_list.js').KeyList} KeyList */
/** @typedef {import('./people.js').PeopleRecord} PeopleRecord */
/** @typedef {import('./plan.js').PlanDocument} PlanDocument */
/** @typedef {import('./statement.js').SignedStatement} SignedStatement */
/** @typedef {import('../../words/days.js').Moment} Moment */

const UNSIGNED_TYPE = 'huren-unsigned/2';
const SIGNED_TYPE = 'huren-signed/2';
const MAX_CARRIED_BYTES = 64 * 1024 * 1024;
const MAX_CARRIED_VALUES = 1_000_000;
const MAX_STATEMENTS = 1_000;
const MAX_LISTS = 200;

/** @type {import('../../members.js').Member<JsonObject>} */
const whole = (value, path) => {
  if (!isObject(value)) throw is.refuse('member-type', path, '', { expected: 'dict' });
  return value;
};
const documents = is.list(whole, { min: 1, max: MAX_PLAN_DOCUMENTS });
const statements = is.list(whole, { max: MAX_STATEMENTS });
const method = is.model({ id: is.methodId, publicKeyMultibase: is.multikey, use: is.literal('root', 'assessment', 'publication') });
const shared = {
  issuer: is.did,
  plan: whole,
  documents,
  people: is.list(whole, { min: 1, max: MAX_LISTS }),
  statements,
  before: is.maybe(is.list(is.model({ plan: whole, documents, statements }), { min: 1, max: MAX_LISTS })),
  keyList: is.maybe(whole),
  agreement: is.maybe(is.list(whole, { min: 1, max: 64 })),
};
const signedFile = is.model({ ...shared, type: is.literal(SIGNED_TYPE) });
const unsignedFile = is.model({
  ...shared,
  type: is.literal(UNSIGNED_TYPE),
  exported: is.time,
  methods: is.list(method, { min: 1, max: 256 }),
  about: is.maybe(is.list(whole, { min: 1, max: 4 * MAX_PLAN_DOCUMENTS })),
  stored: is.maybe(documents),
});

/** @typedef {ReturnType<typeof method>} SigningMethod */
/** @typedef {import('../../members.js').BodyOf<typeof shared>} CarriedFile */

/**
 * A plan with its unsigned documents and the statements about it.
 * @typedef {{ plan: PlanDocument, documents: JsonObject[], statements: SignedStatement[] }} StatedPlan
 */
/**
 * A plan with all evidence that it was decided. `before` are earlier plans: the plan that this one replaces, and those
 * on later people lists.
 * @typedef {{ issuer: string, stated: StatedPlan, people: PeopleRecord[], before: StatedPlan[], keyList: KeyList | null,
 *   agreement: AgreementHalf[] }} CarriedPlan
 */
/**
 * A plan on its way to the key; `about` are signed records that it ends, follows or is about; `stored` are documents that
 * are stored signed, by place: they go back as they are, and nobody signs them again.
 * @typedef {CarriedPlan & { value: JsonObject, exported: Moment, methods: SigningMethod[], about: JsonObject[],
 *   stored: Map<number, JsonObject> }} PlanToSign
 */
/** @typedef {CarriedPlan & { documents: JsonObject[], created: Moment[] }} PlanAsSigned a plan on its way back */

/**
 * huren-unsigned/2 in JSON bytes; RecordError names the member.
 * @param {Uint8Array} data
 * @returns {PlanToSign}
 */
export function parsePlanToSign(data) {
  const value = parseDocument(data, MAX_CARRIED_BYTES, MAX_CARRIED_VALUES);
  const file = unsignedFile(value);
  const stated = readStated(file, file.documents);
  const { exported, methods, about = [], stored = [] } = file;
  return { ...readShared(file, stated), value, exported, methods, about, stored: readStored(stored, stated) };
}

/**
 * Returns huren-signed/2 in JSON bytes; RecordError names the member. It checks no signature and compares no document
 * with the plan.
 * @param {Uint8Array} data
 * @returns {PlanAsSigned}
 */
export function parseSignedPlan(data) {
  const file = signedFile(parseDocument(data, MAX_CARRIED_BYTES, MAX_CARRIED_VALUES));
  const signed = readEach('documents', file.documents, takeProof);
  const stated = readStated(file, signed.map(({ unsigned }) => unsigned));
  return { ...readShared(file, stated), documents: file.documents, created: signed.map(({ created }) => created) };
}

/**
 * Returns the file to send back, with the signed documents.
 * @param {PlanToSign} carried
 * @param {JsonObject[]} signed
 * @returns {JsonObject}
 */
export function toSignedFile({ value }, signed) {
  const { exported: _, methods: _methods, about: _about, stored: _stored, ...kept } = value;
  return { ...kept, type: SIGNED_TYPE, documents: signed };
}

/**
 * The members that both files have; each document is the association's own.
 * @param {CarriedFile} file
 * @param {StatedPlan} stated
 * @returns {CarriedPlan}
 */
function readShared(file, stated) {
  const { issuer } = file;
  const before = readEach('before', file.before ?? [], (earlier) => readStated(earlier, earlier.documents));
  const people = readEach('people', file.people, readPeople);
  const agreement = readEach('agreement', file.agreement ?? [], (value) => /** @type {AgreementHalf} */ (readRecord(value, AGREEMENT_HALF)));
  const keyList = file.keyList === undefined ? null : readAt('keyList', file.keyList, (value) => /** @type {KeyList} */ (readRecord(value, KEY_LIST)));
  const own = [
    ['plan.issuer', stated.plan.body.issuer],
    ...people.map(({ body }, place) => [`people[${place}].issuer`, body.issuer]),
    ...before.map(({ plan }, place) => [`before[${place}].plan.issuer`, plan.body.issuer]),
    ...(keyList === null ? [] : [['keyList.id', keyList.body.id]]),
  ];
  const [member, found] = own.find(([, signer]) => signer !== issuer) ?? [];
  if (member !== undefined) throw new RecordError('file-mixed', member, { found, expected: issuer });
  return { issuer, stated, people, before, keyList, agreement };
}

/**
 * @param {{ plan: JsonObject, statements: JsonObject[] }} file
 * @param {JsonObject[]} unsigned
 * @returns {StatedPlan}
 */
const readStated = (file, unsigned) =>
  ({ plan: readAt('plan', file.plan, readPlan), documents: unsigned, statements: readEach('statements', file.statements, readStatement) });

/**
 * Returns stored documents by their places in the plan, each once.
 * @param {JsonObject[]} values
 * @param {StatedPlan} stated
 */
function readStored(values, { plan }) {
  const places = new Map(plan.body.documents.map((digest, place) => [digest, place]));
  /** @type {Map<number, JsonObject>} */
  const stored = new Map();
  for (const [number, { unsigned }] of readEach('stored', values, takeProof).entries()) {
    const digest = readAt(`stored[${number}]`, unsigned, (value) => raisedAs(RecordError, () => digestOf(value)));
    const place = places.get(digest);
    if (place === undefined) throw new RecordError('plan-documents', `stored[${number}]`);
    places.delete(digest);
    stored.set(place, values[number]);
  }
  return stored;
}

/**
 * Returns a signed document without its proof; checks the form of the proof.
 * @param {JsonObject} value
 */
function takeProof(value) {
  const created = parseTime(raisedAs(RecordError, () => parseProof(value)).created);
  const { proof: _, ...unsigned } = value;
  writtenOrder.set(unsigned, namesOf(value).filter((name) => name !== 'proof'));
  return { unsigned, created };
}

/**
 * Reads each item of a member; a RecordError names the place.
 * @template V, T
 * @param {string} member
 * @param {V[]} values
 * @param {(value: V) => T} read
 */
export const readEach = (member, values, read) => values.map((value, place) => readAt(`${member}[${place}]`, value, read));

/**
 * Reads the value of a member; a RecordError names the place.
 * @template V, T
 * @param {string} member
 * @param {V} value
 * @param {(value: V) => T} read
 */
function readAt(member, value, read) {
  try {
    return read(value);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new RecordError(error.code, [member, error.field].filter(Boolean).join('.'), error.facts);
  }
}
