// credentials/times.py: times in signed documents, whole seconds with an offset. Intervals are [from, until).

import * as days from './words/days.js';
import { RecordError } from './errors.js';

export { CHINA, Moment, addMonths, dayOf, earlier, endOf, formatTime, isIn, lastDay, later, momentOf, startOf } from './words/days.js';

const YEAR = '(19[7-9][0-9]|20[0-9]{2}|21[0-9]{2})';
const TIME = new RegExp(
  `^${YEAR}-([0-9]{2})-([0-9]{2})T([01][0-9]|2[0-3]):([0-5][0-9]):([0-5][0-9])(?:Z|([+-])([01][0-9]|2[0-3]):([0-5][0-9]))$`,
);
const DATE = new RegExp(`^${YEAR}-([0-9]{2})-([0-9]{2})$`);

/**
 * The moment of RFC 3339 text with whole seconds; RecordError time-form, day-nonexistent.
 * @param {unknown} text
 */
export function parseTime(text) {
  const match = typeof text === 'string' ? TIME.exec(text) : null;
  if (match === null) throw new RecordError('time-form');
  const [year, month, day, hour, minute, second] = match.slice(1, 7).map(Number);
  if (!isDay(year, month, day)) throw new RecordError('day-nonexistent', '', { day: match[0].slice(0, 10) });
  const offset = match[7] ? (Number(match[8]) * 60 + Number(match[9])) * (match[7] === '-' ? -1 : 1) : 0;
  return new days.Moment(Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - offset * 60, offset);
}

/**
 * `text` if it is a date like 2026-05-01; RecordError date-form, day-nonexistent.
 * @param {unknown} text
 */
export function parseDate(text) {
  const match = typeof text === 'string' ? DATE.exec(text) : null;
  if (match === null) throw new RecordError('date-form');
  const [year, month, day] = match.slice(1).map(Number);
  if (!isDay(year, month, day)) throw new RecordError('day-nonexistent', '', { day: match[0] });
  return match[0];
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
const isDay = (year, month, day) => month >= 1 && month <= 12 && day >= 1 && day <= days.daysIn(year, month);
