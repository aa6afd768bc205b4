// The error family of signing/errors.py, credentials/errors.py and verifier/errors.py: one table for all three.

import { ERRORS } from '../texts/errors.js';

/** `template` with its {names} filled; what is absent reads as a dash. */
export const fill = (template, facts) => template.replace(/\{(\w+)\}/g, (_, name) => facts[name] ?? '–');

/** `code` is stable and a row of the table; `field` is a dotted path into the input, or empty. */
export class HurenError extends Error {
  constructor(code, field = '', facts = {}) {
    super(field ? `${code} (${field})` : code);
    Object.assign(this, { code, field, facts });
  }

  /** What happened, with the field in front, in 'zh' or 'en'. */
  sentence(lang = 'en') {
    const [en, zh] = ERRORS[this.code];
    const text = fill(lang === 'zh' ? zh : en, this.facts);
    return this.field ? `${this.field}: ${text}` : text;
  }

  /** What to do next, in 'zh' or 'en'. */
  mend(lang = 'en') {
    const [, , en, zh] = ERRORS[this.code];
    return fill(lang === 'zh' ? zh : en, this.facts);
  }
}

export class SigningError extends HurenError {}

/** Runs `read`; an error of the family leaves as `Floor`, the class of the floor that asked. */
export function raisedAs(Floor, read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new Floor(error.code, error.field, error.facts);
  }
}
