// Where the page's trust data and large parts come from: the node that served it. In the single file they stand in
// the page itself, and resources_inline.js takes the place of this module.

const FOLDER = new URL('../', import.meta.url);
const LONGEST_MS = 20_000;

/** Whether a node served this page; else it is a file. */
export const SERVED = true;

/** Pin, digest of the bundle and names of samples, as the node has them now. */
export const fetchTrust = async () => (await ask('/api/v1/trust')).json();

/** The bytes of the bundle. */
export const fetchBundle = async () => new Uint8Array(await (await ask('/api/v1/bundle')).arrayBuffer());

/** The bytes of a file of `static/`; rejects when it cannot be had. */
export const loadBytes = async (path) => new Uint8Array(await (await ask(new URL(path, FOLDER))).arrayBuffer());

/** A worker that runs this very script; throws where browsers give none. */
export const startWorker = () => new Worker(import.meta.url, { type: 'module' });

/** What a worker needs of the page that it cannot see: of one that a node served, nothing. */
export const handOver = () => null;
export const takeHanded = () => {};

/** The PDF reader, its page reader running in a worker of its own. */
export async function loadPdfReader() {
  const pdf = await import('../vendor/pdfjs/pdf.min.mjs');
  pdf.GlobalWorkerOptions.workerSrc = new URL('vendor/pdfjs/pdf.worker.min.mjs', FOLDER).href;
  return pdf;
}

async function ask(address) {
  const signal = AbortSignal.timeout(LONGEST_MS);
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'omit', signal });
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer;
}
