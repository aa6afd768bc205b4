// The desk's thread as the page has it.

import { Verifying } from '../../page/verifying/worker_client.js';

/** @import { OpeningAsked, RecordBy } from './checking.js' */
/** @import { DeskCalls, OtherTrust } from './worker.js' */

export class Desk extends Verifying {
  constructor() {
    super(async (port) => {
      const [{ serve }, { DeskVerifier }] = await Promise.all([import('../../page/verifying/worker.js'), import('./worker.js')]);
      serve(port, DeskVerifier);
    });
  }

  /** Loads what checks. */
  begin() {
    return this.#ask('begin');
  }

  /** @param {OtherTrust | null} given */
  useOther(given) {
    return this.#ask('useOther', given);
  }

  /**
   * @param {Uint8Array} tender
   * @param {string} now
   */
  lint(tender, now) {
    return this.#ask('lint', tender, now);
  }

  /** @param {OpeningAsked} asked */
  checkOpening(asked) {
    return this.#ask('checkOpening', asked);
  }

  /**
   * @param {OpeningAsked} asked
   * @param {RecordBy} by
   */
  drawUp(asked, by) {
    return this.#ask('drawUp', asked, by);
  }

  /**
   * @template {keyof DeskCalls} M
   * @param {M} method
   * @param {Parameters<DeskCalls[M]>} args
   */
  #ask(method, ...args) {
    return /** @type {Promise<Awaited<ReturnType<DeskCalls[M]>>>} */ (this.send(method, args));
  }
}
