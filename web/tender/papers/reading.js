// carriers/papers/reading.py: reads bidders' files, every page, in threads that can be ended, and only what is new.

import { inOrder } from '../../verifier/tender/order.js';
import { FolderRoom, MAX_FAILED_PAGES, MOST_READERS, Unread } from './limits.js';
import { listArchive, unpack } from './archive.js';
import { tellPaper } from './kinds.js';
import { ReaderThread } from './reader_client.js';

/** @import { ZipEntry } from './archive.js' */
/** @import { PaperCode, UnreadableCode } from './boxes.js' */
/** @import { PaperCache } from './cache.js' */
/** @import { FolderPapers, FoundPaper } from './folder.js' */
/** @import { PaperKind } from './kinds.js' */
/** @import { PaperAnswer } from './pages.js' */

/**
 * One file, or one entry of an archive, as the record has it. `sha256` is empty where the bytes were not read through.
 * @typedef {object} PaperFile
 * @property {string} path
 * @property {number} size
 * @property {string} sha256
 * @property {PaperKind} kind
 * @property {number} pages
 * @property {PaperCode[]} codes
 * @property {UnreadableCode[]} unreadable what looks like a code and was not read, on pages with other codes and without
 * @property {number[]} pagesWithoutCode
 * @property {{ page: number, text: string }[]} texts of pages without a code; a scan has none
 * @property {{ page: number, reason: string }[]} pagesUnread
 * @property {string | null} unread
 */

/** @typedef {{ files: number, ofFiles: number, pages: number, path: string, page: number, passedOver: number }} PaperProgress how far reading is; how many files of operating systems there are */

/** @typedef {FoundPaper & { archive: { data: Blob, entry: ZipEntry } | null }} Waiting a file, or an entry of an archive */

/**
 * A file on its way.
 * @typedef {object} Job
 * @property {PaperFile} paper
 * @property {Blob} data
 * @property {Map<number, PaperAnswer>} answers
 * @property {number[]} waiting pages
 * @property {number} asked how many pages are being read
 * @property {Map<number, string>} failed
 * @property {string | null} unread
 */

/** The threads that read, for all bidders of an opening. */
export class PaperReading {
  /** @type {ReaderThread[]} */
  #threads = Array.from({ length: Math.min(MOST_READERS, navigator.hardwareConcurrency || 1) }, () => new ReaderThread());

  /** @param {PaperCache} cache */
  constructor(cache) {
    this.cache = cache;
  }

  /** Loads what reads, before it is needed: the first thread alone, so that the others find it at hand. */
  async begin() {
    await this.#threads[0].begin();
    await Promise.all([...this.#threads.slice(1), this.#shower].map((thread) => thread.begin()));
  }

  /**
   * All files of a bidder in the order of their paths; what is not through when `signal` stops it has the reason
   * paper-stopped. `tell` hears after every page and file. Rejects with NoPaperReader.
   * @param {FolderPapers} papers
   * @param {{ signal: AbortSignal, tell: (reached: PaperProgress) => void }} how
   * @returns {Promise<PaperFile[]>}
   */
  async read(papers, { signal, tell }) {
    const run = new FolderRun(papers, this.cache, signal, tell);
    const stop = () => this.#threads.forEach((thread) => thread.end());
    signal.addEventListener('abort', stop);
    try {
      await Promise.all(this.#threads.map((thread) => run.work(thread)));
    } finally {
      signal.removeEventListener('abort', stop);
    }
    return run.papers();
  }

  /**
   * Draws a page as shown, `side` pixels wide.
   * @param {Blob} data
   * @param {{ kind: PaperKind, sha256: string }} paper
   * @param {number} page
   * @param {number} side
   */
  picture(data, { kind, sha256 }, page, side) {
    this.#showing = this.#showing.catch(() => {}).then(() => this.#shower.ask('picture', { data, kind, key: sha256 }, page, side));
    return /** @type {Promise<ImageBitmap>} */ (this.#showing);
  }

  #shower = new ReaderThread(); // a separate thread, so that reading continues meanwhile
  /** @type {Promise<unknown>} */
  #showing = Promise.resolve();
}

class FolderRun {
  /** @type {Waiting[]} */
  #waiting;
  /** @type {Job[]} */
  #open = [];
  /** @type {PaperFile[]} */
  #done = [];
  /** @type {Map<string, PaperFile>} */
  #read = new Map(); // finished files by digest and kind
  /** @type {Map<string, PaperFile[]>} */
  #same = new Map(); // files with the same bytes as one being read
  #beginning = 0;
  #room = new FolderRoom();
  #all;
  #passedOver;
  #pages = 0;
  /** @type {Set<() => void>} */
  #sleepers = new Set();

  /**
   * @param {FolderPapers} papers
   * @param {PaperCache} cache
   * @param {AbortSignal} signal
   * @param {(reached: PaperProgress) => void} tell
   */
  constructor(papers, cache, signal, tell) {
    this.#waiting = papers.papers.map((paper) => ({ ...paper, archive: null }));
    this.#all = papers.papers.length;
    this.#passedOver = papers.passedOver;
    this.cache = cache;
    this.signal = signal;
    this.tell = tell;
  }

  /** Returns the papers in the order of their paths. */
  papers() {
    const rest = [...this.#open.map(finish), ...[...this.#same.values()].flat(), ...this.#waiting.map(({ path, reason }) => blank(path, 0, reason))];
    return inOrder([...this.#done, ...rest.map((paper) => ({ ...paper, unread: paper.unread ?? 'paper-stopped' }))], ({ path }) => path);
  }

  /**
   * One thread's part: a page, or the beginning of a file, until there is none.
   * @param {ReaderThread} thread
   */
  async work(thread) {
    while (!this.signal.aborted) {
      const job = this.#open.find(({ waiting }) => waiting.length > 0);
      const page = job?.waiting.shift();
      if (job !== undefined && page !== undefined) await this.#readPage(thread, job, page);
      else if (this.#waiting.length > 0) await this.#begin(thread);
      else if (this.#beginning > 0 || this.#open.length > 0) await new Promise((/** @type {(value?: undefined) => void} */ wake) => this.#sleepers.add(wake));
      else break;
    }
    this.#wake();
  }

  /** @param {ReaderThread} thread */
  async #begin(thread) {
    const job = this.#waiting.shift();
    if (job === undefined) return;
    this.#beginning += 1;
    try {
      await this.#beginFile(thread, job);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      const size = job.archive?.entry.size ?? job.data?.size ?? 0;
      this.#finish(blank(job.path, size, error.code));
    } finally {
      this.#beginning -= 1;
      this.#wake();
    }
  }

  /**
   * @param {ReaderThread} thread
   * @param {Waiting} found
   */
  async #beginFile(thread, { path, data: whole, reason: refused, archive }) {
    if (refused !== null) throw new Unread(refused);
    const data = archive === null ? whole : await unpack(archive.data, archive.entry);
    if (data === null) throw new Unread('paper-gone');
    const { sha256, head } = await thread.ask('facts', data);
    const { kind, reason } = tellPaper(path, head, data.size);
    const paper = { ...blank(path, data.size, reason), sha256, kind };
    this.cache.bytes.keep(sha256, data);
    if (reason !== null) return this.#finish(paper);
    if (kind === 'zip' && archive === null) return this.#beginArchive(paper, data);
    const key = `${sha256} ${kind}`;
    const read = this.#read.get(key);
    if (read !== undefined) return this.#finish(this.#alike(read, paper));
    const same = this.#same.get(key);
    if (same !== undefined) return void same.push(paper);
    this.#same.set(key, []);
    const job = { paper, data, answers: this.#bounded(await this.cache.load(sha256)), waiting: /** @type {number[]} */ ([]), asked: 0, failed: new Map(), unread: null };
    const known = job.answers.get(0);
    if (known === undefined) job.waiting.push(0);
    else this.#plan(job, known.pages);
    this.#hold(job, [...job.answers.values()]);
    this.#open.push(job);
    this.#closeIfThrough(job);
  }

  /**
   * @param {PaperFile} paper
   * @param {Blob} data
   */
  async #beginArchive(paper, data) {
    const entries = await listArchive(data, paper.path).catch((error) => {
      if (!(error instanceof Unread)) throw error;
      this.#finish({ ...paper, unread: error.code });
      return null;
    });
    if (entries === null) return;
    this.#all += entries.papers.length;
    this.#passedOver += entries.passedOver;
    this.#waiting.unshift(...entries.papers.map(({ path, entry, reason }) => ({ path, data: null, reason, archive: { data, entry } })));
    this.#finish(paper);
  }

  /**
   * @param {Job} job
   * @param {number} pages
   */
  #plan(job, pages) {
    for (let page = 1; page <= pages; page += 1) if (!job.answers.has(page)) job.waiting.push(page);
    this.#pages += pages - job.waiting.length;
  }

  /**
   * @param {ReaderThread} thread
   * @param {Job} job
   * @param {number} page
   */
  async #readPage(thread, job, page) {
    job.asked += 1;
    const { kind, sha256, path } = job.paper;
    const request = { data: job.data, kind, key: sha256 };
    try {
      const read = await (page === 0 ? thread.ask('whole', request) : thread.ask('page', request, page));
      const answer = this.#bound(read);
      job.answers.set(page, answer);
      if (job.unread === null) await this.cache.keep(sha256, answer);
      if (page === 0) this.#plan(job, answer.pages);
      else this.#pages += 1;
      this.#hold(job, [answer]);
    } catch (error) {
      if (!(error instanceof Unread)) throw error;
      if (this.signal.aborted) job.waiting.unshift(page);
      else if (page > 0 && error.code.startsWith('page-')) job.failed.set(page, error.code);
      else job.unread ??= error.code;
      if (job.failed.size > MAX_FAILED_PAGES) job.unread ??= 'paper-keeps-failing';
    }
    job.asked -= 1;
    if (job.unread !== null) job.waiting.length = 0;
    if (!this.signal.aborted) this.#closeIfThrough(job);
    this.#report(path, page);
    this.#wake();
  }

  /**
   * Counts the results of a file; if they exceed the limit, none of them is kept.
   * @param {Job} job
   * @param {PaperAnswer[]} answers
   */
  #hold(job, answers) {
    if (this.#room.take(answers)) return;
    this.#room.take([...job.answers.values()].filter((answer) => !answers.includes(answer)), true);
    job.unread ??= 'paper-beyond-folder';
    job.waiting.length = 0;
    const whole = job.answers.get(0);
    job.answers = new Map(whole === undefined ? [] : [[0, { ...whole, codes: [], unreadable: [] }]]);
  }

  /**
   * Returns an answer, without its text if the folder has no room for it.
   * @param {PaperAnswer} answer
   */
  #bound(answer) {
    return answer.text === undefined ? answer : { ...answer, text: this.#room.holdText(answer.text) };
  }

  /** @param {Map<number, PaperAnswer>} answers */
  #bounded(answers) {
    return new Map([...answers].map(([page, answer]) => [page, this.#bound(answer)]));
  }

  /**
   * A file of the bytes of one that is read.
   * @param {PaperFile} read
   * @param {PaperFile} other
   */
  #alike(read, other) {
    if (this.#room.take([read])) return { ...read, path: other.path };
    return { ...other, pages: read.pages, unread: read.unread ?? 'paper-beyond-folder' };
  }

  /** @param {Job} job */
  #closeIfThrough(job) {
    if (job.waiting.length > 0 || job.asked > 0) return;
    this.#open.splice(this.#open.indexOf(job), 1);
    const paper = finish(job);
    this.#finish(paper);
    const key = `${paper.sha256} ${paper.kind}`;
    this.#read.set(key, paper);
    for (const same of this.#same.get(key) ?? []) this.#finish(this.#alike(paper, same));
    this.#same.delete(key);
  }

  /** @param {PaperFile} paper */
  #finish(paper) {
    this.#done.push(paper);
    this.#report(paper.path, paper.pages);
  }

  /**
   * @param {string} path
   * @param {number} page
   */
  #report(path, page) {
    this.tell({ files: this.#done.length, ofFiles: this.#all, pages: this.#pages, path, page, passedOver: this.#passedOver });
  }

  #wake() {
    for (const wake of this.#sleepers) wake();
    this.#sleepers.clear();
  }
}

/**
 * @param {string} path
 * @param {number} size
 * @param {string | null} unread
 * @returns {PaperFile}
 */
const blank = (path, size, unread) => ({ path, size, sha256: '', kind: 'other', pages: 0, codes: [], unreadable: [], pagesWithoutCode: [], texts: [], pagesUnread: [], unread });

/**
 * The record of a file, when nothing is left to do.
 * @param {Job} job
 * @returns {PaperFile}
 */
function finish({ paper, answers, failed, unread }) {
  const pages = answers.get(0)?.pages ?? 0;
  const known = [...answers.values()].filter(({ page }) => page <= pages).sort((a, b) => a.page - b.page);
  return {
    ...paper,
    pages,
    codes: known.flatMap(({ codes }) => codes),
    unreadable: known.flatMap(({ unreadable }) => unreadable),
    pagesWithoutCode: known.filter(({ page, codes }) => page > 0 && codes.length === 0).map(({ page }) => page),
    texts: known.flatMap(({ page, text = '' }) => (text === '' ? [] : [{ page, text }])),
    pagesUnread: [...failed].sort(([a], [b]) => a - b).map(([page, reason]) => ({ page, reason })),
    unread,
  };
}

export { NoPaperReader } from './reader_client.js';
