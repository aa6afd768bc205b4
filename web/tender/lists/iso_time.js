// datetime.fromisoformat of Python: the forms of ISO 8601 in which others write a time, as a moment.

import { CHINA, Moment } from '../../credentials/times.js';

const DATE = /^([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|([0-9]{2})([0-9]{2})|-W([0-9]{2})(?:-([1-7]))?|W([0-9]{2})([1-7])?)/;
const CLOCK = '([0-9]{2})(?::([0-9]{2})(?::([0-9]{2})(?:[.,]([0-9]+))?)?|([0-9]{2})(?:([0-9]{2})(?:[.,]([0-9]+))?)?)?';
const TIME = new RegExp(`^${CLOCK}(?:Z|([+-])${CLOCK})?$`);
const DAY = 86_400;

/**
 * The moment, without parts of a second, at +08:00; null for what is none. A time without an offset is that of China.
 * @param {string} text
 */
export function parseIso(text) {
  const date = DATE.exec(text);
  const day = date === null ? null : dayOf(date);
  if (date === null || day === null) return null;
  const rest = text.slice(date[0].length);
  if (rest === '') return inChina(day - CHINA * 60);
  const time = TIME.exec(Array.from(rest).slice(1).join(''));
  const clock = time === null ? null : secondsOf(time.slice(1, 8));
  if (time === null || clock === null || clock.seconds >= DAY) return null;
  const offset = time[8] === undefined ? null : secondsOf(time.slice(9, 16));
  if (offset === null) return time[8] === undefined ? inChina(day + clock.seconds - (rest.endsWith('Z') ? 0 : CHINA * 60)) : null;
  if (offset.seconds >= DAY) return null;
  const sign = time[8] === '-' ? -1 : 1;
  return inChina(Math.floor(day + clock.seconds + clock.part - sign * (offset.seconds + offset.part)));
}

/** @param {number} seconds */
function inChina(seconds) {
  const year = new Date((seconds + CHINA * 60) * 1000).getUTCFullYear();
  return year >= 1 && year <= 9999 ? new Moment(seconds, CHINA) : null;
}

/**
 * The seconds of 1970 at which a day of the calendar, or of a week, begins; null where there is none.
 * @param {RegExpExecArray} date
 */
function dayOf(date) {
  const [year, ...parts] = date.slice(1).map((part) => (part === undefined ? null : Number(part)));
  const week = parts[4] ?? parts[6];
  if (year === null || year < 1) return null;
  if (week !== null) return dayOfWeek(year, week, parts[5] ?? parts[7] ?? 1);
  const [month, day] = [parts[0] ?? parts[2] ?? 0, parts[1] ?? parts[3] ?? 0];
  const made = utc(year, month, day);
  const back = new Date(made * 1000);
  return back.getUTCMonth() === month - 1 && back.getUTCDate() === day ? made : null;
}

/**
 * @param {number} year
 * @param {number} month
 * @param {number} day
 */
function utc(year, month, day) {
  const made = new Date(0);
  made.setUTCFullYear(year, month - 1, day);
  return made.getTime() / 1000;
}

/**
 * @param {number} year
 * @param {number} week
 * @param {number} day
 */
function dayOfWeek(year, week, day) {
  const first = (/** @type {number} */ of) => {
    const fourth = utc(of, 1, 4); // which is always in the first week
    return fourth - ((new Date(fourth * 1000).getUTCDay() + 6) % 7) * DAY;
  };
  const weeks = (first(year + 1) - first(year)) / (7 * DAY);
  return week >= 1 && week <= weeks ? first(year) + ((week - 1) * 7 + day - 1) * DAY : null;
}

/**
 * @param {(string | undefined)[]} parts of a clock
 */
function secondsOf([hour, minute, second, part, bareMinute, bareSecond, barePart]) {
  const [hours, minutes, seconds] = [hour, minute ?? bareMinute ?? 0, second ?? bareSecond ?? 0].map(Number);
  if (hours > 23 || minutes > 59 || seconds > 59) return null;
  return { seconds: hours * 3600 + minutes * 60 + seconds, part: Number(`0.${(part ?? barePart ?? '0').slice(0, 6)}`) };
}
