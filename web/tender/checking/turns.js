// Checks of what has been read, one after the other; while papers come in, not all the time.

/** @import { Said } from '../../page/trust/trust_state.js' */
/** @import { Opening } from '../opening.js' */
/** @import { Checking } from './client.js' */

const PATIENCE = 3; // while folders come in, checking takes at most a third of the time

export class ChecksInTurn {
  #isChecking = false;
  #isWanted = false;
  #took = 0; // milliseconds that the last check took
  #ended = 0;
  /** @type {Said | null} */
  refused = null; // why there is no matrix

  /**
   * `now` tells the time of a check; `onMatrix` hears of each that ended, `onLast` that none waits.
   * @param {Opening} opening
   * @param {Checking} checking
   * @param {{ now: () => string, onMatrix: () => void, onLast: () => void }} how
   */
  constructor(opening, checking, how) {
    this.opening = opening;
    this.checking = checking;
    this.how = how;
  }

  /** @param {boolean} isLast whether nothing more is coming in */
  request(isLast) {
    if (!isLast && performance.now() - this.#ended < PATIENCE * this.#took) return;
    this.#isWanted = true;
    if (!this.#isChecking) void this.#checkAll();
  }

  async #checkAll() {
    this.#isChecking = true;
    try {
      while (this.#isWanted) {
        this.#isWanted = false;
        await this.#checkOnce();
      }
    } finally {
      this.#isChecking = false;
    }
    this.how.onLast();
  }

  async #checkOnce() {
    const { opening } = this;
    const { tender, bidders, read, sample, award } = opening;
    if (tender === null || bidders === null) return;
    const began = performance.now();
    const asked = { tender: tender.bytes, bidders: bidders.bytes, files: [...read], proofs: await opening.readProofs(), now: this.how.now(), award };
    const found = await this.checking.checkOpening(asked);
    if (tender !== opening.tender || bidders !== opening.bidders || sample !== opening.sample || award !== opening.award) return; // of what is no more
    this.refused = found !== null && 'refused' in found ? found.refused : null;
    opening.checked = found === null || 'refused' in found ? null : { ...found, asked, tender, bidders };
    this.#ended = performance.now();
    this.#took = this.#ended - began;
    this.how.onMatrix();
  }
}
