// The error family of signing/errors.py, credentials/errors and verifier/errors.py: one table for all three.

import { agree, quoted, shown } from './plain_text.js';

/** What stands for a fact that is absent or null. */
export const ABSENT = '–';

/** @typedef {'zh' | 'en'} Lang */
/** @typedef {(kind: string, value: any, lang: string, names: any) => string} Speak */

const PLACEHOLDER = /\{(\w+)(?::(\w+))?\}/;
const HAN = /[\u2e80-\u2fff\u3005-\u3007\u3021-\u4dbf\u4e00-\u9fff\uf900-\ufaff]/;
const WIDE = /[\u2010-\u2027\u3000-\u3020\uff00-\uffef]/;
const NARROW = /[\p{L}\p{N}\-/.~]/u; // a letter, or with what an option or a path begins

/**
 * Texts and numbers as they are: the ground floor knows no other kinds.
 * @param {string} kind
 * @param {any} value
 */
function speakPlain(kind, value) {
  if (value === null || value === undefined) return ABSENT;
  return (kind === 'quoted' || kind === 'member') && value !== '' ? quoted(value) : shown(value);
}

/**
 * `template` with its `{name:kind}` said by `speak`; a fact of the kind `said` is in Chinese `<name>_zh`.
 * @param {string} template
 * @param {Record<string, any>} facts
 * @param {string} lang
 * @param {Speak} speak
 * @param {object | null} names
 */
export function fill(template, facts, lang, speak, names) {
  const [first, ...rest] = template.split(PLACEHOLDER);
  let text = first;
  for (let at = 0; at < rest.length; at += 3) {
    const [name, kind, after] = rest.slice(at, at + 3);
    const value = kind === 'said' && lang === 'zh' ? (facts[`${name}_zh`] ?? facts[name]) : facts[name];
    const word = speak(kind ?? 'text', value, lang, names);
    text = lang === 'zh' ? join(join(text, word), after) : text + word + agree(word, after);
  }
  return text.replace(/^ +| +$/g, '');
}

/**
 * Chinese typesetting: a space between Han and Latin, none between Han and Han or beside a wide sign.
 * @param {string} left
 * @param {string} right
 */
function join(left, right) {
  const before = left.replace(/ +$/, '');
  const after = right.replace(/^ +/, '');
  if (before === '' || after === '') return left + right;
  const last = Array.from(before).pop() ?? '';
  const [first] = after;
  if (WIDE.test(last) || WIDE.test(first)) return before + after;
  const isHan = [HAN.test(last), HAN.test(first)];
  if (!isHan[0] && !isHan[1]) return left + right;
  const narrow = isHan[0] ? first : last;
  return before + ((isHan[0] && isHan[1]) || !NARROW.test(narrow) ? '' : ' ') + after;
}

/**
 * @param {string} code
 * @returns {Promise<string[] | undefined>}
 */
const rowOf = async (code) => (await import('../texts/errors.js')).ERRORS[code] ?? (await import('../texts/rare_errors.js')).RARE_ERRORS[code];

/** `code` is stable and a row of the table; `field` is a dotted path into the input, or empty. */
export class HurenError extends Error {
  /**
   * @param {string} code
   * @param {string} [field]
   * @param {Record<string, any>} [facts]
   */
  constructor(code, field = '', facts = {}) {
    super(field ? `${code} (${field})` : code);
    this.code = code;
    this.field = field;
    this.facts = facts;
  }

  /**
   * How a fact is said; a floor that knows the words for it has its own.
   * @returns {Promise<Speak>}
   */
  async speech() {
    return speakPlain;
  }

  /** The row of its code; a floor with a table of its own asks that one. */
  row() {
    return rowOf(this.code);
  }

  /** What happened, in 'zh' or 'en'; `names` calls the parties by their names. */
  sentence(lang = 'en', names = null) {
    return this.#say(0, lang, names);
  }

  /** What to do next, in 'zh' or 'en'. */
  mend(lang = 'en', names = null) {
    return this.#say(2, lang, names);
  }

  /**
   * The table comes with the first sentence, because most verifiers never say one, and that of rare errors with the first
   * of them; where it cannot be had, the code stands for the sentence.
   * @param {number} column
   * @param {string} lang
   * @param {any} names
   */
  async #say(column, lang, names) {
    const row = await this.row().catch(() => undefined);
    if (row === undefined) return this.message;
    return fill(row[lang === 'zh' ? column + 1 : column], { field: this.field, ...this.facts }, lang, await this.speech(), names);
  }
}

export class SigningError extends HurenError {}

/**
 * Runs `read`; an error of the family leaves as `Floor`, the class of the floor that asked.
 * @template T
 * @param {new (code: string, field: string, facts: Record<string, any>) => HurenError} Floor
 * @param {() => T} read
 */
export function raisedAs(Floor, read) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new Floor(error.code, error.field, error.facts);
  }
}
