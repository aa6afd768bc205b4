// The list as a spreadsheet: everything in words, then the codes for programs.

import { askedOf, outcomeWord } from './answer.js';
import { formatCsv } from './csv.js';
import { isAssessment } from './titles.js';
import { lineOf } from './line.js';
import { formatPages } from './places.js';
import { reasonOf } from './reasons.js';
import { doubtOf, reasonLines, wordOf } from './standing.js';
import { say, semicolon } from '../words/sentences.js';

/** @import { Credential } from '../../credentials/kinds.js' */
/** @import { View } from './answer.js' */
/** @import { Codeless, Group, Row } from './groups.js' */
/** @import { LineFact } from './line.js' */

/** @type {LineFact[]} */
const FACTS = ['name', 'uscc', 'scheme', 'category', 'grade', 'number', 'period', 'issuer', 'counts'];

/**
 * The file of the list, CSV.
 * @param {Group[]} groups
 * @param {View} view
 */
export const formatSpreadsheet = (groups, view) => formatCsv(rowsOf(groups, view));

/**
 * Returns the heading, one row for each certificate, then the pages without a code, and below these what assessments do
 * not say.
 * @param {Group[]} groups
 * @param {View} view
 */
function rowsOf(groups, view) {
  const read = groups.flatMap(({ rows }) => rows.map(({ answer }) => answer.verdict.credential));
  const isOther = (/** @type {Credential | null} */ credential) => credential !== null && !isAssessment(credential);
  const facts = read.some(isOther) ? [...FACTS, /** @type {const} */ ('content')] : FACTS;
  const head = ['input', 'pagesHead', 'copiesHead', 'bidder', 'answer', 'reason', ...facts, 'term', 'asOf'].map((key) => say(key));
  const rows = groups.flatMap((group) => [
    ...group.rows.map((row) => formatRow(row, group, facts, view)),
    ...group.codeless.map((entry) => formatCodeless(entry, group, facts, view)),
  ]);
  return [[...head, 'outcome', 'codes'], ...rows, ...(read.length > 0 && read.every(isOther) ? [] : [[say('voluntary')]])];
}

const OWN = ['mismatch', 'none']; // which the headline of one answer does not say

/**
 * @param {Row} row
 * @param {Group} group
 * @param {LineFact[]} facts
 * @param {View} view
 */
function formatRow(row, { title, expected }, facts, view) {
  const { answer: { verdict }, answers } = row;
  const line = lineOf(verdict, view.names);
  const places = [...new Set(answers.map(({ name }) => name))].join(semicolon());
  const pages = answers.map(({ candidate }) => formatPages(candidate.pages ?? [])).join(semicolon());
  return [places, /\d/.test(pages) ? pages : '', answers.length, title, OWN.includes(row.standing) ? wordOf(row.standing) : outcomeWord(verdict, view), [...doubtOf(row, expected), ...reasonLines(verdict, view.names)].join(' '), ...facts.map((key) => line[key]),
    verdict.through?.detail ?? '', askedOf(verdict, view.question), verdict.outcome, verdict.codes.join(' ')];
}

/**
 * @param {Codeless} found
 * @param {Group} group
 * @param {LineFact[]} facts
 * @param {View} view
 */
function formatCodeless({ name, pages, answer }, { title }, facts, view) {
  const [word, reason, wish] =
    answer === null
      ? [say('codelessWord'), say('codelessWhy'), '']
      : [wordOf('none'), reasonOf(answer.verdict, view.names), askedOf(answer.verdict, view.question)];
  return [name, formatPages(pages), 1, title, word, reason, ...facts.map(() => ''), '', wish, 'indeterminate', 'unreadable'];
}
