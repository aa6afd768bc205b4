// credentials/drafting/statement.py: statements on plans: from a decision to what a person signs, and the proof of a key
// file.

import { encodeProofValue } from '../../signing/multikey.js';
import { readStatement, signedBytes, STATEMENT_TYPE } from '../documents/desk/statement.js';
import { formatTime } from '../times.js';

/** @typedef {import('../times.js').Moment} Moment */
/**
 * `after` is the person's previous statement, which therefore nobody can drop unseen.
 * @typedef {{ plan: string, decision: string, by: string, people: string, at: Moment, nonce: string, after?: string | null,
 *   rows?: number[], reasons?: string | null }} StatementDraft
 */

/**
 * Returns the document that a person signs.
 * @param {StatementDraft} draft
 */
export const composeStatement = ({ plan, decision, by, people, at, nonce, after = null, rows = [], reasons = null }) => ({
  type: STATEMENT_TYPE,
  plan,
  decision,
  by,
  people,
  at: formatTime(at),
  nonce,
  ...(after === null ? {} : { after }),
  ...(rows.length > 0 ? { rows } : {}),
  ...(reasons === null ? {} : { reasons }),
});

/**
 * Returns the statement with the proof of a key file; RecordError names a faulty member.
 * @param {import('../record.js').JsonObject} value
 * @param {import('../../signing/keys/signer.js').Signer} signer
 */
export async function signStatement(value, signer) {
  const signature = encodeProofValue(await signer.sign(signedBytes(value)));
  return readStatement({ ...value, proof: { kind: 'file', key: signer.multikey, signature } });
}
