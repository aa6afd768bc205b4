// `node dates.mjs TEXT…`: each end of a term as the page tells it, and whether that is a whole day; JSON.

import { endOf, formatTime, parseTime } from '../../../web/credentials/times.js';
import { speak } from '../../../web/credentials/words/document_speech.js';
import { endsWithDay, formatEnd } from '../../../web/credentials/words/days.js';

const told = process.argv.slice(2).map((text) => {
  const until = parseTime(text);
  const end = formatEnd(until);
  const spoken = speak('end', text, 'zh');
  return { end, spoken, whole: endsWithDay(until), back: formatTime(endOf(end.slice(0, 10))) };
});
process.stdout.write(JSON.stringify(told));
