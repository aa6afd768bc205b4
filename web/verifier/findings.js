// verifier/findings.py: the findings a check can give, by name. The case itself is made in verify.js.

import { later } from '../credentials/times.js';

/** @import { JudgedRow } from '../credentials/documents/kind.js' */
/** @import { JudgedRecord } from '../credentials/kinds.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Policy } from './policy.js' */
/** @import { Reliance, TrustSnapshot } from './reliance/snapshot.js' */
/** @import { Key } from './trust/keys.js' */
/** @import { PartyTrust } from './trust/party_trust.js' */
/** @import { TrustStore } from './trust/trust_store.js' */

/** @typedef {'passed' | 'failed' | 'indeterminate' | 'skipped'} Result */
/** @typedef {{ kind?: string, notice?: string, [name: string]: string | number | string[] | null | undefined }} Evidence by name of the fact */
/** @typedef {{ check: string, outcome: Result, code: string, evidence: Evidence }} Finding */

/**
 * A case: the question, and what the checks learn on the way.
 * @typedef {object} Inquiry
 * @property {JudgedRecord} record
 * @property {JudgedRow} kind
 * @property {TrustStore} trust
 * @property {TrustSnapshot} snapshot
 * @property {Reliance} reliance
 * @property {Set<string>} required the checks that must pass
 * @property {Policy} policy
 * @property {Moment} now
 * @property {Moment} at
 * @property {boolean} atGiven
 * @property {string | null} home
 * @property {Expected | null} expect
 * @property {Uint8Array | null} proofData
 * @property {string} issuer
 * @property {Moment} created
 * @property {Beside} beside what was handed in beside the bundle: listings, and what they are about
 * @property {PartyTrust | null} party
 * @property {Key | null} key
 * @property {boolean} signed
 * @property {Moment | null} dated the earliest time another party's cosignature gives a log that holds the record
 * @property {FoundOfRecord | null} ofRecord what was found that asks neither for a moment nor for a home
 */

/** @typedef {{ issuerKey: Finding, proof: Finding, log: Finding, authority: Finding, subject: Finding | null }} FoundOfRecord */

/**
 * verifier/trust/beside.py: records of parts, and by DID the digests of the manifests of which the part is at hand whole.
 * @typedef {{ records: JudgedRecord[], heard: Map<string, Set<string>> }} Beside
 */

/** @typedef {{ uscc: string, name?: string | null }} Expected whom a credential should be about */

/**
 * By when an end must have come to count: `at`; where the clock is behind, what a root has signed.
 * @param {Pick<Inquiry, 'at' | 'atGiven' | 'issuer' | 'trust' | 'reliance'>} question
 */
export function endsBy({ at, atGiven, issuer, trust, reliance }) {
  return reliance.freshness.clockIsBehind && !atGiven ? later(at, trust.newestWord(issuer)) : at;
}

/**
 * @param {string} check
 * @param {Result} outcome
 * @param {string} code
 * @param {Evidence} evidence
 * @returns {Finding}
 */
const finding = (check, outcome, code, evidence) => ({ check, outcome, code, evidence });

/**
 * A pass, plain or with a note.
 * @param {string} check
 */
export const passed = (check, code = 'ok', /** @type {Evidence} */ evidence = {}) => finding(check, 'passed', code, evidence);

/**
 * A failure: the verdict is invalid.
 * @param {string} check
 * @param {string} code
 */
export const failed = (check, code, /** @type {Evidence} */ evidence = {}) => finding(check, 'failed', code, evidence);

/**
 * Not to be decided from what is at hand: the verdict is indeterminate if the check is required.
 * @param {string} check
 * @param {string} code
 */
export const unclear = (check, code, /** @type {Evidence} */ evidence = {}) => finding(check, 'indeterminate', code, evidence);

/**
 * Not run, because the check `needs` did not pass.
 * @param {string} check
 * @param {string} needs
 */
export const skipped = (check, needs) => finding(check, 'skipped', 'prerequisite', { needs });

/**
 * Not run, because nobody asked.
 * @param {string} check
 */
export const notAsked = (check) => finding(check, 'skipped', 'not-asked', {});
