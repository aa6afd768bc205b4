// signing/plain_text.py: texts that others wrote, as they may stand in a sentence.

// C0 and C1 controls, halves of characters, and what hides or reorders text (UTS 39 3.1; UAX 9 2).
const UNSAFE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** How many characters of a text a sentence shows. */
export const LONGEST = 120;

/**
 * The text with what could hide or turn text around made visible.
 * @param {string} text
 */
export const plain = (text) =>
  text.replace(UNSAFE, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

/**
 * The text as a sentence shows it: one line, its beginning, and no quotation mark that ends a quotation.
 * @param {unknown} text
 */
export function shown(text) {
  const line = Array.from(plain(String(text)).replaceAll('“', '‘').replaceAll('”', '’'));
  return line.length <= LONGEST ? line.join('') : `${line.slice(0, LONGEST - 1).join('')}…`;
}

/**
 * The same in quotation marks.
 * @param {unknown} text
 */
export const quoted = (text) => `“${shown(text)}”`;
