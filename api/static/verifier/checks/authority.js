// authority: did the agreement entitle the issuer to this assessment? (verifier/checks/authority.py)

import { gradeOf, grantsTo, monthsOf, regionsOf, schemeOf } from '../../credentials/agreement.js';
import { categoriesOf } from '../../credentials/assessment.js';
import { addMonths, earlier, formatTime, isIn, later } from '../../credentials/times.js';
import { failed, passed, skipped, unclear } from '../case.js';

const CHECK = 'authority';

/** An ended grant makes nothing invalid: it is unclear, unless a dated log proof precedes the end. */
export function checkAuthority(inquiry) {
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { created, issuer, record } = inquiry;
  const outOfScope = (what, value) => failed(CHECK, 'out-of-scope', { created: formatTime(created), what, value });
  const text = inquiry.trust.chain.forCreated(created)?.text;
  if (text === undefined) return outOfScope('agreement', '–');
  const { validFrom, validUntil, credentialSubject: subject } = record.body;
  const { assessment } = subject;
  const scheme = schemeOf(text, assessment.scheme);
  if (scheme === undefined || scheme.kind !== record.kind) return outOfScope('scheme', assessment.scheme);
  const grants = grantsTo(text, issuer, scheme.id);
  if (!grants.length) return outOfScope('grant', scheme.id);
  const grant = grantAt(grants, created);
  if (grant === undefined) {
    const since = grants.map(({ from }) => from).reduce(earlier);
    if (created.seconds >= since.seconds) return outOfScope('grant', scheme.id);
    return failed(CHECK, 'issued-before-agreement', { created: formatTime(created), since: formatTime(since) });
  }
  if (!regionsOf(text, grant).includes(subject.region)) return outOfScope('region', subject.region);
  const strange = categoriesOf(assessment).find((name) => name !== null && !scheme.categories.includes(name));
  if (strange !== undefined) return outOfScope('category', strange);
  if (gradeOf(scheme, assessment.grade) === undefined) return outOfScope('grade', assessment.grade);
  const months = monthsOf(scheme, assessment.grade);
  if (validUntil.seconds > addMonths(validFrom, months).seconds) {
    return failed(CHECK, 'too-long', { until: formatTime(validUntil), since: formatTime(validFrom), months });
  }
  const end = grantEnd(inquiry, text, grant);
  const dated = inquiry.dated !== null && inquiry.dated.seconds < end.seconds;
  if (end.seconds <= inquiry.now.seconds && !dated) return unclear(CHECK, 'grant-ended', { until: formatTime(end) });
  return passed(CHECK);
}

const grantAt = (grants, moment) => grants.find(({ from, until }) => isIn(moment, from, until));

/** When the grant ended or ends: by its own text, or by a later version that no longer gives it. */
function grantEnd({ trust, now, created }, text, grant) {
  let end = grant.until;
  for (const { text: next } of trust.chain.versions) {
    if (next.version <= text.version || next.effectiveFrom.seconds > now.seconds) continue;
    const moment = later(next.effectiveFrom, created);
    if (moment.seconds >= end.seconds) break;
    end = grantAt(grantsTo(next, grant.issuer, grant.scheme), moment)?.until ?? moment;
  }
  return end;
}
