// QR codes in pixels. The reader (WebAssembly) is loaded when the first picture comes, from this page's own place.

import { loadBytes } from '../resources.js';

/** @import { Barcode } from '../../vendor/zxing/reader/index.js' */

// As in carriers/image.py: the reader's time grows fast with the pixels, and what is left may be enlarged.
const SEARCH_PIXELS = 4_000_000;
const ENLARGED_PIXELS = 16_000_000;
const ENLARGE_MOST = 3;
// As in carriers/seals.py: how a page looks with the red seals on it lifted (加盖公章).
const INK_DARK = 60;
const INK_LIGHT = 190;
const DARKEST = 0.01;
const LIGHT_SHARE = 0.5;
const PAPER = 245;
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
  const codes = (await reader.readBarcodes(pixels, OPTIONS)).filter((code) => code.isValid && code.text);
  const top = (/** @type {Barcode} */ { position: p }) => Math.min(p.topLeft.y, p.topRight.y, p.bottomLeft.y, p.bottomRight.y);
  return [...new Set(codes.sort((a, b) => top(a) - top(b)).map((code) => code.text))];
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
  const up = Math.min(ENLARGE_MOST, Math.sqrt(ENLARGED_PIXELS / (width * down * height * down)));
  const enlarge = () => draw(source, width * down * up, height * down * up);
  for (const view of viewsOf(page, enlarge)) {
    const codes = await readPixels(view);
    if (codes.length > 0) return codes;
  }
  return [];
}

/**
 * A page as it is, with the seals on it lifted, and enlarged in red, the light in which a red seal is pale.
 * @param {ImageData} page
 * @param {() => ImageData} enlarge
 */
function* viewsOf(page, enlarge) {
  yield page;
  yield* liftSeals(page);
  yield redOf(enlarge());
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

/**
 * Yields two grey pictures of a page, each made when it is asked for. `r + (r - g) / 2`, stretched from 60..190, brings
 * what is red to the shade of paper. Red, stretched from the first percentile of what is printed over half of the range to
 * 245, parts a copied seal's ink from the print under it.
 * @param {ImageData} page
 */
export function* liftSeals(page) {
  yield shade(page, (red, green) => 1.5 * red - 0.5 * green, INK_DARK, INK_LIGHT);
  const dark = darkest(page);
  yield shade(page, (red) => red, dark, dark + LIGHT_SHARE * (PAPER - dark));
}

/**
 * The red of a page, in grey: the light in which a red seal is pale.
 * @param {ImageData} page
 */
export const redOf = (page) => shade(page, (red) => red, 0, 255);

/**
 * A grey picture of what each pixel comes to: black up to `dark`, white from `light`.
 * @param {ImageData} page
 * @param {(red: number, green: number) => number} of
 * @param {number} dark
 * @param {number} light
 */
function shade({ data, width, height }, of, dark, light) {
  const scale = 255 / Math.max(1, light - dark);
  const shaded = new ImageData(width, height);
  for (let at = 0; at < data.length; at += 4) {
    const grey = (of(data[at], data[at + 1]) - dark) * scale; // rounded and bounded where it is stored
    shaded.data[at] = grey;
    shaded.data[at + 1] = grey;
    shaded.data[at + 2] = grey;
    shaded.data[at + 3] = 255;
  }
  return shaded;
}

/**
 * The shade of red that a hundredth of what is printed does not exceed: of a whole page, print may be less.
 * @param {ImageData} page
 */
function darkest({ data }) {
  const counts = new Uint32Array(256);
  for (let at = 0; at < data.length; at += 4) counts[data[at]] += 1;
  const printed = counts.subarray(0, PAPER);
  const wanted = printed.reduce((sum, count) => sum + count, 0) * DARKEST;
  let seen = 0;
  return printed.findIndex((count) => (seen += count) >= wanted);
}
