// The source of the page's trust data and large parts: the node that served it. In the single file they stand in the
// page itself, and inline/resources.js takes the place of this module.

import { concat } from '../signing/bytes.js';

/** @import { TrustAnswer } from './trust/trust_data.js' */

const FOLDER = new URL('../', import.meta.url);
const LONGEST_SILENCE_MS = 60_000; // a slow line gets all the time it needs, a dead one this

/** Which program this is: the digest of the script it is part of, put here when that is made. */
export const VERSION = '%version%';

/** Whether a node served this page; else it is a file. */
export const SERVED = true;

/**
 * Pin, digest of the bundle and names of samples, as the node has them now.
 * @returns {Promise<TrustAnswer>}
 */
export const fetchTrust = async () => JSON.parse(new TextDecoder().decode(await ask('/api/v1/trust')));

/**
 * The bytes of the bundle; `onBytes(count)` hears how many have come.
 * @param {(count: number) => void} onBytes
 */
export const fetchBundle = (onBytes) => ask('/api/v1/bundle', onBytes);

/**
 * The bytes of a file of `static/`; rejects when it cannot be had.
 * @param {string} path
 */
export const loadBytes = (path) => ask(new URL(path, FOLDER));

/**
 * A worker that runs this very script, told by its name what for; throws where browsers give none.
 * @param {string} [name]
 */
export const startWorker = (name) => new Worker(import.meta.url, { type: 'module', name });

/**
 * What a worker needs of the page that it cannot see: of one that a node served, nothing.
 * @type {(name?: string) => Record<string, string> | null}
 */
export const handOver = () => null;
/** @type {(files: Record<string, string> | null) => void} */
export const takeHanded = () => {};

/** The PDF reader, its page reader running in a worker of its own. */
export async function loadPdfReader() {
  const pdf = await import('../vendor/pdfjs/pdf.min.mjs');
  pdf.GlobalWorkerOptions.workerSrc = new URL('page/input/pdf_worker.js', FOLDER).href;
  return pdf;
}

/**
 * The bytes under an address of the node.
 * @param {string | URL} address
 * @param {(count: number) => void} [onBytes]
 */
export async function ask(address, onBytes = () => {}) {
  const stop = new AbortController();
  let timer = 0;
  const wait = () => {
    clearTimeout(timer);
    timer = setTimeout(() => stop.abort(), LONGEST_SILENCE_MS);
  };
  wait();
  try {
    const answer = await fetch(address, { cache: 'no-cache', credentials: 'omit', signal: stop.signal });
    if (!answer.ok || answer.body === null) throw new Error(`${address}: ${answer.status}`);
    const reader = answer.body.getReader();
    const parts = [];
    for (let count = 0; ; onBytes(count)) {
      const { done, value } = await reader.read();
      if (done) return concat(...parts);
      wait();
      parts.push(value);
      count += value.length;
    }
  } finally {
    clearTimeout(timer);
  }
}
