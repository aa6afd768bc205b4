// verifier/tender/record/paper/telling.py: texts about cells and certificates: reasons in words, a line a certificate.

import { AgreementNames } from '../../credentials/documents/agreement_names.js';
import { maxJudgedBytes } from '../../credentials/kinds.js';
import * as days from '../../credentials/words/days.js';
import { parseTime } from '../../credentials/times.js';
import { speak } from '../../credentials/words/document_speech.js';
import { fill } from '../../signing/errors.js';
import { plain } from '../../signing/plain_text.js';
import { LABELS, SENTENCES } from '../../texts/tender_record.js';
import { REASONS } from '../../texts/paper_reasons.js';
import { COLUMN_WORDS, STATES } from '../../texts/tender_words.js';
import { requirementsOf } from '../../verifier/tender/documents/tender.js';
import { COLUMNS, UNCLEAR } from '../../verifier/tender/matrix.js';
import { say, sayAlone, sayRow } from '../../verifier/tender/words.js';
import * as limits from '../papers/limits.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Naming } from '../checking/opening_check.js' */
/** @import { PaperFile } from '../papers/reading.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { PaperNote } from '../../verifier/tender/collecting.js' */
/** @import { Flag } from '../../verifier/tender/flags.js' */
/** @import { CellReason, ColumnName, MatrixColumn, SentenceFacts } from '../../verifier/tender/matrix.js' */

/** @typedef {Awaited<ReturnType<typeof import('../../verifier/tender/check.js').check>>} Matrix */
/** @typedef {Matrix['credentials'][number]} Held a certificate that was handed in */
/** @typedef {Matrix['criteria'][number]} Outcome of a criterion */
/** @typedef {ReturnType<typeof import('../../verifier/tender/documents/tender.js').parseTender>['body']} TenderBody */
/** @typedef {ReturnType<typeof import('../../verifier/tender/documents/bidders.js').parseBidders>['body']} BiddersBody */

/** @type {Record<string, ColumnName[]>} */
const COUNTING = { opening: ['opening'], award: ['award'], 'contract-end': ['contractEnd'], all: COLUMNS };
const COUNTS = ['own-grade', 'equivalent']; // codes of what a certificate is good for
const UNNUMBERED = 'certificate';

/** What a sentence of why a paper was not read is filled with. */
const LIMITS = {
  pdf: limits.PDF_MAX_BYTES, picture: limits.PICTURE_MAX_BYTES, side: limits.MAX_SIDE, seconds: limits.WALL_SECONDS,
  entries: limits.ARCHIVE_MAX_ENTRIES, total: limits.ARCHIVE_MAX_TOTAL, ratio: limits.ARCHIVE_MAX_RATIO,
};
/** @type {Record<string, number>} */
const LIMIT = {
  'paper-too-many-pages': limits.MAX_PAGES, 'paper-too-many-attachments': limits.MAX_ATTACHMENTS,
  'paper-too-many-pixels': limits.MAX_PIXELS, 'paper-keeps-failing': limits.MAX_FAILED_PAGES,
};

/** A matrix with the documents it is of, in one language. */
export class Telling {
  /**
   * @param {{ tender: TenderBody, bidders: BiddersBody, matrix: Matrix, naming: Naming, files: Map<string, PaperFile[]> }} checked
   * @param {Lang} lang
   */
  constructor({ tender, bidders, matrix, naming, files }, lang) {
    this.tender = tender;
    this.bidders = bidders;
    this.matrix = matrix;
    this.files = files;
    this.lang = lang;
    this.names = new AgreementNames(naming.text, lang, naming.older);
    /** What each bid is called: its enterprises. */
    this.called = new Map(bidders.bidders.map((one) => [one.id, enterprisesIn(one).map(({ name }) => plain(name)).join(lang === 'zh' ? '、' : ' + ')]));
    this.requirements = new Map(tender.criteria.flatMap(requirementsOf).map((one) => [one.id, one]));
    /** Each requirement of each bidder once, whatever the lots. */
    this.cells = new Map(matrix.cells.map((cell) => [`${cell.bidder} ${cell.requirement}`, cell]));
    this.criteria = new Map(matrix.criteria.map((one) => [`${one.bidder} ${one.criterion}`, one.state]));
    this.credentials = new Map(matrix.credentials.map((one) => [one.digest, one]));
  }

  get isChinese() {
    return this.lang === 'zh';
  }

  /**
   * A heading of the record.
   * @param {string} name
   */
  label(name) {
    return this.labelIn(name, this.lang);
  }

  /**
   * @param {string} name
   * @param {Lang} lang
   */
  labelIn(name, lang) {
    return LABELS[name][lang === 'zh' ? 1 : 0];
  }

  /**
   * One of the three values in words; a dash where the date is still to come.
   * @param {string | null} state
   */
  state(state) {
    return state === null ? '–' : STATES[state][this.isChinese ? 1 : 0];
  }

  /** @param {string} name */
  column(name) {
    return COLUMN_WORDS[name][this.isChinese ? 1 : 0];
  }

  /**
   * In brackets.
   * @param {string} text
   */
  aside(text) {
    return this.isChinese ? `（${text}）` : ` (${text})`;
  }

  /**
   * A sentence of the record, and what to do next.
   * @param {string} code
   * @param {SentenceFacts} facts
   */
  tell(code, facts = {}) {
    return sayRow(SENTENCES[code], facts, this.lang);
  }

  /**
   * A template with its facts, set as Chinese is.
   * @param {string} template
   * @param {Record<string, unknown>} facts
   */
  fit(template, facts) {
    return fill(template, facts, this.lang, speak, null);
  }

  /**
   * The tender's own sentence in quotation marks with its page; else scheme and grade.
   * @param {string} requirement
   */
  asked(requirement) {
    const one = this.requirements.get(requirement);
    if (one === undefined) return requirement;
    const quotation = `“${one.text === undefined ? this.spell(one) : plain(one.text)}”`;
    if (one.page === undefined) return quotation;
    return quotation + this.aside(this.isChinese ? `第 ${one.page} 页` : `page ${one.page}`);
  }

  /**
   * Scheme, categories and grade that are asked for.
   * @param {{ scheme: string, categories?: { anyOf?: string[], allOf?: string[] }, minGrade: string }} one
   */
  spell({ scheme, categories, minGrade }) {
    const parts = [this.names.scheme(scheme), (categories?.anyOf ?? categories?.allOf ?? []).join('、'), minGrade];
    return parts.filter(Boolean).map(plain).join(' ');
  }

  /**
   * The sentence of a reason, `isWhole` with what to do next; the certificate it is about in front.
   * @param {CellReason} reason
   * @param {boolean} isWhole
   */
  reason(reason, isWhole = true) {
    const said = (isWhole ? say : sayAlone)('cells', reason.code, reason.facts, this.lang, this.names);
    const held = this.credentials.get(reason.credential ?? '');
    return held === undefined ? said : plain(held.number) + (this.isChinese ? '：' : ': ') + said;
  }

  /**
   * The reasons of the columns that decide a cell, near misses among them, each once.
   * @param {MatrixCell} cell
   * @param {boolean} isWhole
   */
  why(cell, isWhole = true) {
    return this.#join(this.#counting(cell).filter(({ state }) => state === cell.state).flatMap((column) => this.#told(cell, column, isWhole)), cell.codes);
  }

  /**
   * What is said of one column of a cell, members of a consortium among it that share the work and hold nothing.
   * @param {MatrixCell} cell
   * @param {MatrixColumn} column
   */
  whyThen(cell, column) {
    const members = column.without.map((/** @type {string} */ code) => this.#sharesNothing(code));
    return this.#join([...this.#told(cell, column, true), ...members], column.codes);
  }

  /**
   * @param {string[]} told
   * @param {string[]} codes
   */
  #join(told, codes) {
    const said = told.length > 0 ? told : codes.map((code) => say('cells', code, {}, this.lang, this.names));
    return [...new Set(said)].join(this.isChinese ? '' : ' ');
  }

  /**
   * @param {MatrixCell} cell
   * @param {MatrixColumn} column
   * @param {boolean} isWhole
   * @returns {string[]}
   */
  #told({ bidder }, { reasons }, isWhole) {
    return reasons.map((reason) => (this.#isMarked(bidder, reason) ? this.#marked(bidder, isWhole) : this.reason(reason, isWhole)));
  }

  /** @param {string} code */
  #sharesNothing(code) {
    const name = plain(this.enterprise(code));
    return this.isChinese ? `${name} 承担同一工作内容，但没有提交此类证书。` : `${name} shares the work and handed in nothing of the kind.`;
  }

  /**
   * Whether the bidder is to be asked: it is open, or rests on want of what is on marked pages.
   * @param {MatrixCell} cell
   */
  isToClarify(cell) {
    return cell.state === UNCLEAR || this.#counting(cell).some((column) => column.state === cell.state && column.reasons.some((reason) => this.#isMarked(cell.bidder, reason)));
  }

  /**
   * Of the dates that the requirement asks about and that have come.
   * @param {MatrixCell} cell
   * @returns {MatrixColumn[]}
   */
  #counting({ requirement, columns }) {
    const { validAt } = this.requirements.get(requirement) ?? { validAt: 'all' };
    return COUNTING[validAt].flatMap((name) => columns[name] ?? []);
  }

  /**
   * @param {string} bidder
   * @param {CellReason} reason
   */
  #isMarked(bidder, { code }) {
    return code === 'no-credential' && this.#marks.has(bidder);
  }

  /**
   * By bidder, pages without a code that a person marked as certificates; not of what came late.
   * @returns {Map<string, PaperNote[]>}
   */
  get #marks() {
    const late = new Set(this.matrix.papers.filter(({ code }) => code === 'late').map(({ bidder, file }) => `${bidder} ${file}`));
    const marked = this.matrix.papers.filter(({ code, bidder, file }) => code === 'page-marked' && !late.has(`${bidder} ${file}`));
    return groupBy(marked, ({ bidder }) => bidder);
  }

  /**
   * @param {string} bidder
   * @param {boolean} isWhole
   */
  #marked(bidder, isWhole) {
    const pages = (this.#marks.get(bidder) ?? []).map(({ file, page, facts }) => {
      const claims = String(facts.claims);
      return this.place(file, page) + (claims === UNNUMBERED ? '' : this.aside(plain(claims)));
    });
    const row = isWhole ? SENTENCES.marked : SENTENCES.marked.slice(0, 2);
    return sayRow(row, { pages: pages.join(this.isChinese ? '、' : '; ') }, this.lang);
  }

  /**
   * The name of an enterprise of a bid, by its code.
   * @param {string} code
   */
  enterprise(code) {
    return this.bidders.bidders.flatMap(enterprisesIn).find(({ uscc }) => uscc === code)?.name ?? code;
  }

  /** @param {Held} held */
  certificate({ scheme, categories, grade }) {
    return [this.names.scheme(scheme), categories.join('、'), grade].filter(Boolean).map(plain).join(' ');
  }

  /** @param {Held} held */
  term({ since, until }) {
    const [begin, end] = [parseTime(since), parseTime(until)];
    const isWhole = days.endsWithDay(end);
    const [from, to] = [days.formatMoment(begin), days.formatEnd(end)];
    return this.isChinese ? `自 ${from} 至 ${to}${isWhole ? '（含）' : ''}` : `from ${from} ${isWhole ? 'through' : 'until'} ${to}`;
  }

  /**
   * The two ends of a term, for a sheet.
   * @param {Held} held
   */
  dated({ since, until }) {
    return `${days.formatMoment(parseTime(since))} – ${days.formatEnd(parseTime(until))}`;
  }

  /**
   * The files of a bidder that a certificate was found in.
   * @param {string} bidder
   * @param {Held} held
   */
  places(bidder, held) {
    return held.places.filter((place) => place.bidder === bidder).map((place) => this.place(place.file, place.page)).join('；');
  }

  /**
   * A file, or a page of it.
   * @param {string} file
   * @param {number | null} page
   */
  place(file, page) {
    if (page === null) return plain(file);
    return this.isChinese ? `${plain(file)} 第 ${page} 页` : `${plain(file)}, page ${page}`;
  }

  /**
   * One line of reason: what is against a certificate if something is, else what it counts as.
   * @param {string} bidder
   * @param {Held} held
   */
  line(bidder, held) {
    const about = (/** @type {CellReason} */ { credential }) => credential === held.digest;
    const cells = [...this.cells.values()].filter((cell) => cell.bidder === bidder).sort((a, b) => (a.requirement < b.requirement ? -1 : 1));
    const reasons = cells.flatMap((cell) => this.#counting(cell).flatMap((column) => column.reasons.filter(about)));
    if (reasons.length === 0) {
      const isPending = cells.some((cell) => this.#counting(cell).length === 0 && Object.values(cell.columns).some((column) => column?.reasons.some(about)));
      if (isPending) return say('cells', 'date-pending', {}, this.lang, this.names);
      const note = this.matrix.papers.find((one) => one.credential === held.digest && one.bidder === bidder && one.code !== 'duplicate');
      return note === undefined ? this.label('unused') : say('papers', note.code, note.facts, this.lang, this.names);
    }
    const against = reasons.filter(({ code }) => !COUNTS.includes(code));
    const good = reasons.filter(({ code }) => COUNTS.includes(code));
    const told = [(good.length > 0 ? good : against)[0], ...(good.length > 0 ? against.slice(0, 1) : [])];
    return [...new Set(told.map(({ code, facts }) => say('cells', code, facts, this.lang, this.names)))].join(this.isChinese ? '' : ' ');
  }

  /**
   * A flag: whose, and what is said.
   * @param {Flag} flag
   */
  flag({ code, enterprise, facts }) {
    const whose = enterprise === null ? '' : `${plain(this.enterprise(enterprise))}${this.isChinese ? '：' : ': '}`;
    return whose + say('flags', code, facts, this.lang, this.names);
  }

  /**
   * Advice about the tender.
   * @param {PaperNote} note
   */
  lint({ code, facts }) {
    return say('lint', code, facts, this.lang, this.names);
  }

  /**
   * What is said of a file or page, and of which page; of an unread file, of each page that was not read.
   * @param {PaperNote} note
   * @returns {{ page: number | null, said: string }[]}
   */
  paper({ bidder, file, page, code, credential, facts }) {
    const told = say('papers', code, facts, this.lang, this.names);
    if (code !== 'file-unread') {
      const number = this.credentials.get(credential ?? '')?.number;
      return [{ page, said: number === undefined ? told : plain(number) + (this.isChinese ? '：' : ': ') + told }];
    }
    return this.unreadOf({ bidder, file, facts }).map((one) => {
      const why = explainUnread(one.reason, one.page, this.lang);
      return { page: one.page, said: why === null ? told : why + (this.isChinese ? '' : ' ') + told };
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
 * Why a file or a page was not read, without what to do; null for a code that no reader of files gives.
 * @param {string} why
 * @param {number | null} page
 * @param {Lang} lang
 */
export function explainUnread(why, page, lang) {
  const row = REASONS[why];
  return row === undefined ? null : sayRow(row.slice(0, 2), { ...LIMITS, other: maxJudgedBytes(), limit: LIMIT[why], page }, lang);
}

/**
 * The enterprises that bid in it.
 * @param {{ name?: string, uscc?: string, members?: { name: string, uscc: string }[] }} bidder
 * @returns {{ name: string, uscc: string }[]}
 */
export const enterprisesIn = ({ name = '', uscc = '', members }) => members ?? [{ name, uscc }];

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
export function groupBy(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const found = new Map();
  for (const item of items) found.set(keyOf(item), [...(found.get(keyOf(item)) ?? []), item]);
  return found;
}

/**
 * `1, 3–7, 9`.
 * @param {number[]} pages
 */
export function listPages(pages) {
  /** @type {number[][]} */
  const runs = [];
  for (const page of [...new Set(pages)].sort((a, b) => a - b)) {
    const last = runs[runs.length - 1];
    if (last !== undefined && page === last[1] + 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([first, last]) => (first === last ? `${first}` : `${first}–${last}`)).join(', ');
}
