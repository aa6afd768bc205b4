// credentials/words/speech.py: errors in words about parts of a document; the rest of that module is speech.js.

import { LONGEST, quoted, shown } from '../../signing/plain_text.js';
import { ACTIONS, MEMBERS } from '../../texts/error_words.js';
import { RECORDS, USES } from '../../texts/verdict_words.js';
import { wordFor } from './closed_lists.js';
import { KINDS, formatKey, listed, partyOf, speakBy, word } from './speech.js';
import { formatForm, formatType, formatValues } from './value_forms.js';

/** @typedef {import('../documents/agreement_names.js').AgreementNames} Names */
/** @typedef {import('./closed_lists.js').Labels} Labels */

const WRAPPERS = ['credentialSubject', 'assessment'];
const OWNED = /^(did:\S+) (key list \d+)$|^([^ ]+) \((did:[^)]+)\)$|^(did:\S+) \((\w+)\)$/;
const TYPED = /^--[a-z-]{1,30}$/; // an option, which is written alike in every language

/**
 * Returns a path in words: `parties[1].rootKey` as the root key of the parties (item 2). A part without a word stays as
 * it is, in quotes.
 * @param {string} path
 * @param {string} lang
 * @param {Names | null} names
 */
function formatMember(path, lang, names) {
  const owned = OWNED.exec(path);
  if (owned !== null) {
    const [, issuer, list, inside, party, owner, use] = owned;
    const words = keyOf(use, lang) ?? sayMember((inside ?? list ?? use).replace('key list', 'key-list'), lang);
    const who = partyOf(party ?? issuer ?? owner, names);
    return lang === 'zh' ? ofWhom(who, words) : `${words} of ${who}`;
  }
  if (path.includes('#')) {
    const key = formatKey(path, lang);
    const party = partyOf(path.slice(0, path.indexOf('#')), names);
    return lang === 'zh' ? ofWhom(party, key) : `the ${key} of ${party}`;
  }
  return sayMember(path, lang);
}

/**
 * @param {string} who
 * @param {string} what
 */
const ofWhom = (who, what) => `${who}${/^[\x00-\x7f]*$/.test(who) ? ' ' : ''}的${what}`;

/**
 * @param {string} path
 * @param {string} lang
 */
function sayMember(path, lang) {
  const parts = path.replace(/\.(\d{1,6})(?=\.|$)/g, ' $1').split('.');
  if (path === '') return '';
  const words = parts.filter((part, i) => i === parts.length - 1 || !WRAPPERS.includes(part)).map((part) => sayPart(part, lang));
  if (words.includes(null) || Array.from(path).length > LONGEST) return TYPED.test(path) ? path : quoted(path);
  if (lang === 'zh' && words.length > 1 && ['zh', 'en'].includes(parts[parts.length - 1])) {
    const [owner, language] = words.splice(-2);
    words.push(`${owner}（${language}）`);
  }
  return lang === 'zh' ? words.join('的') : words.reverse().map((word) => `the ${word}`).join(' of ');
}

/**
 * @param {string} part
 * @param {string} lang
 * @returns {string | null}
 */
function sayPart(part, lang) {
  const [, name, places, version] = /^([^[\] ]+)((?:\[\d{1,6}\])*)(?: (\d{1,6}))?$/.exec(part) ?? [];
  const pair = name === undefined ? null : pairOf(name);
  if (pair === null) return null;
  const [en, zh] = pair;
  if (version !== undefined) return lang === 'zh' ? `${zh}第 ${version} 版` : `${en}, version ${version}`;
  const numbers = (places.match(/\d+/g) ?? []).map((place) => Number(place) + 1);
  return lang === 'zh' ? zh + numbers.map((at) => `第 ${at} 项`).join('') : en + (numbers.length > 0 ? ` (item ${numbers.join('.')})` : '');
}

/**
 * @param {string} name
 * @returns {string[] | null}
 */
function pairOf(name) {
  const known = [MEMBERS, RECORDS].find((table) => Object.hasOwn(table, name));
  return known === undefined ? null : known[name];
}

/**
 * @param {string | undefined} use
 * @param {string} lang
 */
function keyOf(use, lang) {
  if (use === undefined || !Object.hasOwn(USES, use)) return null;
  return lang === 'zh' ? `${USES[use][1]}密钥` : `${USES[use][0]} key`;
}

/**
 * Kinds of placeholders that occur in errors and verdicts.
 * @type {typeof KINDS}
 */
export const DOCUMENT_KINDS = {
  ...KINDS,
  codes: (values, lang) => listed(values, lang, quoted),
  member: formatMember,
  type: formatType,
  form: formatForm,
  values: formatValues,
  action: word(ACTIONS),
  actions: (codes, lang) => listed(codes, lang, (code) => shown(wordFor(ACTIONS, code, lang))),
  record: word(RECORDS),
};

export const speak = speakBy(DOCUMENT_KINDS);
