// credentials/times.py: times in signed documents, whole seconds with an offset. Intervals are [from, until).

import { RecordError } from './errors.js';

const YEAR = '(19[7-9][0-9]|20[0-9]{2}|21[0-9]{2})';
const TIME = new RegExp(
  `^${YEAR}-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$`,
);
const DATE = new RegExp(`^${YEAR}-([0-9]{2})-([0-9]{2})$`);
/** The offset, in minutes, in which a date typed by a person is read. */
export const CHINA = 480;
const DAY = 86_400;

/** A point in time: `seconds` since 1970, and the offset in minutes it is written with. */
export class Moment {
  constructor(seconds, offset) {
    this.seconds = seconds;
    this.offset = offset;
    Object.freeze(this);
  }

  plus(seconds) {
    return new Moment(this.seconds + seconds, this.offset);
  }
}

/** A moment as it is, or whole seconds since 1970 read in the offset of China. */
export function momentOf(when) {
  if (when instanceof Moment) return when;
  if (!Number.isFinite(when)) throw new RangeError('a time is a Moment or seconds since 1970');
  return new Moment(Math.floor(when), CHINA);
}

export const earlier = (a, b) => (b.seconds < a.seconds ? b : a);
export const later = (a, b) => (b.seconds > a.seconds ? b : a);
export const isIn = (moment, from, until) =>
  from.seconds <= moment.seconds && (until === undefined || moment.seconds < until.seconds);

/** The moment of RFC 3339 text with whole seconds; RecordError `time-form` for anything else. */
export function parseTime(text) {
  const match = typeof text === 'string' ? TIME.exec(text) : null;
  if (match === null) throw new RecordError('time-form');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (!isDay(year, month, day)) throw new RecordError('time-form');
  const offset = match[7] ? (Number(match[8]) * 60 + Number(match[9])) * (match[7] === '-' ? -1 : 1) : 0;
  return new Moment(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset * 60, offset);
}

/** RFC 3339 text in whole seconds, `Z` for +00:00; of nothing, nothing. */
export function formatTime(moment) {
  if (moment === undefined || moment === null) return null;
  const local = new Date((moment.seconds + moment.offset * 60) * 1000).toISOString().slice(0, 19);
  if (moment.offset === 0) return `${local}Z`;
  const size = Math.abs(moment.offset);
  const pad = (number) => String(number).padStart(2, '0');
  return `${local}${moment.offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/** `text` if it is a date like 2026-05-01; RecordError `date-form` for anything else. */
export function parseDate(text) {
  const match = typeof text === 'string' ? DATE.exec(text) : null;
  if (match === null || !isDay(...match.slice(1).map(Number))) throw new RecordError('date-form');
  return text;
}

/** The day it is then, in +08:00. */
export const dayOf = (moment) => formatTime(new Moment(moment.seconds, CHINA)).slice(0, 10);

/** The first second of a day that a person named. */
export const startOf = (day) => new Moment(Date.parse(`${day}T00:00:00+08:00`) / 1000, CHINA);

/** The end of a term whose last day is `day`: the first second that is no longer in it. */
export const endOf = (day) => startOf(day).plus(DAY);

/** The last day on which a term that ends at `until` holds, if only for a part of it. */
export const lastDay = (until) => dayOf(until.plus(-1));

/** The same day and time `months` later in +08:00, or that month's last day where the day does not exist. */
export function addMonths(moment, months) {
  const local = new Date((moment.seconds + CHINA * 60) * 1000);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + months);
  local.setUTCDate(Math.min(day, daysIn(local.getUTCFullYear(), local.getUTCMonth() + 1)));
  return new Moment(local.getTime() / 1000 - CHINA * 60, CHINA);
}

const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

const isDay = (year, month, day) => month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month);
