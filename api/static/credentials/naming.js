// credentials/naming.py: the names of the agreement as people call them.

import { hostOf } from './speech.js';

/** The names of one agreement text in 'zh' or 'en'; a scheme or grade that it does not name stays a code. */
export class Names {
  constructor(text, lang) {
    Object.assign(this, { text, lang });
  }

  /** The association's legal name; of one that is no party, where it is at home on the Web. */
  party(did) {
    const party = this.text.parties.find((one) => one.id === did);
    return party === undefined ? hostOf(did) : party.legalName[this.lang];
  }

  /** The scheme's name. */
  scheme(id) {
    return this.#scheme(id)?.name[this.lang] ?? id;
  }

  /** The grade's name, with its code where they differ. */
  grade(scheme, code) {
    const grade = this.#scheme(scheme)?.grades.find((one) => one.code === code);
    const name = grade === undefined ? code : grade.name[this.lang];
    if (name === code) return code;
    return this.lang === 'zh' ? `${code}（${name}）` : `${code} (${name})`;
  }

  #scheme(id) {
    return this.text.schemes.find((one) => one.id === id);
  }
}
