// credentials/pin_words.py: the pin as eight words, for people who compare it.

import { PIN_WORDS } from '../texts/pin_words.js';

const WORDS = 8;

/** The eight words of a pin (64 hex digits) in 'zh' or 'en', separated by spaces. */
export function formatPinWords(pin, lang) {
  const bytes = Array.from({ length: WORDS }, (_, i) => Number.parseInt(pin.slice(2 * i, 2 * i + 2), 16));
  return bytes.map((byte) => PIN_WORDS[byte][lang === 'zh' ? 0 : 1]).join(' ');
}
