// The level at which folders count as bidders' folders, and the choice of another level.

import { el } from '../../dom.js';
import { say } from '../../words/sentences.js';

/** @import { Levels, Level } from './levels.js' */

/**
 * Returns the form to choose a level from the result of `findLevels`; null if there is only one. `onChoose(level)` is
 * called with the person's choice.
 * @param {Levels} levels
 * @param {(level: number) => void} onChoose
 */
export function renderLevels({ level, offered }, onChoose) {
  if (offered.length < 2 || (offered.length === 2 && level > 0)) return null;
  const words = (/** @type {Level} */ option) => (option.level === 0 ? say('levelNone') : say('levelAt', { n: option.level, example: option.example }));
  return el('div', { class: 'field line noprint' },
    el('label', { for: 'level' }, say('levelField')),
    el('select', { id: 'level', 'aria-describedby': 'level-hint', on: { change: (event) => onChoose(Number(/** @type {HTMLSelectElement} */ (event.target).value)) } },
      offered.map((option) => el('option', { value: option.level, selected: option.level === level }, words(option)))),
    el('p', { class: 'soft small', id: 'level-hint' }, say('levelHint')));
}
