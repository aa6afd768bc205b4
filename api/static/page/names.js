// Names shown to people: parties, schemes and grades as the agreement calls them, never as a file does; moments and
// periods at +08:00.

import { CHECKS, REASONS, label } from './labels.js';
import { pick, say } from './words.js';

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)$/;
const CHINA_MS = 8 * 3600 * 1000;

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

  /** A fact of a finding as people call it. */
  spoken(value) {
    if (typeof value !== 'string') return value;
    if (Object.hasOwn(REASONS, value)) return label(REASONS, value);
    if (Object.hasOwn(CHECKS, value)) return label(CHECKS, value);
    if (value.startsWith('did:web:') && !value.includes('#')) return this.party(value);
    return MOMENT.test(value) ? formatMoment(value) : value;
  }

  #scheme(id) {
    return this.text.schemes.find((one) => one.id === id);
  }
}

/** `2026-05-01`, with ` 09:00` unless it is midnight, at +08:00. */
export function formatMoment(text) {
  const local = new Date(Date.parse(text) + CHINA_MS).toISOString();
  const time = local.slice(11, 16);
  return local.slice(0, 10) + (time === '00:00' && local.slice(17, 19) === '00' ? '' : ` ${time}`);
}

/** `2026-05-01 to 2029-04-30`. */
export const formatPeriod = (since, until) =>
  say('until', { since: formatMoment(since), until: formatMoment(until) });

/** Today at +08:00, as a date field has it. */
export const today = (now) => new Date(now.getTime() + CHINA_MS).toISOString().slice(0, 10);

/** `5 hours`, or days from two on. */
export const formatAge = (hours) =>
  hours < 48 ? say('hours', { n: hours }) : say('days', { n: Math.floor(hours / 24) });
