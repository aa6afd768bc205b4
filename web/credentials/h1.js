// credentials/h1.py: H1, the compact text form of a credential that a QR code carries.

import { countCharacters, encodeHex, encodeText, strip } from '../signing/bytes.js';
import { encodeProfile } from '../signing/jcs.js';
import { isObject } from '../signing/json_profile.js';
import { encodeProofValue } from '../signing/multikey.js';
import { sha256 } from '../signing/sha256.js';
import { RecordError } from './errors.js';
import { DICTIONARY, DICTIONARY_SHA256 } from './h1_dictionary.js';
import { inflate } from './inflate.js';
import { parseDocument } from './record.js';

export const MAX_TEXT = 8_192;
const MAX_DIGITS = 4_096;
const MAX_VALUE_BYTES = 16_384;
const HAS_UUID = 1;
const HAS_SIGNATURE = 2;
const DICTIONARY_ID = 1;
const DIGITS_OF_TAIL = [0, 3, 5, 8, 10, 13, 15];
const CODE = /(?:^|[#/?=])H1\.([0-9]+)/;

/**
 * the dictionary, once its digest was compared
 * @type {Uint8Array | null}
 */
let dictionary = null;

/**
 * Returns the digits of the first H1 code in `text`, or null; text before it, such as a host, has no meaning.
 * @param {string} text
 */
export function findH1(text) {
  const match = CODE.exec([...text].slice(0, MAX_TEXT).join(''));
  return match === null ? null : match[1];
}

/**
 * The JCS bytes of the exact signed value in an H1 text or URL.
 * @param {string} text
 */
export const decodeH1 = async (text) => encodeProfile(await readH1(text));

/**
 * The signed value in an H1 text or URL; RecordError h1-absent, -too-large, -newer, -damaged, or of the value.
 * @param {string} text
 */
export async function readH1(text) {
  if (countCharacters(text) > MAX_TEXT) throw new RecordError('h1-too-large');
  const digits = findH1(strip(text));
  if (digits === null) throw new RecordError('h1-absent');
  if (digits.length > MAX_DIGITS) throw new RecordError('h1-too-large');
  return unpack(decodeDigits(digits));
}

/**
 * @param {Uint8Array} container
 */
function unpack(container) {
  if (container.length < 2) throw new RecordError('h1-damaged');
  const [flags, under] = container;
  if (flags & ~(HAS_UUID | HAS_SIGNATURE) || under !== DICTIONARY_ID) throw new RecordError('h1-newer');
  const idEnd = flags & HAS_UUID ? 18 : 2;
  const signatureEnd = flags & HAS_SIGNATURE ? idEnd + 64 : idEnd;
  const id = container.subarray(2, idEnd);
  const signature = container.subarray(idEnd, signatureEnd);
  const value = parseDocument(inflateValue(container.subarray(signatureEnd)), MAX_VALUE_BYTES);
  if (flags & HAS_UUID) {
    if (id.length !== 16 || value.id !== '') throw new RecordError('h1-damaged', 'id');
    value.id = `urn:uuid:${encodeHex(id).replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')}`;
  }
  if (flags & HAS_SIGNATURE) {
    if (!isObject(value.proof) || value.proof.proofValue !== '' || signature.length !== 64) {
      throw new RecordError('h1-damaged', 'proof.proofValue');
    }
    value.proof.proofValue = encodeProofValue(signature);
  }
  return value;
}

/**
 * @param {Uint8Array} data
 */
function inflateValue(data) {
  const value = inflate(data, MAX_VALUE_BYTES, readDictionary());
  if (value === null) throw new RecordError('h1-damaged');
  if (value.length > MAX_VALUE_BYTES) throw new RecordError('h1-too-large');
  return value;
}

function readDictionary() {
  if (dictionary !== null) return dictionary;
  const bytes = encodeText(DICTIONARY);
  if (encodeHex(sha256(bytes)) !== DICTIONARY_SHA256) throw new Error('the H1 dictionary was changed');
  dictionary = bytes;
  return bytes;
}

/**
 * Each 17 digits are 7 bytes; tails of 3, 5, 8, 10, 13, 15 digits are 1 to 6.
 * @param {string} digits
 */
function decodeDigits(digits) {
  const whole = Math.floor(digits.length / 17);
  const tail = DIGITS_OF_TAIL.indexOf(digits.length % 17);
  if (tail < 0) throw new RecordError('h1-damaged');
  const out = [];
  for (let i = 0; i * 17 < digits.length; i += 1) {
    const width = i < whole ? 7 : tail;
    const hex = BigInt(digits.slice(17 * i, 17 * i + 17)).toString(16).padStart(width * 2, '0');
    if (hex.length > width * 2) throw new RecordError('h1-damaged');
    out.push(...(hex.match(/../g) ?? []).map((pair) => parseInt(pair, 16)));
  }
  return Uint8Array.from(out);
}
