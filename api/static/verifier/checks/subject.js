// subject: is it about the enterprise you expect? (verifier/checks/subject.py)

import { WHITESPACE } from '../../signing/bytes.js';
import { failed, notAsked, passed, skipped } from '../case.js';

const CHECK = 'subject';
const SPACES = new RegExp(`[${WHITESPACE}]+`, 'g');

/** The code decides; a name that differs in more than width and spaces is a note. */
export function checkSubject({ expect, signed, record }) {
  if (expect === null) return notAsked(CHECK);
  if (!signed) return skipped(CHECK, 'proof');
  const { unifiedSocialCreditCode: found, legalName, legalNameEn = '' } = record.body.credentialSubject;
  const expected = expect.uscc;
  if (found !== expected) return failed(CHECK, 'subject-mismatch', { found, expected });
  const name = expect.name ?? null;
  if (name !== null && ![legalName, legalNameEn].map(plain).includes(plain(name))) {
    return passed(CHECK, 'name-differs', { found: legalName, expected: name });
  }
  return passed(CHECK);
}

/** Without width, case and spaces: character by character, as str.casefold of Python compares. */
export function plain(name) {
  const letters = Array.from(name.normalize('NFKC'), (one) => (one === 'ı' ? one : one.toUpperCase().toLowerCase()));
  return letters.join('').replace(SPACES, '');
}
