// verifier/policy.py: a verifier's policy. It may only shorten the limits of seven days.

export const MAX_AGE = 7 * 86_400;
export const CLOCK_TOLERANCE = 300;
export const AGEING_AFTER = 86_400;
export const BACKDATED_AFTER = 86_400;

/**
 * `maxAge` in seconds; whether an inclusion proof or a recognised grade is required.
 * @typedef {{ maxAge: number, requireLog: boolean, requireRecognition: boolean }} Policy
 */

/**
 * What a policy of these members, and of the limits for all others, accepts.
 * @param {Partial<Policy>} members
 * @returns {Policy}
 */
export function makePolicy({ maxAge = MAX_AGE, requireLog = false, requireRecognition = false } = {}) {
  if (!(maxAge > 0 && maxAge <= MAX_AGE)) throw new RangeError('maxAge must be more than zero and at most seven days');
  return { maxAge, requireLog, requireRecognition };
}
