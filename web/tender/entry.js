// One script for three threads: in a page it is the page, in its workers what checks, or what reads papers. What old
// browsers lack comes first, because modules need it as soon as they begin.

import { FILLED } from '../page/polyfills.js';
import { nextTask } from '../page/yielding.js';

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
if (globalThis.document !== undefined) void startPage();
else if (self.name === 'reader') startReader();
else void startChecking();

/** What it is asked while what reads is on its way waits for it; where that does not come, it is said. */
function startReader() {
  /** @type {MessageEvent[]} */
  const early = [];
  self.onmessage = (event) => early.push(event);
  const refuse = (/** @type {MessageEvent} */ { data: { id } }) => self.postMessage({ id, error: 'not loaded' });
  import('./papers/reader.js').then(({ serve }) => serve(globalThis), () => {
    self.onmessage = refuse;
  }).then(() => early.forEach((event) => self.onmessage?.(event)));
}

async function startChecking() {
  const { serve } = await import('../page/verifying/worker.js');
  const { OpeningVerifier } = await import('./checking/worker.js');
  serve(globalThis, OpeningVerifier);
}

/** In pieces, between which a page is read and drawn: first the thread that checks, which then works meanwhile. */
async function startPage() {
  const { Checking } = await import('./checking/client.js');
  const checking = new Checking();
  const opening = checking.open();
  opening.catch(() => {}); // told by the page, once there is one
  await nextTask();
  const { start } = await import('./main.js');
  await nextTask();
  await start(checking, opening);
}
