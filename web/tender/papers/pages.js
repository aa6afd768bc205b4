// carriers/papers/pages.py: an open paper: its number of pages, its attachments or entries, the codes of each page.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { decodeLeniently, strip } from '../../signing/bytes.js';
import { isLogProof } from '../../signing/log/log_proof.js';
import { NoReader } from '../../page/input/qr_codes.js';
import { hasH1 } from '../../page/input/candidates.js';
import { answerPage } from './boxes.js';
import { locatePictureCodes } from './codes.js';
import { MAX_PIXELS, MAX_SIDE, Unread } from './limits.js';
import { makeCanvas, sizeOf } from './pictures.js';

/** @import { PaperCode, UnreadableCode } from './boxes.js' */
/** @import { PaperKind } from './kinds.js' */

const LINES = /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/; // str.splitlines() of Python

/**
 * Of a page, its codes and what looks like one and was not read, and without a code the text beside its pictures; under 0 of
 * the file itself.
 * @typedef {{ page: number, pages: number, codes: PaperCode[], unreadable: UnreadableCode[], text?: string }} PaperAnswer
 */

/**
 * What each kind of paper can be asked.
 * @typedef {object} OpenPaper
 * @property {() => Promise<PaperAnswer>} whole of the file itself
 * @property {(number: number) => Promise<PaperAnswer>} page of a page, from 1
 * @property {(number: number, side: number) => Promise<ImageBitmap>} picture of a page as it is shown, `side` pixels wide
 * @property {() => Promise<void>} close
 */

/**
 * Opens a file of a kind that is read; Unread where it cannot be.
 * @param {Blob} data
 * @param {PaperKind} kind
 * @returns {Promise<OpenPaper>}
 */
export async function openPaper(data, kind) {
  if (kind === 'pdf') return (await import('./pdf_pages.js')).openPdf(data);
  if (kind === 'png' || kind === 'jpeg') return openPictures(1, () => drawPicture(data));
  if (kind !== 'tiff') return openDocument(data, kind);
  const { pages, draw } = await (await loadTiff()).openTiff(data);
  return openPictures(pages, draw);
}

/**
 * A picture: how large it is, is asked before it is unpacked.
 * @param {Blob} data
 */
async function drawPicture(data) {
  const size = sizeOf(new Uint8Array(await data.arrayBuffer()));
  if (size === null) throw new Unread('paper-damaged');
  if (size.width * size.height > MAX_PIXELS || Math.max(size.width, size.height) > MAX_SIDE) throw new Unread('paper-too-many-pixels');
  return createImageBitmap(data).catch(() => {
    throw new Unread('paper-damaged');
  });
}

/**
 * A PNG or JPEG is a paper of one page, a TIFF of one for each of its pictures.
 * @param {number} pages
 * @param {(number: number) => Promise<ImageBitmap>} draw
 * @returns {OpenPaper}
 */
function openPictures(pages, draw) {
  /**
   * @template T
   * @param {number} number
   * @param {(picture: ImageBitmap) => Promise<T>} use
   */
  const show = async (number, use) => {
    const picture = await draw(number);
    try {
      return await use(picture);
    } finally {
      picture.close();
    }
  };
  return {
    whole: async () => ({ page: 0, pages, codes: [], unreadable: [] }),
    page: (number) => show(number, async (picture) => answerPage(number, await locatePictureCodes({ source: picture, width: picture.width, height: picture.height }))),
    picture: (number, side) => show(number, async (picture) => {
      const { canvas, brush } = makeCanvas(side, (picture.height / picture.width) * side);
      brush.drawImage(picture, 0, 0, canvas.width, canvas.height);
      return createImageBitmap(canvas);
    }),
    close: async () => {},
  };
}

/** Loads what reads TIFF; NoReader where it cannot be had. */
export async function loadTiff() {
  try {
    return await import('./tiff/tiff_pages.js');
  } catch (cause) {
    throw new NoReader('no TIFF reader', { cause, lacking: cause instanceof SyntaxError });
  }
}

/**
 * A file that is itself a credential or a log proof, or a text with codes; it has no pages.
 * @param {Blob} data
 * @param {PaperKind} kind
 * @returns {Promise<OpenPaper>}
 */
async function openDocument(data, kind) {
  const bytes = new Uint8Array(await data.slice(0, maxJudgedBytes()).arrayBuffer());
  /** @type {() => PaperCode[]} */
  const find = () => {
    if (kind === 'json' || isLogProof(bytes)) return [{ page: null, box: null, data: bytes }];
    const coded = new Set(decodeLeniently(bytes).split(LINES).map(strip).filter(hasH1));
    if (coded.size === 0) throw new Unread('paper-no-code');
    return [...coded].map((text) => ({ page: null, box: null, text }));
  };
  const refuse = () => Promise.reject(new Unread('page-damaged'));
  return { whole: async () => ({ page: 0, pages: 0, codes: find(), unreadable: [] }), page: refuse, picture: refuse, close: async () => {} };
}
