// Elements from data. Text is always text: nothing here, or anywhere on the page, takes HTML.

import { plain } from '../signing/plain_text.js';
import { ICONS } from './icons.js';

const SVG = 'http://www.w3.org/2000/svg';

/** An element with attributes and children; null and false children are left out, texts become text nodes. */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, listener);
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, value);
    }
  }
  const shown = children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined);
  element.append(...shown.map((child) => (child instanceof Node ? child : plain(String(child)))));
  return element;
}

// api/pages/rendering.py has them for the other pages
const TONES = { valid: 'ok', passed: 'ok', fresh: 'ok', invalid: 'no', failed: 'no', stale: 'no', ageing: 'warn', skipped: 'skip' };

/** The tone is a class of tokens.css, and the name of a sign of icons.js; what cannot be confirmed is `unk`. */
export const toneOf = (word) => TONES[word] ?? 'unk';

/** A sign of the table; the word always stands beside it. */
export function icon(name) {
  const [broken, ...paths] = ICONS[name];
  const picture = document.createElementNS(SVG, 'svg');
  for (const [attribute, value] of [['class', 'i'], ['viewBox', '0 0 24 24'], ['aria-hidden', 'true']]) picture.setAttribute(attribute, value);
  for (const [place, d] of paths.entries()) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    if (broken && place === 0) path.setAttribute('stroke-dasharray', '3.6 2.4');
    picture.append(path);
  }
  return picture;
}

/**
 * The element of the page with this id: which kind of element, verify.html says.
 * @returns {any}
 */
export const byId = (id) => document.getElementById(id);

/** Shows or hides an element. */
export function show(element, visible) {
  element.hidden = !visible;
}

/** Offers `bytes` to the person as a file to keep. */
export function saveFile(name, bytes, type) {
  const address = URL.createObjectURL(new Blob([bytes], { type }));
  const link = el('a', { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/**
 * Resolves when the elements of the page are there.
 * @returns {Promise<void>}
 */
export const whenRead = () =>
  new Promise((resolve) => {
    const look = () => document.readyState === 'loading' || resolve();
    document.addEventListener('readystatechange', look); // `loading.js` hears it first
    look();
  });
