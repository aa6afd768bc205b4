// Candidates: what can be verified, under the name that its answer carries: `{name, data, unread?, noted?, pages?, codeless?, expect?}`.
// `unread` is a finding that says why there are no bytes, `noted` what the file around them adds to a form that passes,
// `pages` those that show its code, `codeless` those of its file on which there is none; `expect` is the enterprise of its folder.

import { MAX_TEXT, findH1 } from '../../credentials/h1.js';

/** A candidate that could not be read, with the code of the finding it becomes. */
export const unread = (name, code, zh, en) => ({
  name,
  data: '',
  unread: { check: 'well-formed', code, outcome: code === 'too-large' ? 'failed' : 'indeterminate', evidence: { reason: en, reason_zh: zh } },
});

/** A file that cannot be read because what reads it did not come. */
export const notLoaded = (name) =>
  unread(name, 'unreadable', '识别组件未能载入，请联网后重新载入页面。', 'the reader could not be loaded; go online and reload the page.');

/** What the texts of codes come to: one candidate, or one for each. */
export function candidatesOf(name, texts) {
  return texts.map((data, i) => ({ name: texts.length === 1 ? name : `${name}#${i + 1}`, data }));
}

/** The candidates in a typed, pasted or scanned text; a text without a code is one all the same. */
export function readText(name, text) {
  if (text.trimStart().startsWith('{')) return [{ name, data: new TextEncoder().encode(text) }];
  const coded = text.split(/\r\n|\n|\r/).filter((line) => hasH1(line));
  return candidatesOf(name, coded.length > 0 ? coded : [text.slice(0, MAX_TEXT)]);
}

/** Whether a text holds the code of a credential. */
export const hasH1 = (text) => findH1(text) !== null;
