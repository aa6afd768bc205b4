// `node inflate.mjs FILE`: {dictionary, limit, data: […]} in hex; of each what it inflates to in hex, null where damaged.

import { readFileSync } from 'node:fs';
import { inflate } from '../../../web/credentials/inflate.js';

const bytes = (hex) => Uint8Array.from(Buffer.from(hex, 'hex'));
const { dictionary, limit, data } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const found = data.map((hex) => {
  const value = inflate(bytes(hex), limit, bytes(dictionary));
  return value === null ? null : Buffer.from(value).toString('hex');
});
process.stdout.write(JSON.stringify(found));
