// The progress of work that a person waits for: of verification, and of the trust data.

import { byId, show } from './dom.js';
import { say } from './words/sentences.js';

/** @type {Set<object>} */
const works = new Set(); // that a person waits for

/** Shows that something is being done, until what this returns is called. */
export function beginProgress() {
  const work = {};
  works.add(work);
  showProgress(say('working'), null);
  return () => {
    works.delete(work);
    hideProgress();
  };
}

/** Hides it, unless other work is waited for. */
export function hideProgress() {
  if (works.size === 0) show(byId('progress'), false);
}

/**
 * Words, and the share that is done; null while that is not known.
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
 * The share of a bundle that is proven; null while it comes, of which `received` bytes are there.
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
