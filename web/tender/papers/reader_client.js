// A thread that reads, as the page has it: asked one thing at a time, and ended where it takes too long.

import { handOver, startWorker } from '../../page/resources.js';
import { canDrawApart } from './pictures.js';
import { Unread, WALL_SECONDS } from './limits.js';

/** @import { Thread } from '../../page/verifying/worker_client.js' */
/** @import { ReaderAnswer, ReaderCalls } from './reader.js' */

/** What reads cannot be had: it never came, or `lacking`: this browser cannot run it. */
export class NoPaperReader extends Error {
  /** @param {boolean} lacking */
  constructor(lacking) {
    super('no paper reader');
    this.lacking = lacking;
  }
}

/** A thread that was ended, or ended itself, in the middle of a question. */
class Ended extends Unread {}

export class ReaderThread {
  /** @type {Thread | null} */
  #port = null;
  #last = 0;
  /** @type {(error: Error) => void} */
  #fail = () => {};

  /** Loads the modules that read. */
  async begin() {
    await this.ask('begin', this.#isApart ? handOver('reader') : null);
  }

  /**
   * The answer; rejects with Unread for what is not read, also for what takes too long or ends the thread.
   * @template {keyof ReaderCalls} M
   * @param {M} method
   * @param {Parameters<ReaderCalls[M]>} args
   */
  async ask(method, ...args) {
    const port = this.#port ?? (await this.#start(method));
    this.#last += 1;
    const id = this.#last;
    const timer = setTimeout(() => this.end(new Ended('page-too-slow')), WALL_SECONDS * 1000);
    try {
      return /** @type {Awaited<ReturnType<ReaderCalls[M]>>} */ (await new Promise((/** @type {(result: unknown) => void} */ resolve, reject) => {
        this.#fail = reject;
        port.onmessage = ({ data }) => this.#hear(/** @type {ReaderAnswer} */ (data), id, resolve, reject);
        port.postMessage({ id, method, args });
      }));
    } catch (error) {
      // of a file, and not of a page
      throw error instanceof Ended && method !== 'page' ? new Unread(error.code.replace('page-', 'paper-')) : error;
    } finally {
      clearTimeout(timer);
      this.#fail = () => {};
    }
  }

  /** Ends the thread; open questions reject. */
  end(why = new Ended('paper-stopped')) {
    this.#port?.terminate?.();
    this.#port = null;
    this.#fail(why);
  }

  get #isApart() {
    return canDrawApart();
  }

  /**
   * Starts a new thread and sends it what it needs; if no thread can start, uses the page's own.
   * @param {keyof ReaderCalls} request
   */
  async #start(request) {
    /** @type {Thread} */
    const port = (this.#isApart && newWorker()) || (await openHere());
    port.onerror = (event) => {
      event.preventDefault?.();
      this.end(new Ended('page-crashed'));
    };
    this.#port = port;
    if (request !== 'begin') await this.begin();
    return port;
  }

  /**
   * @param {ReaderAnswer} answer
   * @param {number} request
   * @param {(result: unknown) => void} resolve
   * @param {(error: Error) => void} reject
   */
  #hear({ id, result, unread, error, lacking }, request, resolve, reject) {
    if (id !== request) return;
    if (unread !== undefined) reject(new Unread(unread));
    else if (error !== undefined) reject(new NoPaperReader(lacking ?? false));
    else resolve(result);
  }
}

function newWorker() {
  try {
    return startWorker('reader');
  } catch {
    return null;
  }
}

async function openHere() {
  const { port1, port2 } = new MessageChannel();
  const { serve } = await import('./reader.js');
  serve(port2);
  return port1;
}
