// verifier/numbers/commitment.py: a manifest's commitment to certificate numbers.

import * as is from '../../credentials/members.js';
import { encodeText } from '../../signing/bytes.js';
import { sha256 } from '../../signing/sha256.js';
import { QuestionError } from '../errors.js';
import { namedBy } from '../trust/beside.js';

/** @import { TrustStore } from '../trust/trust_store.js' */

export const NUMBERS_PART = 'numbers';
const WHITE_SPACE = /\p{White_Space}+/gu;
const DASHES = /[\u058a\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b]/gu;
const FORMAT = /\p{Cf}+/gu;

/** The document that a manifest names by digest. */
export const numberSet = is.model(
  {
    type: is.literal('huren-numbers/1'),
    count: is.count,
    root: is.digest,
    coverage: is.list(is.model({ scheme: is.slug, issuedFrom: is.date }), { max: 256 }),
  },
  ({ coverage }, path) => {
    const schemes = coverage.map(({ scheme }) => scheme);
    const twice = schemes.find((scheme) => schemes.indexOf(scheme) !== schemes.lastIndexOf(scheme));
    if (twice !== undefined) throw is.refuse('item-repeated', path, 'coverage', { item: twice });
  },
);

/**
 * A certificate number as it is compared: NFKC, upper case, no white space or format characters, one hyphen.
 * @param {string} text
 */
export const foldNumber = (text) =>
  text.normalize('NFKC').toUpperCase().replace(WHITE_SPACE, '').replace(FORMAT, '').replace(DASHES, '-');

/**
 * A number that somebody asks about, folded; QuestionError number-empty where nothing of it is left.
 * @param {string} text
 */
export function readNumber(text) {
  const folded = foldNumber(text);
  if (folded === '') throw new QuestionError('number-empty', 'number');
  return folded;
}

/**
 * The entry of a certificate number: SHA-256 of its UTF-8, folded.
 * @param {string} text
 */
export const hashNumber = (text) => sha256(encodeText(foldNumber(text)));

/**
 * Whether the set can speak of such a certificate; what is not known of it (null) excludes nothing. `value` is
 * the document as JSON: days are compared as they are written.
 * @param {{ coverage: { scheme: string, issuedFrom: string }[] }} value
 * @param {string | null} scheme
 * @param {string | null} issued
 */
export const covers = (value, scheme, issued) => value.coverage.some((entry) =>
  (scheme === null || scheme === entry.scheme) && (issued === null || issued >= entry.issuedFrom));

/**
 * Whether the association's newest manifest names numbers at all.
 * @param {TrustStore} trust
 * @param {string} issuer
 */
export const commitsToNumbers = (trust, issuer) =>
  (trust.parties.get(issuer)?.manifest?.body.credentialSubject.parts ?? []).some(({ kind }) => kind === NUMBERS_PART);

/**
 * The association's newest manifest that names numbers by this digest, or null.
 * @param {TrustStore} trust
 * @param {string} issuer
 * @param {string} digest
 */
export const findCommitting = (trust, issuer, digest) =>
  trust.parties.get(issuer)?.manifests.ranked.find((manifest) => namedBy(manifest, NUMBERS_PART).includes(digest)) ?? null;
