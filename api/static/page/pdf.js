// A PDF: the credential attached to it counts, not its picture; a PDF without one is a scan, whose pages are read.

import { readPicture } from './codes.js';
import { hasH1, unread } from './reading.js';
import { loadBytes, loadPdfReader } from './resources.js';

const MAX_PDF_BYTES = 300 * 1024 * 1024;
const MAX_PAGES = 1000;
const MAX_ATTACHMENTS = 64;
const MAX_RECORD_BYTES = 64 * 1024;
const SCAN_PIXELS = 4_000_000; // 200 dpi on A4

/** What the reader asks for by name: decoders of scanned pictures. Fonts are not drawn: they carry no code. */
class Decoders {
  async fetch({ kind, filename }) {
    if (kind !== 'wasmUrl') throw new Error(`${kind} is left out`);
    return loadBytes(`vendor/pdfjs/wasm/${filename}`);
  }
}

/** Yields the candidates of a PDF; one with an attachment carries the codes printed on the pages in `printed`. */
export async function* readPdf(name, file, report, signal) {
  if (file.size > MAX_PDF_BYTES) {
    yield unread(name, 'unreadable', 'PDF 超过 300 MiB，请拆分。', 'the PDF has more than 300 MiB; split it.');
    return;
  }
  const opened = await open(file);
  if (opened === null) {
    yield unread(name, 'unreadable', 'PDF 损坏、加密或不完整。', 'the PDF is damaged, encrypted or incomplete.');
    return;
  }
  try {
    yield* readOpened(name, opened, report, signal);
  } finally {
    await opened.loadingTask.destroy();
  }
}

async function open(file) {
  const { getDocument } = await loadPdfReader();
  const task = getDocument({
    data: new Uint8Array(await file.arrayBuffer()),
    BinaryDataFactory: Decoders,
    useWorkerFetch: false,
    wasmUrl: 'wasm/',
    disableFontFace: true,
    disableWorkerRendering: true,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: 0,
  });
  try {
    return await task.promise;
  } catch {
    await task.destroy();
    return null;
  }
}

async function* readOpened(name, opened, report, signal) {
  const attached = await readAttachments(opened);
  const pages = Math.min(opened.numPages, MAX_PAGES);
  const found = new Map(); // text -> page: a code that is printed twice is one
  for (let page = 1; page <= pages && !signal?.aborted; page += 1) {
    report?.({ page, pages });
    for (const text of await readPage(opened, page)) if (!found.has(text)) found.set(text, page);
  }
  if (attached.length > 0) {
    const printed = [...found.keys()].filter(hasH1);
    for (const [i, data] of attached.entries()) {
      yield { name: attached.length === 1 ? name : `${name}#${i + 1}`, data, printed };
    }
    return;
  }
  for (const [text, page] of found) {
    if (hasH1(text) || found.size === 1) yield { name: pages === 1 ? name : `${name}#p${page}`, data: text };
  }
  if (found.size === 0) {
    yield unread(name, 'unreadable', 'PDF 中没有附带的凭证，也没有二维码。', 'the PDF has neither an attached credential nor a code.');
  }
}

async function readAttachments(opened) {
  const found = [];
  const listed = (await opened.getAttachments()) ?? new Map();
  for (const [id] of [...listed].slice(0, MAX_ATTACHMENTS)) {
    const content = await opened.getAttachmentContent(id);
    if (content?.length > 0 && content.length <= MAX_RECORD_BYTES && content[0] === 0x7b) found.push(content);
  }
  return found;
}

async function readPage(opened, number) {
  const page = await opened.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: Math.sqrt(SCAN_PIXELS / (width * height)) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  try {
    await page.render({ canvas, viewport, background: '#fff' }).promise;
    return await readPicture(canvas, canvas.width, canvas.height);
  } catch (error) {
    if (error.name === 'NoReader') throw error;
    return []; // a page that cannot be drawn carries no code that could be read
  } finally {
    canvas.width = canvas.height = 0;
    page.cleanup();
  }
}
