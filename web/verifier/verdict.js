// verifier/verdict.py: findings and the three-valued verdict derived from them.

import { AgreementNames } from '../credentials/documents/agreement_names.js';
import { speak } from '../credentials/words/speech.js';
import { formatTime } from '../credentials/times.js';
import { fill } from '../signing/errors.js';
import { CODES, ENDS, NOTES } from '../texts/codes.js';

const RESULT_OF = { valid: 'passed', invalid: 'failed', indeterminate: 'indeterminate' };

/**
 * The sentence of a finding with this code and evidence, in both languages, and what to do next.
 * @param {string} code
 * @param {{ kind?: any }} evidence
 */
export const messageOf = (code, { kind }) => (code === 'revoked' ? ENDS : NOTES)[kind] || CODES[code];

/** One sentence, and what to do next if anything, in the language of `names`, which knows what the parties are called. */
export function detailOf(finding, names) {
  const [sentence, mend] = [sentenceOf(finding, names), mendOf(finding, names)];
  return sentence + (names.lang === 'en' && mend ? ' ' : '') + mend;
}

/** The sentence alone. */
export const sentenceOf = (finding, names) => partOf(finding, names, 0);

/** What to do next; empty where there is nothing to do. */
export const mendOf = (finding, names) => partOf(finding, names, 2);

function partOf({ code, evidence }, names, first) {
  const message = messageOf(code, evidence);
  return fill(message[first + (names.lang === 'zh' ? 1 : 0)], evidence, names.lang, speak, names);
}

/**
 * `required` names the checks that must pass; `record` is null unless its signature holds; `day` is the day asked
 * about as a whole, of which `at` is then the moment that decided; `through` a Term where that was asked.
 */
export class Verdict {
  /** @param {Record<string, any>} members */
  constructor({ findings, required, record, recognised, at, now, trust, day = null, through = null }) {
    this.findings = findings;
    this.required = required;
    this.record = record;
    this.recognised = recognised;
    this.at = at;
    this.now = now;
    this.trust = trust;
    this.day = day;
    this.through = through;
  }

  /** Any failed: 'invalid'; else any required check not passed: 'indeterminate'; else 'valid'. */
  get outcome() {
    if (this.findings.some(({ outcome }) => outcome === 'failed')) return 'invalid';
    const passed = new Set(this.findings.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check));
    const all = this.findings.length > 0 && [...this.required].every((check) => passed.has(check));
    return all ? 'valid' : 'indeterminate';
  }

  /** The code of the first finding, in order, with the verdict's outcome. */
  get code() {
    const wanted = RESULT_OF[this.outcome];
    const decides = ({ check, outcome }) => outcome !== 'indeterminate' || this.required.has(check);
    return this.findings.find((found) => found.outcome === wanted && decides(found))?.code ?? 'not-asked';
  }

  /** All codes but plain passes, in order; skipped checks say nothing here. */
  get codes() {
    const telling = this.findings.filter(({ code, outcome }) => code !== 'ok' && outcome !== 'skipped');
    return telling.map(({ code }) => code);
  }

  /**
   * What Python's `Verdict.to_json(lang)` gives; without the sentence of each finding where `tell` is null.
   * @param {((finding: any, names: any) => string) | null} tell
   */
  toJson(lang = 'en', tell = detailOf) {
    const { text, manifests, older } = this.trust;
    const names = new AgreementNames(text, lang, older);
    return {
      outcome: this.outcome,
      code: this.code,
      codes: this.codes,
      findings: this.findings.map((found) => (tell === null ? found : { ...found, detail: tell(found, names) })),
      credential: this.record?.value ?? null,
      recognised: this.recognised,
      at: formatTime(this.at),
      day: this.day,
      through: this.through?.toJson(lang, this.outcome === 'valid') ?? null,
      now: formatTime(this.now),
      trust: {
        agreement: text.agreement,
        version: text.version,
        manifests: manifests.map((age) => ({ ...age, issued: formatTime(age.issued) })),
      },
    };
  }
}
