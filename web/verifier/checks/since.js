// since: later events of the credential, after the moment asked about. Their words stand in verifier/checks/since.py.

import { later } from '../../credentials/times.js';
import { passed } from '../findings.js';
import { effective, tellEnd, findMoment, foldEvents } from './status.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Inquiry } from '../findings.js' */
/** @import { StatusHistory } from '../trust/events.js' */

const CHECK = 'since';
const FINAL = ['revoked', 'superseded'];
const OVER = ['reinstated', 'backdated'];

/**
 * The note on what came after, null where nothing did.
 * @param {Inquiry} inquiry
 */
export async function findSince(inquiry) {
  const { signed, party, record } = inquiry;
  const history = signed && party !== null ? await party.history(record.body.id) : null;
  if (history === null) return null;
  const then = foldEvents(history.events, findMoment(inquiry, history));
  if (FINAL.includes(then.code)) return null;
  const after = momentsOf(inquiry, history)
    .map((at) => foldEvents(history.events, at))
    .filter((finding) => JSON.stringify(finding) !== JSON.stringify(then));
  const ended = after.find(({ outcome }) => outcome === 'failed');
  if (ended !== undefined) return passed(CHECK, 'ended-since', { ...tellEnd(inquiry, ended), kind: ended.evidence.kind ?? ended.code });
  const over = after.find(({ code }) => OVER.includes(code));
  return over === undefined ? null : passed(CHECK, 'reinstated-since', { since: over.evidence.created ?? over.evidence.since });
}

/**
 * Now, where the clock is behind by the issuer's last word; then when all that is known has come.
 * @param {Inquiry} inquiry
 * @param {StatusHistory} history
 * @returns {Moment[]}
 */
function momentsOf({ at, now, reliance }, { events }) {
  const counting = events.filter((event) => event.counts);
  const behind = reliance.freshness.clockIsBehind ? counting.map(({ created }) => created) : [];
  const present = [now, ...behind].reduce(later, at);
  return [...new Set([present, counting.map(effective).reduce(later, present)])];
}
