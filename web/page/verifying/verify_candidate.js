// Puts one question to a candidate: the verifier's verdict, and what the file it came in adds to it.

import { Verdict } from '../../verifier/verdict.js';
import { verify } from '../../verifier/verify.js';

/** The verdict on a candidate as `huren verify --json` prints it, sentences apart: these are the page's. Of which enterprise it should be, its own folder knows better. */
export async function ask(candidate, store, question, now, lang) {
  const put = await verifierFor(question);
  const { home, at, through } = question;
  const expect = candidate.expect ?? question.expect;
  const found = await put(candidate.data, store, { now, at, through, expect, home });
  const [form, ...others] = found.findings;
  const better = candidate.unread ?? (form.outcome === 'passed' ? candidate.noted : null) ?? form;
  return new Verdict({ ...found, findings: [better, ...others] }).toJson(lang, null);
}

/** The first question is mostly that of this moment: what days and terms need is loaded for them alone. */
const verifierFor = async ({ at, through }) =>
  typeof at === 'string' || through !== null ? (await import('../../verifier/day.js')).verifyAt : verify;
