// status: what the issuer's signed events say of the credential. The rules stand in verifier/checks/status.py.

import { kindOf } from '../../credentials/status_event.js';
import { formatTime, later } from '../../credentials/times.js';
import { failed, passed, skipped, unclear } from '../case.js';

const CHECK = 'status';

/** The fold of the events, then whether all of them are here. */
export async function checkStatus({ signed, party, record, at, trust }) {
  if (!signed || party === null) return skipped(CHECK, 'proof');
  const finding = foldEvents(party.events.get(record.body.id) ?? [], at);
  if (finding.code === 'revoked' || finding.code === 'superseded') return finding;
  return (await findShortage(trust, party)) ?? finding;
}

/** From when an event acts. */
export function effective({ change, created }) {
  const onceSigned = change.action === 'reinstate' || change.action === 'supersede';
  return onceSigned ? later(change.effectiveFrom, created) : change.effectiveFrom;
}

/** Status at `at` from the events of one credential, in any order. */
function foldEvents(events, at) {
  const distinct = [...new Map(events.map((event) => [event.digest, event])).values()];
  const sequence = new Map();
  let conflict = '';
  for (const event of distinct.toSorted((a, b) => a.change.sequence - b.change.sequence || b.counts - a.counts)) {
    const held = sequence.get(event.change.sequence);
    if (held === undefined) sequence.set(event.change.sequence, event);
    else if (held.counts && event.counts) conflict = `sequence ${event.change.sequence} twice`;
  }
  let missing = 1;
  while (sequence.has(missing)) missing += 1;
  if (missing <= sequence.size) conflict = `sequence ${missing} missing`;
  const acting = distinct.filter((event) => event.counts && effective(event).seconds <= at.seconds);
  acting.sort((a, b) => a.change.sequence - b.change.sequence);
  for (const event of acting) {
    if (event.change.action === 'revoke') return final('revoked', event, { kind: kindOf(event.change.reason) });
    if (event.change.action === 'supersede' && !conflict) {
      return final('superseded', event, { successor: event.change.successor ?? null });
    }
  }
  if (conflict) return unclear(CHECK, 'status-conflict', { what: conflict });
  return acting.length ? ofLast(acting.at(-1), at) : passed(CHECK);
}

function ofLast(event, at) {
  const { action, effectiveFrom, reason, until } = event.change;
  if (action === 'reinstate') return passed(CHECK, 'reinstated', { since: formatTime(effective(event)), reason });
  if (until !== undefined && until.seconds <= at.seconds) {
    return passed(CHECK, 'reinstated', { since: formatTime(until), reason });
  }
  const since = formatTime(effectiveFrom);
  return failed(CHECK, 'suspended', { since, signed: formatTime(event.created), reason, until: formatTime(until) });
}

const final = (code, event, how) =>
  failed(CHECK, code, {
    since: formatTime(effective(event)),
    signed: formatTime(event.created),
    reason: event.change.reason,
    ...how,
  });

/** The first signature that counts more, or other, events of this issuer than are here; null if none does. */
async function findShortage(trust, party) {
  const known = party.tree.size;
  for (const [by, count] of countsOf(trust, party)) {
    const fits = await party.agrees(count);
    if (fits === null) return unclear(CHECK, 'status-incomplete', { known, named: count.count, by });
    if (!fits) return unclear(CHECK, 'status-conflict', { what: `${by} has seen other events` });
  }
  if (party.manifest === null) return unclear(CHECK, 'status-incomplete', { known, named: null, by: party.issuer });
  return null;
}

function* countsOf(trust, party) {
  yield [`${party.issuer} (key list)`, party.newestKeyList.body.events];
  for (const other of trust.parties.values()) {
    const subject = other.manifest?.body.credentialSubject;
    if (subject === undefined) continue;
    if (other === party) yield [party.issuer, subject.events];
    for (const seen of subject.seen) {
      if (seen.issuer === party.issuer) yield [other.issuer, seen.events];
    }
  }
}
