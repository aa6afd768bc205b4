// authority: did the agreement entitle the issuer to this record? (verifier/checks/authority.py)

import { gradeOf, granted, grantsTo, monthsOf, schemeOf } from '../../credentials/documents/agreement.js';
import { addMonths, earlier, formatTime, isIn } from '../../credentials/times.js';
import { GRACE } from '../trust/agreements.js';
import { failed, passed, skipped, unclear } from '../findings.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding, Inquiry } from '../findings.js' */
/** @import { AgreementVersion } from '../trust/agreements.js' */

const CHECK = 'authority';

/**
 * An ended grant makes no record invalid: the finding is unclear, unless a dated log proof precedes the end.
 * @param {Inquiry} inquiry
 */
export function checkAuthority(inquiry) {
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const judge = JUDGES[inquiry.kind.authority];
  const findings = inquiry.trust.chain.judges(inquiry.created).map((version) => judge(inquiry, version));
  if (!findings.length) return failed(CHECK, 'out-of-scope', { created: formatTime(inquiry.created) });
  return findings.find(({ outcome }) => outcome !== 'failed') ?? findings[0];
}

/**
 * @param {Inquiry} inquiry
 * @param {string} kind
 * @param {string | null} value
 */
const outOfScope = ({ created }, kind, value) =>
  failed(CHECK, 'out-of-scope', { kind, created: formatTime(created), value });

/**
 * Requires only that the issuer is a party; for one that has left since, only a dated log proof counts.
 * @param {Inquiry} inquiry
 * @param {AgreementVersion} version
 */
function judgeParty(inquiry, version) {
  const { created, issuer, now, dated } = inquiry;
  const isParty = (/** @type {AgreementVersion} */ { text }) => text.parties.some(({ id }) => id === issuer);
  if (!isParty(version)) return outOfScope(inquiry, 'party', issuer);
  const begin = version.text.effectiveFrom;
  if (created.seconds < begin.seconds) {
    return failed(CHECK, 'issued-before-agreement', { created: formatTime(created), since: formatTime(begin) });
  }
  const later = inquiry.trust.chain.versions.filter(({ text }) => text.version > version.text.version);
  const end = later.find((text) => !isParty(text))?.actsFrom.plus(GRACE);
  if (end !== undefined && end.seconds <= now.seconds && (dated === null || dated.seconds >= end.seconds)) {
    return unclear(CHECK, 'grant-ended', { until: formatTime(end) });
  }
  return passed(CHECK);
}

/**
 * Judges grant, region, scheme, category, grade and months.
 * @param {Inquiry} inquiry
 * @param {AgreementVersion} version
 */
function judgeGrant(inquiry, version) {
  const { created, record } = inquiry;
  const { text } = version;
  const { validFrom, validUntil } = record.body;
  const { graded } = record;
  const scheme = schemeOf(text, graded.scheme);
  if (scheme === undefined || scheme.kind !== record.kind) return outOfScope(inquiry, 'scheme', graded.scheme);
  const own = grantedUntil(inquiry, text, created);
  if (own === undefined) return notGranted(inquiry, text);
  const strange = graded.categories.find((name) => name !== null && !scheme.categories.includes(name));
  if (strange !== undefined) return outOfScope(inquiry, 'category', strange);
  if (gradeOf(scheme, graded.grade) === undefined) return outOfScope(inquiry, 'grade', graded.grade);
  const months = monthsOf(scheme, graded.grade);
  if (validUntil.seconds > addMonths(validFrom, months).seconds) {
    return failed(CHECK, 'too-long', { until: formatTime(validUntil), since: formatTime(validFrom), months });
  }
  const end = grantEnd(inquiry, version, own);
  const dated = inquiry.dated !== null && inquiry.dated.seconds < end.seconds;
  if (end.seconds <= inquiry.now.seconds && !dated) return unclear(CHECK, 'grant-ended', { until: formatTime(end) });
  return passed(CHECK);
}

/**
 * Returns the end of the grant that covers `moment`.
 * @param {Inquiry} inquiry
 * @param {AgreementText} text
 * @param {Moment} moment
 */
function grantedUntil({ issuer, record }, text, moment) {
  const { region, scheme } = record.graded;
  return granted(text, issuer, scheme, region).find(([from, until]) => isIn(moment, from, until))?.[1];
}

/**
 * Returns whether the grant, the region or the time is missing.
 * @param {Inquiry} inquiry
 * @param {AgreementText} text
 */
function notGranted(inquiry, text) {
  const { created, issuer, record } = inquiry;
  const { region, scheme } = record.graded;
  const grants = grantsTo(text, issuer, scheme);
  if (grants.some(({ from, until }) => isIn(created, from, until))) return outOfScope(inquiry, 'region', region);
  const starts = grants.map(({ from }) => from);
  if (!starts.length || starts.some((from) => from.seconds <= created.seconds)) {
    return outOfScope(inquiry, 'grant', scheme);
  }
  const since = starts.reduce(earlier);
  return failed(CHECK, 'issued-before-agreement', { created: formatTime(created), since: formatTime(since) });
}

/**
 * Returns when the grant ended or ends: by its own text, or GRACE after a later version that no longer has it.
 * @param {Inquiry} inquiry
 * @param {AgreementVersion} version
 * @param {Moment} own
 */
function grantEnd(inquiry, version, own) {
  const { chain } = inquiry.trust;
  let end = own;
  for (const later of chain.versions) {
    const moment = later.actsFrom.plus(GRACE);
    if (later.text.version <= version.text.version || moment.seconds > inquiry.now.seconds) continue;
    if (moment.seconds >= end.seconds) break;
    end = grantedUntil(inquiry, (chain.at(moment) ?? later).text, moment) ?? moment;
  }
  return end;
}

/**
 * Judges by `authority` of the row of a kind.
 * @type {Record<Inquiry['kind']['authority'], (inquiry: Inquiry, version: AgreementVersion) => Finding>}
 */
const JUDGES = { grant: judgeGrant, party: judgeParty };
