// `node registers.mjs CASES`: what web/verifier/numbers/register.js finds in each register, as JSON.

import { readFileSync } from 'node:fs';

import { parseTime } from '../../../web/credentials/times.js';
import { decodeBase64, encodeBase64 } from '../../../web/signing/bytes.js';
import { HurenError } from '../../../web/signing/errors.js';
import { bundleOfRegister, searchRegister } from '../../../web/verifier/numbers/register.js';
import { TrustStore } from '../../../web/verifier/trust/trust_store.js';

const { pin, now, numbers, usccs, files } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const moment = parseTime(now);

async function answer(data) {
  const unpack = () => new Blob([decodeBase64(data)]).stream().pipeThrough(new DecompressionStream('gzip'));
  try {
    const { proofs, credentials, logs } = await searchRegister(unpack(), numbers, usccs);
    const trust = await TrustStore.fromBundle(await bundleOfRegister(unpack()), { pin });
    const logged = await Promise.all(credentials.map((record) => logs.get(record.body.issuer)?.prove(record, trust, moment) ?? null));
    return {
      proofs: Object.fromEntries([...proofs].map(([issuer, shown]) => [issuer, Object.fromEntries([...shown].map(([number, proof]) => [number, encodeBase64(proof)]))])),
      credentials: credentials.map(({ digest }) => digest),
      logged: logged.map((proof) => proof && encodeBase64(proof)),
    };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return error.code;
  }
}

const answers = [];
for (const data of files) answers.push(await answer(data));
process.stdout.write(JSON.stringify(answers));
