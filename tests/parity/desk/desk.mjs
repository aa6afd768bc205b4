// `node desk.mjs FILE`: a list of questions about plans, people lists and uploads; the answers of web/verifier/desk.

import { readFileSync } from 'node:fs';
import { formatTime, parseTime } from '../../../web/credentials/times.js';
import { judgePlan } from '../../../web/verifier/desk/decision.js';
import { judgeRecord } from '../../../web/verifier/desk/evidence.js';
import { refuseList, warnDays } from '../../../web/verifier/desk/people.js';
import { counting } from '../../../web/verifier/desk/statements.js';
import { judgeUpload } from '../../../web/verifier/desk/upload.js';
import { findWait } from '../../../web/verifier/desk/waiting.js';

const TIMES = new Set(['signed', 'created', 'now', 'expires', 'notBefore', 'effectiveFrom', 'exported', 'arrived', 'at', 'accepted', 'answered', 'kept']);
const revive = (name, value) =>
  TIMES.has(name) && typeof value === 'string' ? parseTime(value) : name === 'refused' ? value.map(parseTime) : value;

function answer({ people, question, isEmergency, folder, kept, uploaded, changed }) {
  if (people) return { code: refuseList(people), days: warnDays(people) };
  if (uploaded) return judgeUpload(question, uploaded.map(parseTime), changed);
  if (folder) return judgeRecord(question, folder, question.created, kept);
  const { code, rows, weighed, ...more } = judgePlan(question);
  const wait = findWait(question, { code, rows, weighed, ...more }, isEmergency);
  return {
    code,
    persons: weighed === null ? [] : counting(weighed).map((item) => item.by),
    aside: weighed === null ? {} : Object.fromEntries(weighed.aside),
    rows: Object.fromEntries(rows),
    wait: wait === null ? null : { persons: wait.persons ?? [], day: formatTime(wait.day), other: wait.other ?? null },
  };
}

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'), revive);
process.stdout.write(JSON.stringify(asked.map(answer)));
