// The same as resources.js for the single file: gzipped, in Base64, in data blocks of the page.

// by a namespace: the linker makes `loadBytes`, which this module passes on, a name of its scope
import * as builtIn from './built_in.js';

export { loadBytes, takeHanded } from './built_in.js';

/** @import { TrustAnswer } from '../trust/trust_data.js' */

const TRUST = ['trust.json', 'bundle.json'];
const READERS = ['vendor/zxing/zxing_reader.wasm', 'vendor/pdfjs/wasm/jbig2.wasm', 'vendor/pdfjs/wasm/openjpeg.wasm'];
const READER = 'reader';

/** Which program this is: the digest of the script it is part of, put here when that is made. */
export const VERSION = '%version%';

/** Whether a node served this page; else it is a file. */
export const SERVED = false;

/**
 * Pin and digest of the bundle that was built in.
 * @returns {Promise<TrustAnswer>}
 */
export const fetchTrust = async () => JSON.parse(new TextDecoder().decode(await builtIn.loadBytes('trust.json')));

/** The bytes of the bundle that was built in. */
export const fetchBundle = () => builtIn.loadBytes('bundle.json');

/**
 * A file asks no node.
 * @type {typeof import('../resources.js').ask}
 */
export const ask = () => Promise.reject(new Error('no node'));

/**
 * A worker made of this page's script, told by its name what for; throws where browsers give none. No import map holds
 * in it, so that it gets what it imports: most need no reader of pictures.
 * @param {string} [name]
 */
export function startWorker(name = '') {
  const { imports } = JSON.parse(document.querySelector('script[type="importmap"]')?.textContent ?? '');
  const script = document.querySelector('script[type="module"]')?.textContent ?? '';
  const wanted = name === READER ? /import\('(huren\/vendor\/[^']+)'\)/g : /import\('(huren\/vendor\/noble\/[^']+)'\)/g;
  const whole = script.replace(wanted, (text, library) => text.replace(library, imports[library] ?? library));
  return new Worker(URL.createObjectURL(new Blob([whole], { type: 'text/javascript' })), { name });
}

/**
 * What a worker needs of the page that it cannot see.
 * @param {string} [name]
 */
export const handOver = (name) => Object.fromEntries((name === READER ? READERS : TRUST).filter(builtIn.isIn).map((path) => [path, builtIn.packedIn(path)]));

/** The PDF reader; without a worker, because a file has no origin to load one from. */
export async function loadPdfReader() {
  await import('../../vendor/pdfjs/pdf.worker.min.mjs'); // registers itself
  return import('../../vendor/pdfjs/pdf.min.mjs');
}
