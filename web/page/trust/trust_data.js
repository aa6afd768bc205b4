// The trust data of this page: pin, bundle and what was seen before. A bundle is taken only if it proves itself
// under the remembered pin; what was seen before stands beside it, so that an older one takes nothing away.
//
// Other tabs take bundles, too. What is written here was joined with all that stood here until the write, and a tab
// takes up what another one wrote.

import { encodeHex, encodeText } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { sha256Large } from '../../signing/sha256.js';
import { TrustStore } from '../../verifier/trust/trust_store.js';
import { Stuck } from './memory.js';
import { saidOf } from './trust_state.js';
import { SERVED, VERSION, fetchBundle, fetchTrust } from '../resources.js';

/** @import { Entries } from '../../credentials/documents/bundle.js' */
/** @import { Memory } from './memory.js' */
/** @import { Said } from './trust_state.js' */

const PIN_KEY = 'pin';
const LOCK = 'huren';
const CLEARED = 'cleared';
const LONGEST_WAIT_MS = 10_000;
const IS_PIN = /^[0-9a-f]{64}$/;

/** @typedef {{ pin: string, bundle: string, samples: string[] }} TrustAnswer pin, digest of the bundle and names of samples */
/** @typedef {Awaited<ReturnType<TrustStore['seen']>>} Seen */

/**
 * What is kept of a bundle.
 * @typedef {object} Kept
 * @property {Uint8Array} bundle
 * @property {string} digest
 * @property {string | null} seen
 * @property {string} check
 * @property {{ entries: Entries | null, check: string }} [known]
 */

const bundleKey = (/** @type {string | null} */ pin) => `bundle ${pin}`;
const comparedKey = (/** @type {string | null} */ pin) => `compared ${pin}`;

/** Pin, trust store and age; `notices` are warnings for the person. Every change calls `onChange`. */
export class TrustData {
  /** @type {string | null} */
  pin = null;
  /** @type {TrustStore | null} */
  store = null;
  /** @type {string | null} */
  digest = null;
  /**
   * When a person compared the pin with the agreement, or null.
   * @type {string | null}
   */
  compared = null;
  /**
   * A pin of the server that differs from the remembered one, or null.
   * @type {string | null}
   */
  otherPin = null;
  /**
   * Why a bundle was refused, in the form of `trust_state.js`, or null.
   * @type {Said | null}
   */
  refused = null;
  online = true;
  /** Whether a request to the node is under way; before the first answer there may be no data. */
  asking = true;
  /** @type {string[]} */
  samples = [];
  /**
   * `damaged` or `stuck` where what is kept on this device cannot be read: nothing is taken before it can.
   * @type {'damaged' | 'stuck' | false}
   */
  damaged = false;
  /**
   * The bytes of the bundle.
   * @type {Uint8Array | null}
   */
  bundle = null;
  /** @type {string | undefined} */
  #mark = undefined; // of what stands on this device and is part of the store
  /** @type {Promise<unknown>} */
  #work = Promise.resolve();
  #others = globalThis.BroadcastChannel ? new BroadcastChannel('huren') : null; // tabs

  /** Whether the bundle is older than what this device has seen; the page then uses what it has seen. */
  get older() {
    return this.store?.memoryHoldsMore ?? false;
  }

  /**
   * `onProgress(share)` is called with the proven share of a bundle, `onBytes(count)` with the number of bytes
   * received.
   * @param {Memory} memory
   * @param {{ onChange: () => void, onProgress: (share: number) => unknown, onBytes: (count: number) => void }} hears
   */
  constructor(memory, { onChange, onProgress, onBytes }) {
    this.memory = memory;
    this.onChange = onChange;
    this.onProgress = onProgress;
    this.onBytes = onBytes;
    this.#others?.addEventListener('message', ({ data }) => (data === CLEARED ? this.#beginAnew() : this.catchUp()));
  }

  /** Takes what this device remembers; a file brings the pin it was made with. */
  async recall() {
    const given = SERVED ? null : (await fetchTrust()).pin;
    await this.#guard(async () => {
      const known = given ?? (await this.memory.read(PIN_KEY)).value;
      if (known === undefined) return;
      if (typeof known !== 'string' || !IS_PIN.test(known)) throw new Error('no pin');
      const { value: compared } = await this.memory.read(comparedKey(known));
      this.compared = typeof compared === 'string' ? compared : null;
      this.pin = known;
      await this.#queue(() => this.#join());
    });
    if (this.pin !== null || this.damaged) this.onChange();
  }

  /** Takes over what another tab has stored since. Never rejects. */
  async catchUp() {
    if (this.pin !== null && (await this.#guard(() => this.#queue(() => this.#join())))) this.onChange();
  }

  /** Asks this page's own server for pin and bundle. Never rejects: what went wrong shows in the members. */
  async refresh() {
    this.asking = true;
    try {
      const { pin, bundle, samples } = await fetchTrust();
      this.online = true;
      this.samples = samples;
      if (this.pin === null && this.damaged) await this.recall();
      if (this.pin === null && !this.damaged) await this.#remember(pin);
      // never taken by itself: a server that changes the pin must be noticed (docs/adr/0017)
      this.otherPin = this.pin === null || pin === this.pin ? null : pin;
      await this.catchUp();
      if (this.pin === pin && !this.damaged && this.digest !== bundle) await this.offer(await fetchBundle(this.onBytes));
    } catch (error) {
      if (error instanceof HurenError) this.refused = await saidOf(error);
      else this.online = false;
    }
    this.asking = false;
    this.onChange();
  }

  /**
   * Takes a bundle if it holds: `tookBundle` or `sameBundle`, null where the memory is damaged; rejects with the error of the trust store.
   * @param {Uint8Array} bytes
   */
  offer(bytes) {
    return this.#queue(() => this.#take(bytes));
  }

  /** @param {Uint8Array} bytes */
  async #take(bytes) {
    await this.#guard(() => this.#join());
    if (this.damaged) return null;
    const digest = await digestOf(bytes);
    if (digest === this.digest) return 'sameBundle';
    this.#use(await this.#prove(bytes, this.store === null ? null : await this.store.seen()), bytes, digest);
    this.refused = null;
    this.onChange();
    await nextTask(); // first what a person sees
    try {
      await alone(() => this.#keep());
    } catch {
      this.memory.lasting = false; // the storage is full, or now forbidden
      this.onChange();
    }
    return 'tookBundle';
  }

  /** Forgets everything stored on this device at a person's wish; returns whether that succeeded. */
  clear() {
    return this.#queue(async () => {
      try {
        await this.memory.clear();
        this.#others?.postMessage(CLEARED);
        return true;
      } catch {
        this.damaged = 'stuck';
        this.onChange();
        return false;
      }
    });
  }

  /**
   * A person says that the pin equals the one on the agreement.
   * @param {string} day
   */
  async confirmPin(day) {
    this.compared = day;
    await this.memory.set(comparedKey(this.pin), day);
    this.onChange();
  }

  /** Accepts the other pin after a person confirmed that it is that of a new agreement. */
  async takeOtherPin() {
    await this.#queue(() => this.memory.set(PIN_KEY, this.otherPin));
    await this.#beginAnew();
  }

  /** Starts again as in a first visit. */
  async #beginAnew() {
    await this.#queue(() => {
      Object.assign(this, { pin: null, store: null, digest: null, compared: null, otherPin: null, refused: null });
      this.#mark = undefined;
    });
    await this.recall();
    await this.refresh();
  }

  /** Writes bundle and memory; where another tab was first, joins what it wrote and writes both. */
  async #keep() {
    for (;;) {
      const { store, digest } = this;
      if (store === null || digest === null) return;
      const seen = store.memoryHoldsMore ? JSON.stringify(await store.seen()) : null; // else the bundle contains everything seen
      const known = { entries: store.entries, check: await knownCheck(digest, store.entries) };
      const value = { bundle: this.bundle, digest, seen, check: await checkOf([digest, seen]), known };
      const mark = await this.memory.swap(bundleKey(this.pin), this.#mark, value);
      if (mark !== null) {
        this.#mark = mark;
        this.#others?.postMessage(null);
        return;
      }
      await this.#guard(() => this.#join()); // another tab wrote first
      this.onChange();
      if (this.damaged) return;
    }
  }

  /** Joins what stands on this device, where another tab wrote it; whether there was something. */
  async #join() {
    const key = bundleKey(this.pin);
    if ((await this.memory.mark(key)) === this.#mark) return false;
    const { value: kept, mark } = await this.memory.read(key);
    if (mark !== undefined) await this.#joinWith(/** @type {Kept} */ (kept));
    this.#mark = mark;
    return mark !== undefined;
  }

  /**
   * All that this tab has seen and all that is kept, and of the two bundles the one that holds it, if one does.
   * @param {Kept} kept
   */
  async #joinWith({ bundle, digest: written, seen, check, known }) {
    const digest = await digestOf(bundle);
    const isWhole = digest === written && check === (await checkOf([digest, seen]));
    if (!isWhole) throw new Error('no longer what was written');
    /** @type {Seen | null} */
    let all = seen ? JSON.parse(seen) : null;
    if (this.store !== null) {
      const mine = await this.store.seen();
      all = all === null ? mine : await (await this.#prove(encodeText(JSON.stringify(all.bundle)), mine)).seen();
    }
    const isKnown = typeof known?.check === 'string' && known.check === (await knownCheck(digest, known.entries));
    const joined = await this.#prove(bundle, all, isKnown ? known.entries : null);
    if (this.store === null || this.bundle === null || this.digest === null || !joined.memoryHoldsMore) this.#use(joined, bundle, digest);
    else this.#use(await this.#prove(this.bundle, await joined.seen()), this.bundle, this.digest);
  }

  /**
   * `known` is what this very program found in the events of these very bytes.
   * @param {Uint8Array} bytes
   * @param {Seen | null} seen
   * @param {Entries | null} known
   */
  #prove(bytes, seen, known = null) {
    return TrustStore.fromBundle(bytes, { pin: `${this.pin}`, seen, known, onProgress: this.onProgress });
  }

  /**
   * @param {TrustStore} store
   * @param {Uint8Array} bytes
   * @param {string} digest
   */
  #use(store, bytes, digest) {
    this.store = store;
    this.bundle = bytes;
    this.digest = digest;
  }

  /**
   * What `read` gives; what is kept here is damaged where that throws, whatever was thrown.
   * @template T
   * @param {() => Promise<T>} read
   */
  async #guard(read) {
    try {
      const value = await read();
      this.damaged = false;
      return value;
    } catch (error) {
      this.damaged = error instanceof Stuck ? 'stuck' : 'damaged';
      return true;
    }
  }

  /**
   * Runs tasks one after another, because each rests on what was seen before.
   * @template T
   * @param {() => T} task
   */
  #queue(task) {
    const done = this.#work.then(task);
    this.#work = done.catch(() => {});
    return done;
  }

  /**
   * Stores the first pin, or takes the one that another tab stored first.
   * @param {string} pin
   */
  async #remember(pin) {
    try {
      await this.memory.swap(PIN_KEY, undefined, pin);
      await this.recall();
    } catch {
      this.memory.lasting = false;
    }
    if (!this.damaged) this.pin ??= pin;
  }
}

/**
 * One tab at a time, where browsers have a lock and give it; it spares work, and nothing rests on it.
 * @param {() => Promise<void>} work
 */
async function alone(work) {
  let free = () => {};
  const done = /** @type {Promise<void>} */ (new Promise((resolve) => (free = resolve)));
  await /** @type {Promise<void>} */ (new Promise((go) => {
    setTimeout(go, LONGEST_WAIT_MS);
    if (navigator.locks) navigator.locks.request(LOCK, () => (go(), done)).catch(go);
    else go();
  }));
  try {
    await work();
  } finally {
    free();
  }
}

const nextTask = () => /** @type {Promise<void>} */ (new Promise((resolve) => setTimeout(resolve)));

/**
 * Of a value of JSON: whether it still is what was written.
 * @param {unknown} value
 */
const checkOf = (value) => digestOf(encodeText(JSON.stringify(value)));

/**
 * What was found in the events of a bundle is taken for true, and so holds for these bytes and this very program.
 * @param {string} digest
 * @param {Entries | null} entries
 */
const knownCheck = (digest, entries) => checkOf([VERSION, digest, entries]);

/** @param {Uint8Array} bytes */
const digestOf = async (bytes) => encodeHex(await sha256Large(bytes));
