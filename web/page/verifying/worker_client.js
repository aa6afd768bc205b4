// The verifier as the page has it: calls into its thread, and what that says of the trust data.

import { handOver, startWorker } from '../resources.js';
import { NOTHING } from '../trust/trust_state.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { PageQuestion } from '../question.js' */
/** @import { Call, Port, Told, VerifierCalls } from './worker.js' */
/** @import { Found } from './verify_candidate.js' */

const AT_ONCE = 25; // candidates in each call, so that progress shows and a person can stop

const PING_MS = 2_000;
const MOST_PINGS = 8; // unanswered pings: longer than any one step of proving takes on a slow telephone
const MOST_LOST = 2;

/** A worker, or null where browser or policy refuse it. */
function newWorker() {
  try {
    return startWorker();
  } catch {
    return null;
  }
}

/** @typedef {{ name: string, candidate: Candidate, question: PageQuestion } & Found} Answer */
/** @typedef {Port & { onerror?: ((event: ErrorEvent) => unknown) | null, terminate?: () => void }} Thread */

/**
 * A call not yet answered: what answers it has the type that its method gives.
 * @typedef {{ message: Call, resolve(result?: unknown): void, reject(error: unknown): void }} Waiting
 */

export class Verifying {
  /** What `trust_state.js` tells. */
  state = NOTHING;
  /** @type {Thread | null} */
  #port = null;
  /** @type {Map<number, Waiting>} */
  #calls = new Map(); // those not yet answered, by id
  #last = 0;
  #begun = false;
  #pings = 0; // pings since the last message of the thread
  #lost = 0;
  #onTrust = () => {};

  /**
   * What the thread runs, for where a browser gives none.
   * @param {Port} port
   * @returns {Promise<void>}
   */
  serveHere = (port) => import('./worker.js').then(({ serve }) => serve(port));

  /** Hears of changed trust data. */
  onState = () => {};
  /** Hears how far proving them is: a share, or null and how many bytes have come. */
  onProgress = (/** @type {number | null} */ _share, /** @type {number} */ _received) => {};

  /** Starts the verifier: what this device remembers, then what the node has. Resolves when there is one to ask by, or neither. */
  open() {
    this.#listen(newWorker() ?? this.#here());
    setInterval(() => this.#watch(), PING_MS);
    return this.#begin();
  }

  /** Where a browser gives no worker: this page's own thread. */
  #here() {
    const { port1, port2 } = new MessageChannel();
    this.serveHere(port2);
    return port1;
  }

  /** @returns {Promise<void>} */
  #begin() {
    return new Promise((resolve, reject) => {
      this.#onTrust = resolve;
      this.#call('open', handOver()).then(resolve, reject);
    });
  }

  refresh() {
    return this.#call('refresh');
  }

  /**
   * `tookBundle`, `sameBundle`, `tookProof`, `tookPart` or `refused`, null before there is a pin.
   * @param {Uint8Array} bytes
   */
  offer(bytes) {
    return this.#call('offer', bytes);
  }

  /** Forgets everything stored on this device; resolves to whether that succeeded. */
  clear() {
    return this.#call('clear');
  }

  /** @param {string} day */
  confirmPin(day) {
    return this.#call('confirmPin', day);
  }

  takeOtherPin() {
    return this.#call('takeOtherPin');
  }

  /**
   * The answers on candidates, `{name, candidate, question, verdict, content, isCertificate}` each, or null without trust data; `onDone(count)` hears
   * how many there are, and stops the rest by returning false.
   * @param {Candidate[]} candidates
   * @param {PageQuestion} question
   * @param {number} now
   * @param {Lang} lang
   * @param {(count: number) => unknown} onDone
   * @returns {Promise<Answer[] | null>}
   */
  async ask(candidates, question, now, lang, onDone = () => true) {
    /** @type {Answer[]} */
    const answers = [];
    while (answers.length < candidates.length) {
      const some = candidates.slice(answers.length, answers.length + AT_ONCE);
      const part = await this.#call('ask', some, question, now, lang);
      if (part === null) return null;
      answers.push(...some.map((candidate, i) => ({ name: candidate.name, candidate, question, ...part[i] })));
      if (onDone(answers.length) === false) break;
    }
    return answers;
  }

  /**
   * @template {keyof VerifierCalls} M
   * @param {M} method
   * @param {Parameters<VerifierCalls[M]>} args
   */
  #call(method, ...args) {
    return /** @type {Promise<Awaited<ReturnType<VerifierCalls[M]>>>} */ (this.send(method, args));
  }

  /**
   * The answer to a call; who has more calls than these says their types.
   * @param {string} method
   * @param {unknown[]} args
   * @returns {Promise<unknown>}
   */
  send(method, args) {
    return new Promise((resolve, reject) => {
      this.#last += 1;
      if (this.#calls.size === 0) this.#pings = 0;
      const message = { id: this.#last, method, args };
      this.#calls.set(this.#last, { message, resolve, reject });
      this.#port?.postMessage(message);
    });
  }

  /** @param {Thread} port */
  #listen(port) {
    this.#port = port;
    this.#pings = 0;
    this.#begun = false;
    port.onmessage = ({ data }) => this.#hear(data);
    port.onerror = (event) => {
      event.preventDefault?.();
      this.#lose();
    };
  }

  /** Watches the thread: one that does not answer pings for long has ended or never will answer. */
  #watch() {
    if (this.#calls.size === 0) return;
    this.#pings += 1;
    if (this.#pings > MOST_PINGS) this.#lose();
    else this.#port?.postMessage({ method: 'ping', args: [] });
  }

  /** @param {Told} told */
  #hear({ id, result, error, state, progress, received }) {
    this.#begun = true;
    this.#pings = 0;
    if (state !== undefined) {
      this.state = state;
      this.onState();
      if (state.trust !== null) this.#onTrust();
    } else if (progress !== undefined) {
      this.onProgress(progress, received ?? 0);
    } else if (id !== undefined) {
      const waiting = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) waiting?.resolve(result);
      else waiting?.reject(new Error(error));
    }
  }

  /** Starts another thread and repeats the unanswered calls there; the third one is the page's own thread. */
  #lose() {
    const waiting = [...this.#calls.values()];
    this.#calls.clear();
    this.#port?.terminate?.();
    this.#lost += 1;
    if (this.#lost > MOST_LOST) {
      for (const { reject } of waiting) reject(new Error('worker'));
      return;
    }
    this.#listen((this.#begun && this.#lost < MOST_LOST && newWorker()) || this.#here());
    const again = (/** @type {'resolve' | 'reject'} */ settle) => (/** @type {unknown} */ value) => {
      for (const call of waiting) {
        if (call.message.method === 'open') call[settle](value);
        else this.send(call.message.method, call.message.args).then(call.resolve, call.reject);
      }
    };
    this.#begin().then(again('resolve'), again('reject'));
  }
}
