// verifier/term.py: the last day of a credential's term, the only known fact about a future day.

import { KINDS } from '../credentials/kinds.js';
import { speak } from '../credentials/words/speech.js';
import { endOf, lastDay } from '../credentials/times.js';
import { fill } from '../signing/errors.js';
import { TERM } from '../texts/term_sentences.js';

/** @import { JudgedRecord } from '../credentials/kinds.js' */
/** @import { Lang } from '../signing/errors.js' */
/** @import { Moment } from '../credentials/times.js' */

/** Whether the term of a credential reaches to the end of `day`; the ends are null where no signature holds. */
export class Term {
  /**
   * @param {string} day
   * @param {Moment | null} since
   * @param {Moment | null} until
   */
  constructor(day, since, until) {
    this.day = day;
    this.since = since;
    this.until = until;
  }

  /**
   * Makes the term of a record, or of no record.
   * @param {JudgedRecord | null} record
   * @param {string} day
   */
  static of(record, day) {
    const isDated = record !== null && KINDS.get(record.kind)?.checks.includes('validity-period');
    return isDated ? new Term(day, record.body.validFrom, record.body.validUntil) : new Term(day, null, null);
  }

  /** Whether the term begins by the end of the day and does not end before it, or null. */
  get reaches() {
    if (this.since === null || this.until === null) return null;
    const { seconds } = endOf(this.day);
    return this.since.seconds < seconds && seconds <= this.until.seconds;
  }

  /**
   * One sentence in 'zh' or 'en', and that it is about the term only; `stands`: the credential is valid.
   * @param {Lang} lang
   */
  detail(lang = 'en', stands = true) {
    const [en, zh, mendEn, mendZh] = TERM[this.#code(stands)];
    const { day, since, until } = this;
    return fill(lang === 'zh' ? zh + mendZh : en + (mendEn && ` ${mendEn}`), { day, since, until }, lang, speak, null);
  }

  /** @param {boolean} stands */
  #code(stands) {
    if (this.since === null || this.until === null) return 'unread';
    if (this.since.seconds >= endOf(this.day).seconds) return 'begins-after';
    if (!this.reaches) return 'ends-before';
    return stands ? 'reaches' : 'not-valid';
  }

  /**
   * The member `through` of a verdict.
   * @param {Lang} lang
   */
  toJson(lang = 'en', stands = true) {
    const last = this.until === null ? null : lastDay(this.until);
    return { date: this.day, reaches: this.reaches, lastDay: last, detail: this.detail(lang, stands) };
  }
}
