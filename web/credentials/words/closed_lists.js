// credentials/words/closed_lists.py: the closed lists of the documents in words.

/** @typedef {Record<string, string[]>} Labels */

/**
 * The word for a code; the code itself when the list does not know it.
 * @param {Labels} labels
 * @param {string} code
 * @param {string} lang
 */
export const wordFor = (labels, code, lang) => (Object.hasOwn(labels, code) ? labels[code][lang === 'zh' ? 1 : 0] : code);
