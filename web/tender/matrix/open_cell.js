// An open cell: the requirement, the three dates, the certificates it rests on, and their pages.

import { el, icon } from '../../page/dom.js';
import { comma, say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';
import { parseTime } from '../../credentials/times.js';
import { formatMoment } from '../../credentials/words/days.js';
import { columnsOf, toneOf } from './columns.js';
import { renderPicture } from './picture.js';

/** @import { MatrixView } from '../results_view.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { Bidder } from '../../verifier/tender/documents/bidders.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */
/** @import { Held } from './said.js' */

/**
 * @param {Criterion} criterion
 * @param {Bidder} bidder
 * @param {string} lot
 * @param {MatrixView} view
 */
export function renderOpen(criterion, bidder, lot, view) {
  const { told, toggle } = view;
  const outcome = told.matrix.criteria.find((row) => row.lot === lot && row.bidder === bidder.id && row.criterion === criterion.id);
  const cells = told.matrix.cells.filter((row) => row.lot === lot && row.bidder === bidder.id && row.criterion === criterion.id);
  if (outcome === undefined) return el('div', {});
  const groups = criterion.groups.map(({ requirements }) => requirements.flatMap(({ id }) => cells.filter((cell) => cell.requirement === id)));
  return el('div', { class: 'card opened' },
    el('div', { class: 'row between' },
      el('h3', {}, [bidder.id, criterion.id, criterion.title ?? ''].filter(Boolean).map(plain).join(' · ')),
      el('span', { class: `mark ${toneOf(outcome.state)}` }, icon(toneOf(outcome.state)), told.state(outcome.state) + (outcome.points === null ? '' : ` · ${say('pointsOf', { points: outcome.points.points })}`))),
    groups.flatMap((group, i) => [
      i > 0 ? el('p', { class: 'or' }, say('or')) : null,
      ...group.map((cell) => renderRequirement(cell, bidder.id, view))]),
    el('p', { class: 'row noprint' }, el('button', { type: 'button', on: { click: () => toggle(null) } }, say('fold'))));
}

/**
 * @param {MatrixCell} cell
 * @param {string} bidder
 * @param {MatrixView} view
 */
function renderRequirement(cell, bidder, view) {
  const { told } = view;
  const wanted = told.requirements.get(cell.requirement);
  if (wanted === undefined) return null;
  const cited = [...new Set(columnsOf(cell).flatMap(([, column]) => [...(column?.credentials ?? []), ...(column?.reasons ?? []).map(({ credential }) => credential)]))].flatMap((digest) => told.credentials.get(digest ?? '') ?? []);
  const where = wanted.page === undefined ? say('tenderAsks') : say('tenderAsksPage', { page: wanted.page });
  const places = cited.flatMap((paper) => paper.places.flatMap(({ bidder: whose, file, page, box }) => (whose === bidder && page !== null ? [{ file, page, box }] : [])));
  return el('div', { class: 'requirement' },
    el('div', { class: 'tight' },
      el('p', { class: 'note' }, el('b', {}, `${cell.requirement} ${where}`), el('span', {}, wanted.text === undefined ? told.spell(wanted) : `“${plain(wanted.text)}”`)),
      el('p', { class: 'soft small' }, [told.spell(wanted), say(`at-${wanted.validAt}`), say(`holder-${wanted.holder}`)].join(' · ')),
      renderDates(cell, view),
      cited.map((paper) => renderCertificate(paper, cell, bidder, view))),
    places.length === 0 ? null : renderPicture(bidder, places[0], view));
}

/**
 * @param {MatrixCell} cell
 * @param {MatrixView} view
 */
function renderDates(cell, { told }) {
  /** @type {Record<string, string | null>} */
  const dates = told.matrix.dates;
  const shown = (/** @type {string | null} */ value) => (value === null ? '' : value.includes('T') ? formatMoment(parseTime(value)) : value);
  return el('table', { role: 'table', class: 'stack' },
    el('caption', { class: 'hide' }, say('threeDates')),
    el('thead', { role: 'rowgroup' }, el('tr', { role: 'row' }, ['threeDates', 'result', 'why'].map((name) => el('th', { role: 'columnheader', scope: 'col' }, say(name))))),
    el('tbody', { role: 'rowgroup' }, columnsOf(cell).map(([name, column]) =>
      el('tr', { role: 'row' },
        el('th', { role: 'rowheader', scope: 'row' }, `${told.column(name)} `, el('span', { class: 'num' }, shown(dates[name]))),
        column === null
          ? [el('td', { role: 'cell' }, el('span', { class: 'soft' }, told.label('pending'))), el('td', { role: 'cell', class: 'none' })]
          : [el('td', { role: 'cell' }, el('span', { class: `mark ${toneOf(column.state)}` }, icon(toneOf(column.state)), told.state(column.state))), el('td', { role: 'cell' }, told.whyThen(column))]))));
}

/**
 * @param {Held} paper
 * @param {MatrixCell} cell
 * @param {string} bidder
 * @param {MatrixView} view
 */
function renderCertificate(paper, cell, bidder, { told }) {
  const counting = columnsOf(cell).map(([, column]) => column).find((column) => column !== null && column.credentials.includes(paper.digest) && column.grade !== null);
  return el('dl', { class: 'facts' },
    el('dt', {}, told.label('certificate')), el('dd', {}, told.certificate(paper), ' ', el('span', { class: 'code small' }, plain(paper.number))),
    el('dt', {}, say('holderIs')), el('dd', {}, plain(paper.name), ' ', el('span', { class: 'code small' }, paper.holder)),
    el('dt', {}, say('termIs')), el('dd', {}, told.term(paper)),
    counting === undefined || counting === null || counting.clauses.length === 0 ? null : [el('dt', {}, say('heldAs')), el('dd', {}, el('b', {}, counting.grade), `${comma()}${plain(told.names.terms(counting.clauses))}`)],
    el('dt', {}, say('foundIn')), el('dd', {}, told.places(bidder, paper)));
}
