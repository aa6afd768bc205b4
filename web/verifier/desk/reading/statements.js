// verifier/desk/reading/statements.py: statements whose proof holds, as the rules weigh them; the others each with the
// reason.

import { findAssertionFault } from '../../../signing/keys/assertion.js';
import { verifyEd25519 } from '../../../signing/ed25519.js';
import { SigningError } from '../../../signing/errors.js';
import { decodeMultikey, decodeProofValue } from '../../../signing/multikey.js';

/** @import { PeopleRecord } from '../../../credentials/documents/desk/people.js' */
/** @import { SignedStatement } from '../../../credentials/documents/desk/statement.js' */
/** @import { AssertionFault } from '../../../signing/keys/assertion.js' */
/** @import { PlanStatement } from '../statements.js' */

/** @typedef {AssertionFault | 'key-kind'} StatementFault */

/**
 * Statements whose proof holds, each once under each key; `faults`: the code of each other one, by digest. A copy under
 * another key takes nothing away: both are weighed, and the one by a listed key counts.
 * @param {SignedStatement[]} statements
 * @param {PeopleRecord[]} lists newest last
 */
export async function readStatements(statements, lists) {
  /** @type {Map<string, PlanStatement>} */
  const proven = new Map();
  /** @type {Map<string, StatementFault>} */
  const faults = new Map();
  for (const statement of statements) {
    const { digest, proof } = statement;
    const fault = await findStatementFault(statement, lists);
    if (fault === null) proven.set(`${digest} ${proof.key}`, toPlanStatement(statement));
    else faults.set(digest, fault);
  }
  for (const { digest } of proven.values()) faults.delete(digest);
  return { proven: [...proven.values()], faults };
}

/** @param {PeopleRecord[]} lists */
const keysIn = (lists) => lists.flatMap(({ body }) => body.people.flatMap(({ keys }) => keys));

/**
 * @param {SignedStatement} statement
 * @returns {PlanStatement}
 */
const toPlanStatement = ({ digest, body: { plan, decision, by, at, people, after }, proof: { key } }) =>
  ({ digest, plan, decision, by, at, people, key, after: after ?? null });

/**
 * The first reason why the proof does not hold, or null. Whose key it is, and whether it may decide, the rules say.
 * @param {SignedStatement} statement
 * @param {PeopleRecord[]} lists
 * @returns {Promise<StatementFault | null>}
 */
async function findStatementFault({ body, message, proof }, lists) {
  const kinds = keysIn(lists).flatMap((key) => (key.public === proof.key ? key.kind : []));
  if (kinds.length > 0 && !kinds.includes(proof.kind)) return 'key-kind';
  if (proof.kind === 'file') return (await verifyFile(proof, message)) ? null : 'signature';
  const { rpId, origin } = (lists.find(({ digest }) => digest === body.people) ?? lists.at(-1))?.body ?? {};
  if (rpId === undefined || origin === undefined) return 'other-site';
  const { clientDataJSON: clientData, authenticatorData, signature, key } = proof;
  return findAssertionFault({ clientData, authenticatorData, signature }, key, message, { rpId, origin });
}

/**
 * @param {{ key: string, signature: string }} proof
 * @param {Uint8Array} message
 */
async function verifyFile({ key, signature }, message) {
  try {
    return await verifyEd25519(decodeMultikey(key), decodeProofValue(signature), message);
  } catch (error) {
    if (error instanceof SigningError) return false;
    throw error;
  }
}
