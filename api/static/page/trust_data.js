// The trust data of this page: pin, bundle and what was seen before. A bundle is taken only if it proves itself
// under the remembered pin; what was seen before stands beside it, so that an older one takes nothing away.

import { encodeHex } from '../signing/bytes.js';
import { sha256Large } from '../signing/sha256.js';
import { TrustStore } from '../verifier/trust.js';
import { SERVED, fetchBundle, fetchTrust } from './resources.js';

const PIN_KEY = 'pin';

const bundleKey = (pin) => `bundle ${pin}`;

/** Pin, trust store and age; `notices` says what a person must know. Changes are told to `onChange`. */
export class TrustData {
  pin = null;
  store = null;
  digest = null;
  /** When a person compared the pin with the agreement, or null. */
  compared = null;
  /** Another pin than the remembered one that the server gives, or null. */
  otherPin = null;
  /** The error with which a bundle was refused, or null. */
  refused = null;
  online = true;
  samples = [];
  #memory = 'null'; // what was seen, as text of JSON
  #work = Promise.resolve();

  /** Whether the bundle is older than what this device has seen, and the latter is used. */
  get older() {
    return this.store?.memoryHoldsMore ?? false;
  }

  constructor(memory, onChange) {
    this.memory = memory;
    this.onChange = onChange;
  }

  /** Takes what this device remembers; a file brings the pin it was made with. */
  async recall() {
    const known = SERVED ? await this.memory.get(PIN_KEY) : (await fetchTrust()).pin;
    if (known === undefined) return;
    this.pin = known;
    const kept = await this.memory.get(bundleKey(known));
    if (kept === undefined) return;
    this.compared = kept.compared ?? null;
    this.#memory = kept.seen;
    try {
      const seen = kept.more ? JSON.parse(kept.seen) : null; // else the bundle says it all
      this.#use(await TrustStore.fromBundle(kept.bundle, { pin: known, seen }), kept.digest);
    } catch (error) {
      this.refused = error; // damaged on this device: the memory of what was seen stays
    }
    this.onChange();
  }

  /** Asks this page's own server for pin and bundle. Never rejects: what went wrong shows in the members. */
  async refresh() {
    try {
      const { pin, bundle, samples } = await fetchTrust();
      this.online = true;
      this.samples = samples;
      this.otherPin = this.pin !== null && pin !== this.pin ? pin : null;
      if (this.otherPin === null) {
        if (this.pin === null) await this.#remember(pin);
        if (this.digest !== bundle) await this.offer(await fetchBundle());
      }
    } catch (error) {
      if (typeof error.sentence !== 'function') this.online = false;
      else this.refused = error;
    }
    this.onChange();
  }

  /** Takes a bundle if it holds: `taken`, or `same`; rejects with the error of the trust store. */
  offer(bytes) {
    const taken = this.#work.then(() => this.#take(bytes)); // one after the other: each rests on what was seen
    this.#work = taken.catch(() => {});
    return taken;
  }

  async #take(bytes) {
    const digest = await digestOf(bytes);
    if (digest === this.digest) return 'same';
    const { pin } = this;
    const seen = this.store === null ? JSON.parse(this.#memory) : await this.store.seen();
    const store = await TrustStore.fromBundle(bytes, { pin, seen });
    this.refused = null;
    this.#use(store, digest);
    this.onChange();
    await nextTask(); // first what a person sees
    this.#memory = JSON.stringify(await store.seen());
    const { compared } = this;
    const more = store.memoryHoldsMore;
    await this.memory.set(bundleKey(pin), { bundle: bytes, digest, seen: this.#memory, more, compared });
    return 'taken';
  }

  /** A person says that the pin equals the one on the agreement. */
  async confirmPin(day) {
    this.compared = day;
    const kept = await this.memory.get(bundleKey(this.pin));
    if (kept !== undefined) await this.memory.set(bundleKey(this.pin), { ...kept, compared: day });
    this.onChange();
  }

  /** A person says that the other pin is that of a new agreement. */
  async takeOtherPin() {
    const pin = this.otherPin;
    Object.assign(this, { pin: null, store: null, digest: null, compared: null, otherPin: null });
    this.#memory = 'null';
    await this.#remember(pin);
    await this.refresh();
  }

  #use(store, digest) {
    this.store = store;
    this.digest = digest;
  }

  async #remember(pin) {
    await this.memory.set(PIN_KEY, pin);
    await this.recall();
  }
}

const nextTask = () => new Promise((resolve) => setTimeout(resolve));

const digestOf = async (bytes) => encodeHex(await sha256Large(bytes));
