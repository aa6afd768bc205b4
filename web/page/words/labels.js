// The word for a code of a closed list, in the language spoken now.

import { language } from './sentences.js';

export { CHECKS, REASONS, RESULTS } from '../../texts/labels.js';

/** The code itself when the table does not know it. */
export function label(table, code) {
  return Object.hasOwn(table, code) ? table[code][language() === 'zh' ? 1 : 0] : code;
}
