// credentials/documents/works/survey.py: the questions to enterprises about a year, and the report of the answers.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { endOf } from '../../times.js';
import { checkDays, checkOnce, prose } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

/** @type {Record<string, number>} */
const BANDS = { '5-9': 5, '10-19': 10, '20-49': 20, '50-99': 50, '100+': 100 };
const LEAST_EACH = 2;

const question = is.model({
  name: is.names,
  unit: is.literal('wan-yuan', 'persons', 'items', 'tonnes', 'wan-kwh'),
});
const form = {
  year: is.integer(2000, 2199),
  title: is.names,
  questions: is.list(question, { min: 1, max: 6 }),
  segments: is.list(is.names, { min: 1, max: 30 }),
};

/** @typedef {import('../../members.js').BodyOf<typeof form>} Form */

/**
 * @param {Form} asked
 * @param {string} path
 */
function checkForm({ questions, segments }, path) {
  checkOnce(path, 'questions', questions.map(({ name }) => name.zh));
  checkOnce(path, 'questions', questions.map(({ name }) => name.en));
  checkOnce(path, 'segments', segments.map(({ zh }) => zh));
  checkOnce(path, 'segments', segments.map(({ en }) => en));
}

const definition = is.model(
  { ...form, type: is.literal('Survey'), respondents: prose, from: is.date, until: is.date },
  (subject, path) => {
    checkForm(subject, path);
    checkDays(subject.from, subject.until, path, 'until');
  },
);

const row = is.model({
  segments: is.list(is.line, { min: 1, max: 30 }),
  contributors: is.literal(...Object.keys(BANDS)),
  totals: is.list(is.count, { min: 1, max: 6 }),
});

const report = is.model(
  { ...form, type: is.literal('SurveyReport'), survey: is.digest, rows: is.list(row, { min: 1, max: 30 }) },
  (subject, path) => {
    checkForm(subject, path);
    const { questions, rows } = subject;
    const segments = subject.segments.map(({ zh }) => zh);
    const listed = rows.flatMap((entry) => entry.segments);
    checkOnce(path, 'rows', listed);
    const stray = listed.find((name) => !segments.includes(name));
    if (stray !== undefined) throw is.refuse('reference-unknown', path, 'rows', { item: stray });
    const missing = segments.find((name) => !listed.includes(name));
    if (missing !== undefined) throw is.refuse('rows-incomplete', path, 'rows', { item: missing });
    for (const [place, { contributors, totals }] of rows.entries()) {
      if (totals.length !== questions.length) {
        throw is.refuse('member-length', path, `rows[${place}].totals`, { expected: questions.length });
      }
      const least = LEAST_EACH * BANDS[contributors];
      if (Math.min(...totals) < least) throw is.refuse('total-small', path, `rows[${place}].totals`, { least });
    }
  },
);

const survey = { type: vcType('SurveyCredential'), credentialSubject: definition };
const total = { type: vcType('SurveyReportCredential'), credentialSubject: report };

/** @typedef {import('../../record.js').VcBody<typeof survey>} SurveyBody */
/** @typedef {import('../../record.js').VcBody<typeof total>} SurveyReportBody */

export const SURVEY = credential('survey', survey, undefined, {
  checkCreated: (/** @type {SurveyBody} */ { credentialSubject: { until } }, /** @type {Moment} */ created) => {
    if (endOf(until).seconds <= created.seconds) throw is.refuse('already-over', 'credentialSubject.until');
  },
  titleOf: (/** @type {SurveyBody} */ { credentialSubject }) => credentialSubject.title.zh,
});

export const SURVEY_REPORT = credential('survey-report', total, undefined, {
  checkCreated: (/** @type {SurveyReportBody} */ { credentialSubject: { year } }, /** @type {Moment} */ created) => {
    if (created.seconds < endOf(`${year}-12-31`).seconds) throw is.refuse('not-yet', 'credentialSubject.year');
  },
  titleOf: (/** @type {SurveyReportBody} */ { credentialSubject }) => credentialSubject.title.zh,
});
