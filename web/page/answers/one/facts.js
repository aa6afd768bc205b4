// The content of a record for a person: an assessment in words of its own, any other kind by its members in their
// order.

import { regionName } from '../../../credentials/words/speech.js';
import { formatMoment, formatPeriod, zoned } from '../../words/names.js';
import { language, say } from '../../words/sentences.js';
import { listLeaves } from './leaves.js';
import { isAssessment } from '../titles.js';

/** @import { Credential, JudgedBody, OtherCredential } from '../../../credentials/kinds.js' */
/** @import { Signed } from '../../../credentials/record.js' */
/** @import { VerdictJson } from '../../../verifier/verdict.js' */
/** @import { TrustState } from '../../trust/trust_state.js' */
/** @import { SpokenNames } from '../../words/names.js' */

/** @typedef {[word: string, value: string]} SaidFact */

/**
 * Returns all facts shown of a record, as pairs of a word and a value.
 * @param {Credential} credential
 * @param {SpokenNames} names
 */
export function listFacts(credential, names) {
  const facts = isAssessment(credential) ? assessmentFacts(credential, names) : otherFacts(credential, names);
  return facts.filter(([, value]) => value);
}

/**
 * @param {Signed<JudgedBody>} credential
 * @param {SpokenNames} names
 * @returns {SaidFact[]}
 */
function assessmentFacts(credential, names) {
  const { credentialSubject: subject } = credential;
  const { assessment } = subject;
  return [
    [say('name'), subject.legalName],
    [say('uscc'), subject.unifiedSocialCreditCode],
    [say('region'), regionName(subject.region, language())],
    [say('scheme'), names.scheme(assessment.scheme)],
    [say('category'), names.terms(assessment.category ?? [])],
    [say('grade'), names.grade(assessment.scheme, assessment.grade)],
    [say('score'), [assessment.score, assessment.scoreMax].filter(Boolean).join(' / ')],
    [say('number'), assessment.certificateNumber],
    [say('period'), formatPeriod(credential.validFrom, credential.validUntil)],
    [say('assessedOn'), assessment.assessedOn],
    ...signedFacts(credential, names),
  ];
}

/**
 * @param {Credential} credential
 * @param {SpokenNames} names
 * @returns {SaidFact[]}
 */
const signedFacts = (credential, names) => [
  [say('issuer'), names.party(credential.issuer)],
  [say('signed'), zoned(formatMoment(credential.proof.created))],
];

/**
 * Returns the facts that programs and auditors compare: identifiers, codes and digests, as pairs of a word and a value.
 * @param {VerdictJson} verdict
 * @param {TrustState} state
 * @returns {SaidFact[]}
 */
export function listTechnical({ outcome, codes, credential, findings }, { digest }) {
  /** @type {SaidFact[]} */
  const ofRecord = credential === null ? [] : [
    [say('credentialId'), credential.id],
    [say('issuerId'), credential.issuer],
    [say('key'), credential.proof.verificationMethod],
  ];
  const successor = findings.find(({ code }) => code === 'superseded')?.evidence.successor;
  /** @type {SaidFact[]} */
  const facts = [...ofRecord, [say('successorId'), `${successor ?? ''}`], [say('codes'), [outcome, ...codes].join(' ')], [say('bundleDigest'), digest ?? '']];
  return facts.filter(([, value]) => value);
}

/**
 * @param {OtherCredential} credential
 * @param {SpokenNames} names
 * @returns {SaidFact[]}
 */
function otherFacts(credential, names) {
  const { '@context': _context, id: _id, type: _type, issuer: _issuer, proof: _proof, ...rest } = credential;
  const { validFrom: _from, validUntil: _until, credentialSubject: subject, ...others } = rest;
  return [...listLeaves({ ...subject, ...others }), [say('period'), periodOf(credential)], ...signedFacts(credential, names)];
}

/**
 * The term of a record; empty where its kind has none.
 * @param {{ validFrom?: string, validUntil?: string }} term
 */
export const periodOf = ({ validFrom, validUntil }) =>
  validFrom === undefined || validUntil === undefined ? '' : formatPeriod(validFrom, validUntil);
