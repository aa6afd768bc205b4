// texts/*.js as the page for signing has them: no script holds the words, they are loaded with the page's own. It stands in
// place of the modules whose tables it has.

/** @typedef {Record<string, string[]>} Labels */

/** @type {Record<string, Labels>} */
const TABLES = {};

/** @param {string} name */
const table = (name) => (TABLES[name] = {});

export const AGAINST = table('AGAINST');
export const ASIDE = table('ASIDE');
export const PROOFS = table('PROOFS');
export const STATED = table('STATED');
export const PERSON_ROLES = table('PERSON_ROLES');
export const ERRORS = table('ERRORS');
export const RARE_ERRORS = table('RARE_ERRORS');
export const ACTIONS = table('ACTIONS');
export const MEMBERS = table('MEMBERS');
export const TYPES = table('TYPES');
export const FORMS = table('FORMS');
export const CHECKS = table('CHECKS');
export const STANDINGS = table('STANDINGS');
export const REASONS = table('REASONS');
export const USES = table('USES');
export const PARTS = table('PARTS');
export const RECORDS = table('RECORDS');
export const REGIONS = table('REGIONS');

/**
 * Takes the tables of texts/desk.json.
 * @param {Record<string, Labels>} tables
 */
export function takeTexts(tables) {
  for (const [name, rows] of Object.entries(tables)) Object.assign(TABLES[name], rows);
}
