// What old browsers lack comes first, because modules need it as soon as they begin.

import { FILLED } from '../page/polyfills.js';
import { nextTask } from '../page/yielding.js';

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
void startPage();

async function startPage() {
  await nextTask();
  const { start } = await import('./main.js');
  await start();
}
