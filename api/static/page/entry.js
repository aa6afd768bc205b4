// One script for two threads: in a page it is the page, in that page's worker the verifier.

import { start } from './main.js';
import { serve } from './worker.js';

if (globalThis.document === undefined) serve(globalThis);
else void start();
