// The verifier's side of the page: trust data and questions, asked for in messages. It runs in a worker, and in the
// page where a browser gives none; either way the page draws and listens while something is proven.

import { parseTime } from '../../credentials/times.js';
import { ask } from './verify_candidate.js';
import { openMemory } from '../trust/memory.js';
import { takeHanded } from '../resources.js';
import { nextTask } from '../yielding.js';
import { TrustData } from '../trust/trust_data.js';
import { saidOf, stateOf } from '../trust/trust_state.js';

/**
 * Answers at `port`. A call `{id, method, args}` is answered by `{id, result}` or `{id, error}`; `{state}` comes
 * whenever the trust data change, `{progress, received?}` while they come and are proven; the first message says that it has begun.
 */
export function serve(port) {
  const verifier = new Verifier((message) => port.postMessage(message));
  port.onmessage = async ({ data: { id, method, args } }) => {
    try {
      port.postMessage({ id, result: await verifier[method](...args) });
    } catch (error) {
      port.postMessage({ id, error: `${error instanceof Error ? error.message : error}` });
    }
  };
  port.postMessage({});
}

class Verifier {
  /** @type {any} */
  #data = null; // a promise of trust data

  constructor(post) {
    this.post = post;
  }

  /** Opens what this device remembers, then asks the node; `handed` is what a page that is a file has in it. */
  async open(handed) {
    takeHanded(handed);
    this.#data = this.#begin();
    const data = await this.#data;
    await data.recall();
    await data.refresh();
    void import('../../texts/errors.js').catch(() => {}); // by now nothing waits for it, and the network may go
  }

  async #begin() {
    const memory = await openMemory();
    const data = new TrustData(memory, {
      onChange: () => this.#tell(data),
      onProgress: (share) => this.#report(share),
      onBytes: (count) => this.post({ progress: null, received: count }),
    });
    return data;
  }

  async refresh() {
    await (await this.#data).refresh();
  }

  /** `taken` or `same`; a bundle that is refused shows in the state. */
  async offer(bytes) {
    const data = await this.#data;
    try {
      return data.pin === null ? null : await data.offer(bytes);
    } catch (error) {
      const said = await saidOf(error);
      if (said === null) throw error;
      data.refused = said;
      this.#tell(data);
      return 'refused';
    }
  }

  /** A sign of life is all that is asked for. */
  ping() {}

  async clear() {
    return (await this.#data).clear();
  }

  async confirmPin(day) {
    return (await this.#data).confirmPin(day);
  }

  async takeOtherPin() {
    return (await this.#data).takeOtherPin();
  }

  /** What each candidate comes to, as `verify_candidate.js` tells; null while there are no trust data. */
  async ask(candidates, question, now, lang) {
    const { store } = await this.#data;
    if (store === null) return null;
    const at = question.at?.includes('T') ? parseTime(question.at) : question.at;
    const found = [];
    for (const candidate of candidates) found.push(await ask(candidate, store, { ...question, at }, now, lang));
    return found;
  }

  /** Says how far it is; in the page's own thread, lets the page draw and listen. */
  #report(share) {
    this.post({ progress: share });
    return globalThis.document === undefined ? undefined : nextTask();
  }

  #tell(data) {
    this.post({ state: stateOf(data, data.memory) });
  }
}
