// `node reading.mjs FILE`: files between desk and key, in Base64, each read at a time; what
// web/credentials/documents/desk and web/verifier/desk/reading make of them.

import { readFileSync } from 'node:fs';
import { parsePlanToSign, parseSignedPlan } from '../../../web/credentials/documents/desk/carried.js';
import { formatTime, parseTime } from '../../../web/credentials/times.js';
import { decodeBase64 } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { judgePlan } from '../../../web/verifier/desk/decision.js';
import { readCarried } from '../../../web/verifier/desk/reading/carried.js';

const PARSERS = { unsigned: parsePlanToSign, signed: parseSignedPlan };
const TIMES = ['created', 'expires', 'notBefore', 'effectiveFrom'];

const factsOf = (plan) => ({
  ...plan,
  objects: plan.objects.toSorted(),
  removes: plan.removes.toSorted(),
  ...Object.fromEntries(TIMES.map((name) => [name, formatTime(plan[name])])),
});

const told = ({ people, id, signed, ...list }) => ({ id, signed: formatTime(signed), ...list, people: people.map(({ roles, keys, ...person }) => ({ ...person, roles: roles.toSorted(), keys: keys.toSorted() })), associationKeys: list.associationKeys.toSorted() });

async function answer({ kind, data, now }) {
  try {
    const moment = parseTime(now);
    const { question, faults } = await readCarried(PARSERS[kind](decodeBase64(data)), moment, moment);
    const { code, weighed } = judgePlan(question);
    return {
      code,
      facts: factsOf(question.plan),
      previous: question.previous === null ? null : question.previous.digest,
      chain: { isAnchored: question.chain.isAnchored, lists: question.chain.lists.map(told) },
      aside: weighed === null ? {} : Object.fromEntries(weighed.aside),
      faults: Object.fromEntries(faults),
    };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { error: [error.code, error.field] };
  }
}

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const answers = [];
for (const question of asked) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers));
