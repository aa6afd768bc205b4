// The folders that came, each with the progress of its reading.

import { el, icon } from '../page/dom.js';
import { plain } from '../signing/plain_text.js';
import { comma, say } from '../page/words/sentences.js';
import { enterprisesIn } from './matrix/said.js';

/** @import { FolderState, Opening } from './opening.js' */
/** @import { Bidder } from '../verifier/tender/documents/bidders.js' */

const MOST_NAMES = 12;
/** @type {Record<FolderState, [tone: string, word: string]>} */
const WORDS = {
  none: ['unk', 'folderNone'], waiting: ['skip', 'folderWaiting'], reading: ['skip', 'folderReading'], stopped: ['warn', 'folderStopped'],
  read: ['ok', 'folderRead'], refused: ['no', 'folderRefused'],
};

/**
 * @param {HTMLElement} place
 * @param {Opening} opening
 * @param {(folder: string) => void} forget
 */
export function renderPapers(place, opening, forget) {
  if (opening.bidders === null) {
    place.replaceChildren(opening.files.size === 0 ? '' : el('p', { class: 'note warn' }, say('papersWait', { n: opening.files.size })), renderChosen(opening, forget));
    return;
  }
  const { bidders } = opening.bidders.body;
  if (opening.files.size === 0) {
    const named = bidders.flatMap(({ folder }) => (folder === undefined ? [] : plain(folder)));
    place.replaceChildren(named.length === 0 ? '' : el('p', { class: 'soft small' }, say('foldersAre', { names: firstOf(named) })));
    return;
  }
  place.replaceChildren(
    el('ul', { class: 'lines folders' }, bidders.map((bidder) => renderFolder(bidder, opening))),
    opening.left.length === 0 ? '' : el('p', { class: 'note warn' }, say('filesLeft', { n: opening.left.length, names: firstOf(opening.left.map(plain)) })),
    renderChosen(opening, forget),
  );
}

/**
 * @param {Opening} opening
 * @param {(folder: string) => void} forget
 */
function renderChosen({ folders }, forget) {
  if (folders.length === 0) return '';
  const isOpen = document.querySelector('#chosen-folders[open]') !== null;
  return el('details', { id: 'chosen-folders', open: isOpen },
    el('summary', {}, say('chosenFolders', { n: folders.length })),
    el('p', { class: 'row' }, folders.map((folder) => el('button', { type: 'button', 'data-folder': folder, on: { click: () => forget(folder) } }, say('forgetFolder', { name: plain(folder) })))));
}

/** @param {string[]} names */
const firstOf = (names) => names.slice(0, MOST_NAMES).join(comma()) + (names.length > MOST_NAMES ? ' …' : '');

/**
 * @param {Bidder} bidder
 * @param {Opening} opening
 */
function renderFolder(bidder, opening) {
  const files = opening.read.get(bidder.id) ?? [];
  const [tone, word] = WORDS[opening.stateOf(bidder.id)];
  const pages = files.reduce((sum, file) => sum + file.pages, 0);
  const codes = files.reduce((sum, file) => sum + file.codes.length, 0);
  const unread = files.filter((file) => file.unread !== null && file.unread !== 'paper-no-code').length;
  const passedOver = opening.passedOver.get(bidder.id) ?? 0;
  const counts = files.length === 0 ? [bidder.folder ?? say('folderUnnamed')] : [say('folderFacts', { files: files.length, pages, codes }), ...(unread > 0 ? [say('folderUnread', { n: unread })] : [])];
  const facts = [...counts, ...(passedOver > 0 ? [say('folderPassedOver', { n: passedOver })] : [])].join(' · ');
  return el('li', { class: 'row between', 'data-bidder': bidder.id, 'data-state': opening.stateOf(bidder.id) },
    el('span', {}, el('b', {}, bidder.id), ' ', el('bdi', {}, enterprisesIn(bidder).map(({ name }) => plain(name)).join(comma())), el('br'), el('small', { class: 'soft' }, facts)),
    el('span', { class: `mark ${tone}` }, icon(tone === 'skip' ? 'skip' : tone), say(word)));
}
