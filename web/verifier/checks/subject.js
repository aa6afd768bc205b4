// subject: is it about the enterprise you expect? (verifier/checks/subject.py)

import { WHITESPACE } from '../../signing/bytes.js';
import { failed, notAsked, passed, skipped } from '../findings.js';

/** @import { Inquiry } from '../findings.js' */

const CHECK = 'subject';
const SPACES = new RegExp(`[${WHITESPACE}]+`, 'g');

/**
 * The code decides; a name that differs in more than width and spaces is only a note.
 * @param {Inquiry} question
 */
export function checkSubject({ expect, signed, record }) {
  if (expect === null) return notAsked(CHECK);
  if (!signed) return skipped(CHECK, 'proof');
  const { code: uscc, name: legalName, nameEn = '' } = record.holder;
  const expected = expect.uscc;
  if (uscc !== expected) return failed(CHECK, 'subject-mismatch', { found: uscc, expected });
  const name = expect.name ?? null;
  if (name !== null && ![legalName, nameEn].map(plain).includes(plain(name))) {
    return passed(CHECK, 'name-differs', { found: legalName, expected: name });
  }
  return passed(CHECK);
}

/**
 * lower and upper case in turn join ß and ẞ to ss; the dotless i is a letter of its own
 * @param {string} sign
 */
const foldCase = (sign) => (sign === 'ı' ? sign : sign.toLowerCase().toUpperCase().toLowerCase());

/**
 * Without width, case and spaces: character by character, as str.casefold of Python compares.
 * @param {string} name
 */
export function plain(name) {
  const letters = Array.from(name.normalize('NFKC'), foldCase);
  return letters.join('').replace(SPACES, '');
}
