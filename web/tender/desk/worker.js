// The thread of trust data and checks: what the verify page's has, and what a bid opening asks of it.

import { parseTime } from '../../credentials/times.js';
import { HurenError } from '../../signing/errors.js';
import { Verifier } from '../../page/verifying/worker.js';
import { saidOf } from '../../page/trust/trust_state.js';
import { takeSnapshot } from '../../verifier/reliance/snapshot.js';
import { check } from '../../verifier/tender/check.js';
import { parseBidders } from '../../verifier/tender/documents/bidders.js';
import { parseTender } from '../../verifier/tender/documents/tender.js';
import { lintTender } from '../../verifier/tender/lint.js';
import { markLate } from '../../verifier/tender/papers.js';
import { TrustStore } from '../../verifier/trust/trust_store.js';
import { makeInput } from './inputs.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { Said } from '../../page/trust/trust_state.js' */
/** @import { PaperFile } from '../papers/reading.js' */
/** @import { ReceiptInput } from './inputs.js' */

/** @typedef {Omit<DeskVerifier, 'data'>} DeskCalls what the page of a bid opening may call */
/** @typedef {{ bundle: Uint8Array, pin: string }} OtherTrust trust data that a sample brings with it */
/** @typedef {{ text: AgreementText, older: AgreementText[] }} Naming what parties, schemes and grades are called */

/**
 * What is checked: documents as bytes, files by bidder, the dates as texts of the profile; `first` are the digests of
 * what the record of the opening lists, by bidder.
 * @typedef {object} OpeningAsked
 * @property {Uint8Array} tender
 * @property {Uint8Array} bidders
 * @property {[bidder: string, files: PaperFile[]][]} files
 * @property {string} now
 * @property {string | null} awardAt
 * @property {[bidder: string, digests: string[]][] | null} first
 */

/** @typedef {{ refused: Said }} Refused why something cannot be done, and what to do next */

export class DeskVerifier extends Verifier {
  /** @type {{ store: TrustStore, bundle: Uint8Array, pin: string } | null} */
  #other = null;
  /** @type {{ digest: string, store: TrustStore } | null} */
  #alone = null;

  /**
   * From now on checks rest on the trust data of a sample, or, for null, on this device's again.
   * @param {OtherTrust | null} given
   */
  async useOther(given) {
    return orRefused(async () => {
      this.#other = given === null ? null : { ...given, store: await TrustStore.fromBundle(given.bundle, { pin: given.pin }) };
      return this.#other === null ? null : namingOf(this.#other.store, this.#other.store.newestByRoot);
    });
  }

  /**
   * Advice about a tender, and what it is called by.
   * @param {Uint8Array} tender
   * @param {string} now
   */
  async lint(tender, now) {
    return orRefused(async () => {
      const { store } = await this.trusted();
      const moment = parseTime(now);
      return { lint: lintTender(parseTender(tender).body, store, moment), naming: namingOf(store, moment) };
    });
  }

  /**
   * The matrix and what its sentences call parties and schemes by; null while there are no trust data.
   * @param {OpeningAsked} asked
   */
  async checkOpening(asked) {
    return orRefused(async () => {
      const { store } = await this.trusted();
      const { tender, bidders, inputs, now } = await readOpening(asked);
      const papers = new Map([...inputs].map(([bidder, found]) => [bidder, found.map(({ paper }) => paper)]));
      const matrix = await check(tender, bidders, papers, store, { now, awardAt: asked.awardAt === null ? null : parseTime(asked.awardAt) });
      return { matrix, naming: namingOf(store, now) };
    });
  }

  /** The trust data a check rests on: the bundle proven alone, so that it can be proven again. */
  async trusted() {
    if (this.#other !== null) return this.#other;
    const { store, bundle, digest, pin } = await this.data;
    if (store === null || bundle === null || digest === null || pin === null) throw new NoTrust();
    if (!store.memoryHoldsMore) return { store, bundle, pin };
    if (this.#alone?.digest !== digest) this.#alone = { digest, store: await TrustStore.fromBundle(bundle, { pin }) };
    return { store: this.#alone.store, bundle, pin };
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
    return { refused };
  }
}

/**
 * The documents, and what was handed in by bidder.
 * @param {OpeningAsked} asked
 */
export async function readOpening({ tender, bidders, files, now, first }) {
  /** @type {Map<string, ReceiptInput[]>} */
  const inputs = new Map();
  for (const [bidder, found] of files) inputs.set(bidder, await Promise.all(found.map(makeInput)));
  if (first !== null) {
    const papers = markLate(new Map([...inputs].map(([bidder, found]) => [bidder, found.map(({ paper }) => paper)])), new Map(first.map(([bidder, digests]) => [bidder, new Set(digests)])));
    for (const [bidder, found] of inputs) inputs.set(bidder, found.map((input, i) => ({ ...input, paper: papers.get(bidder)?.[i] ?? input.paper })));
  }
  return { tender: parseTender(tender), bidders: parseBidders(bidders), inputs, now: parseTime(now) };
}

/**
 * What the agreement in force calls parties, schemes and grades, and what older ones did.
 * @param {TrustStore} store
 * @param {Moment} now
 * @returns {Naming}
 */
function namingOf(store, now) {
  const { text, older } = takeSnapshot(store, now).summary;
  return { text: plainly(text), older: older.map(plainly) };
}

/**
 * As it crosses between threads.
 * @param {AgreementText} text
 * @returns {AgreementText}
 */
const plainly = (text) => JSON.parse(JSON.stringify(text));
