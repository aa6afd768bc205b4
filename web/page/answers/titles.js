// What a record is called, for a person.

import { findKind, MODELS } from '../../credentials/kinds.js';
import { RECORDS } from '../../texts/verdict_words.js';
import { label } from '../words/sentences.js';

/** Whether a record is an assessment of an enterprise. */
export const isAssessment = ({ credentialSubject: subject }) => subject?.assessment !== undefined;

/** What the kind of a record is called. */
export const kindWord = (credential) => label(RECORDS, findKind(credential).kind);

/** Whom an assessment is about; of another kind what people call the record: its id, where it has nothing better. */
export function titleOf(credential) {
  if (isAssessment(credential)) return credential.credentialSubject.legalName;
  return MODELS.get(findKind(credential).kind).title?.(credential) ?? credential.id;
}
