// credentials/documents/assessment.py: capability and credit credentials, one assessment of one enterprise.

import { didWebAddress } from '../identifiers.js';
import { code, date, line, list, literal, maybe, model, refuse, region, slug, text, time, tuple, uscc } from '../members.js';
import { credential, vcType } from '../record.js';

const LIST_BITS = 131_072;
const LIST_ADDRESS =
  /^(https:\/\/[^?#\t-\r ]{1,200})\/status\/(revocation|suspension)\/(0|[1-9][0-9]{0,5})$/u;
const INDEX = '^(0|[1-9][0-9]{0,5})$';

export const score = text({ pattern: '^(0|[1-9][0-9]{0,5})(\\.[0-9]{1,4})?$' });
const assessed = {
  scheme: slug,
  grade: code,
  certificateNumber: code,
  assessedOn: date,
  score: maybe(score),
  scoreMax: maybe(score),
};

/**
 * @typedef {import('../members.js').BodyOf<typeof assessed> & { type: string, category?: string[] }} Assessment of either kind:
 *   of capability by category
 */
/** @typedef {import('../words/days.js').Moment} Moment */
/** @typedef {import('../record.js').VcBody<ReturnType<typeof membersOf>>} AssessmentBody */
/** @typedef {ReturnType<typeof assessmentCredential>} AssessmentType */

/**
 * @param {{ score?: string, scoreMax?: string }} body
 * @param {string} path
 */
function scoresTogether(body, path) {
  const { score: reached, scoreMax: most } = body;
  if (reached === undefined && most === undefined) return;
  if (reached === undefined || most === undefined || Number(reached) > Number(most)) {
    throw refuse('score-pair', path, 'score');
  }
}

const capabilityAssessment = model(
  { ...assessed, type: literal('CapabilityAssessment'), category: list(code, { min: 1, max: 20 }) },
  (body, path) => {
    scoresTogether(body, path);
    if (new Set(body.category).size !== body.category.length) {
      throw refuse('item-repeated', path, 'category', { item: body.category.join('、') });
    }
  },
);
const creditAssessment = model({ ...assessed, type: literal('CreditAssessment') }, scoresTogether);

/**
 * @param {import('../members.js').Member<Assessment>} assessment
 */
const subject = (assessment) =>
  model({
    type: literal('Enterprise'),
    legalName: line,
    legalNameEn: maybe(line),
    unifiedSocialCreditCode: uscc,
    region,
    assessment,
  });

/**
 * @param {string} purpose
 */
const statusEntry = (purpose) =>
  model({
    type: literal('BitstringStatusListEntry'),
    statusPurpose: literal(purpose),
    statusListIndex: text({ pattern: INDEX }),
    statusListCredential: text({ max: 240 }),
  });

/**
 * What was assessed as what; recognition goes through the categories one by one, credit has one entry without.
 * @param {AssessmentBody} body
 */
const gradeOf = ({ credentialSubject: { region, assessment } }) =>
  ({ scheme: assessment.scheme, categories: assessment.category ?? [null], grade: assessment.grade, region });

/**
 * @param {AssessmentBody} body
 */
const holderOf = ({ credentialSubject: { unifiedSocialCreditCode, legalName: name, legalNameEn: nameEn } }) =>
  ({ code: unifiedSocialCreditCode, name, nameEn });

/**
 * @param {AssessmentBody} body
 */
const titleOf = ({ credentialSubject: { assessment } }) => assessment.certificateNumber;

/**
 * @param {string} type
 * @param {import('../members.js').Member<Assessment>} assessment
 */
const membersOf = (type, assessment) => ({
  validFrom: time,
  validUntil: time,
  credentialStatus: tuple(statusEntry('revocation'), statusEntry('suspension')),
  type: vcType(type),
  credentialSubject: subject(assessment),
});

/**
 * @param {string} kind
 * @param {string} type
 * @param {import('../members.js').Member<Assessment>} assessment
 */
const assessmentCredential = (kind, type, assessment) => credential(kind, membersOf(type, assessment), checkDocument, { gradeOf, holderOf, titleOf });

/**
 * @param {AssessmentBody} body
 * @param {string} path
 */
function checkDocument(body, path) {
  if (body.validFrom.seconds >= body.validUntil.seconds) throw refuse('interval-empty', path, 'validUntil');
  const [revocation, suspension] = body.credentialStatus;
  const address = revocation.statusListCredential;
  if (
    revocation.statusListIndex !== suspension.statusListIndex ||
    Number(revocation.statusListIndex) >= LIST_BITS ||
    suspension.statusListCredential !== address.replaceAll('/revocation/', '/suspension/') ||
    !isListAddress(address, body.issuer, 'revocation')
  ) {
    throw refuse('status-pair', path, 'credentialStatus');
  }
}

/**
 * Returns whether `address` is a status list of `issuer` for `purpose`, below the issuer's own address.
 * @param {string} address
 * @param {string} issuer
 * @param {string} purpose
 */
function isListAddress(address, issuer, purpose) {
  const match = LIST_ADDRESS.exec(address);
  return match !== null && match[1] === didWebAddress(issuer) && match[2] === purpose;
}

export const CAPABILITY = assessmentCredential('capability', 'CapabilityAssessmentCredential', capabilityAssessment);
export const CREDIT = assessmentCredential('credit', 'CreditAssessmentCredential', creditAssessment);
