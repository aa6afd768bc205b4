// Candidates: inputs that can be verified.

import { MAX_TEXT, findH1 } from '../../credentials/h1.js';

/** @import { Expected, Finding } from '../../verifier/findings.js' */

/**
 * What can be verified.
 * @typedef {object} Candidate
 * @property {string} name of the file, or of where it came from
 * @property {number} [number] among those of its file, where there are several
 * @property {Uint8Array | string} data
 * @property {Finding} [unread] why there are no bytes
 * @property {Finding | null} [noted] what the file around them adds to a form that passes
 * @property {number[]} [pages] those that show its code
 * @property {number[]} [codeless] those of its file on which there is none
 * @property {Expected[]} [expect] the enterprise of its folder, or those of a consortium
 */

/**
 * A candidate that could not be read, with the code of the finding it becomes.
 * @param {string} name
 * @param {'unreadable' | 'too-large'} code
 * @param {string} zh
 * @param {string} en
 * @returns {Candidate}
 */
export const unread = (name, code, zh, en) => ({
  name,
  data: '',
  unread: { check: 'well-formed', code, outcome: code === 'too-large' ? 'failed' : 'indeterminate', evidence: { reason: en, reason_zh: zh } },
});

/**
 * A file that cannot be read because what reads it did not come.
 * @param {string} name
 */
export const notLoaded = (name) =>
  unread(name, 'unreadable', '识别组件未能载入，请联网后重新载入页面。', 'the reader could not be loaded; go online and reload the page.');

/**
 * What the texts of codes come to: one candidate, or one for each.
 * @param {string} name
 * @param {(string | Uint8Array)[]} texts
 * @returns {Candidate[]}
 */
export function candidatesOf(name, texts) {
  return texts.map((data, i) => ({ name, data, ...(texts.length === 1 ? {} : { number: i + 1 }) }));
}

/**
 * The candidates in a typed, pasted or scanned text; a text without a code is one all the same.
 * @param {string} name
 * @param {string} text
 * @returns {Candidate[]}
 */
export function readText(name, text) {
  if (text.trimStart().startsWith('{')) return [{ name, data: new TextEncoder().encode(text) }];
  const coded = text.split(/\r\n|\n|\r/).filter((line) => hasH1(line));
  return candidatesOf(name, coded.length > 0 ? coded : [text.slice(0, MAX_TEXT)]);
}

/**
 * Whether a text holds the code of a credential.
 * @param {string} text
 */
export const hasH1 = (text) => findH1(text) !== null;
