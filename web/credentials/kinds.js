// credentials/kinds.py: the table of record types. The verifier reads credentials alone and only names the rest.

import { MAX_RECORD_BYTES } from '../signing/json_profile.js';
import { CAPABILITY, CREDIT } from './documents/assessment.js';
import { RecordError } from './errors.js';
import { parseDocument, readRecord } from './record.js';

const KINDS = new Map([
  ['CapabilityAssessmentCredential', 'capability'],
  ['CreditAssessmentCredential', 'credit'],
  ['RecognitionAgreementCredential', 'agreement'],
  ['StatusEventCredential', 'status-event'],
  ['SalvageListCredential', 'salvage'],
  ['PublicationManifestCredential', 'manifest'],
  ['BitstringStatusListCredential', 'status-list'],
]);
const CREDENTIALS = { capability: CAPABILITY, credit: CREDIT };

function kindOf(value) {
  const types = value.type ?? null;
  if (types === null && Object.hasOwn(value, 'verificationMethod')) return 'key-list';
  const kind = Array.isArray(types) && types.length === 2 ? KINDS.get(types[1]) : undefined;
  if (kind === undefined) throw new RecordError('kind-unknown', 'type');
  return kind;
}

/** The capability or credit credential in a parsed JSON object; RecordError otherwise. */
export function readAssessment(value) {
  const kind = kindOf(value);
  const recordType = CREDENTIALS[kind];
  if (recordType === undefined) {
    throw new RecordError('kind-unexpected', 'type', { found: kind, expected: 'credential' });
  }
  return readRecord(value, recordType);
}

/** A capability or credit credential in bytes. */
export const parseCredential = (data) => readAssessment(parseDocument(data, MAX_RECORD_BYTES));
