// credentials/documents/status_event.py: the truth about suspension, reinstatement, revocation and supersession.

import * as is from '../members.js';
import { credential, vcType } from '../record.js';

/** Those of credentials and of notices. @type {Record<string, Reason[]>} */
const REASONS = {
  suspend: ['complaint', 'investigation', 'annual-check-overdue', 'enterprise-request'],
  reinstate: ['resolved', 'issued-in-error'],
  revoke: [
    'false-material', 'serious-violation', 'enterprise-dissolved', 'enterprise-request', 'issued-in-error', 'called-off',
  ],
  supersede: ['renewal', 'rename', 'upgrade', 'downgrade', 'correction', 'postponed'],
};
/** @type {Record<string, string>} */
const KINDS = {
  'called-off': 'cancelled',
  'issued-in-error': 'annulled',
  'false-material': 'annulled',
  'serious-violation': 'cancelled',
  'enterprise-request': 'given-up',
  'enterprise-dissolved': 'given-up',
};
// In the order of the Python type, which its message shows.
const ALL_REASONS = /** @type {const} */ ([
  'complaint', 'investigation', 'annual-check-overdue', 'enterprise-request', 'resolved', 'false-material',
  'serious-violation', 'enterprise-dissolved', 'issued-in-error', 'renewal', 'rename', 'upgrade', 'downgrade',
  'correction', 'called-off', 'postponed',
]);

/** @typedef {typeof ALL_REASONS[number]} Reason */

/** So many changes has no credential; what says more is malformed. */
const MAX_SEQUENCE = 4096;

const change = is.model(
  {
    type: is.literal('StatusEvent'),
    credential: is.uuid,
    sequence: is.integer(1, MAX_SEQUENCE),
    action: is.literal(...Object.keys(REASONS)),
    effectiveFrom: is.time,
    until: is.maybe(is.time),
    reason: is.literal(...ALL_REASONS),
    successor: is.maybe(is.uuid),
  },
  (body, path) => {
    const { action, until, successor } = body;
    if (until !== undefined && action !== 'suspend') throw is.refuse('event-member', path, 'until', { action });
    if ((successor !== undefined) !== (action === 'supersede') || successor === body.credential) {
      throw is.refuse('event-member', path, 'successor', { action });
    }
    if (until !== undefined && body.effectiveFrom.seconds >= until.seconds) {
      throw is.refuse('interval-empty', path, 'until');
    }
    if (!REASONS[action].includes(body.reason)) {
      throw is.refuse('event-reason', path, 'reason', { action, expected: REASONS[action] });
    }
  },
);

/**
 * The legal kind of a revocation for this reason.
 * @param {string} reason
 * @returns {string | undefined}
 */
export const kindOf = (reason) => KINDS[reason];

const members = { type: vcType('StatusEventCredential'), credentialSubject: change };

/** @typedef {ReturnType<typeof change>} Change what an event says of a credential */
/** @typedef {import('../record.js').VcBody<typeof members>} StatusEventBody */

export const STATUS_EVENT = credential('status-event', members);
