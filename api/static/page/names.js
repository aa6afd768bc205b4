// Names shown to people: parties, schemes and grades as the agreement calls them, never as a file does; moments and
// periods at +08:00.

import { dayOf, momentOf, parseTime } from '../credentials/times.js';
import * as wording from '../credentials/wording.js';
import { pick, say } from './words.js';

/** The names of one agreement text; what it does not name stays a code. */
export class Names {
  constructor(text) {
    this.text = text;
  }

  /** The association's legal name. */
  party(did) {
    const party = this.text.parties.find((one) => one.id === did);
    return party === undefined ? did : pick(party.legalName);
  }

  /** The scheme's name. */
  scheme(id) {
    const scheme = this.#scheme(id);
    return scheme === undefined ? id : pick(scheme.name);
  }

  /** The grade's name, with its code where they differ. */
  grade(scheme, code) {
    const grade = this.#scheme(scheme)?.grades.find((one) => one.code === code);
    const name = grade === undefined ? code : pick(grade.name);
    return name === code ? code : `${code}（${name}）`;
  }

  /** A fact of a finding; an association by its name. */
  named(value) {
    return typeof value === 'string' && value.startsWith('did:web:') && !value.includes('#') ? this.party(value) : value;
  }

  #scheme(id) {
    return this.text.schemes.find((one) => one.id === id);
  }
}

/** A time of a document as people here read it, in +08:00. */
export const formatMoment = (text) => wording.formatMoment(parseTime(text));

/** A term of a document in words, its last day included. */
export function formatPeriod(since, until) {
  const end = parseTime(until);
  const key = wording.endsWithDay(end) ? 'untilDay' : 'until';
  return say(key, { since: formatMoment(since), until: wording.formatEnd(end) });
}

/** Today at +08:00, as a date field has it. */
export const today = (now) => dayOf(momentOf(Math.floor(now.getTime() / 1000)));

/** `5 hours`, or days from two on. */
export const formatAge = (hours) =>
  hours < 48 ? say('hours', { n: hours }) : say('days', { n: Math.floor(hours / 24) });
