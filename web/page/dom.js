// Elements from data. Text is always text: nothing here, or anywhere on the page, takes HTML.

import { plain } from '../signing/plain_text.js';

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
