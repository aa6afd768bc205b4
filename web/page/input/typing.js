// Texts that a person types, pastes or scans: a code is verified; a number, code or address is looked up and verified
// as a file would be.

import { byId, el, show } from '../dom.js';
import { SERVED } from '../resources.js';
import { language, say } from '../words/sentences.js';
import { hasH1, readText } from './candidates.js';
import { listenToScanners } from './wedge.js';

/** @import { Candidate } from './candidates.js' */

const LONGEST = 200; // what a search takes
const PAGE = /^\/(?:credentials|enterprises|records)\/(.+?)(?:\.json)?$/;

/**
 * What the page gives: where candidates go, the question as it stands, and a sign that something is being done, until what it returns is called.
 * @typedef {object} Page
 * @property {(candidates: Candidate[]) => void} take
 * @property {() => { home: string | null, at: unknown, later: unknown, through: unknown, expect: unknown }} question
 * @property {() => () => void} beginProgress
 */

/** @type {Page} */
let page;

/**
 * Listens to buttons, field and hand-held scanners.
 * @param {Page} given
 */
export function listenToTyping(given) {
  page = given;
  byId('scan').addEventListener('click', scan);
  byId('camera-close').addEventListener('click', () => byId('camera').close());
  byId('paste').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = byId('pasted').value.trim();
    if (text !== '') takeTyped(text);
  });
  byId('pasted').addEventListener('keydown', (event) => {
    const { value } = byId('pasted');
    if (event.key === 'Enter' && !event.shiftKey && (hasH1(value) || referenceIn(value.trim()) !== null)) {
      event.preventDefault(); // a hand-held scanner, or a person who is done
      byId('paste').requestSubmit();
    }
  });
  listenToScanners(takeTyped);
}

/** By the camera; where there is none, why, and a photograph instead. */
export async function scan() {
  const words = byId('scan-words');
  show(words, false);
  const camera = await import('./scanning.js').catch(() => null);
  if (camera === null) {
    words.textContent = say('noScanner');
  } else if (camera.hasCamera()) {
    try {
      await camera.scan((text) => hasH1(text) && (takeText(text), true));
      return;
    } catch (error) {
      words.textContent = camera.explainCamera(error);
    }
  } else {
    words.textContent = say(isSecureContext ? 'cameraNone' : 'cameraInsecure');
  }
  show(words, true);
  show(byId('photo'), true);
}

/**
 * What a person typed, pasted or scanned: what a number, code or address of this node names is looked up, and verified here as a file would be.
 * @param {string} text
 */
export async function takeTyped(text) {
  show(byId('lookup-words'), false);
  const reference = referenceIn(text);
  if (reference === null) return takeText(text);
  const { query, host } = reference;
  if (host !== undefined) return host === location.host ? location.assign(reference.page) : tellLookup(say('addressElsewhere', { host }));
  if (!SERVED || !navigator.onLine) return tellLookup(say(SERVED ? 'lookupOffline' : 'lookupFile'));
  const { home, at, later, through, expect } = page.question();
  const end = page.beginProgress();
  const isMore = [at, later, through, expect].some((part) => part !== null);
  const known = await import('./lookup.js').then(({ lookUp }) => lookUp(query, language(), home, isMore)).catch(() => null);
  end();
  if (known === null) return tellLookup(say('lookupOffline'));
  if (known.found.length === 0) return location.assign(known.page);
  tellLookup(say('lookupFound'), ' ', el('a', { href: known.page }, say('lookupPage')));
  page.take(known.found);
}

/** @param {(string | Node)[]} words */
function tellLookup(...words) {
  byId('lookup-words').replaceChildren(...words);
  show(byId('lookup-words'), true);
}

/** @param {string} text */
const takeText = (text) => page.take(readText(say('scan'), text));

/**
 * What a text refers to: `{query}` to be looked up, `{host, page}` where it is the address of some page; null where it is to be verified: a credential, a code, or nothing.
 * @param {string} text
 */
function referenceIn(text) {
  if (hasH1(text) || /[\r\n{}<>]|H1\./i.test(text) || !/[\p{L}\p{N}]/u.test(text)) return null;
  if (!/^https?:\/\//i.test(text)) return text.length > LONGEST || /#|:\/\//.test(text) ? null : { query: text };
  try {
    const { host, pathname, href } = new URL(text);
    const match = host === location.host ? PAGE.exec(decodeURIComponent(pathname)) : null;
    return match === null ? { host, page: href } : { query: match[1] };
  } catch {
    return null;
  }
}
