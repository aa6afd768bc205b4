// `node reading.mjs FILE`: files between desk and key in Base64; what web/credentials/documents/desk and
// web/verifier/desk/reading make of each.

import { readFileSync } from 'node:fs';
import { parsePlanToSign, parseSignedPlan } from '../../../web/credentials/documents/desk/carried.js';
import { formatTime } from '../../../web/credentials/times.js';
import { decodeBase64 } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { readStatements } from '../../../web/verifier/desk/reading/statements.js';
import { readPlanFacts } from '../../../web/verifier/desk/reading/plans.js';

const PARSERS = { unsigned: parsePlanToSign, signed: parseSignedPlan };
const BARE = { credentials: new Map(), keyList: null, agreement: null };

async function told(read) {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { error: [error.code, error.field] };
  }
}

async function answer({ kind, data }) {
  return told(async () => {
    const carried = PARSERS[kind](decodeBase64(data));
    const { stated, people } = carried;
    const { proven, faults } = await readStatements(stated.statements, people);
    return {
      plan: stated.plan.digest,
      people: people.map(({ digest }) => digest),
      created: (carried.created ?? [carried.exported]).map((moment) => formatTime(moment)),
      proven: proven.map(({ digest }) => digest),
      faults: Object.fromEntries(faults),
      facts: await told(() => factsOf(readPlanFacts(stated.plan, stated.documents, { ...BARE, people }))),
    };
  });
}

const TIMES = ['created', 'expires', 'notBefore', 'effectiveFrom'];
const factsOf = (plan) => ({
  ...plan,
  objects: plan.objects.toSorted(),
  removes: plan.removes.toSorted(),
  ...Object.fromEntries(TIMES.map((name) => [name, formatTime(plan[name])])),
});

const asked = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const answers = [];
for (const question of asked) answers.push(await answer(question));
process.stdout.write(JSON.stringify(answers));
