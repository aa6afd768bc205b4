// verifier/verdict.py: findings and the three-valued verdict derived from them.

import { AgreementNames } from '../credentials/documents/agreement_names.js';
import { speak } from '../credentials/words/speech.js';
import { formatTime } from '../credentials/times.js';
import { fill } from '../signing/errors.js';
import { CODES, ENDS, NOTES } from '../texts/codes.js';

/** @import { Credential, JudgedRecord } from '../credentials/kinds.js' */
/** @import { Lang } from '../signing/errors.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Recognised } from './checks/recognition.js' */
/** @import { Evidence, Finding } from './findings.js' */
/** @import { Summary } from './reliance/snapshot.js' */
/** @import { Term } from './term.js' */

/** @typedef {'valid' | 'invalid' | 'indeterminate'} Outcome */

/**
 * What `Verdict.toJson` gives; a finding has its sentence as `detail` where that was asked for.
 * @typedef {object} VerdictJson
 * @property {Outcome} outcome
 * @property {string} code
 * @property {string[]} codes
 * @property {(Finding & { detail?: string })[]} findings
 * @property {Credential | null} credential
 * @property {Recognised[]} recognised
 * @property {string} at
 * @property {string | null} day
 * @property {ReturnType<Term['toJson']> | null} through
 * @property {string} now
 * @property {{ agreement: string, version: number, manifests: { issuer: string, version: number, issued: string, ageHours: number }[] }} trust
 */

/**
 * `required` names the checks that must pass; `record` is null unless its signature holds; `day` is the day asked
 * about as a whole, of which `at` is then the moment that decided; `through` a Term where that was asked.
 * @typedef {object} VerdictMembers
 * @property {Finding[]} findings
 * @property {Set<string>} required
 * @property {JudgedRecord | null} record
 * @property {Recognised[]} recognised
 * @property {Moment} at
 * @property {Moment} now
 * @property {Summary} trust
 * @property {string | null} [day]
 * @property {Term | null} [through]
 */

const RESULT_OF = { valid: 'passed', invalid: 'failed', indeterminate: 'indeterminate' };

/**
 * The sentence of a finding with this code and evidence, in both languages, and what to do next.
 * @param {string} code
 * @param {Pick<Evidence, 'kind' | 'notice'>} evidence
 */
export const messageOf = (code, { kind = '', notice = '' }) =>
  NOTES[notice] || (code === 'revoked' ? ENDS : NOTES)[kind] || CODES[code];

/**
 * Returns one sentence, and the next step if there is one, in the language of `names`, which also names the parties.
 * @param {Finding} finding
 * @param {AgreementNames} names
 */
export function detailOf(finding, names) {
  const [sentence, mend] = [sentenceOf(finding, names), mendOf(finding, names)];
  return sentence + (names.lang === 'en' && mend ? ' ' : '') + mend;
}

/**
 * Returns the sentence without the next step.
 * @param {Finding} finding
 * @param {AgreementNames} names
 */
export const sentenceOf = (finding, names) => partOf(finding, names, 0);

/**
 * Returns the next step; empty if nothing needs to be done.
 * @param {Finding} finding
 * @param {AgreementNames} names
 */
export const mendOf = (finding, names) => partOf(finding, names, 2);

/**
 * @param {Finding} finding
 * @param {AgreementNames} names
 * @param {number} first
 */
function partOf({ code, evidence }, names, first) {
  const message = messageOf(code, evidence);
  return fill(message[first + (names.lang === 'zh' ? 1 : 0)], evidence, names.lang, speak, names);
}

/** A verdict, derived from its findings. */
export class Verdict {
  /** @param {VerdictMembers} members */
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

  /**
   * Any failed: 'invalid'; else any required check not passed: 'indeterminate'; else 'valid'.
   * @returns {Outcome}
   */
  get outcome() {
    if (this.findings.some(({ outcome }) => outcome === 'failed')) return 'invalid';
    const passed = new Set(this.findings.filter(({ outcome }) => outcome === 'passed').map(({ check }) => check));
    const all = this.findings.length > 0 && [...this.required].every((check) => passed.has(check));
    return all ? 'valid' : 'indeterminate';
  }

  /** The code of the first finding, in order, with the verdict's outcome. */
  get code() {
    const wanted = RESULT_OF[this.outcome];
    const decides = (/** @type {Finding} */ { check, outcome }) => outcome !== 'indeterminate' || this.required.has(check);
    return this.findings.find((finding) => finding.outcome === wanted && decides(finding))?.code ?? 'not-asked';
  }

  /** All codes but plain passes, in order; skipped checks say nothing here. */
  get codes() {
    const telling = this.findings.filter(({ code, outcome }) => code !== 'ok' && outcome !== 'skipped');
    return telling.map(({ code }) => code);
  }

  /**
   * What Python's `Verdict.to_json(lang)` gives; without the sentence of each finding where `tell` is null.
   * @param {Lang} lang
   * @param {((finding: Finding, names: AgreementNames) => string) | null} tell
   * @returns {VerdictJson}
   */
  toJson(lang = 'en', tell = detailOf) {
    const { text, manifests, older } = this.trust;
    const names = new AgreementNames(text, lang, older);
    return {
      outcome: this.outcome,
      code: this.code,
      codes: this.codes,
      findings: this.findings.map((finding) => (tell === null ? finding : { ...finding, detail: tell(finding, names) })),
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
