// verifier/findings.py: the findings a check can give, by name. The case itself is made in verify.js.
//
// A case holds the question (record, trust, snapshot, reliance, policy, now, at, atGiven, home, expect, proofData,
// created) and what the checks learn on the way: party, key, signed, and `dated`, the earliest time another party's
// cosignature gives a log that holds the record.

import { later } from '../credentials/times.js';

/** By when an end must have come to count: `at`; where the clock is behind, what a root has signed. */
export function endsBy({ at, atGiven, trust, reliance }) {
  return reliance.freshness.clockIsBehind && !atGiven ? later(at, trust.newestByRoot) : at;
}

const finding = (check, outcome, code, evidence) => ({ check, outcome, code, evidence });

/** A pass, plain or with a note. */
export const passed = (check, code = 'ok', evidence = {}) => finding(check, 'passed', code, evidence);

/** A failure: the verdict is invalid. */
export const failed = (check, code, evidence = {}) => finding(check, 'failed', code, evidence);

/** Not to be decided from what is at hand: the verdict is indeterminate if the check is required. */
export const unclear = (check, code, evidence = {}) => finding(check, 'indeterminate', code, evidence);

/** Not run, because the check `needs` did not pass. */
export const skipped = (check, needs) => finding(check, 'skipped', 'prerequisite', { needs });

/** Not run, because nobody asked. */
export const notAsked = (check) => finding(check, 'skipped', 'not-asked', {});
