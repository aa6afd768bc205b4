// credentials/documents/works/survey.py: what is asked of enterprises, the commitment to their returns, the tables.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { endOf } from '../../times.js';
import { checkDays, checkOnce, prose } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

const MAX_CELLS = 400;
export const SUPPRESSED = 'c';
const TOTAL_LINE = '合计 total';
const CELL = '^(c|(0|[1-9][0-9]{0,19})(\\.[0-9]{1,4})?)?$';

const period = is.text({ pattern: '^[12][0-9]{3}(-(Q[1-4]|0[1-9]|1[0-2]))?$' });
const category = is.text({ pattern: '^[^=+@_-]', max: 60 });
const categories = is.list(category, { min: 1, max: 40 });
const QUESTIONS = { min: 1, max: 20 };

/**
 * @param {string} path
 * @param {string[]} rows
 * @param {string[]} columns
 */
function checkDimensions(path, rows, columns, member = '') {
  checkOnce(path, `rows${member}`, rows);
  checkOnce(path, `columns${member}`, columns);
  if (rows.length * columns.length > MAX_CELLS) {
    throw is.refuse('member-length', path, `columns${member}`, { expected: Math.floor(MAX_CELLS / rows.length) });
  }
}

const dimension = is.model({ name: is.names, categories });
const question = is.model(
  { code: is.slug, name: is.names, unit: category, rows: dimension, columns: dimension },
  ({ rows, columns }, path) => checkDimensions(path, rows.categories, columns.categories, '.categories'),
);
const definition = is.model(
  {
    type: is.literal('SurveyDefinition'),
    code: is.slug,
    title: is.names,
    participation: is.literal('voluntary'),
    population: prose,
    period,
    from: is.date,
    until: is.date,
    disclosure: is.model({
      threshold: is.integer(5, 5),
      dominant: is.integer(2, 2),
      dominancePercent: is.integer(85, 85),
      protectionPercent: is.integer(15, 15),
    }),
    questions: is.list(question, QUESTIONS),
  },
  ({ from, until, questions }, path) => {
    checkDays(from, until, path, 'until');
    checkOnce(path, 'questions', questions.map(({ code }) => code));
  },
);
const commitment = is.model(
  {
    type: is.literal('SurveyCommitment'),
    definition: is.digest,
    area: is.region,
    returns: is.list(is.model({ question: is.slug, count: is.version, root: is.digest }), QUESTIONS),
  },
  ({ returns }, path) => checkOnce(path, 'returns', returns.map((one) => one.question)),
);
const table = is.model(
  {
    question: is.slug,
    count: is.version,
    rows: categories,
    columns: categories,
    cells: is.list(is.text({ pattern: CELL }), { max: 481 }),
  },
  ({ rows, columns, cells }, path) => {
    checkDimensions(path, rows, columns);
    const places = (rows.length + 1) * (columns.length + 1);
    if (cells.length !== places) throw is.refuse('member-length', path, 'cells', { expected: places });
    if ([SUPPRESSED, ''].includes(cells[places - 1])) {
      throw is.refuse('member-form', path, `cells[${places - 1}]`, { expected: CELL });
    }
  },
);
const report = is.model(
  {
    type: is.literal('SurveyReport'),
    definition: is.digest,
    commitment: is.digest,
    period,
    area: is.region,
    edition: is.version,
    previous: is.maybe(is.digest),
    tables: is.list(table, QUESTIONS),
  },
  ({ edition, previous, tables }, path) => {
    if ((edition === 1) !== (previous === undefined)) throw is.refuse('previous-form', path, 'previous');
    checkOnce(path, 'tables', tables.map((one) => one.question));
  },
);

const wholeDefinition = { type: vcType('SurveyDefinitionCredential'), credentialSubject: definition };
const wholeCommitment = { type: vcType('SurveyCommitmentCredential'), credentialSubject: commitment };
const wholeReport = { type: vcType('SurveyReportCredential'), credentialSubject: report };

/** @typedef {import('../../record.js').VcBody<typeof wholeDefinition>} DefinitionBody */
/** @typedef {DefinitionBody['credentialSubject']} Definition */
/** @typedef {import('../../record.js').VcBody<typeof wholeCommitment>['credentialSubject']} Commitment */
/** @typedef {import('../../record.js').VcBody<typeof wholeReport>['credentialSubject']} Report */
/** @typedef {Report['tables'][number]} SurveyReportTable */

export const SURVEY_DEFINITION = credential('survey-definition', wholeDefinition, undefined, {
  checkCreated: (/** @type {DefinitionBody} */ { credentialSubject: { until } }, /** @type {Moment} */ created) => {
    if (endOf(until).seconds <= created.seconds) throw is.refuse('already-over', 'credentialSubject.until');
  },
  titleOf: (/** @type {DefinitionBody} */ { credentialSubject }) => credentialSubject.title.zh,
});
export const SURVEY_COMMITMENT = credential('survey-commitment', wholeCommitment);
export const SURVEY_REPORT = credential('survey-report', wholeReport);

/**
 * Each row, then each column, by its category, its total last.
 * @param {SurveyReportTable} table
 * @returns {[string, string[]][]}
 */
export function linesOf({ rows, columns, cells }) {
  const width = columns.length + 1;
  return [
    ...[...rows, TOTAL_LINE].map((name, i) => /** @type {[string, string[]]} */ ([name, cells.slice(i * width, (i + 1) * width)])),
    ...[...columns, TOTAL_LINE].map((name, i) => /** @type {[string, string[]]} */ ([name, cells.filter((_, place) => place % width === i)])),
  ];
}
