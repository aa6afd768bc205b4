// tender/bidder_list/folders.py: bidders as the names of their folders tell of them: number, name, rarely a code.

import { WHITESPACE } from '../../signing/bytes.js';
import { parseUscc } from '../../credentials/identifiers.js';
import { splitWords } from '../sheet/cells.js';

/** @typedef {{ id: string, name: string, uscc: string, lots: string[], folder: string }} ProposedBidder an empty text or list is to be filled in */

const NUMBERED = new RegExp(`^[${WHITESPACE}]*(?:第|投标人|标书)?[${WHITESPACE}]*([A-Za-z]{0,2}[0-9]{1,6})(?![0-9A-Za-z])[${WHITESPACE}]*(?:号投标人|号|家)?(.*)$`, 's');
const WORD = /[0-9A-Za-z]+/g;
const CODE_LENGTH = 18;
const AROUND = /^[ \t.,_\-—、。．，（）()[\]【】]+|[ \t.,_\-—、。．，（）()[\]【】]+$/g;

/**
 * A bidder for each of the `folders`, which are named by their paths. Where there is one lot all bid for it. Numbers of
 * the names are ids where each name has one of its own.
 * @param {string[]} folders
 * @param {string[]} lots
 * @returns {ProposedBidder[]}
 */
export function proposeBidders(folders, lots) {
  const read = folders.map((folder) => readName(folder.slice(folder.lastIndexOf('/') + 1)));
  const numbers = read.map(({ number }) => number.toLowerCase());
  const isNumbered = !numbers.includes('') && new Set(numbers).size === numbers.length;
  return folders.map((folder, place) => {
    const { number, name, uscc } = read[place];
    return { id: isNumbered ? number : `B${place + 1}`, name, uscc, lots: lots.length === 1 ? [...lots] : [], folder };
  });
}

/**
 * Number, name and code; empty what the name of the folder does not say.
 * @param {string} folder
 */
function readName(folder) {
  const whole = folder.normalize('NFC');
  const codes = [...whole.matchAll(WORD)].filter(([word]) => word.length === CODE_LENGTH).map(({ 0: word, index = 0 }) => ({ code: codeOf(word), index, end: index + word.length })).find(({ code }) => code !== '');
  const text = codes === undefined ? whole : `${whole.slice(0, codes.index)} ${whole.slice(codes.end)}`;
  const [, number, name] = NUMBERED.exec(text) ?? ['', '', text];
  return { number, name: splitWords(name.replace(AROUND, '')).join(' '), uscc: codes?.code ?? '' };
}

/** @param {string} word */
function codeOf(word) {
  try {
    return parseUscc(word.toUpperCase());
  } catch {
    return ''; // looks like one
  }
}
