// credentials/wording.py: times of documents as people here read them, in +08:00, the last day of a term included.

import { REASONS } from '../texts/labels.js';
import { RecordError } from './errors.js';
import { CHINA, Moment, endOf, formatTime, lastDay, parseTime } from './times.js';

const local = (moment) => formatTime(new Moment(moment.seconds, CHINA));

/** `2026-05-01`, with ` 09:00` unless the day begins then. */
export function formatMoment(moment) {
  const text = local(moment);
  return text.slice(0, 10) + (text.slice(11, 19) === '00:00:00' ? '' : ` ${text.slice(11, 16)}`);
}

/** Whether a term that ends at `until` holds to the end of its last day. */
export const endsWithDay = (until) => endOf(lastDay(until)).seconds === until.seconds;

/** Until when a term holds: its last day; with the time where it ends within that day. */
export const formatEnd = (until) => (endsWithDay(until) ? lastDay(until) : formatMoment(until));

/** The facts of a sentence as a person reads them: times in +08:00, `until` as its last day, reasons in words. */
export function spokenFacts(facts, lang) {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, spoken(name, value, lang)]));
}

/** The word for a code; the code itself when the list does not know it. */
export const wordFor = (labels, code, lang) => (Object.hasOwn(labels, code) ? labels[code][lang === 'zh' ? 1 : 0] : code);

function spoken(name, value, lang) {
  if (typeof value !== 'string') return value;
  if (name === 'reason') return wordFor(REASONS, value, lang);
  try {
    const moment = parseTime(value);
    return name === 'until' ? formatEnd(moment) : formatMoment(moment);
  } catch (error) {
    if (error instanceof RecordError) return value;
    throw error;
  }
}
