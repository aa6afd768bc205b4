// log: is the record in its association's append-only log? (verifier/checks/log.py)

import { notAsked, skipped, unclear } from '../findings.js';

/** @import { Inquiry } from '../findings.js' */

const CHECK = 'log';

/**
 * Passes with a proof that holds; needed only by policy, or by the agreement, and then it passes with a witness alone.
 * @param {Inquiry} inquiry
 */
export async function checkLog(inquiry) {
  const { signed, party, proofData, policy, snapshot } = inquiry;
  if (!signed || party === null) return skipped(CHECK, 'proof');
  if (proofData !== null) return (await import('./log_inclusion.js')).checkLogProof(inquiry, party, proofData);
  if (snapshot.summary.text.log !== undefined) return unclear(CHECK, 'witness-needed');
  return policy.requireLog ? unclear(CHECK, 'not-logged', { reason: 'no proof was given.', reason_zh: '未提供证明。' }) : notAsked(CHECK);
}
