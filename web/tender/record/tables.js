// verifier/tender/record/paper/tables.py: the record as tables for a sheet: the matrix, every cell, every certificate.

import { bearingOf } from '../../verifier/tender/documents/tender.js';
import { MET } from '../../verifier/tender/matrix.js';
import { plain } from '../../signing/plain_text.js';
import { lineOf } from '../matrix/certificate_lines.js';
import { columnsOf } from '../matrix/columns.js';

/** @import { Telling } from '../matrix/telling.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */

/** @typedef {{ title: string, head: string[], wide: number[], rows: string[][] }} Table `wide` are the places of columns that hold whole sentences */

const MATRIX = ['lot', 'bidder', 'holder'];
const CELLS = [
  'lot', 'bidder', 'holder', 'criterion', 'bearing', 'requirement', 'state', 'at-opening', 'at-award', 'at-contract-end',
  'met-by', 'issuer', 'counts', 'clause', 'place', 'why', 'codes',
];
const HELD = ['mark', 'bidder', 'holder', 'uscc', 'number', 'issuer', 'certificate', 'term', 'place', 'why'];

/**
 * @param {Telling} telling
 * @returns {Table[]}
 */
export const tabulate = (telling) => [
  table(telling, 'matrix', MATRIX, matrixRows(telling), telling.tender.criteria.map((criterion) => telling.criterion(criterion))),
  table(telling, 'requirement', CELLS, telling.matrix.cells.map((cell) => cellRow(telling, cell))),
  table(telling, 'certificate', HELD, telling.held.map(({ number, bidder, held }) =>
    [`${number}`, bidder, held.name, held.holder, held.number, telling.issuer(held), telling.certificate(held), telling.dated(held), telling.places(bidder, held), lineOf(telling, bidder, held)])),
];

/**
 * @param {Telling} telling
 * @param {string} title
 * @param {string[]} head
 * @param {string[][]} rows
 * @param {string[]} more
 * @returns {Table}
 */
const table = (telling, title, head, rows, more = []) =>
  ({ title: telling.label(title), head: [...head.map((name) => telling.label(name)), ...more], wide: head.flatMap((name, place) => (name === 'why' ? place : [])), rows });

/** @param {Telling} telling */
function matrixRows(telling) {
  /** @type {Map<string, { lot: string, bidder: string, states: Map<string, string> }>} */
  const rows = new Map();
  for (const { lot, bidder, criterion, state, points } of telling.matrix.criteria) {
    const row = rows.get(`${lot} ${bidder}`) ?? { lot, bidder, states: new Map() };
    row.states.set(criterion, telling.state(state) + (points === null ? '' : telling.aside(telling.tell('points', { points: points.points }))));
    rows.set(`${lot} ${bidder}`, row);
  }
  return [...rows.values()].map(({ lot, bidder, states }) => [lot, bidder, `${telling.called.get(bidder)}`, ...telling.tender.criteria.map(({ id }) => states.get(id) ?? '')]);
}

/**
 * @param {Telling} telling
 * @param {MatrixCell} cell
 */
function cellRow(telling, cell) {
  const { lot, bidder, criterion, requirement, state, codes } = cell;
  const columns = columnsOf(cell).map(([, column]) => telling.state(column === null ? null : column.state));
  const why = state === MET ? telling.without(cell) : telling.why(cell);
  const bearing = telling.tender.criteria.filter((entry) => entry.id === criterion).map((entry) => telling.label(bearingOf(entry)));
  return [lot, bidder, `${telling.called.get(bidder)}`, criterion, ...bearing, requirement, telling.state(state), ...columns, ...metBy(telling, cell), why, codes.join(' ')];
}

/**
 * Numbers, associations, grade, clauses and files of what a cell is met by; all empty where it is not.
 * @param {Telling} telling
 * @param {MatrixCell} cell
 */
function metBy(telling, cell) {
  const ways = telling.metBy(cell);
  const papers = [...new Set(ways.flatMap(({ credentials }) => credentials))].flatMap((digest) => telling.credentials.get(digest) ?? []);
  const listed = [
    papers.map(({ number }) => plain(number)), papers.map((paper) => telling.issuer(paper)), ways.flatMap(({ grade }) => grade ?? []),
    ways.flatMap(({ clauses }) => clauses.map((clause) => telling.names.term(clause))), papers.map((paper) => telling.places(cell.bidder, paper)),
  ];
  return listed.map((texts) => [...new Set(texts)].join('；'));
}
