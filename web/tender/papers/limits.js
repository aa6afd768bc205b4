// carriers/papers/limits.py, carriers/image.py, carriers/pdf.py: the limits on reading a bidder's papers.

/** @import { PaperCode } from './boxes.js' */

const MIB = 1024 * 1024;

export const PDF_MAX_BYTES = 1024 * MIB;
export const PICTURE_MAX_BYTES = 20 * MIB;
export const MAX_PIXELS = 50_000_000;
export const MAX_SIDE = 20_000;
export const MAX_PAGES = 5_000;
export const MAX_ATTACHMENTS = 100;
export const MAX_FILES = 10_000;
export const MAX_DEPTH = 16;
export const ARCHIVE_MAX_ENTRIES = 2_000;
export const ARCHIVE_MAX_DIRECTORY = MIB;
export const ARCHIVE_MAX_TOTAL = 2048 * MIB;
export const ARCHIVE_MAX_RATIO = 200;
export const MAX_FAILED_PAGES = 8;
export const MAX_PAGE_CODES = 500;
/** Most pages kept of a bidder's folder. */
export const FOLDER_MAX_PAGES = 100_000;
export const FOLDER_MAX_CODES = 20_000;
export const FOLDER_MAX_CODE_BYTES = 16 * MIB;
export const FOLDER_MAX_TEXT = 4_000_000;
/** Most characters of a page's text apart from its pictures. */
export const MAX_PAGE_TEXT = 4000;
/** Seconds that one page may take. */
export const WALL_SECONDS = 60;
/** Most threads that read. */
export const MOST_READERS = 2;

/** Why a file or a page is not read, as a code of texts/paper_reasons.js. */
export class Unread extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/** @typedef {{ pages: number, codes: PaperCode[], unreadable: unknown[] }} Kept what was read of a file, or of a page */

/** Room for results of a folder: a small file may show a picture of codes on thousands of pages. */
export class FolderRoom {
  #left = [FOLDER_MAX_PAGES, FOLDER_MAX_CODES, FOLDER_MAX_CODE_BYTES];
  #textLeft = FOLDER_MAX_TEXT;

  /**
   * Returns the text of a page while there is room for it; else no text.
   * @param {string} text
   */
  holdText(text) {
    if (text.length > this.#textLeft) return '';
    this.#textLeft -= text.length;
    return text;
  }

  /**
   * Takes room for these parts and returns whether there was enough; `isBack` releases room.
   * @param {Kept[]} parts
   * @param {boolean} isBack
   */
  take(parts, isBack = false) {
    const codes = parts.flatMap((part) => part.codes);
    const seen = parts.reduce((sum, { unreadable }) => sum + unreadable.length, codes.length);
    const extent = [parts.reduce((sum, { pages }) => sum + pages, 0), seen, codes.reduce((sum, { data, text }) => sum + (data ?? text ?? '').length, 0)];
    const left = this.#left.map((of, i) => of + (isBack ? extent[i] : -extent[i]));
    if (left.some((of) => of < 0)) return false;
    this.#left = left;
    return true;
  }
}
