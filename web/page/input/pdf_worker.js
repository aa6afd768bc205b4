// The thread in which pdf.js reads. The polyfills for old browsers come first, because the reader needs them at its
// start.

import '../polyfills.js';

export { WorkerMessageHandler } from '../../vendor/pdfjs/pdf.worker.min.mjs';
