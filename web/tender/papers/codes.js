// carriers/image.py: all QR codes of a page or a picture, and where they are.

import { loadReader } from '../../page/input/qr_codes.js';
import { makeCanvas } from './pictures.js';

/** @import { Barcode } from '../../vendor/zxing/reader/index.js' */
/** @import { LocatedCode } from './boxes.js' */

/** The reader's time grows fast with the pixels: 200 dpi on an A4 page. */
export const SEARCH_PIXELS = 4_000_000;
const ENLARGED_PIXELS = 16_000_000;
const ENLARGE_MOST = 3;
const OPTIONS = { formats: ['QRCodeModel2'], textMode: 'Plain', tryHarder: true, tryRotate: true, tryInvert: true };

/** @typedef {{ source: CanvasImageSource, width: number, height: number }} Picture */

/**
 * All QR codes of a page of about `SEARCH_PIXELS`; it is searched enlarged as well where no code is found, and where
 * what looks like one is not read.
 * @param {Picture} page
 */
export async function locatePageCodes(page) {
  const found = await search(draw(page, 1), true);
  const codes = locate(found, page.width, page.height);
  if (codes.length > 0 && found.every(({ isValid }) => isValid)) return codes;
  const more = (await locateCodes(page)).filter((code) => !codes.some((one) => isSame(code, one)));
  return [...codes, ...more].sort(inReadingOrder);
}

/**
 * All QR codes of a picture: down to `SEARCH_PIXELS` when above, then enlarged, at most threefold.
 * @param {Picture} picture
 */
export async function locateCodes({ source, width, height }) {
  const down = Math.min(1, Math.sqrt(SEARCH_PIXELS / (width * height)));
  const small = down < 1 ? draw({ source, width, height }, down) : { source, width, height };
  const up = Math.min(ENLARGE_MOST, Math.sqrt(ENLARGED_PIXELS / (small.width * small.height)));
  const large = draw(small, up);
  return locate(await search(large), large.width, large.height);
}

/**
 * @param {Picture} picture
 * @param {number} by
 */
function draw({ source, width, height }, by) {
  const { canvas, brush } = makeCanvas(width * by, height * by);
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return { source: canvas, width: canvas.width, height: canvas.height, brush };
}

/**
 * @param {ReturnType<typeof draw>} drawn
 * @param {boolean} returnErrors
 */
async function search({ brush, width, height }, returnErrors = false) {
  const reader = await loadReader();
  return reader.readBarcodes(brush.getImageData(0, 0, width, height), { ...OPTIONS, returnErrors });
}

/**
 * @param {Barcode[]} found
 * @param {number} width
 * @param {number} height
 * @returns {LocatedCode[]}
 */
const locate = (found, width, height) =>
  found.filter(({ isValid, text }) => isValid && text !== '').map((code) => ({ text: code.text, box: boxOf(code, width, height) })).sort(inReadingOrder);

/**
 * @param {Barcode} code
 * @param {number} width
 * @param {number} height
 */
function boxOf({ position: p }, width, height) {
  const corners = [p.topLeft, p.topRight, p.bottomLeft, p.bottomRight];
  const across = corners.map(({ x }) => x / width);
  const down = corners.map(({ y }) => y / height);
  return [Math.min(...across), Math.min(...down), Math.max(...across), Math.max(...down)];
}

/**
 * @param {LocatedCode} a
 * @param {LocatedCode} b
 */
const inReadingOrder = (a, b) => a.box[1] - b.box[1] || a.box[0] - b.box[0];

/**
 * Whether both are one code on the page: the same text, and the middle of one within the other.
 * @param {LocatedCode} one
 * @param {LocatedCode} other
 */
function isSame(one, other) {
  const across = (one.box[0] + one.box[2]) / 2;
  const down = (one.box[1] + one.box[3]) / 2;
  const [left, top, right, bottom] = other.box;
  return one.text === other.text && left < across && across < right && top < down && down < bottom;
}
