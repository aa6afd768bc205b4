// The places of an answer's certificate: the file, and its pages in it.

import { comma, say } from '../words/sentences.js';

/** @import { Answer } from '../verifying/worker_client.js' */

/**
 * Returns pages in order with ranges: `3、7–9`.
 * @param {number[]} pages
 */
export function formatPages(pages) {
  /** @type {[from: number, to: number][]} */
  const runs = [];
  for (const page of [...new Set(pages)].sort((a, b) => a - b)) {
    const last = runs.at(-1);
    if (last !== undefined && last[1] === page - 1) last[1] = page;
    else runs.push([page, page]);
  }
  return runs.map(([from, to]) => (from === to ? from : `${from}–${to}`)).join(comma());
}

/**
 * Returns a file below its group's folder, with the relevant pages if it has pages.
 * @param {string} name
 * @param {number[] | undefined} pages
 */
export function placeOf(name, pages, key = '') {
  const file = key !== '' && name.startsWith(`${key}/`) ? name.slice(key.length + 1) : name;
  return pages !== undefined && pages.length > 0 ? `${file} ${say('pages', { pages: formatPages(pages) })}` : file;
}

/**
 * Returns a key that identifies an answer: its file, and its number there.
 * @param {Answer} answer
 */
export const placeKey = ({ name, candidate: { number = 1 } }) => `${number} ${name}`;
