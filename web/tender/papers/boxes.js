// carriers/papers/page/boxes.py: the place of a code on a page as it is shown, in permille, outside its modules; the
// size of a page.

import { MAX_PAGE_CODES } from './limits.js';

const MARGIN = 1 / 50; // of a code's side: less than its quiet zone in every version (ISO/IEC 18004, 5.3.8)

const POINT_MM = 25.4 / 72;
const A4_LONGER_MM = 297;
const A3_MM = 440; // its longer side and a little: a larger page is a picture put on it at a wrong resolution

/** @import { PageCodes } from './codes.js' */
/** @import { PaperAnswer } from './pages.js' */

/** @typedef {{ text: string, box: number[] }} LocatedCode text, and left, top, right, bottom in shares of the picture */
/** @typedef {{ page: number, box: number[] }} UnreadableCode a place of what looks like a code and was not read: under a seal, punched, faint */
/** @typedef {{ text?: string, data?: Uint8Array<ArrayBuffer>, page: number | null, box: number[] | null }} PaperCode what may be a credential */

/**
 * Returns the answer for a page: the codes read and the unreadable ones, no more of either than the limit.
 * @param {number} page
 * @param {PageCodes} found
 * @returns {PaperAnswer}
 */
export function answerPage(page, { codes, unreadable }) {
  const boxes = unreadable.filter(isShown).map(enclose).sort(inReadingOrder);
  return {
    page, pages: 0, codes: placeCodes(page, codes).slice(0, MAX_PAGE_CODES),
    unreadable: boxes.slice(0, MAX_PAGE_CODES).map((box) => ({ page, box })),
  };
}

/**
 * Returns the size of a page in millimetres from its size in points; a page larger than A3 counts as A4.
 * @param {number} width
 * @param {number} height
 */
export function paperSize(width, height) {
  const longer = Math.max(width, height) * POINT_MM;
  const scale = longer > A3_MM ? A4_LONGER_MM / longer : 1;
  return [width * POINT_MM * scale, height * POINT_MM * scale];
}

/**
 * Returns the codes of a page with their boxes, without codes beyond the edge of the page.
 * @param {number} page
 * @param {LocatedCode[]} codes
 * @returns {PaperCode[]}
 */
export function placeCodes(page, codes) {
  const placed = codes.filter(({ box }) => isShown(box)).map(({ text, box }) => ({ page, box: enclose(box), text }));
  return placed.sort((a, b) => inReadingOrder(a.box, b.box));
}

/** @param {number[]} box */
const isShown = (box) => Math.min(...box) > -MARGIN && Math.max(...box) < 1 + MARGIN;

/**
 * @param {number[]} a
 * @param {number[]} b
 */
const inReadingOrder = (a, b) => a[1] - b[1] || a[0] - b[0];

/**
 * Returns the smallest box in permille that leaves a margin around these shares of the page.
 * @param {number[]} box
 */
function enclose([left, top, right, bottom]) {
  const wide = (right - left) * MARGIN;
  const high = (bottom - top) * MARGIN;
  return [
    Math.max(0, Math.trunc((left - wide) * 1000)),
    Math.max(0, Math.trunc((top - high) * 1000)),
    Math.min(1000, Math.ceil((right + wide) * 1000)),
    Math.min(1000, Math.ceil((bottom + high) * 1000)),
  ];
}
