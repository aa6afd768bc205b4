// `node record.mjs CASES`: the record of each opening of tests/parity/tender/test_record.py, drawn up by JavaScript, as JSON.

import { readFileSync } from 'node:fs';

import { digestOf } from '../../../web/credentials/record.js';
import { parseTime } from '../../../web/credentials/times.js';
import { concat, decodeBase64, decodeHex, encodeBase64, encodeHex, encodeText } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { sha256 } from '../../../web/signing/sha256.js';
import { readSigner } from '../../../web/signing/keys/signer.js';
import { parseBidders } from '../../../web/verifier/tender/documents/bidders.js';
import { parseTender } from '../../../web/verifier/tender/documents/tender.js';
import { digestMatrix } from '../../../web/verifier/tender/record/common_words.js';
import { writePack } from '../../../web/verifier/tender/record/pack.js';
import { listPack, vouch } from '../../../web/verifier/tender/record/pack_files.js';
import { checkOpening, drawUp, webCode } from '../../../web/verifier/tender/record/receipt.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';
import { readRegister } from './register.mjs';

const { release, digest, printed, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const readInput = ({ paper, ...rest }) => ({
  ...rest,
  paper: { ...paper, codes: paper.codes.map((code) => ({ ...code, data: decodeBase64(code.data) })) },
});

async function draw({ tender, bidders, inputs, bundle, pin, first, seed, now, awardAt, key, register }) {
  const data = decodeBase64(bundle);
  const opening = {
    tender: parseTender(decodeBase64(tender)),
    bidders: parseBidders(decodeBase64(bidders)),
    inputs: new Map(Object.entries(inputs).map(([bidder, entries]) => [bidder, entries.map(readInput)])),
    bundle: data,
    trust: await TrustStore.fromBundle(data, { pin }),
    ...(first !== null && { first }),
    ...(register !== null && { register: await readRegister(register) }),
  };
  const signer = key === null ? null : await readSigner(encodeText(key.pem), key.passphrase);
  const matrix = await checkOpening(opening, { now: parseTime(now), awardAt: awardAt && parseTime(awardAt) });
  const code = webCode(release, digest);
  const receipt = await drawUp(opening, matrix, { code, seed: decodeHex(seed), signer });
  const files = printed.map(({ data: text, ...rest }) => ({ ...rest, data: encodeText(text) }));
  const pack = concat(...writePack(await listPack(receipt, opening)));
  return {
    receipt: encodeBase64(receipt.data),
    words: digestMatrix(matrix, encodeHex(sha256(data))),
    pack: encodeBase64(pack),
    papers: encodeBase64(await vouch({ ...receipt, digest: digestOf(receipt.value) }, files, { code, signer })),
  };
}

const answers = [];
for (const one of cases) {
  try {
    answers.push(await draw(one));
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    answers.push({ error: error.code, field: error.field, said: [await error.sentence('zh'), await error.sentence('en')] });
  }
}
process.stdout.write(JSON.stringify(answers));
