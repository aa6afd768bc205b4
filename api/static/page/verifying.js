// The verifier as the page has it: calls into its thread, and what that says of the trust data.

import { handOver, startWorker } from './resources.js';
import { NOTHING } from './trust_state.js';

const AT_ONCE = 25; // candidates a call, so that progress shows and a person can stop

/** Where a browser gives no worker: this page's own thread. */
function openHere() {
  const { port1, port2 } = new MessageChannel();
  void import('./worker.js').then(({ serve }) => serve(port2));
  return port1;
}

export class Verifying {
  /** What `trust_state.js` tells. */
  state = NOTHING;
  #port = null;
  #calls = new Map(); // those not yet answered, by id
  #last = 0;
  #begun = false;
  #onTrust = null;

  /** `onState()` hears of changed trust data, `onProgress(share)` how far proving them is, null when it is done. */
  constructor(onState, onProgress) {
    this.onState = onState;
    this.onProgress = onProgress;
  }

  /** Starts the verifier: what this device remembers, then what the node has. Resolves when there is one to ask by, or neither. */
  open() {
    let port = null;
    try {
      port = startWorker();
    } catch {
      // refused by browser or policy
    }
    this.#listen(port ?? openHere());
    return new Promise((resolve, reject) => {
      this.#onTrust = resolve;
      this.#call('open', handOver()).then(resolve, reject);
    });
  }

  refresh() {
    return this.#call('refresh');
  }

  /** `taken`, `same` or `refused`, null before there is a pin. */
  offer(bytes) {
    return this.#call('offer', bytes);
  }

  /** Forgets all that is kept on this device; whether it has. */
  clear() {
    return this.#call('clear');
  }

  confirmPin(day) {
    return this.#call('confirmPin', day);
  }

  takeOtherPin() {
    return this.#call('takeOtherPin');
  }

  /**
   * The answers on candidates, `{name, candidate, verdict}` each, or null without trust data; `onDone(count)` hears
   * how many there are, and stops the rest by returning false.
   */
  async ask(candidates, question, now, lang, onDone = () => true) {
    const answers = [];
    while (answers.length < candidates.length) {
      const some = candidates.slice(answers.length, answers.length + AT_ONCE);
      const verdicts = await this.#call('ask', some, question, now, lang);
      if (verdicts === null) return null;
      answers.push(...some.map((candidate, i) => ({ name: candidate.name, candidate, verdict: verdicts[i] })));
      if (onDone(answers.length) === false) break;
    }
    return answers;
  }

  #call(method, ...args) {
    return new Promise((resolve, reject) => {
      this.#last += 1;
      const message = { id: this.#last, method, args };
      this.#calls.set(message.id, { message, resolve, reject });
      this.#port.postMessage(message);
    });
  }

  #listen(port) {
    this.#port = port;
    port.onmessage = ({ data }) => this.#hear(data);
    port.onerror = (event) => this.#lose(event);
  }

  #hear({ id, result, error, state, progress, received }) {
    this.#begun = true;
    if (state !== undefined) {
      this.state = state;
      this.onState();
      if (state.trust !== null) this.#onTrust();
    } else if (progress !== undefined) {
      this.onProgress(progress, received);
    } else if (id !== undefined) {
      const { resolve, reject } = this.#calls.get(id);
      this.#calls.delete(id);
      if (error === undefined) resolve(result);
      else reject(new Error(error));
    }
  }

  /** A worker that never began is replaced by this page's own thread; of one that did, what was asked is lost. */
  #lose(event) {
    event.preventDefault?.();
    const waiting = [...this.#calls.values()];
    if (this.#begun) {
      this.#calls.clear();
      for (const { reject } of waiting) reject(new Error(event.message ?? 'worker'));
    } else {
      this.#listen(openHere());
      for (const { message } of waiting) this.#port.postMessage(message);
    }
  }
}
