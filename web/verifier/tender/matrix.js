// verifier/tender/matrix.py: the result of a check, as data. Entries are objects with the members they have in JSON
// (docs/reference/matrix.md); sentences are derived from codes and facts (words.js).

/** @typedef {'met' | 'cannot-establish' | 'not-met'} CellState */
/** @typedef {'opening' | 'award' | 'contractEnd'} ColumnName */

/** @typedef {string | number | (string | null)[] | number[][] | [string, number | null][] | { scheme: string, issuedFrom: string }[] | null | undefined} FactValue */

/**
 * What a sentence is filled with, by the name of the fact.
 * @typedef {{ kind?: string, [name: string]: FactValue }} SentenceFacts
 */

/** @typedef {{ code: string, credential: string | null, holder: string | null, facts: SentenceFacts }} CellReason */

/**
 * @typedef {object} MatrixColumn
 * @property {CellState} state
 * @property {string[]} codes
 * @property {string[]} credentials
 * @property {string | null} grade
 * @property {string[]} clauses
 * @property {CellReason[]} reasons
 * @property {string[]} without
 * @property {boolean} clarified
 */

/** The states of a cell. */
export const MET = 'met';
export const UNCLEAR = 'cannot-establish';
export const NOT_MET = 'not-met';
/** @type {CellState[]} */
const STATES = [MET, UNCLEAR, NOT_MET];

/**
 * Dates at which a requirement is judged; each is a column of every cell.
 * @type {ColumnName[]}
 */
export const COLUMNS = ['opening', 'award', 'contractEnd'];

/** @type {Record<string, ColumnName[]>} */
const COUNTING = { opening: ['opening'], award: ['award'], 'contract-end': ['contractEnd'], all: COLUMNS };

/**
 * Returns the columns that decide a cell by its requirement, without those whose date is still to come.
 * @template T
 * @param {string} validAt
 * @param {Record<ColumnName, T | null>} columns
 * @returns {{ name: ColumnName, column: T }[]}
 */
export const takeCounting = (validAt, columns) =>
  COUNTING[validAt].flatMap((name) => {
    const column = columns[name];
    return column === null ? [] : [{ name, column }];
  });

/**
 * Digests of the certificates by which a cell is met, at the dates that count; none of another cell.
 * @param {{ state: CellState, columns: Record<ColumnName, MatrixColumn | null> }} cell
 * @param {string} validAt
 */
export const listCited = ({ state, columns }, validAt) =>
  (state === MET ? takeCounting(validAt, columns).flatMap(({ column }) => column.credentials) : []);

/**
 * Returns the rank of a state; 0 is the best.
 * @param {CellState} state
 */
export const rankOf = (state) => STATES.indexOf(state);

/**
 * Kleene's AND: not met before cannot establish before met; of nothing, nothing is established.
 * @param {CellState[]} states
 */
export const allOf = (states) => (states.length === 0 ? UNCLEAR : STATES[Math.max(...states.map(rankOf))]);

/**
 * Kleene's OR: met before cannot establish before not met; of nothing, nothing is established.
 * @param {CellState[]} states
 */
export const anyOf = (states) => (states.length === 0 ? UNCLEAR : STATES[Math.min(...states.map(rankOf))]);

/**
 * One code of a cell, the credential (by digest) and the enterprise (by code) it is about, its facts.
 * @param {string} code
 * @param {Partial<CellReason>} about
 * @returns {CellReason}
 */
export const cellReason = (code, { credential = null, holder = null, facts = {} }) => ({ code, credential, holder, facts });

/**
 * A cell at one date. `credentials` are cited, `codes` are theirs, `reasons` of all that were looked at; `grade` counts
 * by `clauses`; `without` are members that share the work and hold nothing of the kind; `clarified`: a paper that the
 * committee asked for decided it.
 * @param {Pick<MatrixColumn, 'state' | 'codes'> & Partial<MatrixColumn>} members
 * @returns {MatrixColumn}
 */
export const matrixColumn = ({
  state, codes, credentials = [], grade = null, clauses = [], reasons = [], without = [], clarified = false,
}) => ({ state, codes, credentials, grade, clauses, reasons, without, clarified });
