// The verifier's side of the page: trust data and questions, asked for in messages. It runs in a worker, and in the
// page where a browser gives none; either way the page draws and listens while something is proven.

import { parseTime } from '../../credentials/times.js';
import { ask } from './verify_candidate.js';
import { openMemory } from '../trust/memory.js';
import { takeHanded } from '../resources.js';
import { nextTask } from '../yielding.js';
import { TrustData } from '../trust/trust_data.js';
import { saidOf, stateOf } from '../trust/trust_state.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { PageQuestion } from '../question.js' */
/** @import { TrustState } from '../trust/trust_state.js' */
/** @import { Found } from './verify_candidate.js' */

/** @typedef {Omit<Verifier, 'data'>} VerifierCalls what a page may call */
/** @typedef {{ id?: number, method: string, args: unknown[] }} Call */
/** @typedef {{ id?: number, result?: unknown, error?: string, state?: TrustState, progress?: number | null, received?: number }} Told */

/**
 * One end of a line between two threads.
 * @typedef {object} Port
 * @property {(message: unknown) => void} postMessage
 * @property {((event: MessageEvent) => unknown) | null} onmessage
 */

/**
 * Answers at `port`. A call `{id, method, args}` is answered by `{id, result}` or `{id, error}`; `{state}` comes
 * whenever the trust data change, `{progress, received?}` while they come and are proven; the first message says that it has begun.
 * @param {Port} port
 * @param {typeof Verifier} [Kind] who answers
 */
export function serve(port, Kind = Verifier) {
  const verifier = new Kind((message) => port.postMessage(message));
  port.onmessage = async ({ data }) => {
    const { id, method, args } = /** @type {Call & { method: keyof VerifierCalls }} */ (data);
    try {
      port.postMessage({ id, result: await Reflect.apply(verifier[method], verifier, args) });
    } catch (error) {
      port.postMessage({ id, error: `${error instanceof Error ? error.message : error}` });
    }
  };
  port.postMessage({});
}

export class Verifier {
  /** @type {Uint8Array[]} */
  #proofs = [];
  /** @type {Uint8Array[]} */
  #parts = [];
  /** The trust data, once they are opened. */
  data = this.#begin();

  /** @param {(message: Told) => void} post */
  constructor(post) {
    this.post = post;
  }

  /**
   * Opens what this device remembers, then asks the node; `handed` is what a page that is a file has in it.
   * @param {Record<string, string> | null} handed
   */
  async open(handed) {
    takeHanded(handed);
    const data = await this.data;
    await data.recall();
    await data.refresh();
    void import('../../texts/errors.js').then(() => import('../../texts/rare_errors.js')).catch(() => {}); // by now nothing waits for them, and the network may go
  }

  /** @returns {Promise<TrustData>} */
  async #begin() {
    const memory = await openMemory();
    /** @type {TrustData} */
    const data = new TrustData(memory, {
      onChange: () => this.#tell(data),
      onProgress: (share) => this.#report(share),
      onBytes: (count) => this.post({ progress: null, received: count }),
    });
    return data;
  }

  async refresh() {
    await (await this.data).refresh();
  }

  /**
   * `tookBundle` or `sameBundle`, `tookProof` of a log proof, `tookPart` of records beside the bundle; a bundle that is refused shows in the state. Log proofs are kept for whichever credential each is.
   * @param {Uint8Array} bytes
   */
  async offer(bytes) {
    const data = await this.data;
    if (bytes[0] === 0x63) { // c2sp.org/tlog-proof@v1
      this.#proofs = [bytes, ...this.#proofs].slice(0, 999);
      this.#tell(data);
      return 'tookProof';
    }
    if (String.fromCharCode(...bytes.subarray(-64)).includes('huren-part/1')) {
      this.#parts = [bytes, ...this.#parts].slice(0, 64);
      this.#tell(data);
      return 'tookPart';
    }
    try {
      return data.pin === null ? null : await data.offer(bytes);
    } catch (error) {
      const words = await saidOf(error);
      if (words === null) throw error;
      data.refused = words;
      this.#tell(data);
      return 'refused';
    }
  }

  /** A sign of life is all that is asked for. */
  ping() {}

  async clear() {
    return (await this.data).clear();
  }

  /** @param {string} day */
  async confirmPin(day) {
    return (await this.data).confirmPin(day);
  }

  async takeOtherPin() {
    return (await this.data).takeOtherPin();
  }

  /**
   * What each candidate comes to, as `verify_candidate.js` tells; null while there are no trust data.
   * @param {Candidate[]} candidates
   * @param {PageQuestion} question
   * @param {number} now
   * @param {Lang} lang
   * @returns {Promise<Found[] | null>}
   */
  async ask(candidates, question, now, lang) {
    const { store } = await this.data;
    if (store === null) return null;
    const at = question.at?.includes('T') ? parseTime(question.at) : question.at;
    const answers = [];
    for (const candidate of candidates) answers.push(await ask(candidate, store, { ...question, at, proofs: this.#proofs, parts: this.#parts }, now, lang));
    return answers;
  }

  /**
   * Says how far it is; in the page's own thread, lets the page draw and listen.
   * @param {number} share
   */
  #report(share) {
    this.post({ progress: share });
    return globalThis.document === undefined ? undefined : nextTask();
  }

  /** @param {TrustData} data */
  #tell(data) {
    this.post({ state: stateOf(data, data.memory) });
  }
}
