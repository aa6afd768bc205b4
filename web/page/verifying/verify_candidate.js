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

/** @import { Beside, Expected, Finding } from '../../verifier/findings.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Lang } from '../../signing/errors.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { PageQuestion } from '../question.js' */

/** @typedef {Pick<PageQuestion, 'home' | 'through' | 'expect'> & { at: Moment | string | null, proofs: Uint8Array[], parts: Uint8Array[] }} PutQuestion its `at` is a moment, or a day as text */
/** @typedef {Awaited<ReturnType<typeof ask>>} Found */

/**
 * What a candidate comes to: `verdict` as `huren verify --json` prints it, sentences apart: these are the page's; `content`,
 * the digest of what it holds, whatever carries that, null where it was not read; whether that has the form of a certificate; the
 * number it `claimed` where no signature vouches for it; and the `digest` of the file or the code that was read, SHA-256.
 * @param {Candidate} candidate
 * @param {TrustStore} store
 * @param {PutQuestion} question
 * @param {number} now
 * @param {Lang} lang
 */
export async function ask(candidate, store, question, now, lang) {
  const answer = await putQuestion(candidate, store, question, now);
  const [form, ...others] = answer.findings;
  const isCertificate = form.outcome === 'passed';
  const better = candidate.unread ?? (isCertificate ? candidate.noted : null) ?? form;
  const verdict = new Verdict({ ...answer, findings: [better, ...others] }).toJson(lang, null);
  if (candidate.unread !== undefined) return { verdict, content: null, isCertificate, claimed: '', digest: null };
  const digest = encodeHex(sha256(bytesOf(candidate.data)));
  if (answer.record !== null) return { verdict, content: answer.record.digest, isCertificate, claimed: '', digest };
  const { content, claimed } = await readUnvouched(candidate.data, digest);
  return { verdict, content, isCertificate, claimed: isCertificate ? claimed : '', digest };
}

/**
 * What came as bytes; of a text the code in it, whatever address stands before that.
 * @param {Uint8Array | string} data
 */
function bytesOf(data) {
  if (typeof data !== 'string') return data;
  const digits = findH1(data);
  return encodeText(digits === null ? data : `H1.${digits}`);
}

/**
 * Of which enterprise it should be, its own folder knows better; of several it has to be of one.
 * @param {Candidate} candidate
 * @param {TrustStore} store
 * @param {PutQuestion} question
 * @param {number} now
 */
async function putQuestion(candidate, store, question, now) {
  const { home, at, through, proofs, parts } = question;
  const expected = candidate.expect ?? [question.expect];
  const proof = proofs[0] ? await (await import('../../verifier/checks/log_inclusion.js')).chooseProof(bytesOf(candidate.data), store, proofs) : null;
  // the first question is mostly that of this moment: what days and terms need is loaded for them alone
  const about = async (/** @type {Expected | null} */ expect, /** @type {Beside | undefined} */ parts = undefined) =>
    typeof at === 'string' || through !== null
      ? (await import('../../verifier/day.js')).verifyAt(candidate.data, store, { now, at, through, expect, home, proof, beside: parts })
      : verify(candidate.data, store, { now, at, expect, home, proof, beside: parts });
  let answer = await about(expected[0]);
  if (answer.record !== null && answer.codes.some((code) => TOLD_BESIDE.test(code))) {
    return about(expected[0], await (await import('./beside.js')).findBeside(answer.record, store, parts));
  }
  for (const expect of expected.slice(1)) {
    if (!answer.codes.includes(OTHER)) return answer;
    answer = await about(expect);
  }
  return expected.length === 1 || !answer.codes.includes(OTHER) ? answer : new Verdict({ ...answer, findings: answer.findings.map((finding) => nameAll(finding, expected)) });
}

const OTHER = 'subject-mismatch';
const TOLD_BESIDE = /-unknown|half-|unadopted/;

/**
 * @param {Finding} finding
 * @param {(Expected | null)[]} expected
 */
const nameAll = (finding, expected) =>
  finding.code !== OTHER ? finding : { ...finding, evidence: { ...finding.evidence, expected: expected.map((who) => who?.uscc).join(' / ') } };

/**
 * Of JSON in a code or a file the digest of its canonical form and the number it gives itself; of what is none, `digest`.
 * @param {Uint8Array | string} data
 * @param {string} digest
 */
async function readUnvouched(data, digest) {
  try {
    const isCode = typeof data === 'string' && findH1(data) !== null;
    const value = isCode ? await readH1(data) : parseJson(bytesOf(data), maxJudgedBytes());
    return { content: digestOf(value), claimed: value?.credentialSubject?.assessment?.certificateNumber ?? '' };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { content: digest, claimed: '' };
  }
}
