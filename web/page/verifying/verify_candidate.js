// Puts one question to a candidate: the verifier's verdict, and what the file it came in adds to it.

import { verifyAt } from '../../verifier/day.js';
import { Verdict } from '../../verifier/verdict.js';

/** The verdict on a candidate as `huren verify --json` prints it. */
export async function ask(candidate, store, { home, at, through, expect }, now, lang) {
  const found = await verifyAt(candidate.data, store, { now, at, through, expect, home });
  const [form, ...others] = found.findings;
  const better = candidate.unread ?? (form.outcome === 'passed' ? candidate.noted : null) ?? form;
  return new Verdict({ ...found, findings: [better, ...others] }).toJson(lang);
}
