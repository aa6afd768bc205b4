// verifier/tender/record/paper/telling.py: the words of a matrix and its documents: names, headings, places, terms.

import { AgreementNames } from '../../credentials/documents/agreement_names.js';
import { parseTime } from '../../credentials/times.js';
import * as days from '../../credentials/words/days.js';
import { speak } from '../../credentials/words/tender_speech.js';
import { fill } from '../../signing/errors.js';
import { plain } from '../../signing/plain_text.js';
import { LABELS, SENTENCES } from '../../texts/tender/record.js';
import { COLUMN_WORDS, STATES } from '../../texts/tender/words.js';
import { requirementsOf } from '../../verifier/tender/documents/tender.js';
import { say, sayRow } from '../../verifier/tender/words.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Naming } from '../checking/naming.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */
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

/**
 * Notes on pages that come before all others, because a person must look at them (verifier/tender/looks/open_pages.py).
 */
export const LOOK_FIRST = ['code-unreadable', 'certificate-like'];

/** A matrix and its documents in one language: the names of everything in it. */
export class Said {
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
    this.called = new Map(bidders.bidders.map((bid) => [bid.id, nameBid(enterprisesIn(bid), lang)]));
    this.requirements = new Map(tender.criteria.flatMap(requirementsOf).map((requirement) => [requirement.id, requirement]));
    /** Each requirement of each bidder once, for all lots. */
    this.cells = new Map(matrix.cells.map((cell) => [`${cell.bidder} ${cell.requirement}`, cell]));
    this.criteria = new Map(matrix.criteria.map((outcome) => [`${outcome.bidder} ${outcome.criterion}`, outcome.state]));
    this.credentials = new Map(matrix.credentials.map((credential) => [credential.digest, credential]));
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
   * Returns one of the three values in words; a dash if the date is still to come.
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
   * Returns a text in brackets.
   * @param {string} text
   */
  aside(text) {
    return this.isChinese ? `（${text}）` : ` (${text})`;
  }

  /** Separator between a name and its text. */
  get colon() {
    return this.isChinese ? '：' : ': ';
  }

  /**
   * Returns a sentence of the record, and the next step.
   * @param {string} code
   * @param {SentenceFacts} facts
   */
  tell(code, facts = {}) {
    return sayRow(SENTENCES[code], facts, this.lang);
  }

  /**
   * Joins texts, each once.
   * @param {string[]} texts
   */
  join(texts) {
    return [...new Set(texts)].join(this.isChinese ? '、' : ', ');
  }

  /**
   * A criterion's id and title.
   * @param {Criterion} criterion
   */
  criterion({ id, title }) {
    return title === undefined ? id : `${id} ${plain(title)}`;
  }

  /**
   * Fills a template with its facts, with Chinese spacing.
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
    const wanted = this.requirements.get(requirement);
    if (wanted === undefined) return requirement;
    const quotation = `“${wanted.text === undefined ? this.spell(wanted) : plain(wanted.text)}”`;
    if (wanted.page === undefined) return quotation;
    return quotation + this.aside(this.isChinese ? `第 ${wanted.page} 页` : `page ${wanted.page}`);
  }

  /**
   * Returns the required scheme, categories and grade.
   * @param {{ scheme: string, categories?: { anyOf?: string[], allOf?: string[] }, minGrade: string }} one
   */
  spell({ scheme, categories, minGrade }) {
    const parts = [this.names.scheme(scheme), this.names.terms(categories?.anyOf ?? categories?.allOf ?? []), minGrade];
    return parts.filter(Boolean).map(plain).join(' ');
  }

  /** @param {string[]} sentences */
  once(sentences) {
    return [...new Set(sentences)].join(this.isChinese ? '' : ' ');
  }

  /**
   * The name of an enterprise of a bid, by its code.
   * @param {string} code
   */
  enterprise(code) {
    return this.bidders.bidders.flatMap(enterprisesIn).find(({ uscc }) => uscc === code)?.name ?? code;
  }

  /** @param {Held} held */
  issuer({ issuer }) {
    return this.names.party(issuer);
  }

  /** @param {Held} held */
  certificate({ scheme, categories, grade }) {
    return [this.names.scheme(scheme), this.names.terms(categories), grade].filter(Boolean).map(plain).join(' ');
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
   * Returns the files of a bidder that contain a certificate.
   * @param {string} bidder
   * @param {Held} paper
   */
  places(bidder, paper) {
    return paper.places.filter((place) => place.bidder === bidder).map((place) => this.place(place.file, place.page)).join('；');
  }

  /**
   * Returns a file, or a page of it; nothing for a certificate that is in no file.
   * @param {string | null} file
   * @param {number | null} page
   */
  place(file, page) {
    if (file === null || page === null) return plain(file ?? '');
    return this.isChinese ? `${plain(file)} 第 ${page} 页` : `${plain(file)}, page ${page}`;
  }

  /**
   * Returns a flag: the enterprise and the sentence.
   * @param {Flag} flag
   */
  flag({ code, enterprise, facts }) {
    const whose = enterprise === null ? '' : plain(this.enterprise(enterprise)) + this.colon;
    return whose + say('flags', code, facts, this.lang, this.names);
  }

  /**
   * Advice about the tender.
   * @param {PaperNote} note
   */
  lint({ code, facts }) {
    return say('lint', code, facts, this.lang, this.names);
  }
}

/**
 * Returns the enterprises of a bid.
 * @param {{ name?: string, uscc?: string, members?: { name: string, uscc: string }[] }} bidder
 * @returns {{ name: string, uscc: string }[]}
 */
export const enterprisesIn = ({ name = '', uscc = '', members }) => members ?? [{ name, uscc }];

/**
 * Returns the stem of file names about a tender.
 * @param {{ number: string }} tender
 */
export const fileStem = ({ number }) => number.replace(/[^\p{L}\p{N}._-]+/gu, '-').slice(0, 60);

/**
 * Returns the name of a bid: its enterprises.
 * @param {{ name: string }[]} enterprises
 * @param {Lang} lang
 */
export const nameBid = (enterprises, lang) => enterprises.map(({ name }) => plain(name)).join(lang === 'zh' ? '、' : ' + ');

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => string} keyOf
 * @returns {Map<string, T[]>}
 */
export function groupBy(items, keyOf) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
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
