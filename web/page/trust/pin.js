// credentials/words/pin_words.py: the pin as eight words, for people who compare it.

import { loadBytes } from '../resources.js';

/** @import { Lang } from '../../signing/errors.js' */

const WORDS = 8;
/** @type {string[][]} */
let pairs = []; // by byte: [Chinese, English]

/** Loads the words; no pin can be shown before. */
export async function loadPinWords() {
  pairs = JSON.parse(new TextDecoder().decode(await loadBytes('texts/pin_words.json')));
}

/**
 * The eight words of a pin (64 hex digits) in 'zh' or 'en'.
 * @param {string} pin
 * @param {Lang} lang
 */
export function pinWords(pin, lang) {
  const bytes = Array.from({ length: WORDS }, (_, i) => Number.parseInt(pin.slice(2 * i, 2 * i + 2), 16));
  return bytes.map((byte) => pairs[byte][lang === 'zh' ? 0 : 1]);
}
