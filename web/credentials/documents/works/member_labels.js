// credentials/documents/works/member_labels.py: the members of the agreement's other works that hold codes of closed
// lists.

import { MEMBER_LABELS } from '../../../texts/member_labels.js';

/** @typedef {import('../../words/closed_lists.js').Labels} Labels */

/**
 * Returns the closed list of the member at a path, with indexes left out; empty if its values are not codes.
 * @param {(string | number)[]} path
 * @returns {Labels}
 */
export function labelsOf(path) {
  const names = path.filter((part) => typeof part === 'string');
  const label = [names.slice(-2).join('.'), names.at(-1) ?? ''].find((name) => Object.hasOwn(MEMBER_LABELS, name));
  return label === undefined ? {} : MEMBER_LABELS[label];
}
