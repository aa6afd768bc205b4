// A number, code or name that was typed where the text of a code goes: it holds no credential, and the node may know one.

import { hasH1 } from './candidates.js';

const LONGEST = 200; // what a search takes

/**
 * Whether a text is to be looked up: one line with letters or digits that is no credential, address or code.
 * @param {string} text
 */
export const isReference = (text) =>
  text.length <= LONGEST &&
  /[\p{L}\p{N}]/u.test(text) &&
  !/[\r\n{}<>#]|:\/\/|H1\./i.test(text) &&
  !hasH1(text);

/**
 * Where the node finds it; a whole number or code leads on to its page.
 * @param {string} text
 * @param {string} lang
 * @param {string | null} home what a grade counts as is said for this association
 */
export const lookupAddress = (text, lang, home) => `/search?${new URLSearchParams({ q: text, lang, ...(home && { home }) })}`;
