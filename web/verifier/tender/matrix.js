// verifier/tender/matrix.py: what a check comes to, as data. Entries are objects with the members they have in JSON
// (docs/reference/tender.md); sentences are derived from codes and facts (words.js).

/** The states of a cell. */
export const MET = 'met';
export const UNCLEAR = 'cannot-establish';
export const NOT_MET = 'not-met';
const STATES = [MET, UNCLEAR, NOT_MET];

/** The dates a requirement is looked at, each a column of every cell. */
export const COLUMNS = ['opening', 'award', 'contractEnd'];

/** The best state is 0. */
export const rankOf = (state) => STATES.indexOf(state);

/** Kleene's AND: not met before cannot establish before met; of nothing, nothing is established. */
export const allOf = (states) => (states.length === 0 ? UNCLEAR : STATES[Math.max(...states.map(rankOf))]);

/** Kleene's OR: met before cannot establish before not met; of nothing, nothing is established. */
export const anyOf = (states) => (states.length === 0 ? UNCLEAR : STATES[Math.min(...states.map(rankOf))]);

/** One code of a cell, the credential (by digest) and the enterprise (by code) it is about, its facts. */
export const cellReason = (code, { credential = null, holder = null, facts = {} }) => ({ code, credential, holder, facts });

/**
 * A cell at one date. `credentials` are cited, `codes` are theirs, `reasons` of all that were looked at; `grade` counts
 * by `clauses`; `without` are members that share the work and hold nothing of the kind; `clarified`: a paper that the
 * committee asked for decided it.
 * @param {Record<string, any>} members
 */
export const matrixColumn = ({
  state, codes, credentials = [], grade = null, clauses = [], reasons = [], without = [], clarified = false,
}) => ({ state, codes, credentials, grade, clauses, reasons, without, clarified });
