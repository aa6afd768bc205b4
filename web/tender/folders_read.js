// The bidders' folders, read one after the other; stopped, and gone on with from what was read.

import { show } from '../page/dom.js';
import { openMemory } from '../page/trust/memory.js';
import { say } from '../page/words/sentences.js';
import { part } from './elements.js';
import { isRegister } from './opening.js';
import { PaperCache } from './papers/cache.js';
import { listPapers, shareOut } from './papers/folder.js';
import { NoPaperReader } from './papers/reader_client.js';
import { PaperReading } from './papers/reading.js';

/** @import { Opening } from './opening.js' */
/** @import { PaperProgress } from './papers/reading.js' */

const PROOF = /\.tlog-proof$/i;
const MAX_PROOF_BYTES = 65_536;
const MOST_PROOFS = 10_000;

export class FoldersRead {
  /** @type {AbortController | null} */
  #stopping = null;
  /** @type {Promise<boolean> | null} */
  #begun = null;
  /** @type {PaperReading | null} */
  reading = null;

  /**
   * `onFolder` hears when one begins and when it is through.
   * @param {Opening} opening
   * @param {(isThrough: boolean) => void} onFolder
   */
  constructor(opening, onFolder) {
    this.opening = opening;
    this.onFolder = onFolder;
  }

  get isRunning() {
    return this.#stopping !== null;
  }

  /** What is in the middle of a page ends, too. */
  stop() {
    this.#stopping?.abort();
  }

  /** What reads is loaded before it is needed, for the network may go; whether it is here. */
  begin() {
    this.#begun ??= this.#begin();
    return this.#begun;
  }

  async #begin() {
    this.reading = new PaperReading(new PaperCache(await openMemory()));
    try {
      await this.reading.begin();
      return true;
    } catch (error) {
      if (error instanceof NoPaperReader) return false;
      throw error;
    }
  }

  /**
   * Gives every bidder the files of its folder; one that got others, or has fewer, is read anew.
   * @param {Set<string>} came
   * @param {boolean} isOther whether the list of bidders is another one
   */
  share(came, isOther) {
    const { bidders, files, states, read } = this.opening;
    if (bidders === null) return;
    const all = [...files.values()];
    const { shares, left } = shareOut(all, bidders.body.bidders);
    const fresh = isOther ? null : shareOut(all.filter(({ name }) => came.has(name)), bidders.body.bidders).shares;
    const before = this.opening.shares;
    this.opening.shares = shares;
    const isProof = (/** @type {string} */ name) => PROOF.test(name) && (files.get(name)?.file.size ?? 0) <= MAX_PROOF_BYTES;
    this.opening.left = left.filter((name) => !isProof(name) && !isRegister(name));
    this.opening.registers = left.filter(isRegister).flatMap((name) => files.get(name) ?? []);
    this.opening.proofs = left.filter(isProof).slice(0, MOST_PROOFS);
    for (const [bidder, own] of shares) {
      const isSame = fresh !== null && (fresh.get(bidder)?.length ?? 0) === 0 && states.has(bidder) && before.get(bidder)?.length === own.length;
      if (isSame) {
        shares.set(bidder, before.get(bidder) ?? own);
        continue;
      }
      states.set(bidder, own.length === 0 ? 'none' : 'waiting');
      read.delete(bidder);
    }
    for (const bidder of [...states.keys()]) {
      if (shares.has(bidder)) continue;
      states.delete(bidder);
      read.delete(bidder);
    }
  }

  /**
   * Reads the folders that wait, and those that were stopped; what a person must know of it.
   * @returns {Promise<string[]>}
   */
  async run() {
    if (this.isRunning) return [];
    const stop = (this.#stopping = new AbortController());
    const lines = [];
    this.#turn('stopped', 'waiting');
    try {
      await this.begin();
      for (let bidder = this.#next(); bidder !== undefined && !stop.signal.aborted; bidder = this.#next()) {
        await this.#readFolder(bidder, stop.signal);
        this.onFolder(true);
      }
    } catch (error) {
      if (!(error instanceof NoPaperReader)) throw error;
      lines.push(say(error.lacking ? 'readerLacking' : 'readerAway'));
      this.#turn('reading', 'stopped');
      this.#turn('waiting', 'stopped');
    } finally {
      this.#stopping = null;
      show(part('progress'), false);
    }
    if (stop.signal.aborted) this.#turn('waiting', 'stopped');
    return lines;
  }

  #next() {
    return [...this.opening.states].find(([, state]) => state === 'waiting')?.[0];
  }

  /**
   * @param {import('./opening.js').FolderState} before
   * @param {import('./opening.js').FolderState} after
   */
  #turn(before, after) {
    for (const [bidder, state] of this.opening.states) if (state === before) this.opening.states.set(bidder, after);
  }

  /**
   * @param {string} bidder
   * @param {AbortSignal} signal
   */
  async #readFolder(bidder, signal) {
    const { states, read } = this.opening;
    const share = this.opening.shares.get(bidder) ?? [];
    const papers = listPapers(share);
    if (papers === null || this.reading === null) {
      states.set(bidder, 'refused');
      return;
    }
    states.set(bidder, 'reading');
    this.opening.passedOver.set(bidder, papers.passedOver);
    this.onFolder(false);
    const files = await this.reading.read(papers, { signal, tell: (reached) => this.#tell(bidder, reached) });
    if (this.opening.shares.get(bidder) !== share) return; // other files, or another list of bidders, came meanwhile
    states.set(bidder, signal.aborted ? 'stopped' : 'read');
    if (!signal.aborted) read.set(bidder, files);
  }

  /**
   * @param {string} bidder
   * @param {PaperProgress} reached
   */
  #tell(bidder, { files, ofFiles, path, page, passedOver }) {
    this.opening.passedOver.set(bidder, passedOver);
    const { read: done, of: all } = this.opening.reached;
    show(part('progress'), true);
    part('progress-words').textContent = say(page > 0 ? 'readingPaper' : 'readingFile', { bidder, path, page, at: done + 1, of: all });
    part('progress-bar').value = (done + files / Math.max(1, ofFiles)) / Math.max(1, all);
  }
}
