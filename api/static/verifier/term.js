// verifier/term.py: how far the term of a credential reaches, the one thing that is known of a day to come.

import { endOf, lastDay } from '../credentials/times.js';
import { formatEnd } from '../credentials/wording.js';
import { fill } from '../signing/errors.js';
import { TERM } from '../texts/term.js';

/** Whether the term of a credential reaches to the end of `day`; `until` is null where no signature holds. */
export class Term {
  constructor(day, until) {
    this.day = day;
    this.until = until;
  }

  /** The term of a record, or of none. */
  static of = (record, day) => new Term(day, record?.body.validUntil ?? null);

  /** Whether the whole of the day is in it, or null. */
  get reaches() {
    return this.until === null ? null : endOf(this.day).seconds <= this.until.seconds;
  }

  /** One sentence in 'zh' or 'en', and that it is about the term only. */
  detail(lang = 'en') {
    const [en, zh, mendEn, mendZh] = TERM[this.reaches === null ? 'unread' : this.reaches ? 'reaches' : 'ends-before'];
    const [sentence, mend] = lang === 'zh' ? [zh, mendZh] : [en, mendEn];
    const until = this.until === null ? null : formatEnd(this.until);
    return fill(sentence + (lang === 'zh' || !mend ? '' : ' ') + mend, { until, day: this.day });
  }

  /** The member `through` of a verdict. */
  toJson(lang = 'en') {
    const last = this.until === null ? null : lastDay(this.until);
    return { date: this.day, reaches: this.reaches, lastDay: last, detail: this.detail(lang) };
  }
}
