// Checks of what has been read, one after the other; while papers come in, not all the time.

/** @import { Said } from '../../page/trust/trust_state.js' */
/** @import { Opening } from '../opening.js' */
/** @import { Checking } from './client.js' */

const PATIENCE = 3; // while folders come in, checking takes at most a third of the time

export class ChecksInTurn {
  #isChecking = false;
  #isWanted = false;
  #took = 0; // milliseconds of the last check
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
    const request = { tender: tender.bytes, bidders: bidders.bytes, files: [...read], proofs: await opening.readProofs(), now: this.how.now(), award };
    const answer = await this.checking.checkOpening(request);
    if (tender !== opening.tender || bidders !== opening.bidders || sample !== opening.sample || award !== opening.award) return; // the check was of documents that are replaced by now
    this.refused = answer !== null && 'refused' in answer ? answer.refused : null;
    opening.checked = answer === null || 'refused' in answer ? null : { ...answer, asked: request, tender, bidders };
    this.#ended = performance.now();
    this.#took = this.#ended - began;
    this.how.onMatrix();
  }
}
