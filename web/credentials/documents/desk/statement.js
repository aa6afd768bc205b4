// credentials/documents/desk/statement.py: huren-statement/1: a person's decision on a plan, with its proof.

import { decodeBase64Url } from '../../../signing/keys/base64url.js';
import { concat, encodeText } from '../../../signing/bytes.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { isObject, namesOf, writtenOrder } from '../../../signing/json_profile.js';
import { RecordError } from '../../errors.js';
import { SIGNATURE } from '../../identifiers.js';
import * as is from '../../members.js';
import { checkOnce, label, passage, readUnsigned } from '../unsigned.js';
import { BASE64URL, passkey } from './keys.js';

/** @typedef {import('../../record.js').JsonObject} JsonObject */

export const STATEMENT_TYPE = 'huren-statement/1';
const MAX_STATEMENT_BYTES = 16 * 1024;
const MAX_ROWS = 1_000;
const WITH_REASONS = ['return', 'reject'];

export const DECISIONS = /** @type {const} */ (['make', 'approve', 'return', 'reject', 'withdraw']);

/** @type {import('../../members.js').Member<Uint8Array>} */
const decoded = (value, path) => {
  const data = typeof value === 'string' ? decodeBase64Url(value) : null;
  if (data === null || data.length === 0) throw is.refuse('member-form', path, '', { expected: BASE64URL });
  return data;
};

const fileProof = is.model({ kind: is.literal('file'), key: is.multikey, signature: is.text({ pattern: SIGNATURE }) });
const passkeyProof = is.model({
  kind: is.literal('passkey'), key: passkey, clientDataJSON: decoded, authenticatorData: decoded, signature: decoded,
});

const statement = is.model(
  {
    type: is.literal(STATEMENT_TYPE),
    plan: is.digest,
    decision: is.literal(...DECISIONS),
    by: label,
    people: is.digest,
    at: is.time,
    nonce: is.text({ pattern: '^[0-9a-f]{32}$' }),
    after: is.maybe(is.digest),
    rows: is.maybe(is.list(is.integer(0, MAX_ROWS - 1), { min: 1, max: MAX_ROWS })),
    reasons: is.maybe(passage),
  },
  (body, path) => {
    if (body.rows !== undefined) {
      if (body.decision !== 'return') throw is.refuse('member-unknown', path, 'rows');
      checkOnce(path, 'rows', body.rows.map(String));
    }
    if (WITH_REASONS.includes(body.decision) && body.reasons === undefined) throw is.refuse('member-missing', path, 'reasons');
  },
);

/** @typedef {ReturnType<typeof statement>} StatementBody */
/** @typedef {ReturnType<typeof fileProof> | ReturnType<typeof passkeyProof>} StatementProof */

/**
 * `value` is the document, `digest` its digest without the proof, `message` the bytes that a key file signs and whose
 * hash a passkey confirms.
 * @typedef {{ value: JsonObject, body: StatementBody, digest: string, message: Uint8Array, proof: StatementProof }} SignedStatement
 */

/**
 * Returns the bytes to sign of a statement without its proof.
 * @param {JsonObject} unsigned
 */
export const signedBytes = (unsigned) => concat(encodeText(`${STATEMENT_TYPE}\n`), encodeProfile(unsigned));

/**
 * The statement and its proof in a parsed JSON object; RecordError names the member.
 * @param {JsonObject} value
 * @returns {SignedStatement}
 */
export function readStatement(value) {
  const { proof: given, ...unsigned } = value;
  writtenOrder.set(unsigned, namesOf(value).filter((name) => name !== 'proof'));
  const proof = readProof(given);
  const { body, digest } = readUnsigned(unsigned, statement, { maxBytes: MAX_STATEMENT_BYTES });
  return { value, body, digest, message: signedBytes(unsigned), proof };
}

/** @param {unknown} value */
function readProof(value) {
  if (value === undefined || value === null) throw new RecordError('member-missing', 'proof');
  if (!isObject(value)) throw new RecordError('member-type', 'proof', { expected: 'object' });
  return value.kind === 'passkey' ? passkeyProof(value, 'proof') : fileProof(value, 'proof');
}
