// texts/codes.js as the page has it: no script holds the sentences of the codes, they are loaded with the page's own.

/** @type {Record<string, string[]>} */
export const CODES = {};
/** @type {Record<string, string[]>} */
export const ENDS = {};
/** @type {Record<string, string[]>} */
export const NOTES = {};

/**
 * Takes the tables of texts/codes.json.
 * @param {{ codes: Record<string, string[]>, ends: Record<string, string[]>, notes: Record<string, string[]> }} tables
 */
export function takeCodes({ codes, ends, notes }) {
  Object.assign(CODES, codes);
  Object.assign(ENDS, ends);
  Object.assign(NOTES, notes);
}
