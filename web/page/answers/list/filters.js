// The filter of the list: answers that need a look, all of them, or the certificates of one standing.

import { byId, el } from '../../dom.js';
import { say } from '../../words/sentences.js';
import { STANDINGS, TONES, countStandings, differs, endsSoon, wordOf } from '../standing.js';
import { kept } from './kept.js';

/** @import { Attributes, Child } from '../../dom.js' */
/** @import { Group, Row } from '../groups.js' */

/** @param {Row} row */
export const isProblem = ({ standing, isDoubtful }) => standing !== 'valid' || isDoubtful;

/** @type {Record<string, (row: Row) => boolean>} */
const FILTERS = {
  problems: isProblem,
  all: () => true,
  differs: ({ answer, isDoubtful }) => differs(answer.verdict) || isDoubtful,
  soon: ({ answer }) => endsSoon(answer.verdict),
  ...Object.fromEntries(STANDINGS.map((standing) => [standing, (/** @type {Row} */ row) => row.standing === standing])),
};
const WHOLE = ['problems', 'all']; // a bidder without a readable file counts as a problem
/** @type {Record<string, string>} */
const CHIPS = { problems: 'problemsChip', all: 'allChip', differs: 'differsChip', soon: 'soonChip' };

/**
 * Returns whether a person must look at a group.
 * @param {Group} group
 */
export const isTroubled = ({ rows, expected }) => rows.length === 0 || rows.some(isProblem) || (expected?.isDoubtful ?? false);

/**
 * Returns the rows of a group that pass the filter; null if neither a row nor the group passes.
 * @param {Group} group
 */
export function passing({ rows: all }) {
  const passes = FILTERS[kept.filter];
  const rows = kept.filter === 'problems' && !all.some(passes) ? all : all.filter(passes);
  return rows.length === 0 && (all.length > 0 || !WHOLE.includes(kept.filter)) ? null : rows;
}

/**
 * Returns a link that changes the filter and leads nowhere else.
 * @param {string} filter
 * @param {() => void} again
 * @param {Attributes<'a'> & { of?: string }} attributes
 * @param {Child[]} children
 */
const filterLink = (filter, again, attributes, ...children) =>
  el('a', {
    ...attributes, href: '#list', id: `filter-${attributes.of ?? 'chip'}-${filter}`, of: null, 'aria-current': kept.filter === filter && 'true',
    on: { click: (event) => (event.preventDefault(), (kept.filter = filter), again()) },
  }, ...children);

/**
 * Returns the certificates by standing, which sum up to all; separately the files and pages without a certificate.
 * @param {Row[]} rows
 * @param {{ without: number, pages: number }} counted
 * @param {string | null} home
 * @param {() => void} again
 */
export const renderTally = (rows, { without, pages }, home, again) =>
  el('div', { class: 'tally' },
    countStandings(rows, home).map(([standing, count]) =>
      filterLink(standing, again, { class: TONES[standing], of: 'tally' }, el('b', {}, count), wordOf(standing))),
    home === null ? el('span', {}, el('b', {}, '–'), wordOf('uncounted')) : null,
    without === 0 ? null : filterLink('none', again, { class: TONES.none, of: 'tally' }, el('b', {}, without), wordOf('none')),
    el('a', { href: '#codeless', on: { click: showCodeless } }, el('b', {}, pages), say('codeless')));

/** @param {Event} event */
function showCodeless(event) {
  event.preventDefault();
  byId('codeless')?.scrollIntoView();
}

/**
 * @param {Row[]} rows
 * @param {() => void} again
 */
export function renderChips(rows, again) {
  const links = Object.keys(CHIPS).map((filter) => ({ filter, n: rows.filter((row) => row.standing !== 'none' && FILTERS[filter](row)).length })).filter(({ filter, n }) => n > 0 || filter === 'all');
  return el('nav', { class: 'chips noprint', 'aria-label': say('filter') },
    links.map(({ filter, n }) => filterLink(filter, again, {}, say(CHIPS[filter], { n }))));
}
