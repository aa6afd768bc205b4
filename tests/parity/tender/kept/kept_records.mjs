// `node kept_records.mjs CASES`: what JavaScript makes of the kept records of tests/parity/tender/kept/test_kept_records.py, as JSON.

import { readFileSync } from 'node:fs';

import { AgreementNames } from '../../../../web/credentials/documents/agreement_names.js';
import { decodeBase64, encodeBase64 } from '../../../../web/signing/bytes.js';
import { HurenError } from '../../../../web/signing/errors.js';
import { sayBreak, sayCause, sayCauses } from '../../../../web/tender/acts/difference_said.js';
import { compareKept, describeKept, extractKept, firstOfKept, objectToKept } from '../../../../web/tender/checking/kept_records.js';

const { files, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const blobs = files.map((text) => new Blob([decodeBase64(text)]));

const ACTS = {
  async describe({ file }) {
    const found = await describeKept(blobs[file]);
    return { kind: found?.kind ?? null, digest: found?.digest ?? null, papers: found?.papers ?? null };
  },
  async compare({ before, after }) {
    const { difference, breaks, naming } = await compareKept(blobs[before], blobs[after]);
    const said = ['zh', 'en'].map((lang) => {
      const names = naming === null ? null : new AgreementNames(naming.text, lang, naming.older);
      return [...difference.causes.map((cause) => sayCause(cause, lang, names)), ...difference.cells.flatMap((cell) => sayCauses(cell, lang, names)), ...breaks.map((one) => sayBreak(one, lang))];
    });
    return { ...difference, versions: breaks, said };
  },
  async object({ file, objection }) {
    const { data, digest, cells } = await objectToKept(blobs[file], decodeBase64(objection));
    return { data: encodeBase64(data), digest, cells: cells.map(({ requirement, bidder, state }) => [requirement, bidder, state]) };
  },
  async first({ file }) {
    const { digest, timely } = await firstOfKept(blobs[file]);
    return { digest, timely: Object.fromEntries([...timely].map(([bidder, digests]) => [bidder, [...digests].sort()])) };
  },
  extract: async ({ file, of }) => ({ data: encodeBase64((await extractKept(blobs[file], of)).data) }),
};

const answers = [];
for (const { act, ...given } of cases) {
  try {
    answers.push(await ACTS[act](given));
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    answers.push({ error: error.code, field: error.field, said: [await error.sentence('zh'), await error.sentence('en')] });
  }
}
process.stdout.write(JSON.stringify(answers));
