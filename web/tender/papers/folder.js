// carriers/papers/folder.py: the files of a bidder's folder, under names that are safe to show.

import { plain } from '../../signing/plain_text.js';
import { inOrder } from '../../verifier/tender/order.js';
import { MAX_DEPTH, MAX_FILES } from './limits.js';

/** @typedef {{ papers: FoundPaper[], passedOver: number }} FolderPapers papers, and how many files operating systems left beside them */
/** @import { NamedFile } from '../../page/input/files.js' */

/**
 * A file to read: its name in the record, its bytes, and the reason why it is not read.
 * @typedef {{ path: string, data: Blob | null, reason: string | null }} FoundPaper
 */

const SYSTEM_FILES = new Set(['thumbs.db', '.ds_store', 'desktop.ini']);
const SYSTEM_FOLDER = '__macosx';

/**
 * Returns whether a file belongs to Windows (Thumbs.db, desktop.ini) or macOS (.DS_Store, __MACOSX/) and is no paper.
 * @param {string} path
 */
export function isOfSystem(path) {
  const parts = path.toLowerCase().split('/');
  return SYSTEM_FILES.has(parts[parts.length - 1]) || parts.slice(0, -1).includes(SYSTEM_FOLDER);
}

/**
 * Returns a name in NFC on one printable line; characters that could reverse text become visible.
 * @param {string} name
 */
export const safeName = (name) => plain(name.normalize('NFC'));

/**
 * The files of each bidder by its id, as their folders are named among what was dropped, from any folder above or
 * below the named one; and the names of those that are in nobody's folder, but for what operating systems left there.
 * @param {NamedFile[]} files
 * @param {{ id: string, folder?: string }[]} bidders
 */
export function shareOut(files, bidders) {
  /** @type {Map<string, NamedFile[]>} */
  const shares = new Map(bidders.map(({ id }) => [id, []]));
  /** @type {string[]} */
  const left = [];
  for (const { name, file } of files) {
    const match = findFolder(name, bidders);
    if (match === null) left.push(...(isOfSystem(name) ? [] : [name]));
    else shares.get(match.id)?.push({ name: name.slice(match.length + 1), file });
  }
  return { shares, left };
}

/**
 * Returns the bidder whose folder contains a file, and the length of that folder's path; of several folders the deepest
 * counts.
 * @param {string} name
 * @param {{ id: string, folder?: string }[]} bidders
 */
function findFolder(name, bidders) {
  const path = name.normalize('NFC');
  for (let length = path.lastIndexOf('/'); length > 0; length = path.lastIndexOf('/', length - 1)) {
    const place = path.slice(0, length);
    const whose = bidders.filter(({ folder }) => folder !== undefined && isSame(place, folder.normalize('NFC')));
    if (whose.length === 1) return { id: whose[0].id, length: lengthOf(name, place) };
  }
  return null;
}

/**
 * Whether a path that was dropped is the folder that a list of bidders names: both may begin further up.
 * @param {string} place
 * @param {string} folder
 */
const isSame = (place, folder) => place === folder || place.endsWith(`/${folder}`) || folder.endsWith(`/${place}`);

/**
 * Returns the length of the part of a name whose normal form is `place`.
 * @param {string} name
 * @param {string} place
 */
function lengthOf(name, place) {
  const parts = place.split('/').length;
  return name.split('/').slice(0, parts).join('/').length;
}

/**
 * Every paper of a bidder in the order of its safe path; null where there are too many, or too deep folders.
 * @param {NamedFile[]} files with paths below the bidder's folder
 * @returns {FolderPapers | null}
 */
export function listPapers(files) {
  if (files.length > MAX_FILES || files.some(({ name }) => name.split('/').length - 1 > MAX_DEPTH)) return null;
  return partPapers(files.map(({ name, file }) => ({ path: name.split('/').map(safeName).join('/'), data: file, reason: null })));
}

/**
 * The papers in the order of their safe paths; how many files operating systems left beside them.
 * @template {{ path: string, reason: string | null }} T
 * @param {T[]} shares
 */
export function partPapers(shares) {
  const papers = shares.filter(({ path }) => !isOfSystem(path));
  return { papers: inOrder(refuseTwins(papers), ({ path }) => path), passedOver: shares.length - papers.length };
}

/**
 * Files whose safe paths are the same, but for the case of letters, are all refused.
 * @template {{ path: string, reason: string | null }} T
 * @param {T[]} shares
 */
function refuseTwins(shares) {
  /** @type {Map<string, number>} */
  const alike = new Map();
  for (const { path } of shares) alike.set(path.toLowerCase(), (alike.get(path.toLowerCase()) ?? 0) + 1);
  return shares.map((paper) => (alike.get(paper.path.toLowerCase()) === 1 ? paper : { ...paper, reason: 'paper-name-twice' }));
}
