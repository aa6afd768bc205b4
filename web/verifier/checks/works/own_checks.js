// verifier/checks/__init__.py: the checks that only the agreement's other works can be put to.

import { endOf } from '../../../credentials/times.js';
import { canonicalText } from '../../../signing/jcs.js';
import { failed, passed, skipped, unclear } from '../../findings.js';
import { surveyOf } from '../../trust/beside.js';
import { checkListing, checkRefers, checkSequence, checkVerification, isSaid } from './listings.js';
import { checkAdopted, checkComplete } from './resolutions.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Finding, Inquiry } from '../../findings.js' */
/** @import { Verdict } from '../../verdict.js' */
/** @typedef {import('./listings.js').Judge} Judge */
/** @typedef {(record: JudgedRecord, question: import('../../verify.js').Question) => Promise<Verdict>} Ask any question */

/**
 * The findings of the checks that only these kinds can be put to, in order.
 * @param {Inquiry} inquiry
 * @param {Ask} ask
 * @returns {Promise<Finding[]>}
 */
export async function findOfWork(inquiry, ask) {
  const { kind: { checks }, policy, now, at, atGiven } = inquiry;
  /** @type {Judge} */
  const judge = (record) => ask(record, { policy: { ...policy, requireRecognition: false }, now, at: atGiven ? at : null });
  /** @type {Finding[]} */
  const standards = [];
  if (checks.includes('verification')) standards.push(checkVerification(inquiry));
  if (checks.includes('listing')) standards.push(await checkListing(inquiry, judge));
  if (checks.includes('refers')) standards.push(checkRefers(inquiry));
  if (checks.includes('sequence')) standards.push(await checkSequence(inquiry, judge));
  if (checks.includes('complete')) standards.push(await checkComplete(inquiry, judge));
  if (checks.includes('adopted')) standards.push(await checkAdopted(inquiry, judge));
  if (checks.includes('recomputed')) standards.push(await checkRecomputed(inquiry, judge));
  if (checks.includes('disclosure')) standards.push(await checkDisclosure(inquiry, judge));
  return standards;
}

/**
 * Numbers are counted again where the logs are, and nowhere else; another report of the same edition makes both unclear.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
async function checkRecomputed({ signed, record, issuer, beside }, judge) {
  const CHECK = 'recomputed';
  if (!signed) return skipped(CHECK, 'proof');
  const edition = editionOf(record);
  for (const other of beside.records) {
    const isTwin = other.kind === record.kind && other.digest !== record.digest && editionOf(other) === edition && other.signer === issuer;
    if (isTwin && isSaid(await judge(other))) return unclear(CHECK, 'report-conflict', { edition });
  }
  return passed(CHECK, 'not-recomputed');
}

/**
 * No other report of the association on that year; where the survey is at hand, it asks the same, and its days were over.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
async function checkDisclosure({ signed, record, issuer, beside }, judge) {
  const CHECK = 'disclosure';
  if (!signed) return skipped(CHECK, 'proof');
  const survey = beside.records.find(({ digest }) => digest === surveyOf(record));
  if (survey !== undefined) {
    if (survey.kind !== 'survey' || survey.signer !== issuer || formOf(survey) !== formOf(record)) return failed(CHECK, 'survey-differs');
    const { until } = /** @type {{ until: string }} */ (/** @type {unknown} */ (survey.body.credentialSubject));
    if (record.created.seconds < endOf(until).seconds) return failed(CHECK, 'survey-open', { until });
  }
  const year = yearOf(record);
  for (const other of beside.records) {
    const isOther = other.kind === record.kind && other.digest !== record.digest && yearOf(other) === year && other.signer === issuer;
    if (isOther && isSaid(await judge(other))) return unclear(CHECK, 'survey-conflict', { year: `${year}` });
  }
  return passed(CHECK);
}

/**
 * What is asked.
 * @param {JudgedRecord} record
 */
function formOf({ value: { credentialSubject: subject } }) {
  const { year, title, questions, segments } = /** @type {import('../../../credentials/record.js').JsonObject} */ (subject);
  return canonicalText({ year, title, questions, segments });
}

/** @param {JudgedRecord} record */
const yearOf = (record) => /** @type {{ year: number }} */ (/** @type {unknown} */ (record.body.credentialSubject)).year;

/** @param {JudgedRecord} record */
const editionOf = (record) => /** @type {{ edition: number }} */ (/** @type {unknown} */ (record.body.credentialSubject)).edition;
