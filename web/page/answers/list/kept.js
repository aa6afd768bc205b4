// A person's changes to the list in view; they stay while answers are asked again or one of them is shown whole.

/** @import { Group } from '../groups.js' */

/**
 * @typedef {object} Kept
 * @property {string} filter
 * @property {Map<string, boolean>} open whether a part is, by its key
 * @property {number | null} level at which bidders' folders are, where a person has chosen it
 * @property {Map<string, string[]>} typed codes by the key of a group
 * @property {Map<string, { text: string, code: string }>} wrong what was typed there instead
 * @property {number} scroll
 * @property {Group[]} groups
 * @property {boolean} isNew
 * @property {(() => unknown)[]} rest steps that are left of a new list
 */

/** @returns {Kept} */
function begin() {
  return { filter: '', open: new Map(), level: null, typed: new Map(), wrong: new Map(), scroll: 0, groups: [], isNew: true, rest: [] };
}

export const kept = begin();

/** Forgets the changes when another list comes into view. */
export const keepNothing = () => Object.assign(kept, begin());
