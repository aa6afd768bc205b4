// `node verdict.mjs SCENE [--without-webcrypto]`: the median milliseconds of a verdict on JSON and on a code.

import { readFileSync } from 'node:fs';

if (process.argv[3] === '--without-webcrypto') Object.defineProperty(globalThis, 'crypto', { value: undefined });

const { TrustStore } = await import('../../web/verifier/trust/trust_store.js');
const { verify } = await import('../../web/verifier/verify.js');
const { parseTime } = await import('../../web/credentials/times.js');

const scene = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const bundle = new TextEncoder().encode(scene.bundle);
const texts = scene.credentials.map((text) => new TextEncoder().encode(text));

async function median(run, times) {
  const took = [];
  for (let i = 0; i < times; i += 1) {
    const start = performance.now();
    await run(i);
    took.push(performance.now() - start);
  }
  return took.sort((a, b) => a - b)[times >> 1];
}

const trust = await TrustStore.fromBundle(bundle, { pin: scene.pin });
const ask = async (data) => {
  const verdict = await verify(data, trust, { now: parseTime(scene.now), home: scene.home });
  if (verdict.outcome !== 'valid') throw new Error(`${verdict.outcome}: ${verdict.code}`);
  return verdict.toJson('zh');
};
await median((i) => ask(texts[i % texts.length]), 50);
const verdict = await median((i) => ask(texts[i % texts.length]), 200);
const code = await median((i) => ask(scene.codes[i % texts.length]), 200);
process.stdout.write(JSON.stringify({ verdict, code }));
