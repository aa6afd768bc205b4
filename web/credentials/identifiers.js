// credentials/identifiers.py: Unified Social Credit Code, did:web, credential ids, regions, digests.

import { RecordError } from './errors.js';

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY'; // GB 32100-2015 4.2
const USCC = /^[0-9A-HJ-NP-RTUWXY]{18}$/;

export const DID = '^did:web:[a-z0-9][a-z0-9.-]*(:[A-Za-z0-9_-][A-Za-z0-9._-]*)*$';
export const METHOD_ID = `${DID.slice(0, -1)}#[A-Za-z0-9._-]+$`;
export const UUID = '^urn:uuid:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$';
export const SLUG = '^[a-z0-9]+(-[a-z0-9]+)*$';
export const REGION = '^[A-Z]{2}-[A-Z0-9]{1,3}$';
export const DIGEST = '^[0-9a-f]{64}$';
export const SIGNATURE = '^z[1-9A-HJ-NP-Za-km-z]{60,90}$';
export const ENDPOINT = '^(https?://|mailto:|tel:)[!-~]+$';
export const LABEL = '^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$';

/**
 * `text` if it is a Unified Social Credit Code with its check character (GB 32100-2015 5.3).
 * @param {unknown} text
 */
export function parseUscc(text) {
  if (typeof text !== 'string' || !USCC.test(text)) throw new RecordError('uscc-form');
  let total = 0;
  let weight = 1;
  for (const character of text.slice(0, 17)) {
    total += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  const expected = ALPHABET[(31 - (total % 31)) % 31];
  if (expected !== text[17]) throw new RecordError('uscc-check', '', { found: text, expected });
  return text;
}

/**
 * The https address under which a did:web association publishes, without a slash.
 * @param {string} did
 */
export const didWebAddress = (did) => `https://${did.replace(/^did:web:/, '').replaceAll(':', '/')}`;

/**
 * The checkpoint origin of an association's log.
 * @param {string} did
 */
export const logOrigin = (did) => `${didWebAddress(did).slice('https://'.length)}/log`;
