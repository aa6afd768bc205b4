// carriers/papers/pages.py of a PDF: pdf.js reads and draws in this very thread, so that ending it ends both.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { NoReader } from '../../page/input/qr_codes.js';
import { loadBytes } from '../../page/resources.js';
import { decodeLeniently } from '../../signing/bytes.js';
import { answerPage, paperSize } from './boxes.js';
import { makeCanvas, newCanvas } from './pictures.js';
import { SEARCH_PIXELS, locatePageCodes } from './codes.js';
import { MAX_ATTACHMENTS, MAX_PAGES, MAX_PAGE_TEXT, Unread } from './limits.js';

/** @import { PdfDocument, PdfPage } from '../../vendor/pdfjs/pdf.min.mjs' */
/** @import { PaperAnswer, OpenPaper } from './pages.js' */

const MOST_SCALE = 4; // of 72 dpi: a stamp-sized page is not blown up
const AT_ONCE = 64 * 1024 * 1024; // bytes; of what is larger the parts that are asked for
const PIECE = 1024 * 1024;
const COUNT_SAID = /invalid \/Pages tree \/Count: (\d+)/;

/** What the reader asks for by name: decoders of scanned pictures. Fonts are not drawn: they carry no code. */
class Decoders {
  /** @param {{ kind: string, filename: string }} asked */
  async fetch({ kind, filename }) {
    if (kind !== 'wasmUrl') throw new Error(`${kind} is left out`);
    return loadBytes(`vendor/pdfjs/wasm/${filename}`);
  }
}

/** What pdf.js draws on beside the page. */
class Sheets {
  /**
   * @param {number} width
   * @param {number} height
   */
  create(width, height) {
    const canvas = newCanvas(width, height);
    return { canvas, context: canvas.getContext('2d', { willReadFrequently: true }) };
  }

  /** @param {OffscreenCanvas | HTMLCanvasElement} canvas */
  getNoAlphaContext(canvas) {
    return canvas.getContext('2d', { willReadFrequently: true });
  }

  /**
   * @param {{ canvas: { width: number, height: number } }} sheet
   * @param {number} width
   * @param {number} height
   */
  reset({ canvas }, width, height) {
    Object.assign(canvas, { width, height });
  }

  /** @param {{ canvas: { width: number, height: number } | null, context: unknown }} sheet */
  destroy(sheet) {
    if (sheet.canvas !== null) Object.assign(sheet.canvas, { width: 0, height: 0 });
    Object.assign(sheet, { canvas: null, context: null });
  }
}

/** No filters: they would need a page. */
class Filters {
  addFilter() {
    return 'none';
  }

  addHCMFilter() {
    return 'none';
  }

  addAlphaFilter() {
    return 'none';
  }

  addLuminosityFilter() {
    return 'none';
  }

  addKnockoutFilter() {
    return 'none';
  }

  destroy() {}
}

/** Loads pdf.js; NoReader where it cannot be had. */
export async function loadPdf() {
  try {
    await import('../../vendor/pdfjs/pdf.worker.min.mjs'); // registers itself, and so reads in this thread
    return await import('../../vendor/pdfjs/pdf.min.mjs');
  } catch (cause) {
    throw new NoReader('no PDF reader', { cause, lacking: cause instanceof SyntaxError });
  }
}

/**
 * @param {Blob} data
 * @returns {Promise<OpenPaper>}
 */
export async function openPdf(data) {
  const { opened, pages } = await open(data);
  if (pages < 1 || pages > MAX_PAGES) {
    await opened.loadingTask.destroy();
    throw new Unread(pages < 1 ? 'paper-damaged' : 'paper-too-many-pages');
  }
  return {
    whole: () => readWhole(opened, pages),
    page: (number) => readPage(opened, number),
    picture: (number, side) => withPage(opened, number, async (page) => {
      const { width } = page.getViewport({ scale: 1 });
      return createImageBitmap((await drawPage(page, side / width)).canvas);
    }),
    close: () => opened.loadingTask.destroy(),
  };
}

/**
 * A document and how many pages it says it has: pdf.js counts those it finds where they are fewer, and tells only in
 * a warning; what it does not find is a page that cannot be read, as at the terminal.
 * @param {Blob} data
 */
async function open(data) {
  const pdf = await loadPdf();
  const source = data.size <= AT_ONCE ? { data: new Uint8Array(await data.arrayBuffer()) } : { range: rangesOf(data, pdf), rangeChunkSize: PIECE, disableAutoFetch: true, disableStream: true };
  const task = pdf.getDocument({
    ...source,
    BinaryDataFactory: Decoders,
    CanvasFactory: Sheets,
    FilterFactory: Filters,
    useWorkerFetch: false,
    wasmUrl: 'wasm/',
    disableFontFace: true,
    useSystemFonts: false,
    disableWorkerRendering: true,
    enableXfa: false,
    stopAtErrors: false,
    verbosity: pdf.VerbosityLevel.WARNINGS,
  });
  const { warn } = console;
  let weight = 0;
  console.warn = (...words) => {
    weight = Math.max(weight, Number(COUNT_SAID.exec(words.join(' '))?.[1] ?? 0));
  };
  try {
    const opened = await task.promise;
    return { opened, pages: Math.max(opened.numPages, weight) };
  } catch (error) {
    await task.destroy();
    throw new Unread(error instanceof Error && error.name === 'PasswordException' ? 'paper-locked' : 'paper-damaged');
  } finally {
    console.warn = warn;
  }
}

/**
 * @param {Blob} data
 * @param {Awaited<ReturnType<typeof loadPdf>>} pdf
 */
function rangesOf(data, pdf) {
  const ranges = new pdf.PDFDataRangeTransport(data.size, null);
  ranges.requestDataRange = async (begin, end) => {
    ranges.onDataRange(begin, new Uint8Array(await data.slice(begin, end).arrayBuffer()));
  };
  return ranges;
}

/**
 * @param {PdfDocument} opened
 * @param {number} pages
 * @returns {Promise<PaperAnswer>}
 */
async function readWhole(opened, pages) {
  const listed = (await opened.getAttachments().catch(() => null)) ?? new Map();
  if (listed.size > MAX_ATTACHMENTS) throw new Unread('paper-too-many-attachments');
  /** @type {Map<string, Uint8Array<ArrayBuffer>>} */
  const attached = new Map();
  for (const id of listed.keys()) {
    const content = await opened.getAttachmentContent(id).catch(() => null);
    if (content === null || content.length > maxJudgedBytes()) continue;
    const text = decodeLeniently(content);
    if (/^[ \t-\r]*\{/.test(text)) attached.set(text, content.slice());
  }
  return { page: 0, pages, codes: [...attached.values()].map((data) => ({ page: null, box: null, data })), unreadable: [] };
}

/**
 * @param {PdfDocument} opened
 * @param {number} number
 * @returns {Promise<PaperAnswer>}
 */
const readPage = (opened, number) =>
  withPage(opened, number, async (page) => {
    const { width, height } = page.getViewport({ scale: 1 });
    const { canvas } = await drawPage(page, Math.min(MOST_SCALE, Math.sqrt(SEARCH_PIXELS / Math.max(1, width * height))));
    const answer = answerPage(number, await locatePageCodes({ source: canvas, width: canvas.width, height: canvas.height }, paperSize(width, height)));
    return answer.codes.length > 0 ? answer : { ...answer, text: await readText(page) };
  });

/**
 * The beginning of the text of a page, read piece by piece; none where pdf.js finds none, as in a font whose letters it would
 * have to be given.
 * @param {PdfPage} page
 */
async function readText(page) {
  let text = '';
  const reader = page.streamTextContent().getReader();
  try {
    for (let next = await reader.read(); !next.done && text.length < MAX_PAGE_TEXT; next = await reader.read()) {
      text += next.value.items.map(({ str = '', hasEOL = false }) => (hasEOL ? `${str}\n` : str)).join('');
    }
    await reader.cancel();
  } catch (error) {
    console.warn(error);
  }
  return text.slice(0, MAX_PAGE_TEXT);
}

/**
 * @template T
 * @param {PdfDocument} opened
 * @param {number} number
 * @param {(page: PdfPage) => Promise<T>} use
 */
async function withPage(opened, number, use) {
  /** @type {PdfPage | null} */
  let page = null;
  try {
    page = await opened.getPage(number);
    if (page.ref === null) throw new Unread('page-damaged'); // an empty one that stands for what was not found
    return await use(page);
  } catch (error) {
    if (error instanceof NoReader || error instanceof Unread) throw error;
    console.warn(error);
    throw new Unread('page-damaged');
  } finally {
    page?.cleanup();
  }
}

/**
 * @param {PdfPage} page
 * @param {number} scale
 */
async function drawPage(page, scale) {
  const viewport = page.getViewport({ scale });
  const drawn = makeCanvas(Math.ceil(viewport.width), Math.ceil(viewport.height));
  await page.render({ canvas: drawn.canvas, viewport, background: '#fff' }).promise;
  return drawn;
}
