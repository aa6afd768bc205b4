// carriers/presented.py: the credentials a PDF presents, and whether what is printed is what is attached.

import { decodeH1, findH1 } from '../../credentials/h1.js';
import { maxJudgedBytes } from '../../credentials/kinds.js';
import { HurenError } from '../../signing/errors.js';
import { decodeText, encodeHex, encodeText } from '../../signing/bytes.js';
import { encodeProfile } from '../../signing/jcs.js';
import { isObject } from '../../signing/json_profile.js';
import { sha256 } from '../../signing/sha256.js';
import { parseJson } from '../../signing/strict_json.js';

/** @import { Finding } from '../../verifier/findings.js' */

const BY_REFERENCE = /\/records\/([0-9a-f]{64})\.json$/;
/** @type {Record<string, Finding | null>} */
const FINDINGS = {
  agrees: null,
  differs: { check: 'well-formed', outcome: 'indeterminate', code: 'print-differs', evidence: {} },
  unread: { check: 'well-formed', outcome: 'indeterminate', code: 'print-unread', evidence: {} },
  absent: { check: 'well-formed', outcome: 'passed', code: 'print-absent', evidence: {} },
};

/**
 * What to verify of a PDF, `items`, each once, attachments first; `prints`, the text of the code that is printed of each;
 * and `noted`, the finding on how print and file agree (null: they do). Codes that are no huren codes, and JSON that is plainly no credential, count only where there is nothing else.
 * @param {{ attached: Uint8Array[], printed: string[] }} presented
 * @returns {Promise<{ items: (Uint8Array | string)[], prints: (string | undefined)[], noted: Finding | null }>}
 */
export async function compare({ attached, printed }) {
  /** @type {Map<string, Uint8Array>} */
  const files = new Map();
  /** @type {Map<string, string>} */
  const digests = new Map();
  for (const data of attached.filter(mayBeCredential)) {
    const form = await formOfFile(data);
    files.set(form, data);
    digests.set(encodeHex(sha256(encodeText(form))), form);
  }
  /** @type {Map<string, string>} */
  const prints = new Map();
  const damaged = [];
  for (const text of printed) {
    const reference = BY_REFERENCE.exec(text);
    if (findH1(text) !== null) {
      const form = await formOf(() => decodeH1(text));
      if (form === null) damaged.push(text);
      else prints.set(form, text);
    } else if (reference !== null) prints.set(digests.get(reference[1]) ?? text, text);
  }
  if (files.size === 0 && prints.size === 0 && damaged.length === 0) {
    for (const data of attached) files.set(await formOfFile(data), data);
  }
  const others = [...prints].filter(([form]) => !files.has(form)).map(([, text]) => text);
  const items = [...files.values(), ...others, ...damaged];
  if (items.length === 0) return { items: printed, prints: printed, noted: null };
  const shown = [...[...files.keys()].map((form) => prints.get(form)), ...others, ...damaged];
  return { items, prints: shown, noted: FINDINGS[relation([...files.keys()], prints, damaged)] };
}

/**
 * @param {string[]} files
 * @param {Map<string, string>} prints
 * @param {string[]} damaged
 */
function relation(files, prints, damaged) {
  if (files.every((form) => prints.has(form))) return 'agrees';
  if (damaged.length > 0) return 'unread';
  return prints.size > 0 ? 'differs' : 'absent';
}

/**
 * Damaged JSON may be one; an object that has neither subject nor proof is something else.
 * @param {Uint8Array} data
 */
function mayBeCredential(data) {
  let value;
  try {
    value = parseJson(data, maxJudgedBytes());
  } catch (error) {
    if (error instanceof HurenError) return true;
    throw error;
  }
  return isObject(value) && (Object.hasOwn(value, 'credentialSubject') || Object.hasOwn(value, 'proof'));
}

/**
 * What an attachment says, in one form; its own text where it is no JSON of the profile.
 * @param {Uint8Array} data
 */
const formOfFile = async (data) => (await formOf(() => encodeProfile(parseJson(data, maxJudgedBytes())))) ?? decodeText(data) ?? encodeHex(data);

/**
 * What a carrier says, in one form; null where it says nothing that can be read.
 * @param {() => Promise<Uint8Array> | Uint8Array} read
 */
async function formOf(read) {
  try {
    return decodeText(await read());
  } catch (error) {
    if (error instanceof HurenError) return null;
    throw error; // whatever it is, it is no word about the carrier
  }
}
