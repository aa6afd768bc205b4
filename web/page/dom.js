// Elements from data. Text is always text: nothing here, or anywhere on the page, takes HTML.

import { plain } from '../signing/plain_text.js';
import { ICONS } from './icons.js';

const SVG = 'http://www.w3.org/2000/svg';

/** @typedef {Node | string | number | false | null | undefined} Leaf */
/** @typedef {Leaf | (Leaf | (Leaf | Leaf[])[])[]} Child */

/**
 * Listener of an element; the element itself is the event's `currentTarget`.
 * @template {keyof HTMLElementTagNameMap} T
 * @typedef {{ [E in keyof HTMLElementEventMap]?: (event: HTMLElementEventMap[E] & { currentTarget: HTMLElementTagNameMap[T] }) => unknown }} Listeners
 */

/**
 * @template {keyof HTMLElementTagNameMap} T
 * @typedef {{ on?: Listeners<T>, [name: string]: string | number | boolean | null | undefined | Listeners<T> }} Attributes
 */

/**
 * Returns an element with attributes and children; null and false children are left out, texts become text nodes.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Attributes<T>} attributes
 * @param {Child[]} children
 */
export function el(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'object' && value !== null) {
      for (const [event, listener] of Object.entries(value)) element.addEventListener(event, /** @type {EventListener} */ (listener));
    } else if (value === true) {
      element.setAttribute(name, '');
    } else if (value !== false && value !== null && value !== undefined) {
      element.setAttribute(name, `${value}`);
    }
  }
  const shown = children.flat(Infinity).filter((child) => child !== null && child !== false && child !== undefined);
  element.append(...shown.map((child) => (child instanceof Node ? child : plain(String(child)))));
  return element;
}

// api/pages/rendering.py has them for the other pages
/** @type {Record<string, string>} */
const TONES = { valid: 'ok', passed: 'ok', fresh: 'ok', invalid: 'no', failed: 'no', stale: 'no', ageing: 'warn', skipped: 'skip' };

/**
 * The tone is a class of tokens.css, and the name of a sign of icons.js; what cannot be confirmed is `unk`.
 * @param {string} word
 */
export const toneOf = (word) => TONES[word] ?? 'unk';

/**
 * A sign of the table; the word always stands beside it.
 * @param {string} name
 */
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
 * The elements of verify.html that a script asks for: the tag of each by its id.
 * @typedef {{
 *   alerts: 'div', announced: 'p', answers: 'section', asked: 'summary', at: 'input', 'at-hint': 'p', 'at-time': 'input',
 *   camera: 'dialog', 'camera-close': 'button', 'camera-file': 'input', 'camera-picture': 'video', 'camera-words': 'p',
 *   'cannot-run': 'p', choose: 'button', 'choose-folder': 'button', clear: 'button', drop: 'div', example: 'p',
 *   'expected-name': 'input', file: 'input', folder: 'input', home: 'select', language: 'button', lead: 'p', loading: 'p',
 *   'lookup-words': 'p', main: 'main', 'not-whole': 'p', paste: 'form', pasted: 'textarea', photo: 'button',
 *   progress: 'div', 'progress-bar': 'progress', 'progress-words': 'p', proving: 'div', 'proving-bar': 'progress',
 *   'proving-words': 'p', question: 'form', refresh: 'button', results: 'div', 'sample-forged': 'button',
 *   'sample-good': 'button', samples: 'p', scan: 'button', 'scan-words': 'p', stop: 'button', strip: 'button',
 *   through: 'input', torch: 'button', trust: 'section', 'trust-state': 'p', 'trust-words': 'div', uscc: 'input',
 *   'uscc-hint': 'p',
 * }} PageTags
 */

/**
 * The element of the page with this id; one that a script makes may be absent.
 * @template {keyof PageTags} K
 * @overload
 * @param {K} id
 * @returns {HTMLElementTagNameMap[PageTags[K]]}
 */
/**
 * @overload
 * @param {string} id
 * @returns {HTMLElement | null}
 */
/** @param {string} id */
export function byId(id) {
  return document.getElementById(id);
}

/**
 * Shows or hides an element.
 * @param {HTMLElement} element
 * @param {boolean} visible
 */
export function show(element, visible) {
  element.hidden = !visible;
}

/**
 * Offers `bytes` to the person as a file to keep.
 * @param {string} name
 * @param {BlobPart} bytes
 * @param {string} type
 */
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
