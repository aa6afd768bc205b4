// The thread in which pdf.js reads: what old browsers lack comes first, because the reader needs it as soon as it begins.

import '../polyfills.js';

export { WorkerMessageHandler } from '../../vendor/pdfjs/pdf.worker.min.mjs';
