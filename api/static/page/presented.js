// carriers/presented.py: the credentials a PDF presents, and whether what is printed is what is attached.

import { decodeH1, findH1 } from '../credentials/h1.js';
import { decodeText, encodeHex, encodeText } from '../signing/bytes.js';
import { encodeProfile } from '../signing/jcs.js';
import { sha256 } from '../signing/sha256.js';
import { parseJson } from '../signing/strict_json.js';

const BY_REFERENCE = /\/records\/([0-9a-f]{64})\.json$/;
const FINDINGS = {
  agrees: null,
  differs: { check: 'well-formed', outcome: 'indeterminate', code: 'print-differs', evidence: {} },
  absent: { check: 'well-formed', outcome: 'passed', code: 'print-absent', evidence: {} },
};

/**
 * What to verify of a PDF, each once, attachments first, and the finding on how print and file agree (null: they
 * do). Codes that are no huren codes, and JSON that is plainly no credential, count only where there is nothing else.
 */
export async function compare({ attached, printed }) {
  const files = new Map();
  const digests = new Map();
  for (const data of attached.filter(mayBeCredential)) {
    const form = await formOf(() => encodeProfile(parseJson(data)), data);
    files.set(form, data);
    digests.set(encodeHex(sha256(encodeText(form))), form);
  }
  const prints = new Map();
  for (const text of printed) {
    const reference = BY_REFERENCE.exec(text);
    if (findH1(text) !== null) prints.set(await formOf(() => decodeH1(text), encodeText(text)), text);
    else if (reference !== null) prints.set(digests.get(reference[1]) ?? text, text);
  }
  if (files.size === 0 && prints.size === 0) {
    for (const data of attached) files.set(await formOf(() => encodeProfile(parseJson(data)), data), data);
  }
  const items = [...files.values(), ...[...prints].filter(([form]) => !files.has(form)).map(([, text]) => text)];
  if (items.length === 0) return { items: printed, noted: null };
  return { items, noted: FINDINGS[relation([...files.keys()], prints)] };
}

function relation(files, prints) {
  if (files.every((form) => prints.has(form))) return 'agrees';
  return prints.size > 0 ? 'differs' : 'absent';
}

/** Damaged JSON may be one; an object that has neither subject nor proof is something else. */
function mayBeCredential(data) {
  let value;
  try {
    value = parseJson(data);
  } catch {
    return true;
  }
  return isObject(value) && (Object.hasOwn(value, 'credentialSubject') || Object.hasOwn(value, 'proof'));
}

function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What a carrier says, in one form; the carrier itself where it says nothing that can be read. */
async function formOf(read, otherwise) {
  try {
    return decodeText(await read());
  } catch {
    return decodeText(otherwise) ?? encodeHex(otherwise);
  }
}
