// `node dates.mjs TEXT…`: each end of a term as the page tells it, and whether that is a whole day; JSON.

import { endOf, formatTime, parseTime } from '../../api/static/credentials/times.js';
import { endsWithDay, formatEnd, spokenEnd } from '../../api/static/credentials/wording.js';

const told = process.argv.slice(2).map((text) => {
  const until = parseTime(text);
  const end = formatEnd(until);
  return { end, spoken: spokenEnd(text), whole: endsWithDay(until), back: formatTime(endOf(end.slice(0, 10))) };
});
process.stdout.write(JSON.stringify(told));
