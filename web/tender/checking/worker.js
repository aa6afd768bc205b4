// The thread of trust data and checks: the parts of the verify page's thread, and those for a bid opening.

import { HurenError } from '../../signing/errors.js';
import { encodeProfile } from '../../signing/jcs.js';
import { saidOf } from '../../page/trust/trust_state.js';
import { Verifier } from '../../page/verifying/worker.js';
import { TrustStore } from '../../verifier/trust/trust_store.js';

/** @import { Said } from '../../page/trust/trust_state.js' */
/** @import { PrintedFile } from '../../verifier/tender/record/pack_files.js' */
/** @import { HeldRegister } from './held_register.js' */
/** @import { OpeningAsked, RecordBy, Trusted } from './opening_check.js' */
/** @import { DrawnRecord } from './record.js' */

/** @typedef {Omit<OpeningVerifier, 'data'>} OpeningCalls what the page of a bid opening may call */
/** @typedef {{ bundle: Uint8Array, pin: string }} OtherTrust trust data that a sample brings with it */
/** @typedef {typeof import('./kept_records.js')} KeptActs what is done with records that were kept */
/** @typedef {{ refused: Said, field: string }} Refused why something cannot be done, what to do next, and the member that it is about */

/** What checks is loaded when the first check is asked for. */
const loadChecking = () => import('./opening_check.js');
const loadRecord = () => import('./record.js');
const loadKept = () => import('./kept_records.js');

export class OpeningVerifier extends Verifier {
  /** @type {Trusted | null} */
  #other = null;
  /** @type {(Trusted & { of: TrustStore }) | null} */
  #alone = null; // of the newest trust data that were seen

  /** @type {HeldRegister | null} */
  #register = null;
  /** @type {DrawnRecord | null} */
  #drawn = null; // until it is packed

  /** Loads what checks and what keeps, before it is needed. */
  async begin() {
    await Promise.all([loadChecking(), loadRecord(), loadKept()]);
  }

  /**
   * From now on checks rest on the trust data of a sample, or, for null, on this device's again; a register is forgotten.
   * @param {OtherTrust | null} given
   */
  useOther(given) {
    return orRefused(async () => {
      this.#other = given === null ? null : { ...given, store: await TrustStore.fromBundle(given.bundle, { pin: given.pin }) };
      this.#register = null;
      return {};
    });
  }

  /**
   * From now on numbers are asked of this register; the bundle in it is trust data like any other.
   * @param {Blob} file
   */
  useRegister(file) {
    return orRefused(async () => {
      const { HeldRegister } = await import('./held_register.js');
      const register = new HeldRegister(file);
      const bundle = await register.open();
      if (this.#other === null) await this.offer(bundle);
      this.#register = register;
      return {};
    });
  }

  /**
   * Advice about a tender, and what it is called by.
   * @param {Uint8Array} tender
   * @param {string} now
   */
  lint(tender, now) {
    return orRefused(async () => (await loadChecking()).lint(await this.#trusted(), tender, now));
  }

  /**
   * The matrix and what its sentences call parties and schemes by.
   * @param {OpeningAsked} request
   */
  checkOpening(request) {
    return orRefused(async () => (await loadChecking()).checkAsked(await this.#trusted(), request, this.#register));
  }

  /**
   * The receipt of a check, signed where a key is given; `packUp` makes its pack.
   * @param {OpeningAsked} request
   * @param {RecordBy} by
   */
  drawUp(request, by) {
    return orRefused(async () => {
      const { drawUpAsked } = await loadRecord();
      this.#drawn = await drawUpAsked(await this.#trusted(), request, by, this.#register);
      return this.#drawn.receipt;
    });
  }

  /**
   * The pack of the receipt that was drawn up last, in parts, with the files for people, vouched for by whoever signed.
   * @param {PrintedFile[]} printed
   */
  packUp(printed) {
    return orRefused(async () => {
      const drawn = this.#drawn;
      this.#drawn = null;
      if (drawn === null) throw new Error('nothing was drawn up');
      return drawn.pack(printed);
    });
  }

  /**
   * What is done with records that were kept; no trust data but their own are asked.
   * @param {keyof KeptActs} act
   * @param {unknown[]} given
   */
  onKept(act, given) {
    return orRefused(async () => {
      const acts = /** @type {Record<string, (...given: unknown[]) => unknown>} */ (await loadKept());
      return acts[act](...given);
    });
  }

  /**
   * The trust data a check rests on: a bundle proven alone, so that it can be proven again. Where this device has seen
   * newer than the bundle it was given last, that is the bundle before it, or one of all that was seen.
   * @returns {Promise<Trusted>}
   */
  async #trusted() {
    if (this.#other !== null) return this.#other;
    const { store, bundle, pin } = await this.data;
    if (store === null || bundle === null || pin === null) throw new NoTrust();
    if (this.#alone?.of === store) return this.#alone;
    const newest = store.memoryHoldsMore ? await this.#newest(store, pin) : { store, bundle, pin };
    this.#alone = { ...newest, of: store };
    return this.#alone;
  }

  /**
   * @param {TrustStore} store
   * @param {string} pin
   * @returns {Promise<Trusted>}
   */
  async #newest(store, pin) {
    const seen = await store.seen();
    const before = this.#alone;
    if (before?.pin === pin && !(await TrustStore.fromBundle(before.bundle, { pin, seen })).memoryHoldsMore) return before;
    const bundle = encodeProfile(seen.bundle);
    return { store: await TrustStore.fromBundle(bundle, { pin }), bundle, pin };
  }
}

class NoTrust extends Error {}

/**
 * What `work` comes to, or why it is refused; null while there are no trust data.
 * @template T
 * @param {() => Promise<T>} work
 * @returns {Promise<T | Refused | null>}
 */
async function orRefused(work) {
  try {
    return await work();
  } catch (error) {
    if (error instanceof NoTrust) return null;
    const refused = error instanceof HurenError ? await saidOf(error) : null;
    if (refused === null) throw error;
    return { refused, field: /** @type {HurenError} */ (error).field };
  }
}
