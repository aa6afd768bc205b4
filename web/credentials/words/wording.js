// credentials/words/wording.py: times of documents as people here read them, in +08:00, the last day of a term included.

import { CHINA, Moment, endOf, formatTime, lastDay } from './days.js';

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

/** The word for a code; the code itself when the list does not know it. */
export const wordFor = (labels, code, lang) => (Object.hasOwn(labels, code) ? labels[code][lang === 'zh' ? 1 : 0] : code);
