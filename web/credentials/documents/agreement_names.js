// credentials/documents/agreement_names.py: the names of the agreement as people call them.

import { hostOf, shortRegionName } from '../words/speech.js';

/** The names of one agreement text in 'zh' or 'en', or of the newest of `older` that has the name; an unknown scheme or grade stays a code. */
export class AgreementNames {
  constructor(text, lang, older = []) {
    this.lang = lang;
    this.texts = [text, ...older];
  }

  /** The association's legal name; of one that is no party, where it is at home on the Web. */
  party(did) {
    const party = this.#party(did);
    return party === undefined ? hostOf(did) : party.legalName[this.lang];
  }

  /** The region an association is of, in short; of one that is no party, where it is on the Web. */
  region(did) {
    const party = this.#party(did);
    return party === undefined ? hostOf(did) : shortRegionName(party.region, this.lang);
  }

  /** The scheme's name; with the region of its owner where another scheme of the text has the same. */
  scheme(id) {
    const text = this.texts.find(({ schemes }) => schemes.some((one) => one.id === id));
    const found = text?.schemes.find((one) => one.id === id);
    if (text === undefined) return id;
    const name = found.name[this.lang];
    const owner = text.parties.find((one) => one.id === found.owner);
    const shared = text.schemes.filter((one) => one.name[this.lang] === name).length > 1;
    if (owner === undefined || !shared) return name;
    const region = shortRegionName(owner.region, this.lang);
    return this.lang === 'zh' ? `${name}（${region}）` : `${name} (${region})`;
  }

  /** The grade's name, with its code where they differ. */
  grade(scheme, code) {
    const grade = this.#scheme(scheme)?.grades.find((one) => one.code === code);
    const name = grade === undefined ? code : grade.name[this.lang];
    if (name === code) return code;
    return this.lang === 'zh' ? `${code}（${name}）` : `${code} (${name})`;
  }

  #first(find) {
    return this.texts.map(find).find((found) => found !== undefined);
  }

  #party(did) {
    return this.#first(({ parties }) => parties.find((one) => one.id === did));
  }

  #scheme(id) {
    return this.#first(({ schemes }) => schemes.find((one) => one.id === id));
  }
}
