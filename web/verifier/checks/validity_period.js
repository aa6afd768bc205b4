// validity-period: was it in force on the date asked about? (verifier/checks/validity_period.py)

import { formatTime } from '../../credentials/times.js';
import { endsBy, failed, passed, skipped, unclear } from '../findings.js';
import { BACKDATED_AFTER, CLOCK_TOLERANCE } from '../policy.js';

/** @import { Inquiry } from '../findings.js' */

const CHECK = 'validity-period';

/**
 * [validFrom, validUntil) holds `at`; signed neither in the future nor after `at`. A clock before the trust data
 * shows no future: what it fails is unclear. What had ended when a root last signed has ended.
 * @param {Inquiry} question
 */
export function checkValidityPeriod(question) {
  const { signed, record, created, at, atGiven, now, reliance } = question;
  if (!signed) return skipped(CHECK, 'proof');
  const { validFrom, validUntil } = record.body;
  const { clockIsBehind } = reliance.freshness;
  const times = { created: formatTime(created), at: formatTime(at), since: formatTime(validFrom) };
  const ends = endsBy(question);
  if (ends.seconds >= validUntil.seconds) {
    return failed(CHECK, 'expired', { until: formatTime(validUntil), at: formatTime(ends) });
  }
  if (created.seconds > now.seconds + CLOCK_TOLERANCE) {
    const answer = clockIsBehind ? unclear : failed;
    return answer(CHECK, 'signed-in-future', { created: times.created, now: formatTime(now) });
  }
  if (at.seconds < validFrom.seconds) {
    const answer = clockIsBehind && !atGiven ? unclear : failed;
    return answer(CHECK, 'not-yet-valid', { since: times.since, at: times.at });
  }
  if (atGiven && created.seconds > at.seconds) {
    return unclear(CHECK, 'signed-after', { created: times.created, at: times.at });
  }
  if (created.seconds - validFrom.seconds > BACKDATED_AFTER) {
    return passed(CHECK, 'backdated', { since: times.since, created: times.created });
  }
  return passed(CHECK);
}
