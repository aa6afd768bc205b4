// credentials/words/closed_lists.py: the closed lists of the documents in words.

/** @typedef {Record<string, string[]>} Labels */

/**
 * Returns the word for a code; returns the code itself if the list lacks it.
 * @param {Labels} labels
 * @param {string} code
 * @param {string} lang
 */
export const wordFor = (labels, code, lang) => (Object.hasOwn(labels, code) ? labels[code][lang === 'zh' ? 1 : 0] : code);
