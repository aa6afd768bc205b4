// `node tender.mjs VECTORS`: what the tender desk in JavaScript answers to each case of tests/parity/tender/openings.py, in order, as JSON.

import { readFileSync } from 'node:fs';

import { AgreementNames } from '../../../web/credentials/documents/agreement_names.js';
import { parseTime } from '../../../web/credentials/times.js';
import { decodeBase64 } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { takeSnapshot } from '../../../web/verifier/reliance/snapshot.js';
import { check } from '../../../web/verifier/tender/check.js';
import { parseBidders } from '../../../web/verifier/tender/documents/bidders.js';
import { parseTender } from '../../../web/verifier/tender/documents/tender.js';
import { markLate } from '../../../web/verifier/tender/papers.js';
import { say } from '../../../web/verifier/tender/words.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';
import { readRegister } from './register.mjs';

const LANGUAGES = ['zh', 'en'];
const { stores, data, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const trusts = await Promise.all(
  stores.map(({ bundle, pin }) => TrustStore.fromBundle(decodeBase64(bundle), { pin })));

/** Every code of a matrix with its facts, by part. */
function* toldIn({ cells, flags, papers, lint }) {
  for (const { codes, columns } of cells) {
    if (codes.includes('date-pending')) yield ['cells', { code: 'date-pending', facts: {} }];
    for (const column of Object.values(columns)) {
      for (const reason of column?.reasons ?? []) yield ['cells', reason];
    }
  }
  for (const [part, entries] of Object.entries({ flags, papers, lint })) {
    for (const entry of entries) yield [part, entry];
  }
}

async function answer({ tender, bidders, papers, first, trust, now, awardAt, register }) {
  const read = {
    tender: tender === undefined ? null : parseTender(decodeBase64(tender)),
    bidders: bidders === undefined ? null : parseBidders(decodeBase64(bidders)),
  };
  if (papers === undefined) return { digest: (read.tender ?? read.bidders).digest };
  const found = new Map(Object.entries(papers).map(([bidder, files]) => [bidder, files.map((paper) => ({
    ...paper,
    codes: paper.codes.map((code) => ({ ...code, data: decodeBase64(data[code.data]) })),
  }))]));
  const known = first && new Map(Object.entries(first).map(([bidder, digests]) => [bidder, new Set(digests)]));
  const when = { now: parseTime(now), awardAt: awardAt && parseTime(awardAt), register: register && await readRegister(register) };
  const marked = known ? await markLate(found, known) : found;
  const matrix = await check(read.tender, read.bidders, marked, trusts[trust], when);
  const { text, older } = takeSnapshot(trusts[trust], when.now).summary;
  const told = [...toldIn(matrix)];
  const said = LANGUAGES.map((lang) => {
    const names = new AgreementNames(text, lang, older);
    return told.map(([part, { code, facts }]) => say(part, code, facts, lang, names));
  });
  return { matrix, said };
}

const answers = [];
for (const one of cases) {
  try {
    answers.push(await answer(one));
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    const { code, field } = error;
    const sentences = await Promise.all(LANGUAGES.map(async (lang) => [await error.sentence(lang), await error.mend(lang)]));
    answers.push({ error: { code, field, sentences } });
  }
}
process.stdout.write(JSON.stringify(answers));
