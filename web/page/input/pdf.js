// A PDF: the credential attached to it counts, not its picture. A PDF without one is a scan, and its pages are read.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { NoReader, readPicture } from './qr_codes.js';
import { compare } from './presented.js';
import { candidatesOf, unread } from './candidates.js';
import { loadBytes, loadPdfReader } from '../resources.js';

/** @import { PdfDocument } from '../../vendor/pdfjs/pdf.min.mjs' */
/** @import { Candidate } from './candidates.js' */
/** @import { Report } from './reading.js' */

// As in carriers/pdf.py.
const MAX_PDF_BYTES = 64 * 1024 * 1024;
const MAX_PAGES = 300;
const MAX_ATTACHMENTS = 100;
const PAGE_PIXELS = 4_000_000; // 200 dpi on A4
const MOST_SCALE = 4; // a stamp-sized page is not blown up

/** What the reader asks for by name: decoders of scanned pictures. Fonts are not drawn: they carry no code. */
class Decoders {
  /** @param {{ kind: string, filename: string }} asked */
  async fetch({ kind, filename }) {
    if (kind !== 'wasmUrl') throw new Error(`${kind} is left out`);
    return loadBytes(`vendor/pdfjs/wasm/${filename}`);
  }
}

/**
 * Yields the candidates of a PDF, each with what is to be noted of how print and attachment agree.
 * @param {string} name
 * @param {File} file
 * @param {Report} [report]
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<Candidate, void>}
 */
export async function* readPdf(name, file, report, signal) {
  if (file.size > MAX_PDF_BYTES) {
    yield unread(name, 'unreadable', 'PDF 超过 64 MiB，请拆分。', 'the PDF has more than 64 MiB; split it.');
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

/** @param {File} file */
async function open(file) {
  const { getDocument } = await loadPdfReader().catch((error) => refuse(error, error instanceof SyntaxError));
  const data = new Uint8Array(await file.arrayBuffer());
  let task = null;
  try {
    task = getDocument({
      data,
      BinaryDataFactory: Decoders,
      useWorkerFetch: false,
      wasmUrl: 'wasm/',
      disableFontFace: true,
      disableWorkerRendering: true,
      enableXfa: false,
      stopAtErrors: false,
      verbosity: 0,
    });
    return await task.promise;
  } catch (error) {
    await task?.destroy();
    if (error instanceof TypeError || error instanceof ReferenceError) refuse(error, true); // not of the file
    return null;
  }
}

/**
 * @param {unknown} cause
 * @param {boolean} lacking
 * @returns {never}
 */
function refuse(cause, lacking) {
  throw new NoReader('no PDF reader', { cause, lacking });
}

/**
 * @param {string} name
 * @param {PdfDocument} opened
 * @param {Report} [report]
 * @param {AbortSignal} [signal]
 * @returns {AsyncGenerator<Candidate, void>}
 */
async function* readOpened(name, opened, report, signal) {
  const pages = opened.numPages;
  const attached = await readAttachments(opened);
  if (pages > MAX_PAGES || attached === null) {
    yield unread(name, 'unreadable', 'PDF 页数或附件过多，请拆分。', 'the PDF has too many pages or attachments; split it.');
    return;
  }
  /** @type {Map<string, number[]>} */
  const printed = new Map(); // text -> pages
  /** @type {number[]} */
  const codeless = [];
  for (let page = 1; page <= pages; page += 1) {
    if (signal?.aborted) return;
    report?.({ page, pages });
    const texts = await readPage(opened, page);
    if (texts.length === 0) codeless.push(page);
    for (const text of texts) printed.set(text, [...(printed.get(text) ?? []), page]);
  }
  const { items, prints, noted } = await compare({ attached, printed: [...printed.keys()] });
  const last = items.length - 1;
  yield* candidatesOf(name, items).map((candidate, i) => ({
    ...candidate, noted, pages: printed.get(prints[i] ?? ''), ...(i === last && codeless.length > 0 ? { codeless } : {}),
  }));
  if (items.length === 0) {
    yield { ...unread(name, 'unreadable', 'PDF 中没有附带的凭证，也没有二维码。', 'the PDF has neither an attached credential nor a code.'), codeless };
  }
}

/**
 * The attachments that look like credentials; null when there are too many to look at.
 * @param {PdfDocument} opened
 */
async function readAttachments(opened) {
  const files = [];
  const limit = maxJudgedBytes();
  const listed = (await opened.getAttachments()) ?? new Map();
  if (listed.size > MAX_ATTACHMENTS) return null;
  for (const id of listed.keys()) {
    const content = await opened.getAttachmentContent(id);
    if (content !== null && content.length > 0 && content.length <= limit && isObject(content)) files.push(content);
  }
  return files;
}

/** @param {Uint8Array} content */
const isObject = (content) => new TextDecoder().decode(content.subarray(0, 64)).trimStart().startsWith('{');

/**
 * @param {PdfDocument} opened
 * @param {number} number
 */
async function readPage(opened, number) {
  const page = await opened.getPage(number);
  const { width, height } = page.getViewport({ scale: 1 });
  const viewport = page.getViewport({ scale: Math.min(MOST_SCALE, Math.sqrt(PAGE_PIXELS / (width * height))) });
  const canvas = document.createElement('canvas');
  canvas.width = Math.ceil(viewport.width);
  canvas.height = Math.ceil(viewport.height);
  try {
    await page.render({ canvas, viewport, background: '#fff' }).promise;
    return await readPicture(canvas, canvas.width, canvas.height);
  } catch (error) {
    if (error instanceof NoReader) throw error;
    return []; // a page that cannot be drawn carries no code that could be read
  } finally {
    canvas.width = canvas.height = 0;
    page.cleanup();
  }
}
