// verifier/checks/works/listings.py: the listings of a technology by other associations, and the technology of a
// listing; with verification.py.

import { formatTime } from '../../../credentials/times.js';
import { endsBy, failed, notAsked, passed, skipped, unclear } from '../../findings.js';
import { KINDS } from '../../../credentials/kinds.js';
import { TECHNOLOGIES, hears } from '../../trust/beside.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Finding, Inquiry } from '../../findings.js' */
/** @import { Verdict } from '../../verdict.js' */
/** @import { Moment } from '../../../credentials/times.js' */

/** @typedef {(record: JudgedRecord) => Promise<Verdict>} Judge the verdict on another record, with nothing beside it */
/** @typedef {{ technology: string, sequence: number, decision: string }} Said what a listing says */
/** @typedef {{ verifier: string, from: Moment, until: Moment }} Statement what a verifier confirmed, in [from, until) */

const SAYS = ['issuer-key', 'proof', 'agreement', 'authority'];

/** @param {JudgedRecord} record */
const subjectOf = (record) => /** @type {{ verification?: Statement } & Said} */ (/** @type {unknown} */ (record.body.credentialSubject));

/**
 * @param {JudgedRecord} record
 * @param {string} check
 */
const isPutTo = (record, check) => KINDS.get(record.kind)?.checks.includes(check) ?? false;

/** @param {Inquiry} inquiry */
export function checkVerification(inquiry) {
  const CHECK = 'verification';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { verification: statement } = subjectOf(inquiry.record);
  if (statement === undefined) return passed(CHECK, 'unverified');
  const { verifier, from, until } = statement;
  const at = formatTime(inquiry.at);
  if (endsBy(inquiry).seconds >= until.seconds) {
    return passed(CHECK, 'verification-expired', { verifier, until: formatTime(until), at });
  }
  if (inquiry.at.seconds < from.seconds) return passed(CHECK, 'verification-later', { verifier, since: formatTime(from), at });
  return passed(CHECK);
}

/**
 * Returns the listings signed by `at`: a later listing changes no earlier day.
 * @param {Inquiry} inquiry
 * @param {string} technology
 */
function about(inquiry, technology) {
  const { seconds: by } = endsBy(inquiry);
  return inquiry.beside.records.filter(
    (listing) => isPutTo(listing, 'sequence') && subjectOf(listing).technology === technology && listing.created.seconds <= by,
  );
}

/**
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkListing(inquiry, judge) {
  const CHECK = 'listing';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const others = inquiry.snapshot.summary.text.parties.map(({ id }) => id).filter((id) => id !== inquiry.issuer).sort();
  const heard = new Map(others.flatMap((id) => {
    const at = heardAt(inquiry, id);
    return at === null ? [] : [[id, at]];
  }));
  /** @type {Record<string, string[]>} */
  const decided = { joins: [], objects: [] };
  const theirs = about(inquiry, inquiry.record.digest).filter(({ signer }) => signer !== inquiry.issuer);
  for (const issuer of [...new Set(theirs.map(({ signer }) => signer))].sort()) {
    const statements = await words(theirs.filter(({ signer }) => signer === issuer), judge);
    const known = heard.get(issuer);
    if (known !== undefined) heard.set(issuer, statements.map(([listing]) => listing.created).reduce(latest, known));
    const last = lastWord(inquiry, statements);
    if (last !== null) decided[subjectOf(last).decision]?.push(issuer);
  }
  if (decided.objects.length) return passed(CHECK, 'objected', { parties: decided.objects });
  const times = others.flatMap((id) => heard.get(id) ?? []);
  if (!others.length) return passed(CHECK);
  if (times.length < others.length) return passed(CHECK, 'joint-unknown', { parties: others.filter((id) => !heard.has(id)) });
  const known = formatTime(times.reduce((first, time) => (time.seconds < first.seconds ? time : first)));
  const joining = decided.joins.filter((id) => heard.has(id));
  if (joining.length) return passed(CHECK, 'joint', { parties: joining, known });
  return passed(CHECK, 'not-joint', { parties: others, known });
}

/**
 * The time of the newest manifest, where the party is heard as of that, and of the one that is relied on; else null.
 * @param {Inquiry} inquiry
 * @param {string} party
 */
function heardAt({ home, policy, snapshot, trust, beside }, party) {
  const { manifest } = snapshot.agreed(party, TECHNOLOGIES, home, policy);
  const newest = trust.parties.get(party)?.manifest ?? null;
  const isHeard = manifest !== null && newest !== null && [manifest, newest].every((manifest) => hears(beside, manifest, TECHNOLOGIES));
  return isHeard ? newest.created : null;
}

/**
 * @param {Moment} time
 * @param {Moment} other
 */
const latest = (time, other) => (other.seconds > time.seconds ? other : time);

/**
 * Returns all statements of the listings, whatever their state, each once.
 * @param {JudgedRecord[]} listings of one issuer
 * @param {Judge} judge
 */
async function words(listings, judge) {
  /** @type {Map<string, [JudgedRecord, Verdict]>} */
  const statements = new Map();
  for (const listing of listings) {
    const verdict = await judge(listing);
    if (isSaid(verdict)) statements.set(listing.digest, [listing, verdict]);
  }
  return [...statements.values()];
}

/**
 * Returns the valid listing with the highest number; null if two have that number.
 * @param {Inquiry} inquiry
 * @param {[JudgedRecord, Verdict][]} statements
 */
function lastWord(inquiry, statements) {
  const highest = Math.max(0, ...statements.map(([listing]) => subjectOf(listing).sequence));
  const last = statements.filter(([listing]) => subjectOf(listing).sequence === highest);
  if (last.length !== 1) return null;
  const [[record, verdict]] = last;
  const holds = verdict.findings.every(({ outcome }) => outcome !== 'failed');
  return holds && record.body.validUntil.seconds <= inquiry.record.body.validUntil.seconds ? record : null;
}

/** @param {Verdict} verdict */
export const isSaid = ({ findings }) =>
  SAYS.every((check) => findings.some((finding) => finding.check === check && finding.outcome === 'passed'));

/** @param {Inquiry} inquiry */
export function checkRefers({ signed, record, issuer, beside }) {
  const CHECK = 'refers';
  if (!signed) return skipped(CHECK, 'proof');
  const { technology: digest } = subjectOf(record);
  const match = beside.records.find((record) => record.digest === digest);
  if (match === undefined) return notAsked(CHECK);
  if (!isPutTo(match, 'listing')) return failed(CHECK, 'no-technology', { digest });
  if (match.signer === issuer) return failed(CHECK, 'own-technology', { issuer });
  const [until, end] = [record.body.validUntil, match.body.validUntil];
  if (until.seconds > end.seconds) return failed(CHECK, 'outlives', { until: formatTime(until), end: formatTime(end) });
  return passed(CHECK);
}

/**
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkSequence(inquiry, judge) {
  const CHECK = 'sequence';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { technology, sequence: number } = subjectOf(inquiry.record);
  /** @type {JudgedRecord | null} */
  let later = null;
  for (const listing of about(inquiry, technology)) {
    if (listing.signer !== inquiry.issuer || listing.digest === inquiry.record.digest || subjectOf(listing).sequence < number) continue;
    if (isSaid(await judge(listing)) && (later === null || isLater(listing, later))) later = listing;
  }
  if (later === null) return passed(CHECK);
  if (subjectOf(later).sequence === number) return unclear(CHECK, 'listing-conflict', { number });
  return failed(CHECK, 'listing-replaced', { since: formatTime(later.created) });
}

/**
 * @param {JudgedRecord} listing
 * @param {JudgedRecord} other
 */
function isLater(listing, other) {
  const [number, last] = [subjectOf(listing).sequence, subjectOf(other).sequence];
  return number > last || (number === last && listing.created.seconds > other.created.seconds);
}
