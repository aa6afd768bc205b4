// What a record says, for a person: an assessment in words of its own, any other kind by its members in their order.

import { findKind, MODELS } from '../../credentials/kinds.js';
import { regionName } from '../../credentials/words/speech.js';
import { MEMBERS, RECORDS } from '../../texts/labels.js';
import { label } from '../words/labels.js';
import { formatMoment, formatPeriod } from '../words/names.js';
import { comma, language, say } from '../words/sentences.js';

const IS_TIME = /^\d{4}-\d\d-\d\dT/;

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
  return [...listLeaves({ ...subject, ...others }), [say('period'), periodOf(credential)], ...signedFacts(credential, names)];
}

/** The term of a record; empty where its kind has none. */
export const periodOf = ({ validFrom, validUntil }) =>
  validFrom === undefined || validUntil === undefined ? '' : formatPeriod(validFrom, validUntil);

/** Each value below `value` by the words of its members; what a type is called is said by the kind. */
function listLeaves(value, path = []) {
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) return [[nameOf(path), value.map(formatValue).join(comma())]];
    return value.flatMap((item, place) => listLeaves(item, [...path, place + 1]));
  }
  if (typeof value !== 'object' || value === null) return [[nameOf(path), formatValue(value)]];
  const members = Object.entries(value).filter(([name]) => name !== 'type');
  if (members.length === 2 && 'zh' in value && 'en' in value) return [[nameOf(path), `${value.zh} / ${value.en}`]];
  return members.flatMap(([name, member]) => listLeaves(member, [...path, name]));
}

const nameOf = (path) => path.map((part) => label(MEMBERS, String(part))).join(' · ');

const formatValue = (value) => (IS_TIME.test(value) ? formatMoment(value) : String(value));
