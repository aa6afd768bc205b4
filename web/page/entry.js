// One script for two threads: in a page it is the page, in that page's worker the verifier; what only the other needs is
// not even begun. What old browsers lack comes first, because modules need it as soon as they begin.

import { FILLED } from './polyfills.js';
import { nextTask } from './yielding.js';

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
if (globalThis.document === undefined) void import('./verifying/worker.js').then(({ serve }) => serve(globalThis));
else void startPage();

/** In pieces, between which a page is read and drawn: first the thread that verifies, which then works meanwhile. */
async function startPage() {
  const { Verifying } = await import('./verifying/worker_client.js');
  const verifying = new Verifying();
  const opening = verifying.open();
  opening.catch(() => {}); // told by the page, once there is one
  await nextTask();
  const { start } = await import('./main.js');
  await nextTask();
  await start(verifying, opening);
}
