// The thread of checks as the page has it.

import { Verifying } from '../../page/verifying/worker_client.js';

/** @import { Port } from '../../page/verifying/worker.js' */
/** @import { PrintedFile } from '../../verifier/tender/record/pack_files.js' */
/** @import { OpeningAsked, RecordBy } from './opening_check.js' */
/** @import { KeptActs, OpeningCalls, OtherTrust, Refused } from './worker.js' */

export class Checking extends Verifying {
  /** @param {Port} port */
  serveHere = async (port) => {
    const [{ serve }, { OpeningVerifier }] = await Promise.all([import('../../page/verifying/worker.js'), import('./worker.js')]);
    serve(port, OpeningVerifier);
  };

  /** Loads what checks. */
  begin() {
    return this.#ask('begin');
  }

  /** @param {OtherTrust | null} given */
  useOther(given) {
    return this.#ask('useOther', given);
  }

  /** @param {Blob} file */
  useRegister(file) {
    return this.#ask('useRegister', file);
  }

  /**
   * @param {Uint8Array} tender
   * @param {string} now
   */
  lint(tender, now) {
    return this.#ask('lint', tender, now);
  }

  /** @param {OpeningAsked} request */
  checkOpening(request) {
    return this.#ask('checkOpening', request);
  }

  /**
   * @param {OpeningAsked} request
   * @param {RecordBy} by
   */
  drawUp(request, by) {
    return this.#ask('drawUp', request, by);
  }

  /** @param {PrintedFile[]} printed */
  packUp(printed) {
    return this.#ask('packUp', printed);
  }

  /**
   * What is done with records that were kept.
   * @template {keyof KeptActs} A
   * @param {A} act
   * @param {Parameters<KeptActs[A]>} given
   */
  onKept(act, ...given) {
    return /** @type {Promise<Awaited<ReturnType<KeptActs[A]>> | Refused | null>} */ (this.send('onKept', [act, given]));
  }

  /**
   * @template {keyof OpeningCalls} M
   * @param {M} method
   * @param {Parameters<OpeningCalls[M]>} args
   */
  #ask(method, ...args) {
    return /** @type {Promise<Awaited<ReturnType<OpeningCalls[M]>>>} */ (this.send(method, args));
  }
}
