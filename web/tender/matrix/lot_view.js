// One lot as a table: bidders down, criteria across; a cell opens below its row.

import { el, icon } from '../../page/dom.js';
import { comma, say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';
import { bearingOf, criteriaOf, requirementsOf } from '../../verifier/tender/documents/tender.js';
import { toneOf } from './columns.js';
import { renderOpen } from './open_cell.js';
import { shortOf, toldCell } from './short.js';
import { enterprisesIn } from './said.js';

/** @import { Opening } from '../opening.js' */
/** @import { MatrixView } from '../results_view.js' */
/** @import { Bidder } from '../../verifier/tender/documents/bidders.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */

/**
 * Returns the sentence in place of the cells of a bidder whose papers have not been read.
 * @param {Opening} opening
 * @param {string} bidder
 */
export const sayUnread = (opening, bidder) => say(opening.stateOf(bidder) === 'none' ? 'rowNone' : 'rowWaits');

/**
 * @param {{ id: string, title: string }} lot
 * @param {MatrixView} view
 */
export function renderLot(lot, view) {
  const { told } = view;
  const criteria = criteriaOf(told.tender, lot.id);
  const bidders = told.bidders.bidders.filter(({ lots }) => lots.includes(lot.id));
  const shown = bidders.filter(({ id }) => view.isShown(id));
  const onKey = (/** @type {KeyboardEvent} */ { key }) => key === 'Escape' && view.open !== null && view.toggle(null);
  const heading = told.tender.lots.length > 1 ? `${told.label('lot')} ${lot.id} ${plain(lot.title)}` : told.label('matrix');
  return el('section', { class: 'card' },
    el('h2', {}, heading),
    bidders.length === 0 ? el('p', { class: 'soft' }, say('nobodyBids')) : null,
    bidders.length > 0 && shown.length === 0 ? el('p', { class: 'soft' }, say('nobodyShown')) : null,
    shown.length === 0 ? null : el('table', { role: 'table', class: 'matrix fix', on: { keydown: onKey } },
      el('colgroup', {}, el('col', { class: 'who' }), criteria.map(() => el('col', {}))),
      el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' },
        el('th', { role: 'columnheader', scope: 'col' }, told.label('bidder')), criteria.map((criterion) => renderAsked(criterion, view)))),
      el('tbody', { role: 'rowgroup' }, shown.flatMap((bidder) => renderBidder(bidder, lot.id, criteria, view)))));
}

/**
 * @param {Criterion} criterion
 * @param {MatrixView} view
 */
function renderAsked(criterion, { told }) {
  const requirements = requirementsOf(criterion);
  const [first] = requirements;
  let about = '';
  if (first !== undefined) {
    const { categories, scheme, minGrade, validAt } = first;
    const subject = categories === undefined ? told.names.scheme(scheme) : told.names.terms(categories.anyOf ?? categories.allOf ?? []);
    const grade = told.fit(say('orBetter', { grade: '{grade:text}' }), { grade: minGrade });
    about = [subject, grade, say(`at-${validAt}`)].join(' · ');
  }
  return el('th', { role: 'columnheader', scope: 'col' },
    criterion.id, ' ', el('span', { class: 'gold' }, told.label(criterion.use)),
    criterion.title === undefined ? null : [el('br'), el('bdi', {}, plain(criterion.title))],
    el('br'), el('small', {}, plain(about) + (requirements.length > 1 ? ` ${say('moreAsked', { n: requirements.length - 1 })}` : '')));
}

/**
 * @param {Bidder} bidder
 * @param {string} lot
 * @param {Criterion[]} criteria
 * @param {MatrixView} view
 */
function renderBidder(bidder, lot, criteria, view) {
  const { told, opening, open } = view;
  const enterprises = enterprisesIn(bidder);
  const isRead = told.files.has(bidder.id);
  const isOpen = (/** @type {string} */ criterion) => open !== null && open.lot === lot && open.bidder === bidder.id && open.criterion === criterion;
  const opened = criteria.find(({ id }) => isOpen(id));
  const row = el('tr', { role: 'row' },
    el('th', { role: 'rowheader', scope: 'row' }, `${bidder.id} `, el('bdi', {}, plain(bidder.name ?? enterprises[0].name)), bidder.members === undefined ? null : [el('br'), el('small', { class: 'soft' }, say('consortiumOf', { names: enterprises.map(({ name }) => plain(name)).join(comma()) }))]),
    isRead
      ? criteria.map((criterion) => renderCell(criterion, bidder.id, lot, isOpen(criterion.id), view))
      : el('td', { role: 'cell', class: 'waits', colspan: criteria.length }, el('span', { class: 'soft' }, sayUnread(opening, bidder.id))));
  if (opened === undefined || !isRead) return [row];
  return [row, el('tr', { role: 'row', class: 'open' }, el('td', { role: 'cell', colspan: criteria.length + 1 }, renderOpen(opened, bidder, lot, view)))];
}

/**
 * @param {Criterion} criterion
 * @param {string} bidder
 * @param {string} lot
 * @param {boolean} isOpen
 * @param {MatrixView} view
 */
function renderCell(criterion, bidder, lot, isOpen, { told, toggle }) {
  const is = (/** @type {{ lot: string, bidder: string, criterion: string }} */ row) => row.lot === lot && row.bidder === bidder && row.criterion === criterion.id;
  const outcome = told.matrix.criteria.find(is);
  if (outcome === undefined) return el('td', { role: 'cell' });
  const cells = told.matrix.cells.filter(is);
  const short = shortOf(toldCell(cells, outcome.state), outcome, told);
  const cell = { lot, bidder, criterion: criterion.id };
  return el('td', { role: 'cell', 'data-label': criterion.id },
    el('button', {
      type: 'button', class: `cell ${toneOf(outcome.state)} ${bearingOf(criterion)}`, id: `cell-${lot}-${bidder}-${criterion.id}`, 'aria-expanded': isOpen ? 'true' : 'false',
      'data-state': outcome.state, on: { click: () => toggle(isOpen ? null : cell) },
    }, icon(toneOf(outcome.state)), el('span', { class: 'hide' }, `${told.state(outcome.state)} `), el('small', {}, short)));
}
