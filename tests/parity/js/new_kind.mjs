// `node new_kind.mjs VECTORS`: parity.js with kinds from outside, whose `rows` stand in the vectors; prints the failures.
//
// `model` says what there is of their models: nothing ('none'), or no word on grade and holder ('bare').

import { readFileSync } from 'node:fs';

import { KINDS, MODELS } from '../../../web/credentials/kinds.js';
import { code, line, list, literal, model, region, slug, time, uscc } from '../../../web/credentials/members.js';
import { credential, vcType } from '../../../web/credentials/record.js';
import { run } from './parity.js';

const vectors = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const SUBJECTS = {
  'open-day': model({
    type: literal('OpenDay'),
    name: model({ zh: line, en: line }),
    place: line,
    unifiedSocialCreditCode: uscc,
  }),
  minutes: model({ type: literal('Meeting'), held: time, present: list(line) }),
  craft: model({
    type: literal('Craft'),
    name: line,
    owner: model({ name: line, code: uscc, region }),
    catalogue: slug,
    level: code,
  }),
};

const TELLS = {
  craft: {
    gradeOf: ({ credentialSubject: { catalogue: scheme, level: grade, owner } }) =>
      ({ scheme, categories: [null], grade, region: owner.region }),
    holderOf: ({ credentialSubject: { owner } }) => ({ code: owner.code, name: owner.name }),
  },
};

for (const row of vectors.rows) {
  const { kind, type } = row;
  KINDS.set(kind, row);
  if (vectors.model === 'none') continue;
  const tells = vectors.model === 'bare' ? {} : TELLS[kind];
  const term = kind === 'minutes' ? {} : { validFrom: time, validUntil: time };
  const members = { ...term, type: vcType(type), credentialSubject: SUBJECTS[kind] };
  MODELS.set(kind, credential(kind, members, undefined, tells));
}
process.stdout.write(JSON.stringify(await run(vectors)));
