// QR codes in pixels. The reader (WebAssembly) is loaded when the first picture comes, from this page's own place.

import { loadBytes } from '../resources.js';
import { liftSeals } from './seals.js';

/** @import { Barcode } from '../../vendor/zxing/reader/index.js' */

// As in carriers/image.py: the reader's time grows fast with the pixels, and what is left may be enlarged.
const SEARCH_PIXELS = 4_000_000;
const ENLARGED_PIXELS = 16_000_000;
const ENLARGE_MOST = 3;
const OPTIONS = { formats: ['QRCodeModel2'], textMode: 'Plain', tryHarder: true, tryRotate: true, tryInvert: true };

/**
 * The reader cannot be had: built without it, never loaded before the network went away, or `lacking`: this browser
 * cannot run it.
 */
export class NoReader extends Error {
  name = 'NoReader';

  /**
   * @param {string} message
   * @param {{ cause: unknown, lacking?: boolean }} why
   */
  constructor(message, { cause, lacking = false }) {
    super(message, { cause });
    this.lacking = lacking;
  }
}

const LACKING = new Error('no WebAssembly');
/** @type {Promise<typeof import('../../vendor/zxing/reader/index.js')> | null} */
let loading = null;

/** Loads the reader; rejects with NoReader, and tries anew the next time. */
export function loadReader() {
  loading ??= load().catch((cause) => {
    loading = null;
    throw new NoReader('no code reader', { cause, lacking: cause === LACKING });
  });
  return loading;
}

async function load() {
  if (globalThis.WebAssembly === undefined) throw LACKING;
  const [reader, wasm] = await Promise.all([
    import('../../vendor/zxing/reader/index.js'),
    loadBytes('vendor/zxing/zxing_reader.wasm'),
  ]);
  await reader.prepareZXingModule({ overrides: { wasmBinary: wasm.buffer }, fireImmediately: true });
  return reader;
}

/**
 * The texts of all QR codes in an ImageData, from the top down, each once; empty when there are none.
 * @param {ImageData} pixels
 */
export async function readPixels(pixels) {
  const reader = await loadReader();
  const found = (await reader.readBarcodes(pixels, OPTIONS)).filter((code) => code.isValid && code.text);
  const top = (/** @type {Barcode} */ { position: p }) => Math.min(p.topLeft.y, p.topRight.y, p.bottomLeft.y, p.bottomRight.y);
  return [...new Set(found.sort((a, b) => top(a) - top(b)).map((code) => code.text))];
}

/**
 * The texts of the codes in something that can be drawn, `width` by `height` pixels large.
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
export async function readPicture(source, width, height) {
  const down = Math.min(1, Math.sqrt(SEARCH_PIXELS / (width * height)));
  const page = draw(source, width * down, height * down);
  const found = await readPixels(page);
  if (found.length > 0) return found;
  const up = Math.min(ENLARGE_MOST, Math.sqrt(ENLARGED_PIXELS / (width * down * height * down)));
  const enlarged = up > 1.2 ? await readPixels(draw(source, width * down * up, height * down * up)) : found;
  return enlarged.length > 0 ? enlarged : readSealed(page);
}

/**
 * The texts of the codes of a page that show only with the seals lifted.
 * @param {ImageData} page
 */
async function readSealed(page) {
  for (const lifted of liftSeals(page)) {
    const found = await readPixels(lifted);
    if (found.length > 0) return found;
  }
  return [];
}

/**
 * @param {CanvasImageSource} source
 * @param {number} width
 * @param {number} height
 */
function draw(source, width, height) {
  const canvas = document.createElement('canvas'); // older browsers have no other
  canvas.width = Math.max(1, Math.round(width));
  canvas.height = Math.max(1, Math.round(height));
  const brush = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d', { willReadFrequently: true }));
  brush.fillStyle = '#fff'; // what is transparent in a picture is paper
  brush.fillRect(0, 0, canvas.width, canvas.height);
  brush.imageSmoothingQuality = 'high';
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return brush.getImageData(0, 0, canvas.width, canvas.height);
}
