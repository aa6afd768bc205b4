// tender/ocds/telling.py: messages on a release that was read: errors to mend, renamed ids, parts not taken.

import { RecordError } from '../../credentials/errors.js';
import { plain } from '../../signing/plain_text.js';
import { LIST_WORDS } from '../../texts/lists/list_words.js';

/** @import { OcdsReading } from './release_reading.js' */

/** @typedef {{ title: string, lines: string[] }} ToldList */

const SHOWN = 40;
const PLACE = /\[[0-9]+\]/g;

/**
 * Each list that is not empty; then that the folders of bidders are to be written down.
 * @param {OcdsReading} found
 * @param {'zh' | 'en'} lang
 * @returns {Promise<ToldList[]>}
 */
export async function tellReading({ faults, renamed, left, bidders }, lang) {
  const word = (/** @type {string} */ code) => LIST_WORDS[code][lang === 'zh' ? 1 : 0];
  const cut = (/** @type {string[]} */ lines) => (lines.length > SHOWN ? [...lines.slice(0, SHOWN), word('MORE').replace('{more}', `${lines.length - SHOWN}`)] : lines);
  /** @type {ToldList[]} */
  const lists = [];
  for (const [name, places] of Object.entries(faults)) {
    if (places.length > 0) lists.push({ title: word('FAULTS').replace('{name}', `${name}.json`), lines: cut(await gatherFaults(places, lang)) });
  }
  if (renamed.length > 0) lists.push({ title: word('RENAMED'), lines: cut(renamed.map(([id, label]) => `${plain(id)} → ${label}`)) });
  if (left.length > 0) lists.push({ title: word('LEFT'), lines: cut([...countOf(left.map((path) => path.replace(PLACE, '[]')))].map(([path, number]) => `${plain(path)}${times(number)}`)) });
  if (bidders !== null) lists.push({ title: word('FOLDERS'), lines: [] });
  return lists;
}

/**
 * A line for what is the same of many objects.
 * @param {RecordError[]} faults
 * @param {'zh' | 'en'} lang
 */
function gatherFaults(faults, lang) {
  /** @type {Map<string, RecordError[]>} */
  const lines = new Map();
  for (const fault of faults) {
    const key = `${fault.field.replace(PLACE, '[]')}\n${fault.code}`;
    lines.set(key, [...(lines.get(key) ?? []), fault]);
  }
  return Promise.all([...lines.values()].map(async (same) => {
    const [{ field, code, facts }] = same;
    return `${plain(same.length === 1 ? field : field.replace(PLACE, '[]'))}${times(same.length)}  ${await new RecordError(code, '', facts).mend(lang)}`;
  }));
}

/** @param {string[]} texts */
function countOf(texts) {
  /** @type {Map<string, number>} */
  const counts = new Map();
  for (const text of texts) counts.set(text, (counts.get(text) ?? 0) + 1);
  return counts;
}

/** @param {number} number */
const times = (number) => (number > 1 ? ` ×${number}` : '');
