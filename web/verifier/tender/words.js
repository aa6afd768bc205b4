// verifier/tender/words.py: sentences on a cell, a bid, a paper or a tender, filled with facts.
//
// A code that a verdict has too is said as there, where nothing nearer stands here.

import { speak } from '../../credentials/words/tender_speech.js';
import { fill } from '../../signing/errors.js';
import { CELLS, FLAGS, LINT, PAPERS } from '../../texts/tender/sentences.js';
import { messageOf } from '../verdict.js';

/** @import { AgreementNames } from '../../credentials/documents/agreement_names.js' */
/** @import { SentenceFacts } from './matrix.js' */
/** @typedef {'cells' | 'flags' | 'papers' | 'lint'} MatrixPart */

/** @type {Record<MatrixPart, Record<string, string[]>>} */
const SENTENCES = { cells: CELLS, flags: FLAGS, papers: PAPERS, lint: LINT };

/**
 * The nearest sentence: by the number of days, grades, files or no pages, by the kind, by the code alone, as in a verdict.
 * @param {MatrixPart} part
 * @param {string} code
 * @param {SentenceFacts} facts
 */
function findSentence(part, code, facts) {
  const table = SENTENCES[part];
  const number = Number(facts.days ?? facts.steps ?? facts.more ?? 0);
  const count = number === 1 ? 'one' : 'many';
  const kind = facts.kind ?? facts.why ?? facts.claims;
  const counted = number > 0 ? table[`${code}:${kind}:${count}`] ?? table[`${code}:${count}`] : undefined;
  const near = kind === undefined ? code : `${code}:${kind}`;
  return counted ?? (facts.pages === 0 ? table[`${near}:no-pages`] : undefined) ?? table[near] ?? table[code] ?? messageOf(code, facts);
}

/**
 * The sentence of a code of `part` with its facts, and what to do next where there is something to do, in 'zh' or 'en'.
 * @param {MatrixPart} part
 * @param {string} code
 * @param {SentenceFacts} facts
 * @param {string} lang
 * @param {AgreementNames | null} names
 */
export const say = (part, code, facts, lang, names = null) => sayRow(findSentence(part, code, facts), facts, lang, names);

/**
 * The same without what to do next.
 * @param {MatrixPart} part
 * @param {string} code
 * @param {SentenceFacts} facts
 * @param {string} lang
 * @param {AgreementNames | null} names
 */
export const sayAlone = (part, code, facts, lang, names = null) => sayRow(findSentence(part, code, facts).slice(0, 2), facts, lang, names);

/**
 * A row of a table of sentences with its facts.
 * @param {string[]} row sentence in English and Chinese, and what to do next
 * @param {SentenceFacts} facts
 * @param {string} lang
 * @param {AgreementNames | null} names
 */
export function sayRow([en, zh, mendEn = '', mendZh = ''], facts, lang, names = null) {
  const template = lang === 'zh' ? zh + mendZh : [en, mendEn].filter(Boolean).join(' ');
  return fill(template, facts, lang, speak, names);
}
