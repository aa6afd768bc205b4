// status: the credential's status by the issuer's signed events. The rules stand in verifier/checks/status.py.

import { kindOf } from '../../credentials/documents/status_event.js';
import { formatTime, later } from '../../credentials/times.js';
import { endsBy, failed, passed, skipped, unclear } from '../findings.js';
import { BACKDATED_AFTER } from '../policy.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Evidence, Finding, Inquiry } from '../findings.js' */
/** @import { Witness } from '../reliance/witness.js' */
/** @import { StatusEvent, StatusHistory } from '../trust/events.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */

const CHECK = 'status';

/**
 * Folds the events, then checks that no event is missing.
 * @param {Inquiry} question
 */
export async function checkStatus(question) {
  const { signed, party, record, atGiven, reliance } = question;
  if (!signed || party === null) return skipped(CHECK, 'proof');
  const credential = record.body.id;
  const history = await party.history(credential);
  const finding = history === null ? passed(CHECK) : readStatus(history, findMoment(question, history));
  if (finding.code === 'revoked' || finding.code === 'superseded') return { ...finding, evidence: tellEnd(question, finding) };
  const { clockIsBehind, witness } = reliance.freshness;
  const shortage = reliance.shortage ?? findUnseen(witness, party, credential);
  // a missing event may have ended a suspension, but never a revocation
  if (shortage !== null) return shortage;
  if (finding.code === 'suspended' && clockIsBehind && !atGiven) return unclear(CHECK, finding.code, finding.evidence);
  return finding;
}

/**
 * The evidence of an end; that of a notice has the reason once more, for it ends in its own words.
 * @param {Inquiry} question
 * @param {Finding} finding
 * @returns {Evidence}
 */
export const tellEnd = ({ record }, { evidence }) =>
  record.kind === 'notice' ? { ...evidence, notice: /** @type {string} */ (evidence.reason) } : evidence;

/**
 * Returns the moment asked about; if the clock is behind, no earlier than the issuer's last signature.
 * @param {Inquiry} question
 * @param {StatusHistory} history
 */
export function findMoment(question, { events }) {
  if (!question.reliance.freshness.clockIsBehind || question.atGiven) return question.at;
  return [endsBy(question), ...events.filter((event) => event.counts).map(({ created }) => created)].reduce(later);
}

/**
 * A loose event of this credential that the witness names and that is not here, or more than it can name; or null.
 * @param {Witness | null} witness
 * @param {PartyTrust} party
 * @param {string} wanted
 */
function findUnseen(witness, party, wanted) {
  if (!witness?.sight) return null;
  const { loose, looseCount: named } = witness.sight;
  const by = witness.party.issuer;
  const unseen = loose.find(({ credential, digest }) => credential === wanted && !party.events.digests.has(digest));
  if (unseen !== undefined) return unclear(CHECK, 'status-incomplete', { kind: 'loose', by, digest: unseen.digest });
  if (named === undefined) return null;
  return unclear(CHECK, 'status-incomplete', { kind: 'cut', by, known: loose.length, named });
}

/**
 * Returns the status at `at` from the known events of one credential.
 * @param {StatusHistory} history
 * @param {Moment} at
 */
function readStatus({ events, broken, unknown }, at) {
  const finding = foldEvents(events, at);
  if (finding.outcome === 'failed') return finding;
  if (broken.length) {
    return unclear(CHECK, 'status-conflict', { kind: 'no-event', digest: broken[0] });
  }
  if (unknown.length && finding.code === 'ok') {
    const [{ key, created }] = unknown;
    return passed(CHECK, 'newer-than-trust-data', { kind: 'event', key, created: formatTime(created) });
  }
  return finding;
}

/**
 * Returns the time from which an event acts.
 * @param {Pick<StatusEvent, 'change' | 'created'>} event
 */
export function effective({ change, created }) {
  const onceSigned = change.action === 'reinstate' || change.action === 'supersede';
  return onceSigned ? later(change.effectiveFrom, created) : change.effectiveFrom;
}

/**
 * Returns the status at `at` from the events of one credential, in any order.
 * @param {StatusEvent[]} events
 * @param {Moment} at
 */
export function foldEvents(events, at) {
  const distinct = [...new Map(events.map((event) => [event.digest, event])).values()];
  /** @type {Finding | null} */
  let conflict = null;
  // rule 4: two events with the same number, or a number that no event explains
  const counting = distinct.filter((event) => event.counts).sort((a, b) => a.change.sequence - b.change.sequence);
  for (const [place, event] of counting.entries()) {
    const number = event.change.sequence;
    if (counting[place - 1]?.change.sequence === number) conflict = unclear(CHECK, 'status-conflict', { kind: 'repeated', number });
  }
  const known = new Set(distinct.filter(({ counts, explains }) => counts || explains).map(({ change }) => change.sequence));
  let missing = 1;
  while (known.has(missing)) missing += 1;
  const highest = counting.at(-1)?.change.sequence ?? 0;
  if (missing < highest) conflict = unclear(CHECK, 'status-conflict', { kind: 'gap', number: missing });
  const acting = counting.filter((event) => effective(event).seconds <= at.seconds);
  for (const event of acting) {
    // in a conflict, only a revocation counts
    if (event.change.action === 'revoke') return final('revoked', event, { kind: kindOf(event.change.reason) });
    if (event.change.action === 'supersede' && conflict === null) {
      return final('superseded', event, { successor: event.change.successor ?? null });
    }
  }
  if (conflict !== null) return conflict;
  return acting.length ? ofLast(acting[acting.length - 1], at) : passed(CHECK);
}

/**
 * @param {StatusEvent} event
 * @param {Moment} at
 */
function ofLast(event, at) {
  const { action, effectiveFrom, reason, until } = event.change;
  if (action === 'reinstate' && event.created.seconds - effectiveFrom.seconds > BACKDATED_AFTER) {
    const times = { since: formatTime(effectiveFrom), created: formatTime(event.created) };
    return passed(CHECK, 'backdated', { kind: 'reinstatement', ...times });
  }
  if (action === 'reinstate') return passed(CHECK, 'reinstated', { since: formatTime(effective(event)), reason });
  if (until !== undefined && until.seconds <= at.seconds) {
    return passed(CHECK, 'reinstated', { since: formatTime(until), reason });
  }
  const since = formatTime(effectiveFrom);
  return failed(CHECK, 'suspended', { since, signed: formatTime(event.created), reason, until: formatTime(until) });
}

/**
 * @param {string} code
 * @param {StatusEvent} event
 * @param {Evidence} how
 */
const final = (code, event, how) =>
  failed(CHECK, code, {
    since: formatTime(effective(event)),
    signed: formatTime(event.created),
    reason: event.change.reason,
    ...how,
  });
