// credentials/words/speech.py: values of papers and registers in a sentence, beside those of document_speech.js.

import { plain, shown } from '../../signing/plain_text.js';
import { DOCUMENT_KINDS } from './document_speech.js';
import { speakBy } from './speech.js';

/**
 * @param {string} lang
 * @param {string[]} texts
 */
const join = (lang, texts) => texts.join(lang === 'zh' ? '、' : ', ');

/** Every kind of placeholder that a browser tells. */
export const speak = speakBy({
  ...DOCUMENT_KINDS,
  coverage: (entries, lang, names) =>
    join(lang, entries.map((/** @type {{ scheme: string, issuedFrom: string }} */ { scheme, issuedFrom: day }) => {
      const called = shown(names === null ? scheme : names.scheme(scheme));
      return lang === 'zh' ? `${called}（${day} 起）` : `${called} since ${day}`;
    })),
  places: (places, lang) =>
    places.map((/** @type {[string, number]} */ [file, page]) => (page === null ? plain(file) : lang === 'zh' ? `${plain(file)} 第 ${page} 页` : `${plain(file)}, page ${page}`)).join(lang === 'zh' ? '、' : '; '),
  pages: (runs, lang) =>
    join(lang, runs.map((/** @type {number[]} */ [first, last]) => (first === last ? `${first}` : `${first}–${last}`))),
});
