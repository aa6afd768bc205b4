// Puts one question to a candidate: the verifier's verdict, and what only the page knows of how it came.

import { decodeH1 } from '../credentials/h1.js';
import { areEqual } from '../signing/bytes.js';
import { encodeProfile } from '../signing/jcs.js';
import { parseJson } from '../signing/strict_json.js';
import { Verdict } from '../verifier/verdict.js';
import { verify } from '../verifier/verify.js';
import { language } from './words.js';

const NOTES = { same: ['attachmentUsed'], absent: ['attachmentUsed', 'unprinted'], differs: ['differs'] };
const DIFFERS = {
  check: 'well-formed',
  outcome: 'indeterminate',
  code: 'unreadable',
  evidence: {
    reason: 'the code printed in the PDF and the attached credential are two different ones.',
    reason_zh: 'PDF 上印的二维码与所附凭证不是同一份。',
  },
};

/** The answer on a candidate: `{name, candidate, verdict, notes}`, the verdict as `huren verify --json` prints it. */
export async function ask(candidate, store, { home, at, expect }, now) {
  const prints = candidate.printed === undefined ? null : await comparePrinted(candidate);
  const found = await verify(candidate.data, store, { now, at, expect, home });
  const form = candidate.unread ?? (prints === 'differs' ? DIFFERS : null);
  const verdict = form === null ? found : new Verdict({ ...found, findings: [form, ...found.findings.slice(1)] });
  return { name: candidate.name, candidate, verdict: verdict.toJson(language()), notes: prints === null ? [] : NOTES[prints] };
}

/** Whether the codes printed in a PDF are the attached credential: `same`, `differs` or `absent`. */
async function comparePrinted({ data, printed }) {
  if (printed.length === 0) return 'absent';
  try {
    const attached = encodeProfile(parseJson(data));
    for (const text of printed) if (!areEqual(await decodeH1(text), attached)) return 'differs';
    return 'same';
  } catch {
    return 'differs'; // one of the two is no credential
  }
}
