// `node run.mjs VECTORS [--without-webcrypto]`: prints the failures of parity.js as JSON, and what signed was read by.

import { readFileSync } from 'node:fs';

if (process.argv[3] === '--without-webcrypto') {
  Object.defineProperty(globalThis, 'crypto', { value: undefined }); // as on a page over plain HTTP
}
const { run } = await import('./parity.js');
const failures = await run(JSON.parse(readFileSync(process.argv[2], 'utf8')));
const ed25519 = await import('../../../web/signing/ed25519.js');
process.stdout.write(JSON.stringify({ failures, implementation: ed25519.implementation }));
