// verifier/day.py: questions as people put them. A day means the whole of it, what is to come is the term alone.
//
// A day is text like 2026-05-03; a time is a Moment or seconds since 1970.

import { CHINA, Moment, endOf, formatTime, isIn, momentOf, startOf } from '../credentials/times.js';
import { passed, skipped } from './findings.js';
import { checkFreshness } from './checks/freshness.js';
import { checkRecognition } from './checks/recognition.js';
import { findSince } from './checks/since.js';
import { checkStatus, effective } from './checks/status.js';
import { checkValidityPeriod } from './checks/validity_period.js';
import { Term } from './term.js';
import { Verdict } from './verdict.js';
import { checkWorks, judge, openCase, verify } from './verify.js';

/** @import { Inquiry, Finding } from './findings.js' */
/** @import { Question } from './verify.js' */
/** @import { StatusHistory } from './trust/events.js' */
/** @import { TrustStore } from './trust/trust_store.js' */

const CHECK = 'day';
const WORST_FIRST = ['invalid', 'indeterminate', 'valid'];

/** @typedef {{ at?: Moment | number | string | null, through?: string | null }} AskedOfDays where `at` as text is a day */

/**
 * `verify` at a time or now, `verifyDay` for a day; `through` asks whether the term reaches to the end of that day.
 * @param {Uint8Array | string} data
 * @param {TrustStore} trust
 * @param {Omit<Question, 'at'> & AskedOfDays} question
 */
export async function verifyAt(data, trust, { at = null, through = null, ...question }) {
  const isDay = typeof at === 'string';
  const verdict = await (isDay
    ? verifyDay(data, trust, { ...question, day: at })
    : verify(data, trust, { ...question, at }));
  return through === null ? verdict : new Verdict({ ...verdict, through: Term.of(verdict.record, through) });
}

/**
 * The worst verdict of a day, with the finding `day`, and `at` the moment that decided.
 * @param {Uint8Array | string} data
 * @param {TrustStore} trust
 * @param {Omit<Question, 'at'> & { day: string }} question
 */
async function verifyDay(data, trust, { day, ...question }) {
  const first = startOf(day);
  const now = momentOf(question.now);
  const { inquiry, verdict } = await openCase(data, trust, { ...question, at: first });
  if (verdict) return withDay(verdict, day, skipped(CHECK, 'well-formed'));
  const end = endOf(day).plus(-1);
  // a clock behind the trust data has no say
  const last = now.seconds < first.seconds || end.seconds < now.seconds ? end : now;
  const judged = await judge(inquiry);
  const fresh = checkFreshness({ ...inquiry, at: last, atGiven: last !== now });
  const findings = judged.findings.map((finding) => (finding.check === fresh.check ? fresh : finding));
  const opening = new Verdict({ ...judged, findings });
  if (!inquiry.signed) return withDay(opening, day, skipped(CHECK, 'proof'));
  const course = [opening];
  const history = (await inquiry.party?.history(inquiry.record.body.id)) ?? { events: [] };
  for (const moment of momentsOf(inquiry, history, first, last)) course.push(await judgeAt(inquiry, opening, moment));
  const [worst] = course.toSorted((a, b) => rank(a) - rank(b));
  return withDay(worst, day, tellChanges(course, day));
}

/**
 * @param {Verdict} verdict
 * @param {string} day
 * @param {Finding} finding
 */
const withDay = (verdict, day, finding) => new Verdict({ ...verdict, findings: [...verdict.findings, finding], day });

/**
 * The moments after `first` up to `last` at which something may change, in order, each once.
 * @param {Inquiry} inquiry
 * @param {Pick<StatusHistory, 'events'>} history
 * @param {Moment} first
 * @param {Moment} last
 */
function momentsOf(inquiry, history, first, last) {
  const within = [...changesOf(inquiry, history)].filter((moment) => isIn(moment, first.plus(1), last.plus(1)));
  const distinct = [...new Set(within.map(({ seconds }) => seconds))].sort((a, b) => a - b);
  return distinct.map((seconds) => new Moment(seconds, CHINA));
}

/**
 * Yields every moment from which the result of a check may change.
 * @param {Inquiry} inquiry
 * @param {Pick<StatusHistory, 'events'>} history
 * @returns {Generator<Moment, void>}
 */
function* changesOf({ record, kind, created, home, trust, snapshot, beside }, { events }) {
  const { validFrom, validUntil } = record.body;
  yield created;
  if (kind.checks.includes('validity-period')) yield* [validFrom, validUntil];
  if (kind.checks.includes('verification')) yield* momentsOfVerification(record);
  for (const { created: since, body } of beside.records) {
    if ('validUntil' in body) yield* [since, body.validFrom, body.validUntil];
  }
  for (const event of events) {
    yield effective(event);
    if (event.change.until !== undefined) yield event.change.until;
  }
  if (home === null) return;
  yield* trust.chain.boundaries;
  for (const { from, until } of snapshot.keyLists.get(home)?.body.declines ?? []) {
    yield from;
    if (until !== undefined) yield until;
  }
}

/**
 * @param {Inquiry['record']} record
 * @returns {Moment[]}
 */
function momentsOfVerification({ body }) {
  const { verification } = /** @type {{ verification?: { from: Moment, until: Moment } }} */ (
    /** @type {unknown} */ (body.credentialSubject)
  );
  return verification === undefined ? [] : [verification.from, verification.until];
}

/** Below every other rank is the worst outcome, and of two alike the one that counts as less. */
const rank = (/** @type {Verdict} */ { outcome, recognised }) =>
  WORST_FIRST.indexOf(outcome) * 1e6 + recognised.filter(({ grade }) => grade !== null).length;

/**
 * @param {Verdict[]} course
 * @param {string} day
 */
function tellChanges(course, day) {
  const state = (/** @type {Verdict} */ { outcome, codes, recognised }) => JSON.stringify([outcome, codes, recognised]);
  const changed = course.filter((verdict, i) => i > 0 && state(verdict) !== state(course[i - 1]));
  const times = changed.map(({ at }) => formatTime(at).slice(11, 19).replace(/:00$/, ''));
  return times.length === 0 ? passed(CHECK) : passed(CHECK, 'changed-that-day', { day, times });
}

/**
 * Returns the verdict at another moment of a judged case: checks that depend on the moment run again.
 * @param {Inquiry} inquiry
 * @param {Verdict} judged
 * @param {Moment} at
 */
async function judgeAt(inquiry, judged, at) {
  const moved = { ...inquiry, at };
  const asks = (/** @type {string} */ check) => inquiry.kind.checks.includes(check);
  const { finding: recognition, recognised } = asks('recognition')
    ? checkRecognition(moved)
    : { finding: null, recognised: [] };
  const anew = [
    asks('validity-period') ? checkValidityPeriod(moved) : null,
    asks('status') ? await checkStatus(moved) : null,
    recognition,
    ...(await checkWorks(moved)),
  ].filter((finding) => finding !== null);
  const since = asks('status') ? await findSince(moved) : null;
  const findings = judged.findings
    .filter(({ check }) => check !== 'since')
    .map((finding) => anew.find(({ check }) => check === finding.check) ?? finding)
    .concat(since ?? []);
  return new Verdict({ ...judged, findings, recognised, at });
}
