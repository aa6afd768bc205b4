// The names of parties, schemes and grades, as they cross between threads.

import { takeSnapshot } from '../../verifier/reliance/snapshot.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */

/** @typedef {{ text: AgreementText, older: AgreementText[] }} Naming what parties, schemes and grades are called */

/**
 * What the agreement in force calls parties, schemes and grades, and what older ones did.
 * @param {TrustStore} store
 * @param {Moment} now
 * @returns {Naming}
 */
export function namingOf(store, now) {
  const { text, older } = takeSnapshot(store, now).summary;
  return { text: plainly(text), older: older.map(plainly) };
}

/**
 * As it crosses between threads.
 * @param {AgreementText} text
 * @returns {AgreementText}
 */
const plainly = (text) => JSON.parse(JSON.stringify(text));
