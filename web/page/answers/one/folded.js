// Names of which the first stand in view, so that what follows does, too.

import { el } from '../../dom.js';
import { comma, say } from '../../words/sentences.js';

const MOST = 3;

/**
 * The names in one line; of more than three the others when they are asked for, and on paper.
 * @param {string[]} names
 */
export function foldNames(names) {
  const first = names.slice(0, MOST).join(comma());
  if (names.length <= MOST) return [first];
  const rest = el('span', { class: 'rest', hidden: true }, comma() + names.slice(MOST).join(comma()));
  const more = el('button', { type: 'button', class: 'others noprint' }, say('andMore', { n: names.length - MOST }));
  more.addEventListener('click', () => {
    rest.hidden = false;
    more.remove();
  });
  return [first, rest, more];
}
