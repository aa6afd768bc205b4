// One script for two threads: in a page it is the page, in that page's worker the verifier; what only the other needs is
// not even begun. What old browsers lack comes first, because modules need it as soon as they begin.

import { FILLED } from './polyfills.js';

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
if (globalThis.document === undefined) void import('./verifying/worker.js').then(({ serve }) => serve(globalThis));
else void import('./main.js').then(({ start }) => start());
