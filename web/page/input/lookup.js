// A number, code, name or address of a register that was typed where the text of a code goes: it holds no credential, and the node may know one.

import { hasH1 } from './candidates.js';

const LONGEST = 200; // what a search takes
const PAGE = /^\/(?:credentials|enterprises|records)\/(.+?)(?:\.json)?$/;

/**
 * What a text refers to: `{query}` to be looked up, `{host, page}` where it is the address of some page; null where it is to be verified: a credential, a code, or nothing.
 * @param {string} text
 */
export function referenceIn(text) {
  if (hasH1(text) || /[\r\n{}<>]|H1\./i.test(text) || !/[\p{L}\p{N}]/u.test(text)) return null;
  if (!/^https?:\/\//i.test(text)) return text.length > LONGEST || /#|:\/\//.test(text) ? null : { query: text };
  try {
    const { host, pathname, href } = new URL(text);
    const found = host === location.host ? PAGE.exec(decodeURIComponent(pathname)) : null;
    return found === null ? { host, page: href } : { query: found[1] };
  } catch {
    return null;
  }
}
