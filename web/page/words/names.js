// Names shown to people: parties, schemes and grades as the agreement calls them, never as a file does; moments and
// periods at +08:00.

import { AgreementNames } from '../../credentials/documents/agreement_names.js';
import { dayOf, momentOf, parseTime } from '../../credentials/times.js';
import * as days from '../../credentials/words/days.js';
import { aside, language, say } from './sentences.js';

/** @import { NamingText } from '../../credentials/documents/agreement_names.js' */

/** The names of one agreement text in the language spoken now; what it does not name stays a code. */
export class SpokenNames extends AgreementNames {
  /** @type {Map<string, string>} */
  #schemes = new Map(); // a list asks for few of them, in every row

  /** @param {NamingText} text */
  constructor(text) {
    super(text, language());
  }

  /** @param {string} id */
  scheme(id) {
    const name = this.#schemes.get(id) ?? super.scheme(id);
    this.#schemes.set(id, name);
    return name;
  }
}

/**
 * A time of a document as people here read it, in +08:00.
 * @param {string} text
 */
export const formatMoment = (text) => days.formatMoment(parseTime(text));

/**
 * A time, or a day, with the zone it is of: on paper nothing else says so.
 * @param {string} words
 */
export const zoned = (words) => words + aside(say('zone'));

/**
 * A term of a document in words, its last day included.
 * @param {string} since
 * @param {string} until
 */
export function formatPeriod(since, until) {
  const end = parseTime(until);
  const key = days.endsWithDay(end) ? 'untilDay' : 'until';
  return say(key, { since: formatMoment(since), until: days.formatEnd(end) });
}

/**
 * Until when a term holds: its last day, or the moment.
 * @param {string} until
 */
export const formatEnd = (until) => days.formatEnd(parseTime(until));

/**
 * Today at +08:00, as a date field has it.
 * @param {Date} now
 */
export const today = (now) => dayOf(momentOf(Math.floor(now.getTime() / 1000)));

/**
 * The age of trust data, in days from two on (terminal/output.py has the same words).
 * @param {number} hours
 */
export const formatAge = (hours) =>
  hours === 0 ? say('hoursNone') : hours < 48 ? say('hours', { n: hours }) : say('days', { n: Math.floor(hours / 24) });
