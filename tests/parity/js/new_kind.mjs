// `node new_kind.mjs VECTORS`: parity.js with a kind from outside, whose row stands in the vectors; prints the failures.

import { readFileSync } from 'node:fs';

import { KINDS, MODELS } from '../../../web/credentials/kinds.js';
import { line, literal, model, time, uscc } from '../../../web/credentials/members.js';
import { credential, vcType } from '../../../web/credentials/record.js';
import { run } from './parity.js';

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const { row } = vectors;

const openDay = model({
  type: literal('OpenDay'),
  name: model({ zh: line, en: line }),
  place: line,
  unifiedSocialCreditCode: uscc,
});

KINDS.set(row.kind, row);
MODELS.set(
  row.kind,
  credential(row.kind, { validFrom: time, validUntil: time, type: vcType(row.type), credentialSubject: openDay }),
);
process.stdout.write(JSON.stringify(await run(vectors)));
