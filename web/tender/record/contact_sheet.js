// verifier/tender/record/paper/contact_sheet.py: the small pictures of pages without a readable code, with a note on
// each.

import { speak } from '../../credentials/words/tender_speech.js';
import { plain } from '../../signing/plain_text.js';
import { say } from '../../verifier/tender/words.js';
import { groupBy } from '../matrix/said.js';

/** @import { PaperNote } from '../../verifier/tender/collecting.js' */
/** @import { Telling } from '../matrix/telling.js' */

const MOST_PICTURES = 60;
const MOST_LISTED = 20; // files named of which nothing is shown
const BARE = ['code-unreadable', 'certificate-like', 'page-without-code']; // codes of notes of pages that nobody looked at
const SHOWN = [...BARE.slice(0, 2), 'page-marked', 'by-number', 'page-looked', BARE[2]]; // in this order

/** @typedef {[first: number, last: number]} Run of pages */
/** @typedef {{ bidder: string, file: string, page: number, notes: PaperNote[] }} SheetPage */
/** @typedef {{ bidder: string, file: string, runs: Run[] }} FileRest pages of a file that are not shown */
/** @typedef {{ title: string, intro: string, pictures: { place: string, said: string }[], rest: string[] }} ContactSheet */

/**
 * Those to look at first come first; of a run that somebody looked at, its first page.
 * @param {Telling} told
 */
export function choosePages({ matrix, bidders }) {
  /** @type {Map<string, SheetPage>} */
  const shown = new Map();
  /** @type {Map<string, FileRest>} */
  const rest = new Map();
  const byName = groupBy(matrix.papers, ({ code, bidder }) => `${code} ${bidder}`);
  for (const note of SHOWN.flatMap((code) => bidders.bidders.flatMap(({ id }) => byName.get(`${code} ${id}`) ?? []))) {
    const { bidder, file } = /** @type {PaperNote & { file: string }} */ (note); // what stands in none has no page
    for (const [first, last] of runsOf(note)) {
      let page = first;
      for (; page <= last && shown.size < MOST_PICTURES; page += 1) {
        const key = JSON.stringify([bidder, file, page]);
        const known = shown.get(key) ?? { bidder, file, page, notes: [] };
        known.notes.push(note);
        shown.set(key, known);
      }
      if (page > last) continue;
      const key = JSON.stringify([bidder, file]);
      const known = rest.get(key) ?? { bidder, file, runs: [] };
      known.runs.push([page, last]);
      rest.set(key, known);
    }
  }
  return { shown: [...shown.values()], rest: [...rest.values()] };
}

/**
 * @param {PaperNote} note
 * @returns {Run[]}
 */
function runsOf({ code, page, facts }) {
  if (BARE.includes(code)) return /** @type {Run[]} */ (/** @type {unknown} */ (facts.pages));
  return [[page ?? 1, page ?? 1]];
}

/**
 * The sheet in words: a caption for each of the first pages; of the others where they are.
 * @param {Telling} telling
 * @returns {ContactSheet}
 */
export function layOutSheet(telling) {
  const { shown, rest } = choosePages(telling);
  return {
    title: telling.label('contact-sheet'),
    intro: telling.tell('contact-sheet'),
    pictures: shown.map(({ bidder, file, page, notes }) => ({ place: `${bidder} ${telling.place(file, page)}`, said: sayNotes(telling, notes) })),
    rest: tellRest(telling, rest),
  };
}

/**
 * @param {Telling} telling
 * @param {PaperNote[]} notes
 */
function sayNotes(telling, notes) {
  const lines = notes.map(({ code, facts }) => (BARE.includes(code) ? telling.label(code) : say('papers', code, facts, telling.lang, telling.names)));
  return [...new Set(lines)].join(telling.isChinese ? '' : ' ');
}

/**
 * How many there are, then a line a file; of more files how many.
 * @param {Telling} telling
 * @param {FileRest[]} rest
 */
function tellRest(telling, rest) {
  if (rest.length === 0) return [];
  const merged = rest.map((item) => ({ ...item, runs: merge(item.runs) }));
  const count = merged.flatMap(({ runs }) => runs).reduce((sum, [first, last]) => sum + last - first + 1, 0);
  const more = merged.length - MOST_LISTED;
  return [
    telling.tell('contact-more', { more: count }),
    ...merged.slice(0, MOST_LISTED).map(({ bidder, file, runs }) => {
      const listed = speak('pages', runs, telling.lang, null);
      return `${bidder} ${plain(file)}${telling.isChinese ? ` 第 ${listed} 页` : `, pages ${listed}`}`;
    }),
    ...(more > 0 ? [telling.tell('unlisted-files', { more })] : []),
  ];
}

/**
 * Runs in order, those that meet as one.
 * @param {Run[]} runs
 */
function merge(runs) {
  /** @type {Run[]} */
  const merged = [];
  for (const [first, last] of [...runs].sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}
