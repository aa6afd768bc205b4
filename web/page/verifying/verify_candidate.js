// Puts one question to a candidate: the verifier's verdict, and what the file it came in adds to it.

import { HurenError } from '../../signing/errors.js';
import { maxJudgedBytes } from '../../credentials/kinds.js';
import { digestOf } from '../../credentials/record.js';
import { findH1, readH1 } from '../../credentials/h1.js';
import { encodeHex, encodeText } from '../../signing/bytes.js';
import { sha256 } from '../../signing/sha256.js';
import { parseJson } from '../../signing/strict_json.js';
import { Verdict } from '../../verifier/verdict.js';
import { verify } from '../../verifier/verify.js';

/**
 * What a candidate comes to: `verdict` as `huren verify --json` prints it, sentences apart: these are the page's; `content`,
 * the digest of what it holds, whatever carries that, null where it was not read; and whether that has the form of a certificate.
 */
export async function ask(candidate, store, question, now, lang) {
  const found = await putQuestion(candidate, store, question, now);
  const [form, ...others] = found.findings;
  const isCertificate = form.outcome === 'passed';
  const better = candidate.unread ?? (isCertificate ? candidate.noted : null) ?? form;
  const content = candidate.unread !== undefined ? null : found.record?.digest ?? (await contentOf(candidate.data));
  return { verdict: new Verdict({ ...found, findings: [better, ...others] }).toJson(lang, null), content, isCertificate };
}

/** Of which enterprise it should be, its own folder knows better; of several it has to be of one. */
async function putQuestion(candidate, store, question, now) {
  const put = await verifierFor(question);
  const { home, at, through } = question;
  const expected = candidate.expect ?? [question.expect];
  /** @type {any} */
  let found = null;
  for (const expect of expected) {
    found = await put(candidate.data, store, { now, at, through, expect, home });
    if (!found.codes.includes(OTHER)) return found;
  }
  return expected.length === 1 ? found : new Verdict({ ...found, findings: found.findings.map((finding) => nameAll(finding, expected)) });
}

const OTHER = 'subject-mismatch';

const nameAll = (finding, expected) =>
  finding.code !== OTHER ? finding : { ...finding, evidence: { ...finding.evidence, expected: expected.map(({ uscc }) => uscc).join(' / ') } };

/** The digest of the JSON in a code or a file in its canonical form; of what is none, of the bytes as they came. */
async function contentOf(data) {
  const bytes = typeof data === 'string' ? encodeText(data) : data;
  try {
    const isCode = typeof data === 'string' && findH1(data) !== null;
    return digestOf(isCode ? await readH1(data) : parseJson(bytes, maxJudgedBytes()));
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return encodeHex(sha256(bytes));
  }
}

/** The first question is mostly that of this moment: what days and terms need is loaded for them alone. */
const verifierFor = async ({ at, through }) =>
  typeof at === 'string' || through !== null ? (await import('../../verifier/day.js')).verifyAt : verify;
