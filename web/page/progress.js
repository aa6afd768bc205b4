// The progress of work that a person waits for: of verification, and of the trust data.

import { byId, show } from './dom.js';
import { say } from './words/sentences.js';

/** @type {Set<object>} */
const works = new Set(); // works that a person waits for

/** Shows that work is under way, until the returned function is called. */
export function beginProgress() {
  const work = {};
  works.add(work);
  showProgress(say('working'), null);
  return () => {
    works.delete(work);
    hideProgress();
  };
}

/** Hides the progress, unless a person waits for other work. */
export function hideProgress() {
  if (works.size === 0) show(byId('progress'), false);
}

/**
 * Shows words, and the share done; null while that is unknown.
 * @param {string} words
 * @param {number | null} share
 */
export function showProgress(words, share) {
  show(byId('answers'), true);
  show(byId('progress'), true);
  byId('progress-words').textContent = words;
  setShare('progress-bar', share);
}

/**
 * Shows the proven share of a bundle; null while the bundle arrives, with the number of `received` bytes.
 * @param {number | null} share
 * @param {number} received
 */
export function showProving(share, received) {
  show(byId('proving'), true);
  setShare('proving-bar', share);
  byId('proving-words').textContent = share === null ? say('trustDownload', { size: Math.ceil(received / 1000) }) : say('proving');
}

/**
 * @param {'progress-bar' | 'proving-bar'} id
 * @param {number | null} share
 */
function setShare(id, share) {
  if (share === null) byId(id).removeAttribute('value');
  else byId(id).value = share;
}
