// credentials/words/days.py: days and terms as people in China name them, in +08:00, the last day included.

/** The offset, in minutes, in which a date typed by a person is read. */
export const CHINA = 480;
const DAY = 86_400;

/** A point in time: `seconds` since 1970, and the offset in minutes in which it is written. */
export class Moment {
  /**
   * @param {number} seconds
   * @param {number} offset
   */
  constructor(seconds, offset) {
    this.seconds = seconds;
    this.offset = offset;
    Object.freeze(this);
  }

  /**
   * @param {number} seconds
   */
  plus(seconds) {
    return new Moment(this.seconds + seconds, this.offset);
  }
}

/**
 * Returns a Moment unchanged; reads whole seconds since 1970 in the offset of China.
 * @param {Moment | number} when
 */
export function momentOf(when) {
  if (when instanceof Moment) return when;
  if (!Number.isFinite(when)) throw new RangeError('a time is a Moment or seconds since 1970');
  return new Moment(Math.floor(when), CHINA);
}

/**
 * @param {Moment} a
 * @param {Moment} b
 */
export const earlier = (a, b) => (b.seconds < a.seconds ? b : a);
/**
 * @param {Moment} a
 * @param {Moment} b
 */
export const later = (a, b) => (b.seconds > a.seconds ? b : a);
/**
 * @param {Moment} moment
 * @param {Moment} from
 * @param {Moment} [until]
 */
export const isIn = (moment, from, until) =>
  from.seconds <= moment.seconds && (until === undefined || moment.seconds < until.seconds);

/**
 * RFC 3339 text in whole seconds, `Z` for +00:00; of nothing, nothing.
 * @overload
 * @param {Moment} moment
 * @returns {string}
 */
/**
 * @overload
 * @param {Moment | null} [moment]
 * @returns {string | null}
 */
/**
 * @param {Moment | null} [moment]
 */
export function formatTime(moment) {
  if (moment === undefined || moment === null) return null;
  const local = new Date((moment.seconds + moment.offset * 60) * 1000).toISOString().slice(0, 19);
  if (moment.offset === 0) return `${local}Z`;
  const size = Math.abs(moment.offset);
  const pad = (/** @type {number} */ number) => String(number).padStart(2, '0');
  return `${local}${moment.offset < 0 ? '-' : '+'}${pad(Math.floor(size / 60))}:${pad(size % 60)}`;
}

/**
 * Returns the day of a moment in +08:00.
 * @param {Moment} moment
 */
export const dayOf = (moment) => formatTime(new Moment(moment.seconds, CHINA)).slice(0, 10);

/**
 * The first second of a day that a person named.
 * @param {string} day
 */
export const startOf = (day) => new Moment(Date.parse(`${day}T00:00:00+08:00`) / 1000, CHINA);

/**
 * The end of a term whose last day is `day`: the first second that is no longer in it.
 * @param {string} day
 */
export const endOf = (day) => startOf(day).plus(DAY);

/**
 * Returns the last day on which a term that ends at `until` is in force, even if only for part of the day.
 * @param {Moment} until
 */
export const lastDay = (until) => dayOf(until.plus(-1));

/**
 * The same day and time `months` later in +08:00, or that month's last day where the day does not exist.
 * @param {Moment} moment
 * @param {number} months
 */
export function addMonths(moment, months) {
  const local = new Date((moment.seconds + CHINA * 60) * 1000);
  const day = local.getUTCDate();
  local.setUTCDate(1);
  local.setUTCMonth(local.getUTCMonth() + months);
  local.setUTCDate(Math.min(day, daysIn(local.getUTCFullYear(), local.getUTCMonth() + 1)));
  return new Moment(local.getTime() / 1000 - CHINA * 60, CHINA);
}

/**
 * Returns the number of days of the month; January is 1.
 * @param {number} year
 * @param {number} month
 */
export const daysIn = (year, month) => new Date(Date.UTC(year, month, 0)).getUTCDate();

/**
 * `2026-05-01`, with ` 09:00` unless the day begins then.
 * @param {Moment} moment
 */
export function formatMoment(moment) {
  const text = formatTime(new Moment(moment.seconds, CHINA));
  return text.slice(0, 10) + (text.slice(11, 19) === '00:00:00' ? '' : ` ${text.slice(11, 16)}`);
}

/**
 * Returns whether a term that ends at `until` lasts to the end of its last day.
 * @param {Moment} until
 */
export const endsWithDay = (until) => endOf(lastDay(until)).seconds === until.seconds;

/**
 * Returns the end of a term in words: its last day, with the time if the term ends within that day.
 * @param {Moment} until
 */
export const formatEnd = (until) => (endsWithDay(until) ? lastDay(until) : formatMoment(until));
