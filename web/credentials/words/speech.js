// credentials/words/speech.py: values in a sentence, a function for each kind of placeholder a verdict has. Further
// ones of errors are in document_speech.js.

import { ABSENT } from '../../signing/errors.js';
import { quoted, shown } from '../../signing/plain_text.js';
import { CHECKS, PARTS, REASONS, REGIONS, STANDINGS, USES } from '../../texts/verdict_words.js';
import { wordFor } from './closed_lists.js';
import { CHINA, formatEnd, formatMoment, Moment } from './days.js';

/** @typedef {import('../documents/agreement_names.js').AgreementNames} Names */
/** @typedef {(value: any, lang: string, names: Names | null) => string} Say */

const SHOWN = 12;
const URN = 'urn:uuid:';
const IS_URN = /^urn:uuid:([0-9a-f]{8})/;

/**
 * Returns the name of a party that no agreement names: its address on the Web.
 * @param {string} did
 */
export const hostOf = (did) => did.replace(/^did:web:/, '').replaceAll(':', '/').replaceAll('%3A', ':');

/**
 * Returns the name of a region; returns the code itself for one outside China.
 * @param {string} code
 * @param {string} lang
 */
export const regionName = (code, lang) => wordFor(REGIONS, code, lang);

const LONG_ENDING = /(?:(?:壮族|回族|维吾尔)?自治区|特别行政区|省|市)$/;

/**
 * Returns the name of a region without its rank, such as 省.
 * @param {string} code
 * @param {string} lang
 */
export const shortRegionName = (code, lang) => regionName(code, lang).replace(LONG_ENDING, '');

/**
 * A key by its use and number.
 * @param {string} method
 * @param {string} lang
 */
export function formatKey(method, lang) {
  const name = method.slice(method.lastIndexOf('#') + 1);
  const [, use, number] = /^(root|assessment|publication)(?:-(\d+))?$/.exec(name) ?? [];
  if (use === undefined) return lang === 'zh' ? `密钥${quoted(name)}` : `key ${quoted(name)}`;
  const suffix = number === undefined ? '' : ` ${number}`;
  return wordFor(USES, use, lang) + (lang === 'zh' ? '密钥' : ' key') + suffix;
}

/**
 * @param {string} reference
 * @param {string} lang
 */
function formatCredential(reference, lang) {
  const [, start] = IS_URN.exec(reference) ?? [];
  if (start === undefined && reference.startsWith(URN)) {
    const rest = quoted(reference.slice(URN.length));
    return lang === 'zh' ? `标识为${rest}的凭证` : `the credential with the id ${rest}`;
  }
  if (start === undefined) return lang === 'zh' ? `编号为${quoted(reference)}的凭证` : `the credential ${quoted(reference)}`;
  return lang === 'zh' ? `标识以“${start}”开头的凭证` : `the credential whose id begins with “${start}”`;
}

/**
 * @param {string} digest
 */
function formatDigest(digest) {
  const signs = Array.from(digest);
  return quoted(signs.length > SHOWN ? `${signs.slice(0, SHOWN).join('')}…` : digest);
}

/**
 * @param {Moment | string} value
 * @param {(moment: Moment) => string} say
 */
function timeOf(value, say) {
  if (value instanceof Moment) return say(value);
  return value[10] === 'T' ? say(new Moment(Date.parse(value) / 1000, CHINA)) : shown(value);
}

/**
 * @param {Moment | string | null | undefined} value
 * @param {string} lang
 */
function endOf(value, lang) {
  if (value === null || value === undefined) return lang === 'zh' ? '未定' : 'open';
  return timeOf(value, formatEnd);
}

/**
 * Returns a party by its name; returns a text that is no identifier unchanged.
 * @param {string} did
 * @param {Names | null} names
 */
export const partyOf = (did, names) => {
  if (!did.startsWith('did:')) return shown(did);
  return shown(names === null ? hostOf(did) : names.party(did));
};

/**
 * Returns a category or a clause, in English if the agreement gives it in English.
 * @param {string} words
 * @param {Names | null} names
 */
const termOf = (words, names) => shown(names === null ? words : names.term(words));

/**
 * Returns one value or several, separated by commas.
 * @param {any} values
 * @param {string} lang
 * @param {(value: any) => string} [say]
 */
export const listed = (values, lang, say = shown) =>
  [values].flat().map((value) => say(value)).join(lang === 'zh' ? '、' : ', ');

/**
 * Says a code by a table of labels.
 * @param {import('./closed_lists.js').Labels} labels
 * @returns {Say}
 */
export const word = (labels) => (code, lang) => shown(wordFor(labels, code, lang));

/**
 * A function for each kind of placeholder, which puts its value into words.
 * @type {Record<string, Say>}
 */
export const KINDS = {
  text: shown,
  quoted,
  said: String,
  number: shown,
  list: (values, lang) => listed(values, lang),
  digest: formatDigest,
  moment: (value) => timeOf(value, formatMoment),
  end: endOf,
  day: shown,
  party: (did, _, names) => partyOf(did, names),
  parties: (dids, lang, names) => listed(dids, lang, (did) => partyOf(did, names)),
  region: (code, lang) => shown(regionName(code, lang)),
  term: (words, _, names) => termOf(words, names),
  terms: (all, lang, names) => listed(all, lang, (words) => termOf(words, names)),
  scheme: (slug, _, names) => shown(names === null ? slug : names.scheme(slug)),
  credential: formatCredential,
  key: formatKey,
  reason: word(REASONS),
  standing: word(STANDINGS),
  use: word(USES),
  part: word(PARTS),
  check: word(CHECKS),
};

/**
 * Returns a function that puts a value into words, by a table of kinds, in 'zh' or 'en'; `names`
 * (documents/agreement_names.js), if given, names the parties.
 * @param {Record<string, Say>} kinds
 * @returns {import('../../signing/errors.js').Speak}
 */
export const speakBy = (kinds) => (kind, value, lang, names = null) => {
  if ((value === null || value === undefined) && kind !== 'end') return ABSENT;
  try {
    return kinds[kind](value, lang, names);
  } catch {
    return shown(value); // the sentence must be readable whatever the document contains
  }
};

/** What a verdict tells. */
export const speak = speakBy(KINDS);
