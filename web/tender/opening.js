// What is held of a bid opening: its documents, the files that came in, what was read of them.

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Naming, OpeningAsked } from './checking/opening_check.js' */
/** @import { OtherTrust } from './checking/worker.js' */
/** @import { BiddersDraft, TenderDraft } from './drafts.js' */
/** @import { Matrix } from './matrix/said.js' */
/** @import { PaperFile } from './papers/reading.js' */

/** @typedef {{ matrix: Matrix, naming: Naming, words: string, asked: OpeningAsked }} Checked the matrix, the digest that its words tell, what was asked */

/** How far a bidder's folder is read. */
/** @typedef {'none' | 'waiting' | 'reading' | 'stopped' | 'read' | 'refused'} FolderState */

export class Opening {
  /** @type {TenderDraft | null} */
  tender = null;
  /** @type {BiddersDraft | null} */
  bidders = null;
  /** @type {Map<string, NamedFile>} */
  files = new Map(); // by the path they were dropped with
  /** @type {Map<string, NamedFile[]>} */
  shares = new Map(); // by bidder, below its folder
  /** @type {string[]} */
  left = []; // names of files in nobody's folder
  /** @type {Map<string, PaperFile[]>} */
  read = new Map();
  /** @type {Map<string, FolderState>} */
  states = new Map();
  /** @type {Checked | null} */
  checked = null;
  /** @type {(OtherTrust & { now: string }) | null} */
  sample = null;

  /** @param {string} bidder */
  stateOf(bidder) {
    return this.states.get(bidder) ?? 'none';
  }

  /** Whether every folder that came is read. */
  get isRead() {
    return [...this.states.values()].every((state) => state === 'read' || state === 'none' || state === 'refused');
  }
}
