// carriers/papers/cache.py: pages already read, by SHA-256 of the file and page, so that an interrupted reading can
// continue. They are stored beside the trust data on this device, and forgotten with them.

/** @import { Memory } from '../../page/trust/memory.js' */
/** @import { PaperAnswer } from './pages.js' */

const READER = 4; // version of the reader: another version ignores these entries

/**
 * @param {string} sha256
 * @param {number} page
 */
const keyOf = (sha256, page) => `paper ${READER} ${sha256} ${page}`;

/** The bytes of what was read, by the SHA-256 that the record names: for whoever wants to look at a page. */
class PaperBytes {
  /** @type {Map<string, Blob>} */
  #data = new Map();

  /**
   * @param {string} sha256
   * @param {Blob} data
   */
  keep(sha256, data) {
    this.#data.set(sha256, data);
  }

  /** @param {string} sha256 */
  of(sha256) {
    return this.#data.get(sha256) ?? null;
  }
}

export class PaperCache {
  bytes = new PaperBytes();
  /** @type {Map<string, Map<number, PaperAnswer>>} */
  #read = new Map();

  /** @param {Memory} memory */
  constructor(memory) {
    this.memory = memory;
  }

  /**
   * Loads the pages read of a file, by page; 0 is the file itself. Damaged entries are read again.
   * @param {string} sha256
   * @returns {Promise<Map<number, PaperAnswer>>}
   */
  async load(sha256) {
    const here = this.#read.get(sha256);
    if (here !== undefined) return new Map(here);
    /** @type {Map<number, PaperAnswer>} */
    const matches = new Map();
    this.#read.set(sha256, matches);
    const whole = await this.#find(sha256, 0);
    if (whole === null) return new Map();
    matches.set(0, whole);
    for (let page = 1; page <= whole.pages; page += 1) {
      const answer = await this.#find(sha256, page);
      if (answer !== null) matches.set(page, answer);
    }
    return new Map(matches);
  }

  /**
   * @param {string} sha256
   * @param {PaperAnswer} answer
   */
  async keep(sha256, answer) {
    this.#read.get(sha256)?.set(answer.page, answer);
    await this.memory.set(keyOf(sha256, answer.page), answer).catch(() => {}); // if the storage is full, the page is read again next time
  }

  /**
   * @param {string} sha256
   * @param {number} page
   */
  async #find(sha256, page) {
    try {
      const { value } = await this.memory.read(keyOf(sha256, page));
      return /** @type {PaperAnswer | undefined} */ (value) ?? null;
    } catch {
      return null;
    }
  }
}
