// carriers/image.py: all QR codes of a page or a picture, and where they are.

import { liftSeals, loadReader, redOf } from '../../page/input/qr_codes.js';
import { makeCanvas } from './pictures.js';

/** @import { Barcode } from '../../vendor/zxing/reader/index.js' */
/** @import { LocatedCode } from './boxes.js' */

/** The reader's time grows fast with the pixels: 200 dpi on an A4 page. */
export const SEARCH_PIXELS = 4_000_000;
const ENLARGED_PIXELS = 16_000_000;
const ENLARGE_MOST = 3;
const A4_MM = [210, 297];
const CODE_LEAST_MM = 18;
const CODE_MOST_MM = 60;
const CODE_NARROWEST = 0.85; // width over height
const CODE_WIDEST = 1.18;
const OPTIONS = { formats: ['QRCodeModel2'], textMode: 'Plain', tryHarder: true, tryRotate: true, tryInvert: true };

/** @typedef {{ source: CanvasImageSource, width: number, height: number }} Picture */

/**
 * Codes from the top down, and what encloses each thing that is a code but was not read, in shares of the picture.
 * @typedef {{ codes: LocatedCode[], unreadable: number[][] }} PageCodes
 */

/**
 * All QR codes of a page of about `SEARCH_PIXELS`. Where no code is found, or what looks like one is not read, the page is
 * searched with the seals on it lifted, then enlarged. `size` of the page in millimetres tells what is as large as a code
 * from text.
 * @param {Picture} page
 * @param {number[]} size
 */
export const locatePageCodes = async (page, size) => lookAgain(page, await read(draw(page, 1).pixels()), size);

/**
 * All QR codes of a picture: searched enlarged, then as `locatePageCodes` does.
 * @param {Picture} picture
 */
export const locatePictureCodes = async (picture) =>
  lookAgain(picture, await read(enlarge(picture).pixels()), picture.width <= picture.height ? A4_MM : [A4_MM[1], A4_MM[0]]);

/**
 * The page with its seals lifted, then enlarged in red, the light in which a red seal is pale. Enlarging shows what is too
 * small for the first search, and takes ten times as long as the others.
 * @param {Picture} page
 */
function* closerViews(page) {
  yield* liftSeals(draw(shrink(page), 1).pixels());
  yield redOf(enlarge(page).pixels());
}

/**
 * Searches further views as long as no code is found, or something like a code stays unread.
 * @param {Picture} page
 * @param {{ codes: LocatedCode[], broken: number[][] }} first
 * @param {number[]} size
 * @returns {Promise<PageCodes>}
 */
async function lookAgain(page, first, size) {
  let { codes, broken } = first;
  const views = closerViews(page);
  while (codes.length === 0 || broken.length > 0) {
    const { value, done } = views.next();
    if (done) break;
    codes = join(codes, (await read(value)).codes);
    broken = without(broken, codes);
  }
  return { codes, unreadable: codeSized(broken, size) };
}

/**
 * Shrinks a picture to `SEARCH_PIXELS` if it is larger.
 * @param {Picture} picture
 */
function shrink({ source, width, height }) {
  const down = Math.min(1, Math.sqrt(SEARCH_PIXELS / (width * height)));
  return down < 1 ? draw({ source, width, height }, down) : { source, width, height };
}

/**
 * Shrinks to `SEARCH_PIXELS` if larger, else enlarges, at most threefold.
 * @param {Picture} picture
 */
function enlarge(picture) {
  const small = shrink(picture);
  return draw(small, Math.min(ENLARGE_MOST, Math.sqrt(ENLARGED_PIXELS / (small.width * small.height))));
}

/**
 * @param {Picture} picture
 * @param {number} by
 */
function draw({ source, width, height }, by) {
  const { canvas, brush } = makeCanvas(width * by, height * by);
  brush.drawImage(source, 0, 0, canvas.width, canvas.height);
  return { source: canvas, width: canvas.width, height: canvas.height, pixels: () => brush.getImageData(0, 0, canvas.width, canvas.height) };
}

/**
 * Returns the codes of a picture, and the places that look like a code but were not read.
 * @param {ImageData} pixels
 */
async function read(pixels) {
  const reader = await loadReader();
  const decoded = await reader.readBarcodes(pixels, { ...OPTIONS, returnErrors: true });
  const boxed = decoded.map((code) => ({ code, box: boxOf(code, pixels.width, pixels.height) }));
  const codes = boxed.filter(({ code }) => code.isValid && code.text !== '').map(({ code, box }) => ({ text: code.text, box }));
  return { codes: codes.sort(inReadingOrder), broken: boxed.filter(({ code }) => !code.isValid).map(({ box }) => box) };
}

/**
 * Returns the boxes as large and as square as a code on paper, each place once: the reader takes some text for codes.
 * @param {number[][]} boxes
 * @param {number[]} size
 */
function codeSized(boxes, size) {
  /** @type {number[][]} */
  const sized = [];
  for (const box of boxes) {
    const [wide, high] = [(box[2] - box[0]) * size[0], (box[3] - box[1]) * size[1]];
    const isInRange = [wide, high].every((side) => side >= CODE_LEAST_MM && side <= CODE_MOST_MM);
    const isSquare = wide / high >= CODE_NARROWEST && wide / high <= CODE_WIDEST;
    if (isInRange && isSquare && !sized.some((known) => isWithin(box, known))) sized.push(box);
  }
  return sized;
}

/**
 * @param {LocatedCode[]} codes
 * @param {LocatedCode[]} more
 */
const join = (codes, more) =>
  [...codes, ...more.filter((code) => !codes.some((known) => isSame(code, known)))].sort(inReadingOrder);

/**
 * Returns the boxes that contain no code already read.
 * @param {number[][]} boxes
 * @param {LocatedCode[]} codes
 */
const without = (boxes, codes) => boxes.filter((box) => !codes.some((code) => isWithin(box, code.box)));

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
 * Returns whether both are the same code on the page.
 * @param {LocatedCode} code
 * @param {LocatedCode} other
 */
const isSame = (code, other) => code.text === other.text && isWithin(code.box, other.box);

/**
 * Returns whether the centre of a box is within another box.
 * @param {number[]} box
 * @param {number[]} other
 */
function isWithin(box, [left, top, right, bottom]) {
  const across = (box[0] + box[2]) / 2;
  const down = (box[1] + box[3]) / 2;
  return left < across && across < right && top < down && down < bottom;
}
