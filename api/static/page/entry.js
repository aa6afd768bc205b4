// One script for two threads: in a page it is the page, in that page's worker the verifier. What old browsers lack
// comes first, because modules need it as soon as they are loaded.

import { FILLED } from './older.js';
import { start } from './main.js';
import { serve } from './worker.js';

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
if (globalThis.document === undefined) serve(globalThis);
else void start();
