// `node text_layer.mjs CASES`: which texts read like a certificate, as JSON.

import { readFileSync } from 'node:fs';

import { isCertificateLike } from '../../../web/verifier/tender/looks/text_layer.js';

const cases = JSON.parse(readFileSync(process.argv[2], 'utf8'));
process.stdout.write(JSON.stringify(cases.map(([text, titles, enterprises]) => isCertificateLike(text, titles, enterprises))));
