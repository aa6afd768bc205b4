// log: is the record in its association's append-only log? (verifier/checks/log.py)

import { notAsked, skipped } from '../findings.js';

/** @import { Inquiry } from '../findings.js' */

const CHECK = 'log';

/**
 * Passes with a proof that holds; needed only by policy, or by the agreement, and then it passes with a witness alone.
 * @param {Inquiry} inquiry
 */
export async function checkLog(inquiry) {
  const { signed, party, proofData, required } = inquiry;
  if (!signed || party === null) return skipped(CHECK, 'proof');
  if (proofData === null && !required.has(CHECK)) return notAsked(CHECK);
  return (await import('./log_inclusion.js')).checkLogged(inquiry, party);
}
