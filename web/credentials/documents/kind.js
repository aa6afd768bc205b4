// credentials/documents/kind.py: the table of kinds as documents know it, and what kinds a scheme can be of.

import { ROWS } from '../kind_rows.js';

/**
 * Properties of every record of a kind (credentials/documents/kind.py, Kind).
 * @typedef {object} RowOfAny
 * @property {string} kind
 * @property {string | null} type
 * @property {'root' | 'assessment' | 'publication'} use
 * @property {string[]} checks
 * @property {boolean} categorised
 * @property {number} maxBytes
 */

/** @typedef {RowOfAny & { authority: 'grant' | 'party' }} JudgedRow */
/** @typedef {JudgedRow | RowOfAny & { authority: null }} KindRow */

/**
 * The rows by name: KINDS of credentials/kinds.js.
 * @type {Map<string, KindRow>}
 */
export const TABLE = new Map(ROWS.map((row) => [row.kind, row]));

/** Returns the kinds that a scheme can assess: those whose signer needs a grant. */
export const schemeKinds = () =>
  [...TABLE.values()].filter(({ authority }) => authority === 'grant').map(({ kind }) => kind);
