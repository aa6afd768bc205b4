// credentials/kinds.py: the kinds, and their reading. The verifier reads what is judged and only names the rest.

import { CAPABILITY, CREDIT } from './documents/assessment.js';
import { TABLE } from './documents/kind.js';
import { RecordError } from './errors.js';
import { parseDocument, readRecord } from './record.js';

/** @typedef {import('./documents/kind.js').KindRow} KindRow */
/** @typedef {import('./record.js').JsonObject} JsonObject */
/** @typedef {import('./documents/assessment.js').AssessmentBody} JudgedBody */
/** @typedef {import('./documents/assessment.js').AssessmentType} JudgedType */
/** @typedef {import('./record.js').JudgedRecord<JudgedBody>} JudgedRecord */

/**
 * A judged record in JSON: an assessment, or a record of a kind without one.
 * @typedef {import('./record.js').Signed<JudgedBody> | OtherCredential} Credential
 */

/**
 * @typedef {{
 *   '@context': string[], id: string, type: string[], issuer: string, validFrom?: string, validUntil?: string,
 *   proof: import('./record.js').WrittenProof, credentialSubject: { assessment?: undefined, [name: string]: unknown },
 * }} OtherCredential
 */

/** Properties of every record of a kind, by the name of the kind. */
export const KINDS = TABLE;

/**
 * Models of judged records, by the name of the kind.
 * @type {Map<string, import('./documents/assessment.js').AssessmentType>}
 */
export const MODELS = new Map([CAPABILITY, CREDIT].map((model) => [model.kind, model]));

/**
 * Functions that a model must have, by authority and check of its row.
 * @type {Record<string, 'gradeOf' | 'holderOf'>}
 */
const NEEDS = { grant: 'gradeOf', recognition: 'gradeOf', subject: 'holderOf' };

/**
 * Loads the model of one of the agreement's other works when it is first needed.
 * @param {string} kind
 */
const findWork = async (kind) =>
  /** @type {JudgedType | undefined} */ ((await import('./documents/works/models.js')).WORKS.find((model) => model.kind === kind));

/**
 * Returns the row of the kind that a JSON object states; RecordError otherwise.
 * @param {JsonObject} value
 * @returns {KindRow}
 */
export function findKind(value) {
  const types = value.type ?? null;
  const isKeyList = types === null && Object.hasOwn(value, 'verificationMethod'); // the only kind without a type
  const name = Array.isArray(types) && types.length === 2 && typeof types[1] === 'string' ? types[1] : null;
  const row = name === null && !isKeyList ? undefined : [...KINDS.values()].find(({ type }) => type === name);
  if (row === undefined) throw new RecordError('kind-unknown', 'type');
  return row;
}

/**
 * Returns row and model of a judged record; RecordError otherwise, also without a model.
 * @param {JsonObject} value
 */
async function findJudged(value) {
  const { kind, authority, checks, maxBytes } = findKind(value);
  if (authority === null) throw new RecordError('kind-unexpected', 'type', { found: kind, expected: 'credential' });
  const model = MODELS.get(kind) ?? (await findWork(kind));
  /** @param {string} reason */
  const tells = (reason) => NEEDS[reason] === undefined || model?.[NEEDS[reason]] !== undefined;
  if (model === undefined || ![authority, ...checks].every(tells)) throw new RecordError('kind-unknown', 'type');
  return { model, maxBytes };
}

/**
 * The record of a kind that is judged in a parsed JSON object; RecordError otherwise.
 * @param {JsonObject} value
 */
export const readJudged = async (value) => /** @type {JudgedRecord} */ (readRecord(value, (await findJudged(value)).model));

/**
 * The row of a kind that is judged.
 * @param {string} name
 */
export function judgedKind(name) {
  const row = KINDS.get(name);
  if (row === undefined || row.authority === null) throw new RecordError('kind-unexpected');
  return row;
}

/** Returns the most bytes of a judged record of any kind. */
export const maxJudgedBytes = () =>
  Math.max(...[...KINDS.values()].filter(({ authority }) => authority !== null).map(({ maxBytes }) => maxBytes));

/**
 * Parses a record of a judged kind; each kind has its own size cap.
 * @param {Uint8Array} data
 */
export async function parseJudged(data) {
  const value = parseDocument(data, maxJudgedBytes());
  const { model, maxBytes } = await findJudged(value);
  if (data.length > maxBytes) throw new RecordError('too-large', '', { size: data.length, limit: maxBytes });
  return /** @type {JudgedRecord} */ (readRecord(value, model));
}
