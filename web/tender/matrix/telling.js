// verifier/tender/record/paper/telling.py: texts about cells and certificates: reasons in words, one line for each
// certificate.

import { maxJudgedBytes } from '../../credentials/kinds.js';
import { speak } from '../../credentials/words/tender_speech.js';
import { plain } from '../../signing/plain_text.js';
import { REASONS } from '../../texts/paper_reasons.js';
import { SENTENCES } from '../../texts/tender/record.js';
import { BESIDE } from '../../verifier/tender/matching.js';
import { COLUMNS, MET, UNCLEAR, takeCounting } from '../../verifier/tender/matrix.js';
import { findRuns } from '../../verifier/tender/papers.js';
import { say, sayAlone, sayRow } from '../../verifier/tender/words.js';
import * as limits from '../papers/limits.js';
import { Said, groupBy } from './said.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Naming } from '../checking/naming.js' */
/** @import { PaperFile } from '../papers/reading.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { PaperNote } from '../../verifier/tender/collecting.js' */
/** @import { Flag } from '../../verifier/tender/flags.js' */
/** @import { CellReason, ColumnName, MatrixColumn, SentenceFacts } from '../../verifier/tender/matrix.js' */
/** @import { Held, Matrix } from './said.js' */

const ABSENCE = ['no-credential', 'category-missing', 'member-without']; // codes for something that was not found
const UNCHECKED = ['marked', 'other-marked']; // kinds of absence where pages remain that nobody could check
const EXPLAINABLE = ['category-unmapped', 'work-item-unassigned']; // codes of gaps that a bidder can explain
/** Labels of the dates. @type {Record<ColumnName, string>} */
const DATES = { opening: 'at-opening', award: 'at-award', contractEnd: 'at-contract-end' };
export const UNREAD = 'file-unread';
const MOST_FILES = 3; // most files that a reason names
const MOST_LISTED = 20; // most names listed for the same sentence; the number of the others follows

/** Facts for the sentences on why a paper was not read. */
const LIMITS = {
  pdf: limits.PDF_MAX_BYTES, picture: limits.PICTURE_MAX_BYTES, side: limits.MAX_SIDE, files: limits.MAX_FILES, pages: limits.FOLDER_MAX_PAGES, codes: limits.FOLDER_MAX_CODES, seconds: limits.WALL_SECONDS,
  entries: limits.ARCHIVE_MAX_ENTRIES, total: limits.ARCHIVE_MAX_TOTAL, ratio: limits.ARCHIVE_MAX_RATIO,
};
/** @type {Record<string, number>} */
const LIMIT = {
  'paper-too-many-pages': limits.MAX_PAGES, 'paper-too-many-attachments': limits.MAX_ATTACHMENTS,
  'paper-too-many-pixels': limits.MAX_PIXELS, 'paper-keeps-failing': limits.MAX_FAILED_PAGES,
};

/** A matrix and its documents in one language: the sentences about each thing. */
export class Telling extends Said {
  /**
   * Returns whether a certificate here is by this association, or a number was answered by it.
   * @param {string} issuer
   */
  restsOn(issuer) {
    const { credentials, papers } = this.matrix;
    return credentials.some((credential) => credential.issuer === issuer)
      || papers.some(({ code, facts }) => code.startsWith('number-') && facts.issuer === issuer);
  }

  /**
   * Returns the sentence of a reason, with `isWhole` also the next step; the certificate concerned stands in front.
   * @param {CellReason} reason
   * @param {boolean} isWhole
   */
  reason(reason, isWhole = true) {
    const words = this.sayCell(reason, isWhole);
    const paper = this.credentials.get(reason.credential ?? '');
    return paper === undefined ? words : plain(paper.number) + this.colon + words;
  }

  /**
   * Returns the sentence of a reason of a cell; instead of many files it gives their number, because the list of papers
   * names them.
   * @param {CellReason} reason
   * @param {boolean} isWhole
   */
  sayCell({ code, facts }, isWhole = true) {
    const { files, more } = facts;
    const count = code === UNREAD && Array.isArray(files) ? files.length + Number(more ?? 0) : 0;
    if (count <= MOST_FILES) return (isWhole ? say : sayAlone)('cells', code, facts, this.lang, this.names);
    return sayRow(isWhole ? SENTENCES['unread-many'] : SENTENCES['unread-many'].slice(0, 2), { count }, this.lang);
  }

  /**
   * Returns the reasons of the columns that decide a cell, including near misses, each once.
   * @param {MatrixCell} cell
   */
  why(cell) {
    const reasons = this.deciding(cell);
    return this.once(reasons.length > 0 ? reasons.map((reason) => this.reason(reason)) : cell.codes.map((code) => say('cells', code, {}, this.lang, this.names)));
  }

  /**
   * Returns the reasons without next steps, each certificate with the bidder's own file and page. If several dates
   * count, those for which a reason is true stand in front, unless it is true for all.
   * @param {MatrixCell} cell
   * @param {CellReason[]} reasons
   */
  putToBidder(cell, reasons) {
    const counting = this.counting(cell);
    const deciding = [...counting].filter(([, { state }]) => state === cell.state);
    const lines = deciding.flatMap(([name, column]) => column.reasons.filter((entry) => reasons.includes(entry)).map((reason) => ({ name, text: this.#put(cell.bidder, reason) })));
    return this.once([...groupBy(lines, ({ text }) => text)].map(([text, same]) => {
      const dates = [...new Set(same.map(({ name }) => name))];
      return dates.length === counting.size ? text : this.join(dates.map((name) => this.label(DATES[name]))) + this.colon + text;
    }));
  }

  /**
   * @param {string} bidder
   * @param {CellReason} reason
   */
  #put(bidder, reason) {
    const words = this.sayCell(reason, false);
    const paper = this.credentials.get(reason.credential ?? '');
    return paper === undefined ? words : plain(paper.number) + this.aside(this.places(bidder, paper)) + this.colon + words;
  }

  /**
   * Returns the members that share a met requirement and handed in nothing for it.
   * @param {MatrixCell} cell
   */
  without({ columns }) {
    const reasons = COLUMNS.flatMap((name) => columns[name]?.reasons ?? []);
    return this.once(reasons.filter(({ code }) => code === 'member-without').map((reason) => this.reason(reason)));
  }

  /**
   * Returns the sentences of one column of a cell.
   * @param {MatrixColumn} column
   */
  whyThen({ reasons, codes }) {
    const lines = reasons.map((reason) => this.reason(reason));
    return this.once(lines.length > 0 ? lines : codes.map((code) => say('cells', code, {}, this.lang, this.names)));
  }

  /**
   * The reasons of the columns that decide a cell.
   * @param {MatrixCell} cell
   */
  deciding(cell) {
    return [...this.counting(cell).values()].flatMap(({ state, reasons }) => (state === cell.state ? reasons : []));
  }

  /**
   * Returns whether the cell is open because of an unreadable file.
   * @param {MatrixCell} cell
   */
  isUnread(cell) {
    return this.deciding(cell).some(({ code }) => code === UNREAD);
  }

  /**
   * Returns the unreadable files of a bidder; the pages, if only some pages are unreadable.
   * @param {string} bidder
   */
  unreadFiles(bidder) {
    const named = new Set(this.matrix.papers.filter((note) => note.bidder === bidder && note.code === UNREAD).map(({ file }) => file));
    const listed = (this.files.get(bidder) ?? []).filter(({ path }) => named.has(path)).map((file) => this.#placesUnread(file));
    const files = this.join(listed.slice(0, MOST_LISTED));
    const more = listed.length - MOST_LISTED;
    return more <= 0 ? files : this.tell('unread-files', { said: files, more });
  }

  /** @param {Pick<PaperFile, 'path' | 'pages' | 'pagesUnread'>} file */
  #placesUnread({ path, pages, pagesUnread }) {
    const unread = pagesUnread.map(({ page }) => page);
    if (unread.length === 0 || unread.length === pages) return plain(path);
    const listed = speak('pages', findRuns(unread), this.lang, null);
    return this.isChinese ? `${plain(path)} 第 ${listed} 页` : `${plain(path)}, pages ${listed}`;
  }

  /**
   * Returns why a cell is not met.
   * @param {MatrixCell} cell
   */
  faults(cell) {
    return this.deciding(cell).filter(({ code }) => !BESIDE.includes(code));
  }

  /**
   * Returns whether a cell is decided: the bidder has no question to answer, and every page has been looked at. Nobody
   * is rejected for want of a certificate that may be on a page not looked at.
   * @param {MatrixCell} cell
   */
  isDecided(cell) {
    return this.marked(cell).length === 0 && (!this.isAbsent(this.faults(cell)) || this.isLookedAt(cell.bidder));
  }

  /**
   * Returns whether this cell is the reason why a criterion is not met.
   * @param {MatrixCell} cell
   */
  decides({ bidder, criterion, state }) {
    return state !== MET && state === this.criteria.get(`${bidder} ${criterion}`);
  }

  /**
   * Returns whether a reason says that something was not found.
   * @param {CellReason[]} reasons
   */
  isAbsent(reasons) {
    return reasons.some(({ code }) => ABSENCE.includes(code));
  }

  /**
   * Returns how many pages of a bidder a person had to look at, and how many were looked at.
   * @param {string} bidder
   */
  looksOf(bidder) {
    return this.matrix.looks.find((row) => row.bidder === bidder);
  }

  /**
   * Returns whether a person looked at every page without a readable code.
   * @param {string} bidder
   */
  isLookedAt(bidder) {
    const looks = this.looksOf(bidder);
    return looks === undefined || looks.lookedAt >= looks.toLookAt;
  }

  /**
   * Returns a sentence on the number of pages looked at.
   * @param {string} code
   * @param {Matrix['looks'][number]} looks
   */
  tellLooks(code, { read, toLookAt, lookedAt, unreadable, like }) {
    return this.tell(code, { read, to_look_at: toLookAt, looked_at: lookedAt, unreadable, like });
  }

  /**
   * Returns unreadable certificates of which no copy has been requested.
   * @param {MatrixCell} cell
   */
  illegible(cell) {
    return this.deciding(cell).filter(({ code, facts }) => code === 'illegible' && facts.kind === undefined);
  }

  /**
   * Returns pages marked as certificates about which nobody has asked yet, if nothing else is at hand.
   * @param {MatrixCell} cell
   */
  marked(cell) {
    return this.deciding(cell).filter(({ code, facts }) => code === 'no-credential' && UNCHECKED.includes(`${facts.kind}`));
  }

  /**
   * Returns what a bidder can explain about a cell that cannot be established.
   * @param {MatrixCell} cell
   */
  explainable(cell) {
    return cell.state === UNCLEAR ? this.deciding(cell).filter(({ code }) => EXPLAINABLE.includes(code)) : [];
  }

  /**
   * Returns the pages that a reason is about.
   * @param {CellReason} reason
   */
  pages({ facts }) {
    const places = /** @type {[string, number][]} */ (facts.places ?? []);
    const words = speak('places', places, this.lang, null);
    const more = Number(facts.count ?? facts.marks ?? 0) - places.length;
    return more <= 0 ? words : this.tell('unread-files', { said: words, more });
  }

  /**
   * Returns the columns of the dates that the requirement asks about and that have come.
   * @param {MatrixCell} cell
   * @returns {Map<ColumnName, MatrixColumn>}
   */
  counting({ requirement, columns }) {
    const { validAt } = this.requirements.get(requirement) ?? { validAt: 'all' };
    return new Map(takeCounting(validAt, columns).map(({ name, column }) => [name, column]));
  }

  /**
   * Number, bidder and certificate of each line of the list of certificates.
   * @returns {{ number: number, bidder: string, held: Held }[]}
   */
  get held() {
    const listed = this.bidders.bidders.flatMap(({ id }) => this.matrix.credentials.filter(({ places }) => places.some(({ bidder }) => bidder === id)).map((credential) => ({ bidder: id, held: credential })));
    return listed.map((row, place) => ({ ...row, number: place + 1 }));
  }

  /**
   * Returns the columns by which a met cell is met, each way once, the latest finding.
   * @param {MatrixCell} cell
   */
  metBy(cell) {
    /** @type {Map<string, MatrixColumn>} */
    const ways = new Map();
    if (cell.state !== MET) return [];
    for (const column of [...this.counting(cell).values()]) if (column.state === MET) ways.set(JSON.stringify([column.credentials, column.grade, column.clauses]), column);
    return [...ways.values()];
  }

  /**
   * Returns the numbers in the list of certificates, the grade and the clause by which a cell is met.
   * @param {string} bidder
   * @param {MatrixColumn} column
   */
  sayMetBy(bidder, { credentials, grade, clauses }) {
    const numbers = this.held.filter((row) => row.bidder === bidder && credentials.includes(row.held.digest)).map(({ number }) => number);
    return this.tell(clauses.length > 0 ? 'met-by:clause' : 'met-by', { marks: numbers.join(', '), grade: grade ?? '–', clauses: this.join(clauses.map((clause) => this.names.term(clause))) });
  }

  /**
   * Returns the sentence on a file or page, with the page; for an unread file, one for each page that was not read.
   * @param {PaperNote} note
   * @returns {{ page: number | null, said: string }[]}
   */
  paper({ bidder, file, page, code, credential, facts }) {
    const words = say('papers', code, facts, this.lang, this.names);
    if (code !== 'file-unread') {
      const number = this.credentials.get(credential ?? '')?.number;
      return [{ page, said: number === undefined ? words : plain(number) + this.colon + words }];
    }
    return this.unreadOf({ bidder, file, facts }).map((entry) => {
      const why = explainUnread(entry.reason, entry.page, this.lang);
      return { page: entry.page, said: why === null ? words : why + (this.isChinese ? '' : ' ') + words };
    });
  }

  /**
   * What could not be read of a file, as page (null: the file) and code of why: a file is unread for the code of its
   * first such page, too; that is told of the page.
   * @param {Pick<PaperNote, 'bidder' | 'file' | 'facts'>} note
   * @returns {{ page: number | null, reason: string }[]}
   */
  unreadOf({ bidder, file, facts }) {
    const pages = this.files.get(bidder)?.find(({ path }) => path === file)?.pagesUnread ?? [];
    const why = String(facts.why);
    const whole = pages.some(({ reason }) => reason === why) ? [] : [{ page: null, reason: why }];
    return [...whole, ...pages];
  }
}

/**
 * Returns why a file or a page was not read, and the next step; null for a code that no reader of files uses.
 * @param {string} why
 * @param {number | null} page
 * @param {Lang} lang
 */
export function explainUnread(why, page, lang) {
  const row = REASONS[why];
  return row === undefined ? null : sayRow(row, { ...LIMITS, other: maxJudgedBytes(), limit: LIMIT[why], page }, lang);
}
