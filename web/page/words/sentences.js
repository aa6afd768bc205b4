// Every sentence of the page in both languages, and which of them is spoken now.

import { wordFor } from '../../credentials/words/closed_lists.js';
import { agree } from '../../signing/plain_text.js';
import { loadBytes } from '../resources.js';
import { takeCodes } from './codes.js';

/** @import { Lang } from '../../signing/errors.js' */
/** @import { Labels } from '../../credentials/words/closed_lists.js' */

const KEPT = 'huren.lang';
/** @type {Record<string, string[]>} */
const sentences = {}; // key -> [English, Chinese]; verify.html holds the Chinese ones for those without a script
const wanted = new URLSearchParams(location.search).get('lang'); // as the other pages of the node have it
/** @type {Lang} */
let spoken = [wanted, keep(), ...navigator.languages.map((tag) => tag.split('-')[0])].find(isSpoken) ?? 'zh';

/**
 * @param {string | null} lang
 * @returns {lang is Lang}
 */
function isSpoken(lang) {
  return lang === 'zh' || lang === 'en';
}

/** @param {string} [value] */
function keep(value) {
  try {
    if (value !== undefined) localStorage.setItem(KEPT, value);
    return localStorage.getItem(KEPT);
  } catch {
    return null; // storage may be forbidden
  }
}

/** Forgets the choices on this page: the language, the association. */
export function forgetChoices() {
  try {
    for (const key of Object.keys(localStorage)) if (key.startsWith('huren.')) localStorage.removeItem(key);
  } catch {
    // storage is forbidden, so nothing is stored
  }
}

/**
 * Loads the sentences, before which no text can be shown. `more` are tables that override the page's own.
 * @param {string[]} more
 */
export async function loadWords(...more) {
  const [codes] = await Promise.all([loadTable('texts/codes.json'), loadSentences('page/words/sentences.json', ...more)]);
  takeCodes(codes);
}

/**
 * Loads the sentences of a page that says none of the verify page's.
 * @param {string[]} tables
 */
export async function loadSentences(...tables) {
  Object.assign(sentences, ...(await Promise.all(tables.map(loadTable))));
}

/**
 * A file of data that stands beside the page.
 * @param {string} path
 */
export const loadTable = async (path) => JSON.parse(new TextDecoder().decode(await loadBytes(path)));

/** Returns the current language, `zh` or `en`. */
export const language = () => spoken;

/**
 * Uses `lang` from now on and, with `isKept`, on the next visit.
 * @param {string} lang
 */
export function useLanguage(lang, isKept = true) {
  spoken = lang === 'en' ? 'en' : 'zh';
  if (isKept) keep(spoken);
}

/**
 * The sentence under `key`, `{name}` filled from `facts`.
 * @param {string} key
 * @param {Record<string, unknown>} facts
 */
export function say(key, facts = {}) {
  const row = sentences[key];
  if (row === undefined) throw new Error(`no sentence ${key}`);
  const [first, ...rest] = row[spoken === 'en' ? 0 : 1].split(/\{(\w+)\}/);
  let text = first;
  for (let at = 0; at < rest.length; at += 2) {
    const fact = String(facts[rest[at]] ?? '–');
    text += fact + (spoken === 'en' ? agree(fact, rest[at + 1]) : rest[at + 1]);
  }
  return text;
}

/**
 * The side of a pair `{zh, en}` that is spoken now.
 * @param {Record<Lang, string>} pair
 */
export const pick = (pair) => pair[spoken];

/**
 * Returns the word for a code of a closed list; returns the code itself if the table lacks it.
 * @param {Labels} table
 * @param {string} code
 */
export const label = (table, code) => wordFor(table, code, spoken);

/**
 * Gives every element with data-say, data-say-label or data-say-hint its words.
 * @param {ParentNode} root
 */
export function sayAll(root) {
  document.documentElement.lang = spoken === 'zh' ? 'zh-CN' : 'en';
  for (const other of root.querySelectorAll('[data-say="language"]')) other.setAttribute('lang', spoken === 'zh' ? 'en' : 'zh-CN');
  document.title = `${say('title')} · ${document.querySelector('title')?.dataset[spoken] ?? say('brand')}`;
  for (const element of root.querySelectorAll('[data-say]')) {
    const words = say(`${element.getAttribute('data-say')}`);
    if (element.textContent !== words) element.textContent = words; // setting the same words would lay them out once more
  }
  for (const link of root.querySelectorAll('[data-page]')) {
    link.setAttribute('href', link.getAttribute('data-page') + (spoken === 'en' ? '?lang=en' : ''));
  }
  for (const element of root.querySelectorAll('[data-say-label]')) {
    element.setAttribute('aria-label', say(`${element.getAttribute('data-say-label')}`));
  }
  for (const element of root.querySelectorAll('[data-say-hint]')) {
    element.setAttribute('placeholder', say(`${element.getAttribute('data-say-hint')}`));
  }
}

/** Separator between the items of a list. */
export const comma = () => (language() === 'zh' ? '、' : ', ');

/** Separator between parts of a cell that contain commas. */
export const semicolon = () => (language() === 'zh' ? '；' : '; ');

/**
 * Returns words in brackets.
 * @param {string} words
 */
export const aside = (words) => (language() === 'zh' ? `（${words}）` : ` (${words})`);

/** Separator between a label and its text. */
export const colon = () => (language() === 'zh' ? '：' : ': ');
