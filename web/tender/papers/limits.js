// carriers/papers/limits.py, carriers/image.py, carriers/pdf.py: how much of a bidder's papers is read.

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
/** What one page may take. */
export const WALL_SECONDS = 60;
/** Threads that read. */
export const MOST_READERS = 2;

/** Why a file or a page is not read, as a code of texts/paper_reasons.js. */
export class Unread extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}
