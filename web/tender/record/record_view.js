// What is taken away of a check.

import { el, icon, saveFile } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';

/** @import { View } from '../matrix/results_view.js' */

/** @param {View} view */
export const renderRecord = (view) => el('div', { class: 'row noprint' }, el('button', { type: 'button', on: { click: () => print() } }, icon('print'), say('printThis')));

/** @param {View} view */
export const renderWords = (view) => el('section', { class: 'card' }, el('h2', {}, say('wordsHead')));
