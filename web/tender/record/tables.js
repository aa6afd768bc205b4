// verifier/tender/record/paper/tables.py: the record as tables for a sheet: the matrix, every cell, every certificate.

import { MET } from '../../verifier/tender/matrix.js';
import { columnsOf } from '../matrix/columns.js';

/** @import { Telling } from '../matrix/telling.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */

/** @typedef {{ title: string, head: string[], rows: string[][] }} Table */

const CELLS = ['lot', 'bidder', 'holder', 'criterion', 'requirement', 'state', 'at-opening', 'at-award', 'at-contract-end', 'codes', 'why'];
const HELD = ['bidder', 'holder', 'uscc', 'number', 'certificate', 'term', 'place', 'why'];

/**
 * @param {Telling} told
 * @returns {Table[]}
 */
export function tabulate(told) {
  const criteria = told.tender.criteria.map(({ id }) => id);
  const label = (/** @type {string} */ name) => told.label(name);
  return [
    { title: label('matrix'), head: [label('lot'), label('bidder'), label('holder'), ...criteria], rows: matrixRows(told, criteria) },
    { title: label('requirement'), head: CELLS.map(label), rows: told.matrix.cells.map((cell) => cellRow(told, cell)) },
    { title: label('certificate'), head: HELD.map(label), rows: heldRows(told) },
  ];
}

/**
 * @param {Telling} told
 * @param {string[]} criteria
 */
function matrixRows(told, criteria) {
  /** @type {Map<string, { lot: string, bidder: string, states: Map<string, string> }>} */
  const found = new Map();
  for (const { lot, bidder, criterion, state, points } of told.matrix.criteria) {
    const row = found.get(`${lot} ${bidder}`) ?? { lot, bidder, states: new Map() };
    row.states.set(criterion, told.state(state) + (points === null ? '' : ` ${points.points}`));
    found.set(`${lot} ${bidder}`, row);
  }
  return [...found.values()].map(({ lot, bidder, states }) => [lot, bidder, `${told.called.get(bidder)}`, ...criteria.map((one) => states.get(one) ?? '')]);
}

/**
 * @param {Telling} told
 * @param {MatrixCell} cell
 */
const cellRow = (told, cell) => [
  cell.lot, cell.bidder, `${told.called.get(cell.bidder)}`, cell.criterion, cell.requirement, told.state(cell.state),
  ...columnsOf(cell).map(([, column]) => told.state(column === null ? null : column.state)), cell.codes.join(' '), cell.state === MET ? '' : told.why(cell),
];

/** @param {Telling} told */
const heldRows = (told) =>
  told.bidders.bidders.flatMap(({ id }) => told.matrix.credentials.filter(({ places }) => places.some(({ bidder }) => bidder === id)).map((held) =>
    [id, held.name, held.holder, held.number, told.certificate(held), told.dated(held), told.places(id, held), told.line(id, held)]));
