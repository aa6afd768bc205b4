// What a record says, for a person: an assessment in words of its own, any other kind by its members in their order.

import { findKind, MODELS } from '../../credentials/kinds.js';
import { regionName } from '../../credentials/words/speech.js';
import { RECORDS } from '../../texts/verdict_words.js';
import { formatMoment, formatPeriod } from '../words/names.js';
import { label, language, say } from '../words/sentences.js';

let leaves = null; // the module that lists what other records hold, once there was one

/** Before what these verdicts say is shown: loads what records of other kinds need for that. */
export async function prepareFacts(verdicts) {
  if (verdicts.some(({ credential }) => credential !== null && !isAssessment(credential))) leaves = await import('./leaves.js');
}

/** Whether a record is an assessment of an enterprise. */
export const isAssessment = ({ credentialSubject: subject }) => subject?.assessment !== undefined;

/** What the kind of a record is called. */
export const kindWord = (credential) => label(RECORDS, findKind(credential).kind);

/** Whom an assessment is about; of another kind what people call the record: its id, where it has nothing better. */
export function titleOf(credential) {
  if (isAssessment(credential)) return credential.credentialSubject.legalName;
  return MODELS.get(findKind(credential).kind).title?.(credential) ?? credential.id;
}

/** Everything that is shown of a record: pairs of a word and a value. */
export function listFacts(credential, names) {
  const facts = isAssessment(credential) ? assessmentFacts(credential, names) : otherFacts(credential, names);
  return facts.filter(([, value]) => value);
}

function assessmentFacts(credential, names) {
  const { credentialSubject: subject } = credential;
  const { assessment } = subject;
  return [
    [say('name'), subject.legalName],
    [say('uscc'), subject.unifiedSocialCreditCode],
    [say('region'), regionName(subject.region, language())],
    [say('scheme'), names.scheme(assessment.scheme)],
    [say('category'), assessment.category?.join('、')],
    [say('grade'), names.grade(assessment.scheme, assessment.grade)],
    [say('score'), assessment.score && [assessment.score, assessment.scoreMax].filter(Boolean).join(' / ')],
    [say('number'), assessment.certificateNumber],
    [say('period'), formatPeriod(credential.validFrom, credential.validUntil)],
    [say('assessedOn'), assessment.assessedOn],
    ...signedFacts(credential, names),
  ];
}

const signedFacts = (credential, names) => [
  [say('issuer'), names.party(credential.issuer)],
  [say('signed'), formatMoment(credential.proof.created)],
  [say('credentialId'), credential.id],
];

function otherFacts(credential, names) {
  const { '@context': _context, id: _id, type: _type, issuer: _issuer, proof: _proof, ...rest } = credential;
  const { validFrom: _from, validUntil: _until, credentialSubject: subject, ...others } = rest;
  return [...leaves.listLeaves({ ...subject, ...others }), [say('period'), periodOf(credential)], ...signedFacts(credential, names)];
}

/** The term of a record; empty where its kind has none. */
export const periodOf = ({ validFrom, validUntil }) =>
  validFrom === undefined || validUntil === undefined ? '' : formatPeriod(validFrom, validUntil);
