// credentials/documents/kind.py: the table of kinds as documents know it, and what kinds a scheme can be of.

import { ROWS } from '../kind_rows.js';

/**
 * The rows by name: KINDS of credentials/kinds.js.
 * @type {Map<string, any>}
 */
export const TABLE = new Map(ROWS.map((row) => [row.kind, row]));

/** What a scheme assesses: any kind whose signer needs a grant. */
export const schemeKinds = () =>
  [...TABLE.values()].filter(({ authority }) => authority === 'grant').map(({ kind }) => kind);
