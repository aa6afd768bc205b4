// verifier/desk/reading/plans.py, first half: the documents of a plan, each the one of its place.

import { AGREEMENT_HALF } from '../../../credentials/documents/agreement.js';
import { CAPABILITY, CREDIT } from '../../../credentials/documents/assessment.js';
import { MAX_PEOPLE_BYTES, PEOPLE_LIST, PEOPLE_TYPE } from '../../../credentials/documents/desk/people.js';
import { KEY_LIST } from '../../../credentials/documents/key_list.js';
import { MANIFEST } from '../../../credentials/documents/manifest.js';
import { SALVAGE_LIST } from '../../../credentials/documents/salvage.js';
import { STATUS_EVENT } from '../../../credentials/documents/status_event.js';
import { WORKS } from '../../../credentials/documents/works/models.js';
import { RecordError } from '../../../credentials/errors.js';
import { findKind } from '../../../credentials/kinds.js';
import { encodeHex } from '../../../signing/bytes.js';
import { HurenError } from '../../../signing/errors.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { sha256 } from '../../../signing/sha256.js';

/** @typedef {import('../../../credentials/record.js').JsonObject} JsonObject */
/** @typedef {import('../../../credentials/documents/desk/plan.js').PlanBody} PlanBody */
/** @typedef {import('../../../credentials/documents/assessment.js').AssessmentBody} AssessmentBody */
/** @typedef {import('../../../credentials/documents/status_event.js').StatusEventBody} StatusEventBody */
/** @typedef {import('../../../credentials/documents/key_list.js').KeyListBody} KeyListBody */
/** @typedef {import('../../../credentials/documents/desk/people.js').PeopleBody} PeopleBody */
/** @typedef {import('../../../credentials/documents/agreement.js').AgreementBody} AgreementBody */
/** @typedef {import('../../../credentials/documents/salvage.js').Salvage} Salvage */

/**
 * A document of a plan by its kind: `id` is how another of the plan names it.
 * @typedef {{ kind: string, id: string, body: unknown }} ReadDocument
 */

/** An association has one people list, which has no id. */
export const PEOPLE_OBJECT = 'people-list';

/** @type {Map<string, { kind: string, signer: (body: never) => string, read: (value: unknown) => unknown }>} */
const TYPES = new Map(
  [AGREEMENT_HALF, KEY_LIST, CAPABILITY, CREDIT, STATUS_EVENT, SALVAGE_LIST, MANIFEST, ...WORKS].map((type) => [type.kind, type]),
);

/**
 * How a record that an event is about is read, an event, or a version of a notice; RecordError for any other.
 * @param {JsonObject} value
 */
export function findEarlier(value) {
  const { kind, checks } = findKind(value);
  const type = TYPES.get(kind);
  if (type === undefined || (!checks.includes('status') && kind !== 'list-notice' && kind !== STATUS_EVENT.kind)) throw new RecordError('kind-unexpected', 'type', { found: kind, expected: 'credential' });
  return /** @type {import('../../../credentials/record.js').RecordType<{ issuer: string }>} */ (type);
}

/** @param {string} kind */
export const isAssessment = (kind) => kind === CAPABILITY.kind || kind === CREDIT.kind;

/**
 * The documents that a plan names, read; RecordError plan-documents where one is not the one of its place.
 * @param {PlanBody} plan
 * @param {JsonObject[]} documents
 */
export function readDocuments(plan, documents) {
  if (documents.length !== plan.documents.length) {
    throw new RecordError('plan-documents', `documents[${Math.min(documents.length, plan.documents.length)}]`);
  }
  const read = documents.map((value, place) => readDocument(place, value, plan.documents[place], plan.issuer));
  const ids = new Set();
  for (const [place, { id }] of read.entries()) {
    // the narrower of two would hide what the other widens
    if (ids.has(id)) throw new RecordError('item-repeated', `documents[${place}].id`, { item: id });
    ids.add(id);
  }
  return read;
}

/**
 * @param {number} place
 * @param {JsonObject} value
 * @param {string} digest
 * @param {string} issuer
 * @returns {ReadDocument}
 */
function readDocument(place, value, digest, issuer) {
  const where = `documents[${place}]`;
  const data = encodeProfile(value);
  if (encodeHex(sha256(data)) !== digest) throw new RecordError('plan-documents', where);
  try {
    const { kind, signer, body } = readBodyOf(value, data.length);
    if (signer !== issuer) throw new RecordError('plan-mixed', 'issuer', { found: signer, expected: issuer });
    return { kind, id: kind === PEOPLE_LIST.kind ? PEOPLE_OBJECT : /** @type {{ id: string }} */ (body).id, body };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new RecordError(error.code, [where, error.field].filter(Boolean).join('.'), error.facts);
  }
}

/**
 * @param {JsonObject} value
 * @param {number} size
 */
function readBodyOf(value, size) {
  const isPeople = value.type === PEOPLE_TYPE;
  const { kind, maxBytes: limit } = isPeople ? { kind: PEOPLE_LIST.kind, maxBytes: MAX_PEOPLE_BYTES } : findKind(value);
  const type = isPeople ? PEOPLE_LIST : TYPES.get(kind);
  if (type === undefined) throw new RecordError('kind-unknown', 'type');
  if (size > limit) throw new RecordError('too-large', '', { size, limit });
  const body = type.read(value);
  return { kind, body, signer: type.signer(/** @type {never} */ (body)) };
}
