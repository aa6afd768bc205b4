// verifier/verify.py: from bytes to a verdict, every check of the table in order (docs/reference/checks.md).
//
// Reads no clock and opens nothing: `now` is a Moment of credentials/times.js (parseTime makes one), or seconds
// since 1970, which are then shown at +08:00. Never throws on any bytes.

import { judgedKind } from '../credentials/kinds.js';
import { momentOf } from '../credentials/times.js';
import { encodeText } from '../signing/bytes.js';
import { passed, skipped } from './findings.js';
import { checkAuthority } from './checks/authority.js';
import { checkFreshness } from './checks/freshness.js';
import { checkIssuerKey } from './checks/issuer_key.js';
import { checkLog } from './checks/log.js';
import { checkProof } from './checks/proof.js';
import { checkRecognition } from './checks/recognition.js';
import { findSince } from './checks/since.js';
import { checkStatus } from './checks/status.js';
import { checkSubject } from './checks/subject.js';
import { checkValidityPeriod } from './checks/validity_period.js';
import { readCredential } from './checks/well_formed.js';
import { makePolicy } from './policy.js';
import { takeSnapshot } from './reliance/snapshot.js';
import { Verdict } from './verdict.js';

/** @import { JudgedRecord } from '../credentials/kinds.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Beside, Expected, FoundOfRecord, Inquiry } from './findings.js' */
/** @import { Policy } from './policy.js' */
/** @import { TrustStore } from './trust/trust_store.js' */

/** The checks in the order of findings; those of the agreement's other works follow. */
const CHECKS = [
  'well-formed', 'issuer-key', 'proof', 'agreement', 'authority', 'validity-period', 'status', 'freshness',
  'log', 'recognition', 'subject',
];
/** Checks that do not apply to every kind of record. */
const OWN = ['validity-period', 'status', 'recognition', 'subject'];
/** Checks of the other works that must pass; the others of these works may pass or fail but are never required. */
const WORKS_REQUIRED = ['sequence', 'complete', 'adopted', 'recomputed', 'disclosure'];

/**
 * What is asked: `policy` are members of makePolicy; `at` is the date asked about, like `now`, which it defaults to;
 * `expect` is whom it should be about; `home` the DID of the association whose grades you use; `proof` an inclusion
 * proof.
 * @typedef {object} Question
 * @property {Partial<Policy>} [policy]
 * @property {Moment | number} now
 * @property {Moment | number | null} [at]
 * @property {Expected | null} [expect]
 * @property {string | null} [home]
 * @property {Uint8Array | null} [proof]
 * @property {Beside} [beside] records of parts that tell of this one, and whose are all there
 */

/**
 * The verdict on the credential in `data`: bytes (JSON, or text with an H1 code) or text. Throws RangeError only for a question that cannot be asked: `at` after `now` (but
 * where the clock is behind the trust data), a home that no agreement version names, or a policy that requires a
 * recognised grade without a home.
 * @param {Uint8Array | string} data
 * @param {TrustStore} trust
 * @param {Question} question
 */
export async function verify(data, trust, question) {
  const { inquiry, verdict } = await openCase(data, trust, question);
  return verdict ?? judge(inquiry);
}

/**
 * The question to be judged as `inquiry`, or the `verdict` where the form already decides it.
 * @param {Uint8Array | string} data
 * @param {TrustStore} trust
 * @param {Question} question
 * @returns {Promise<{ inquiry: Inquiry, verdict?: undefined } | { inquiry?: undefined, verdict: Verdict }>}
 */
export async function openCase(data, trust, question) {
  const { limits, present, moment, snapshot } = readQuestion(trust, question);
  const { record, finding } = await readCredential(typeof data === 'string' ? encodeText(data) : data);
  if (!finding) return { inquiry: openRecord(record, trust, question) };
  checkPast(moment, present, trust.clockIsBehind(present.seconds));
  const findings = [finding, ...CHECKS.slice(1).map((check) => skipped(check, 'well-formed'))];
  const required = requiredChecks(OWN, limits, question.expect ?? null);
  const basis = { required, at: moment, now: present, trust: snapshot.summary };
  return { verdict: new Verdict({ ...basis, findings, record: null, recognised: [] }) };
}

/**
 * Opens the question about a record that was already read.
 * @param {JudgedRecord} record
 * @param {TrustStore} trust
 * @param {Question} question
 * @returns {Inquiry}
 */
export function openRecord(record, trust, question) {
  const { limits, present, moment, snapshot } = readQuestion(trust, question);
  const { at = null, expect = null, home = null, proof = null, beside = { records: [], heard: new Map() } } = question;
  const reliance = snapshot.reliance(record.signer, home, limits);
  if (at !== null) checkPast(moment, present, reliance.freshness.clockIsBehind);
  const kind = judgedKind(record.kind);
  const required = requiredChecks(kind.checks, limits, expect);
  return {
    record, kind, trust, snapshot, reliance, required, policy: limits, now: present, at: moment, atGiven: at !== null,
    home, expect, beside,
    proofData: proof, issuer: record.signer, created: record.created,
    party: null, key: null, signed: false, dated: null, ofRecord: null,
  };
}

/**
 * What is asked, and with which trust data; RangeError for what cannot be asked.
 * @param {TrustStore} trust
 * @param {Question} question
 */
function readQuestion(trust, { policy, now, at = null, home = null }) {
  const limits = makePolicy(policy);
  const present = momentOf(now);
  const moment = at === null ? present : momentOf(at);
  if (home !== null && !trust.chain.members.has(home)) throw new RangeError('home is not a party of the agreement');
  if (limits.requireRecognition && home === null) {
    throw new RangeError('a recognised grade is required, so home must be named');
  }
  const snapshot = takeSnapshot(trust, present);
  if (snapshot.summary.text.log) limits.requireLog = true;
  return { limits, present, moment, snapshot };
}

/**
 * Refuses a date after now, unless the clock is behind the trust data.
 * @param {Moment} at
 * @param {Moment} now
 * @param {boolean} isBehind
 */
function checkPast(at, now, isBehind) {
  if (at.seconds > now.seconds && !isBehind) throw new RangeError('at is after now: no one knows yet');
}

/**
 * The checks that must pass of a record of a kind with these checks of its own.
 * @param {string[]} own
 * @param {Policy} policy
 * @param {Expected | null} expect
 */
function requiredChecks(own, policy, expect) {
  const wanted = new Map([['log', policy.requireLog], ['recognition', policy.requireRecognition], ['subject', expect !== null]]);
  const required = CHECKS.filter((check) => wanted.get(check) ?? (!OWN.includes(check) || own.includes(check)));
  return new Set([...required, ...own.filter((check) => WORKS_REQUIRED.includes(check))]);
}

/**
 * Runs every check of the table that applies to the kind, in order.
 * @param {Inquiry} inquiry
 * @returns {Promise<Verdict>}
 */
export async function judge(inquiry) {
  const { issuerKey, proof, log, authority, subject } = await judgeRecord(inquiry);
  const asks = (/** @type {string} */ check) => inquiry.kind.checks.includes(check);
  const { finding: recognition, recognised } = asks('recognition')
    ? checkRecognition(inquiry)
    : { finding: null, recognised: [] };
  const findings = [
    passed('well-formed'),
    issuerKey,
    proof,
    inquiry.reliance.agreement,
    authority,
    asks('validity-period') ? checkValidityPeriod(inquiry) : null,
    asks('status') ? await checkStatus(inquiry) : null,
    checkFreshness(inquiry),
    log,
    recognition,
    subject,
    ...(await checkWorks(inquiry)),
    asks('status') ? await findSince(inquiry) : null,
  ].filter((finding) => finding !== null);
  const { required, at, now, snapshot } = inquiry;
  // a verdict never returns unsigned content as a credential
  const record = inquiry.signed ? inquiry.record : null;
  return new Verdict({ required, at, now, trust: snapshot.summary, findings, recognised, record });
}

/**
 * Returns the findings of checks that only the agreement's other works have.
 * @param {Inquiry} inquiry
 */
export const checkWorks = async (inquiry) =>
  inquiry.kind.checks.some((check) => !CHECKS.includes(check))
    ? (await import('./checks/works/own_checks.js')).findOfWork(inquiry, (record, question) =>
        judge(openRecord(record, inquiry.trust, question)))
    : [];

/**
 * Runs the checks that depend on neither a time nor a home, above all the signature: once for all of them.
 * @param {Inquiry} inquiry
 * @returns {Promise<FoundOfRecord>}
 */
async function judgeRecord(inquiry) {
  if (inquiry.ofRecord !== null) return inquiry.ofRecord;
  let issuerKey = checkIssuerKey(inquiry);
  const proof = await checkProof(inquiry);
  const log = await checkLog(inquiry); // runs before authority: a dated proof can show that a grant had not ended
  if (inquiry.dated !== null) issuerKey = checkIssuerKey(inquiry);
  const subject = inquiry.kind.checks.includes('subject') ? checkSubject(inquiry) : null;
  inquiry.ofRecord = { issuerKey, proof, log, authority: checkAuthority(inquiry), subject };
  return inquiry.ofRecord;
}
