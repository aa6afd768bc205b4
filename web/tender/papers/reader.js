// The thread that reads papers: one question after the other, each of a page, so that it can be ended at any.

import { encodeHex } from '../../signing/bytes.js';
import { START, compress, sha256Large } from '../../signing/sha256.js';
import { NoReader, loadReader } from '../../page/input/qr_codes.js';
import { takeHanded } from '../../page/resources.js';
import { HEAD_BYTES } from './kinds.js';
import { Unread } from './limits.js';
import { loadTiff, openPaper } from './pages.js';

/** @import { Port } from '../../page/verifying/worker.js' */
/** @import { PaperKind } from './kinds.js' */
/** @import { OpenPaper } from './pages.js' */

const AT_ONCE = 64 * 1024 * 1024; // bytes hashed in one piece

/** @typedef {{ data: Blob, kind: PaperKind, key: string }} AskedPaper a file; those with one key have the same bytes */
/** @typedef {Reader} ReaderCalls what may be asked */
/** @typedef {{ id: number, method: keyof ReaderCalls, args: unknown[] }} ReaderCall */
/** @typedef {{ id: number, result?: unknown, unread?: string, error?: string, lacking?: boolean }} ReaderAnswer */

/**
 * Answers at `port`: `{id, result}`, `{id, unread}` with the code of why a file or page is not read, or `{id, error}`.
 * @param {Port} port
 */
export function serve(port) {
  const reader = new Reader();
  port.onmessage = async ({ data }) => {
    const { id, method, args } = /** @type {ReaderCall} */ (data);
    port.postMessage(await answer(reader, id, method, args));
  };
}

/**
 * @param {Reader} reader
 * @param {number} id
 * @param {keyof ReaderCalls} method
 * @param {unknown[]} args
 * @returns {Promise<ReaderAnswer>}
 */
async function answer(reader, id, method, args) {
  try {
    return { id, result: await Reflect.apply(reader[method], reader, args) };
  } catch (error) {
    if (error instanceof Unread) return { id, unread: error.code };
    if (error instanceof NoReader) return { id, error: error.message, lacking: error.lacking };
    if (error instanceof Error && /^Not(?:Readable|Found)Error$/.test(error.name)) return { id, unread: 'paper-gone' };
    console.warn(error);
    return { id, unread: method === 'page' ? 'page-damaged' : 'paper-damaged' };
  }
}

class Reader {
  /** @type {{ key: string, paper: Promise<OpenPaper> } | null} */
  #open = null;

  /**
   * Loads what reads, so that no network is needed later. `handed` is what a page that is a file has in it.
   * @param {Record<string, string> | null} handed
   */
  async begin(handed) {
    takeHanded(handed);
    const { loadPdf } = await import('./pdf_pages.js');
    await Promise.all([loadReader(), loadPdf(), loadTiff()]);
  }

  /**
   * SHA-256 and the first bytes.
   * @param {Blob} data
   */
  async facts(data) {
    const digest = data.size <= AT_ONCE ? await sha256Large(new Uint8Array(await data.arrayBuffer())) : await digestPieces(data);
    return { sha256: encodeHex(digest), head: new Uint8Array(await data.slice(0, HEAD_BYTES).arrayBuffer()) };
  }

  /** @param {AskedPaper} request */
  async whole(request) {
    return (await this.#paper(request)).whole();
  }

  /**
   * @param {AskedPaper} request
   * @param {number} number
   */
  async page(request, number) {
    return (await this.#paper(request)).page(number);
  }

  /**
   * @param {AskedPaper} request
   * @param {number} number
   * @param {number} side
   */
  async picture(request, number, side) {
    return (await this.#paper(request)).picture(number, side);
  }

  /** @param {AskedPaper} asked */
  async #paper({ data, kind, key }) {
    if (this.#open?.key !== key) {
      const before = this.#open;
      this.#open = { key, paper: openPaper(data, kind) };
      await before?.paper.then((paper) => paper.close()).catch(() => {});
    }
    return this.#open.paper;
  }
}

/**
 * SHA-256 (FIPS 180-4) of what is not in memory at once.
 * @param {Blob} data
 */
async function digestPieces(data) {
  const state = START.slice();
  for (let at = 0; at < data.size; at += AT_ONCE) {
    const isLast = at + AT_ONCE >= data.size;
    const piece = new Uint8Array(await data.slice(at, at + AT_ONCE).arrayBuffer());
    const padded = isLast ? pad(piece, data.size) : piece;
    const view = new DataView(padded.buffer);
    for (let block = 0; block < padded.length; block += 64) compress(state, view, block);
  }
  const out = new DataView(new ArrayBuffer(32));
  state.forEach((word, place) => out.setInt32(4 * place, word));
  return new Uint8Array(out.buffer);
}

/**
 * The last piece with a bit, zeros and the length of all behind it (5.1.1).
 * @param {Uint8Array} piece
 * @param {number} length
 */
function pad(piece, length) {
  const padded = new Uint8Array((Math.floor((piece.length + 8) / 64) + 1) * 64);
  padded.set(piece);
  padded[piece.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, Math.floor(length / 2 ** 29));
  view.setUint32(padded.length - 4, length << 3);
  return padded;
}
