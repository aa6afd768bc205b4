// The title of a record, for a person.

import { findKind, MODELS } from '../../credentials/kinds.js';
import { RECORDS } from '../../texts/verdict_words.js';
import { label } from '../words/sentences.js';

/** @import { Credential, JudgedBody } from '../../credentials/kinds.js' */
/** @import { Signed } from '../../credentials/record.js' */

/**
 * Whether a record is an assessment of an enterprise.
 * @param {Credential} credential
 * @returns {credential is Signed<JudgedBody>}
 */
export const isAssessment = (credential) => credential.credentialSubject?.assessment !== undefined;

/**
 * What the kind of a record is called.
 * @param {Credential} credential
 */
export const kindWord = (credential) => label(RECORDS, findKind(credential).kind);

/**
 * Whom an assessment is about; of another kind what people call the record: its title, or its id, where it has nothing better.
 * @param {Credential} credential
 */
export function titleOf(credential) {
  if (isAssessment(credential)) return credential.credentialSubject.legalName;
  const { title } = /** @type {{ title?: { zh: string } }} */ (credential.credentialSubject);
  return MODELS.get(findKind(credential).kind)?.title?.(credential) ?? title?.zh ?? credential.id;
}
