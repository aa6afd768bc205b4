// credentials/documents/agreement_names.py: the names of the agreement as people call them.

import { hostOf, shortRegionName } from '../words/speech.js';

/** @typedef {import('../../signing/errors.js').Lang} Lang */
/** @typedef {import('./agreement.js').Party} Party */
/** @typedef {import('./agreement.js').Scheme} Scheme */
/**
 * What a text calls its parties and schemes.
 * @typedef {{ parties: Pick<Party, 'id' | 'region' | 'legalName'>[], schemes: Pick<Scheme, 'id' | 'owner' | 'name' | 'grades'>[], terms?: { zh: string, en: string }[] }} NamingText
 */

/**
 * The names of one agreement text in 'zh' or 'en', else of the newest of `older` that has the name; an unknown scheme
 * or grade stays a code.
 */
export class AgreementNames {
  /**
   * @param {NamingText} text
   * @param {Lang} lang
   * @param {NamingText[]} older
   */
  constructor(text, lang, older = []) {
    this.lang = lang;
    this.texts = [text, ...older];
  }

  /**
   * Returns the association's legal name; for one that is no party, its address on the Web.
   * @param {string} did
   * @returns {string}
   */
  party(did) {
    const party = this.#party(did);
    return party === undefined ? hostOf(did) : party.legalName[this.lang];
  }

  /**
   * Returns the short name of the association's region; for one that is no party, its address on the Web.
   * @param {string} did
   * @returns {string}
   */
  region(did) {
    const party = this.#party(did);
    return party === undefined ? hostOf(did) : shortRegionName(party.region, this.lang);
  }

  /**
   * Returns the scheme's name, with the region of its owner if another scheme has the same name.
   * @param {string} id
   * @returns {string}
   */
  scheme(id) {
    const text = this.texts.find(({ schemes }) => schemes.some((entry) => entry.id === id));
    const match = text?.schemes.find((entry) => entry.id === id);
    if (text === undefined || match === undefined) return id;
    const name = match.name[this.lang];
    const owner = text.parties.find((party) => party.id === match.owner);
    const shared = text.schemes.filter((entry) => fold(entry.name[this.lang]) === fold(name)).length > 1;
    if (owner === undefined || !shared) return name;
    const region = shortRegionName(owner.region, this.lang);
    return this.lang === 'zh' ? `${name}（${region}）` : `${name} (${region})`;
  }

  /**
   * Returns the grade's name, with its code where they differ.
   * @param {string} scheme
   * @param {string} code
   * @returns {string}
   */
  grade(scheme, code) {
    const grade = this.#scheme(scheme)?.grades.find((entry) => entry.code === code);
    const name = grade === undefined ? code : grade.name[this.lang];
    if (name === code) return code;
    return this.lang === 'zh' ? `${code}（${name}）` : `${code} (${name})`;
  }

  /**
   * Returns a category, a clause or a basis, in English if the text gives it in English.
   * @param {string} words
   * @returns {string}
   */
  term(words) {
    if (this.lang === 'zh') return words;
    return this.#first(({ terms }) => terms?.find(({ zh }) => zh === words)?.en) ?? words;
  }

  /**
   * Returns several terms, separated as the language does.
   * @param {string[]} all
   */
  terms(all) {
    return all.map((words) => this.term(words)).join(this.lang === 'zh' ? '、' : ', ');
  }

  /**
   * @template T
   * @param {(text: NamingText) => T | undefined} find
   */
  #first(find) {
    return this.texts.map(find).find((value) => value !== undefined);
  }

  /**
   * @param {string} did
   */
  #party(did) {
    return this.#first(({ parties }) => parties.find((party) => party.id === did));
  }

  /**
   * @param {string} id
   */
  #scheme(id) {
    return this.#first(({ schemes }) => schemes.find((scheme) => scheme.id === id));
  }
}

/**
 * Returns the same text for names that differ only in width, case or spaces.
 * @param {string} name
 */
function fold(name) {
  return name.normalize('NFKC').toLowerCase().replace(/\s/g, '');
}
