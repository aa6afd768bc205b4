// credentials/documents/works/member_labels.py: the members of the agreement's other works that hold codes of closed
// lists.

import { MEMBER_LABELS } from '../../../texts/member_labels.js';

/** @typedef {import('../../words/closed_lists.js').Labels} Labels */

/**
 * The list of the member at a path, places in lists left out; empty where its values are no codes.
 * @param {(string | number)[]} path
 * @returns {Labels}
 */
export function labelsOf(path) {
  const names = path.filter((part) => typeof part === 'string');
  const label = [names.slice(-2).join('.'), names.at(-1) ?? ''].find((name) => Object.hasOwn(MEMBER_LABELS, name));
  return label === undefined ? {} : MEMBER_LABELS[label];
}
