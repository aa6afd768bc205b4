// Shows the first names of a list and folds the others, so that the content after them stays in view.

import { el } from '../../dom.js';
import { comma, say } from '../../words/sentences.js';

const MOST = 3;
const MOST_COLUMNS = 48; // a line and a half of a telephone; a Chinese character takes two columns

/**
 * Returns the first names in a line or two; the others appear on request and on paper.
 * @param {string[]} names
 */
export function foldNames(names) {
  const shown = countFitting(names);
  const first = names.slice(0, shown).join(comma());
  if (names.length <= shown) return [first];
  const rest = el('span', { class: 'rest', hidden: true }, comma() + names.slice(shown).join(comma()));
  const more = el('button', { type: 'button', class: 'others noprint' }, say('andMore', { n: names.length - shown }));
  more.addEventListener('click', () => {
    rest.hidden = false;
    more.remove();
  });
  return [first, rest, more];
}

/** @param {string[]} names */
function countFitting(names) {
  let columns = 0;
  const over = names.findIndex((name, index) => {
    columns += name.replaceAll(/[^\0-\u024f]/g, '  ').length;
    return index > 0 && (index === MOST || columns > MOST_COLUMNS);
  });
  return over === -1 ? names.length : over;
}
