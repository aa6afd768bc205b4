// verifier/checks/works/resolutions.py: the signatures of all parties of a resolution, and its adoption of a document.

import { digestOf } from '../../../credentials/record.js';
import { endOf, formatTime } from '../../../credentials/times.js';
import { KINDS } from '../../../credentials/kinds.js';
import { failed, passed, skipped, unclear } from '../../findings.js';
import { surveyOf } from '../../trust/beside.js';
import { isSaid } from './listings.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Inquiry } from '../../findings.js' */
/** @import { Moment } from '../../../credentials/times.js' */
/** @typedef {import('./listings.js').Judge} Judge */
/** @typedef {import('../../../credentials/documents/works/resolution.js').Resolution} Resolution */
/** @typedef {Map<string, Moment>} Signed when each party first signed */
/** @typedef {Pick<JudgedRecord, 'digest' | 'kind'>} Cited what an item names */

/** @param {JudgedRecord} half */
const resolutionOf = (half) => /** @type {Resolution} */ (/** @type {unknown} */ (half.body.credentialSubject));

/** @param {JudgedRecord} half */
const contentOf = (half) => digestOf(half.value.credentialSubject);

/** @param {Inquiry} inquiry */
const halves = ({ beside }) => beside.records.filter(({ kind }) => KINDS.get(kind)?.checks.includes('complete'));

/**
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkComplete(inquiry, judge) {
  const CHECK = 'complete';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { record, issuer } = inquiry;
  const mine = resolutionOf(record);
  const parties = partiesOn(inquiry, mine);
  if (!isEqual(parties, mine.parties)) return failed(CHECK, 'parties-differ', { parties });
  const contents = await findSaid(inquiry, judge, ({ number }) => number === mine.number);
  const content = contentOf(record);
  const signed = contents.get(content) ?? new Map();
  contents.delete(content);
  note(signed, issuer, record.created);
  const missing = parties.filter((party) => !signed.has(party));
  if (!missing.length) {
    const since = [...signed.values()].reduce((last, time) => (time.seconds > last.seconds ? time : last));
    return passed(CHECK, 'resolved', { parties, since: formatTime(since) });
  }
  const differing = missing.filter((party) => [...contents.values()].some((others) => others.has(party)));
  if (differing.length) return unclear(CHECK, 'half-differs', { parties: differing });
  return unclear(CHECK, 'half-missing', { parties: missing });
}

/**
 * Of the report of a survey its survey: without a resolution for that, nobody has agreed to the totals.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkAdopted(inquiry, judge) {
  const CHECK = 'adopted';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const isReport = inquiry.kind.checks.includes('disclosure');
  const cited = isReport ? { digest: surveyOf(inquiry.record), kind: 'survey' } : inquiry.record;
  const adoption = await findAdoption(inquiry, judge, cited);
  if (adoption === null) return isReport ? unclear(CHECK, 'survey-unadopted') : passed(CHECK, 'unadopted');
  const { resolvedOn: day, number } = adoption;
  return passed(CHECK, 'adopted', { number, day });
}

/**
 * Returns the earliest complete resolution at hand that adopts the cited record.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 * @param {Cited} cited
 */
async function findAdoption(inquiry, judge, cited) {
  const contents = await findSaid(inquiry, judge, (content) => adopts(content, cited));
  const resolved = [];
  for (const half of halves(inquiry)) {
    const [subject, signed] = [resolutionOf(half), contents.get(contentOf(half))];
    const parties = partiesOn(inquiry, subject);
    if (signed !== undefined && isEqual(parties, subject.parties) && parties.every((party) => signed.has(party))) resolved.push(subject);
  }
  return resolved.length ? resolved.reduce((first, subject) => (isBefore(subject, first) ? subject : first)) : null;
}

/**
 * @param {Resolution} subject
 * @param {Resolution} other
 */
const isBefore = (subject, other) => subject.resolvedOn < other.resolvedOn || (subject.resolvedOn === other.resolvedOn && compareText(subject.number, other.number) < 0);

/**
 * Compares text by code points, as Python does.
 * @param {string} text
 * @param {string} other
 */
function compareText(text, other) {
  const [left, right] = [Array.from(text), Array.from(other)];
  const place = left.findIndex((character, i) => character !== right[i]);
  if (place < 0) return left.length - right.length;
  return right[place] === undefined ? 1 : Number(left[place].codePointAt(0)) - Number(right[place].codePointAt(0));
}

/**
 * Returns whether an adopted item names the record under its kind.
 * @param {Resolution} resolution
 * @param {Cited} cited
 */
const adopts = ({ items }, { digest, kind }) =>
  items.some(({ decision, refers = [] }) =>
    decision === 'adopted' && refers.some((ref) => ref.digest === digest && ref.kind === kind));

/**
 * Returns the parties of the version in force at the end of the resolution's day.
 * @param {Inquiry} inquiry
 * @param {Resolution} resolution
 */
const partiesOn = ({ trust }, { resolvedOn }) =>
  trust.chain.inForceOrLast(endOf(resolvedOn)).text.parties.map(({ id }) => id).sort();

/**
 * @param {string[]} list
 * @param {string[]} other
 */
const isEqual = (list, other) => list.length === other.length && list.every((party) => other.includes(party));

/**
 * @param {Signed} signed
 * @param {string} party
 * @param {Moment} created
 */
function note(signed, party, created) {
  const earlier = signed.get(party);
  if (earlier === undefined || created.seconds < earlier.seconds) signed.set(party, created);
}

/**
 * By content, when each party first signed it, of the halves at hand that are asked about.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 * @param {(resolution: Resolution) => boolean} isAsked
 */
async function findSaid(inquiry, judge, isAsked) {
  /** @type {Map<string, Signed>} */
  const contents = new Map();
  for (const half of halves(inquiry)) {
    if (!isAsked(resolutionOf(half)) || !isSaid(await judge(half))) continue;
    const content = contentOf(half);
    const signed = contents.get(content) ?? new Map();
    contents.set(content, signed);
    note(signed, half.signer, half.created);
  }
  return contents;
}
