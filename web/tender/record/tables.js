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
 * @param {Telling} told
 * @returns {Table[]}
 */
export const tabulate = (told) => [
  table(told, 'matrix', MATRIX, matrixRows(told), told.tender.criteria.map((one) => told.criterion(one))),
  table(told, 'requirement', CELLS, told.matrix.cells.map((cell) => cellRow(told, cell))),
  table(told, 'certificate', HELD, told.held.map(({ number, bidder, held }) =>
    [`${number}`, bidder, held.name, held.holder, held.number, told.issuer(held), told.certificate(held), told.dated(held), told.places(bidder, held), lineOf(told, bidder, held)])),
];

/**
 * @param {Telling} told
 * @param {string} title
 * @param {string[]} head
 * @param {string[][]} rows
 * @param {string[]} more
 * @returns {Table}
 */
const table = (told, title, head, rows, more = []) =>
  ({ title: told.label(title), head: [...head.map((name) => told.label(name)), ...more], wide: head.flatMap((name, place) => (name === 'why' ? place : [])), rows });

/** @param {Telling} told */
function matrixRows(told) {
  /** @type {Map<string, { lot: string, bidder: string, states: Map<string, string> }>} */
  const found = new Map();
  for (const { lot, bidder, criterion, state, points } of told.matrix.criteria) {
    const row = found.get(`${lot} ${bidder}`) ?? { lot, bidder, states: new Map() };
    row.states.set(criterion, told.state(state) + (points === null ? '' : told.aside(told.tell('points', { points: points.points }))));
    found.set(`${lot} ${bidder}`, row);
  }
  return [...found.values()].map(({ lot, bidder, states }) => [lot, bidder, `${told.called.get(bidder)}`, ...told.tender.criteria.map(({ id }) => states.get(id) ?? '')]);
}

/**
 * @param {Telling} told
 * @param {MatrixCell} cell
 */
function cellRow(told, cell) {
  const { lot, bidder, criterion, requirement, state, codes } = cell;
  const columns = columnsOf(cell).map(([, column]) => told.state(column === null ? null : column.state));
  const why = state === MET ? told.without(cell) : told.why(cell);
  const bearing = told.tender.criteria.filter((one) => one.id === criterion).map((one) => told.label(bearingOf(one)));
  return [lot, bidder, `${told.called.get(bidder)}`, criterion, ...bearing, requirement, told.state(state), ...columns, ...metBy(told, cell), why, codes.join(' ')];
}

/**
 * Numbers, associations, grade, clauses and files of what a cell is met by; all empty where it is not.
 * @param {Telling} told
 * @param {MatrixCell} cell
 */
function metBy(told, cell) {
  const ways = told.metBy(cell);
  const held = [...new Set(ways.flatMap(({ credentials }) => credentials))].flatMap((digest) => told.credentials.get(digest) ?? []);
  const listed = [
    held.map(({ number }) => plain(number)), held.map((one) => told.issuer(one)), ways.flatMap(({ grade }) => grade ?? []),
    ways.flatMap(({ clauses }) => clauses.map((one) => told.names.term(one))), held.map((one) => told.places(cell.bidder, one)),
  ];
  return listed.map((texts) => [...new Set(texts)].join('；'));
}
