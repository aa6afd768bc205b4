// The state of a bid opening: its documents, the files that came in, the contents read of them.

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Naming } from './checking/naming.js' */
/** @import { AwardAsked, OpeningAsked } from './checking/opening_check.js' */
/** @import { OtherTrust } from './checking/worker.js' */
/** @import { BiddersDraft, TenderDraft, Value } from './drafts.js' */
/** @import { Matrix } from './matrix/said.js' */
/** @import { VersionBreak } from '../verifier/tender/record/difference/versions.js' */
/** @import { PaperFile } from './papers/reading.js' */

/** @typedef {{ matrix: Matrix, naming: Naming, words: string, breaks: VersionBreak[], asked: OpeningAsked, tender: TenderDraft, bidders: BiddersDraft }} Checked the matrix, the digest that its words tell, of what it is */

/** How far a bidder's folder is read. */
/** @typedef {'none' | 'waiting' | 'reading' | 'stopped' | 'read' | 'refused'} FolderState */

/** @param {string} name */
export const isRegister = (name) => /\.huren-register$/i.test(name);

/** @param {string} name */
const folderOf = (name) => name.slice(0, name.indexOf('/'));

/**
 * Returns the top folders of the files that came in folders.
 * @param {string[]} names
 */
export const foldersAmong = (names) => [...new Set(names.filter((name) => name.includes('/')).map(folderOf))];

export class Opening {
  /** @type {TenderDraft | null} */
  tender = null;
  /** @type {BiddersDraft | null} */
  bidders = null;
  /** @type {{ tender: Value | null, bidders: Value | null }} */
  begun = { tender: null, bidders: null }; // drafts that a person must complete first
  /** @type {Map<string, NamedFile>} */
  files = new Map(); // files by the path of the drop
  /** @type {Map<string, NamedFile[]>} */
  shares = new Map(); // by bidder, below its folder
  /** @type {string[]} */
  left = []; // names of files in no bidder's folder
  /** @type {string[]} */
  proofs = []; // names of log proofs in no bidder's folder
  /** @type {NamedFile[]} */
  registers = []; // registers in no bidder's folder
  /** @type {Map<string, PaperFile[]>} */
  read = new Map();
  /** @type {Map<string, number>} */
  passedOver = new Map(); // files of operating systems, by bidder
  /** @type {Map<string, FolderState>} */
  states = new Map();
  /** @type {Checked | null} */
  checked = null;
  /** @type {(OtherTrust & { now: string }) | null} */
  sample = null;

  /** @type {AwardAsked | null} */
  award = null;

  /**
   * Takes documents in place of earlier ones; an incomplete draft stays until a document replaces it.
   * @param {{ tender?: TenderDraft | null, bidders?: BiddersDraft | null, begun?: Opening['begun'] }} found
   */
  take({ tender = null, bidders = null, begun = { tender: null, bidders: null } }) {
    this.tender = tender ?? this.tender;
    this.bidders = bidders ?? this.bidders;
    this.begun = { tender: tender === null ? begun.tender ?? this.begun.tender : null, bidders: bidders === null ? begun.bidders ?? this.begun.bidders : null };
  }

  /** @param {string} bidder */
  stateOf(bidder) {
    return this.states.get(bidder) ?? 'none';
  }

  /**
   * Returns whether the matrix includes everything read of a bidder.
   * @param {string} bidder
   */
  isChecked(bidder) {
    const files = this.read.get(bidder);
    return files !== undefined && (this.checked?.asked.files.some(([id, share]) => id === bidder && share === files) ?? false);
  }

  /** Reads the log proofs in no bidder's folder. */
  readProofs() {
    const files = this.proofs.flatMap((name) => this.files.get(name) ?? []);
    return Promise.all(files.map(async ({ file }) => new Uint8Array(await file.arrayBuffer())));
  }

  /** The folders that were chosen or dropped. */
  get folders() {
    return foldersAmong([...this.files.keys()]);
  }

  /**
   * Forgets the files of folders that are gone or come again.
   * @param {string[]} folders
   */
  forget(folders) {
    for (const name of [...this.files.keys()]) if (name.includes('/') && folders.includes(folderOf(name))) this.files.delete(name);
  }

  /** Returns whether the matrix includes everything: the current documents, and every folder fully read. */
  get isWhole() {
    const { checked, tender, bidders, award } = this;
    return checked !== null && checked.tender === tender && checked.bidders === bidders && checked.asked.award === award && this.isRead && [...this.read.keys()].every((bidder) => this.isChecked(bidder));
  }

  /** Returns whether there is a matrix to show. */
  get hasMatrix() {
    return this.checked !== null && this.tender !== null && this.bidders !== null && this.read.size > 0;
  }

  /** Returns how many folders have been read, and how many there are. */
  get reached() {
    const states = [...this.states.values()].filter((state) => state !== 'none');
    return { read: states.filter((state) => state === 'read').length, of: states.length };
  }

  /** Returns whether every folder has been read. */
  get isRead() {
    return [...this.states.values()].every((state) => state === 'read' || state === 'none' || state === 'refused');
  }
}
