// Puts one question to a candidate: the verifier's verdict, and what the file it came in adds to it.

import { Verdict } from '../verifier/verdict.js';
import { verify } from '../verifier/verify.js';
import { language } from './words.js';

/** The answer on a candidate: `{name, candidate, verdict}`, the verdict as `huren verify --json` prints it. */
export async function ask(candidate, store, { home, at, expect }, now) {
  const found = await verify(candidate.data, store, { now, at, expect, home });
  const [form, ...others] = found.findings;
  const better = candidate.unread ?? (form.outcome === 'passed' ? candidate.noted : null) ?? form;
  const verdict = new Verdict({ ...found, findings: [better, ...others] });
  return { name: candidate.name, candidate, verdict: verdict.toJson(language()) };
}
