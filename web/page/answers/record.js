// The list on paper: a record that can be filed, made when the browser prints.

import { CHECKS } from '../../texts/verdict_words.js';
import { countsNowhere, countsPartly } from '../../verifier/reasons.js';
import { byId, el } from '../dom.js';
import { colon, label, say } from '../words/sentences.js';
import { countAll } from './groups.js';
import { filesWords, lineOf, titleOfLine } from './line.js';
import { placeOf } from './places.js';
import { claimLines, enterpriseWords, listAsked, listTrust, renderFacts } from './printing/facts.js';
import { filled } from './printing/form.js';
import { countStandings, doubtOf, markOf, reasonLines, wordOf } from './standing.js';

/** @import { View } from './answer.js' */
/** @import { Expectation, Group, Row } from './groups.js' */
/** @import { Fact } from './printing/facts.js' */
/** @import { Result } from '../../verifier/findings.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */

/** @type {Record<Result, string>} */
const SIGNS = { passed: '✓', failed: '×', indeterminate: '?', skipped: '–' };
const SHORT = 4; // facts that share lines in pairs
const OWN_COLUMNS = 6; // columns in addition to the checks
const EXPECTED = { typed: 'expectedTyped', folder: 'expectedFolder', name: 'expectedFolder', most: 'expectedMost' };

/** @typedef {Row & { number: number }} NumberedRow */

let build = () => {};
let isListening = false;

/**
 * From now on the browser prints the record of `groups` for the list; it stands after the list, where only a printer
 * shows it.
 * @param {Group[]} groups
 * @param {View} view
 */
export function listenForRecord(groups, view) {
  build = () => {
    byId('record')?.remove();
    byId('list')?.after(renderRecord(groups, view));
  };
  if (!isListening) addEventListener('beforeprint', () => byId('list') !== null && build());
  isListening = true;
}

/**
 * @param {Group[]} groups
 * @param {View} view
 */
function renderRecord(groups, view) {
  const rows = groups.flatMap((group) => group.rows);
  const checks = [...new Set(rows.flatMap(({ answer }) => answer.verdict.findings.map(({ check }) => check)))].filter((check) => check !== 'since'); // no check: said in the row
  const title = filled.title.trim() || say('recordTitle');
  let number = 0;
  const numbered = groups.map((group) => ({ ...group, rows: group.rows.map((row) => ({ ...row, number: (number += 1) })) }));
  return el('section', { id: 'record', class: 'record' },
    el('h2', { class: 'name' }, title),
    renderFacts(listFacts(groups, rows, view), SHORT),
    el('p', {}, say('legend')),
    numbered.map((group) =>
      renderGroup(group, checks, [title, filled.tender.trim(), view.pinWords().join(' '), say('zoneOfAll')].filter(Boolean).join(' · '), view)),
    el('div', { class: 'closing' },
      renderCodeless(groups),
      el('p', { class: 'row between signing' }, [`${say('officerField')}${colon()}${filled.officer}`, say('signature')].map((words) => el('span', {}, words))),
      el('p', {}, say('convenience'))));
}

/**
 * @param {Group[]} groups
 * @param {Row[]} rows
 * @param {View} view
 * @returns {Fact[]}
 */
function listFacts(groups, rows, view) {
  const verdict = (rows[0] ?? groups[0].codeless[0]).answer?.verdict;
  const { expect } = view.question;
  const counts = countStandings(rows).map(([standing, count]) => say('countOf', { count, word: wordOf(standing) }));
  const counted = countAll(groups);
  return [
    ...listAsked(verdict, view),
    ['expectUscc', expect === null ? undefined : enterpriseWords([expect])],
    ['total', [say('certificates', counted), filesWords(counted), ...counts, say('codelessCount', { n: counted.pages })].join(' · ')],
    ...listTrust(verdict, view),
    ['bundleDigest', el('code', {}, view.state.digest)],
  ];
}

/**
 * Returns the enterprises that a group should be about, and how that is known; a presumption is marked as such. The
 * name is left out if `title` states it.
 * @param {Expectation} expected
 * @param {string} title
 */
function tellExpected({ enterprises, by }, title) {
  const whose = enterprises.map(({ name, uscc }) => ({ uscc, name: name !== null && title.includes(name) ? null : name }));
  return ` · ${say(EXPECTED[by])}${colon()}${enterpriseWords(whose)}`;
}

/**
 * Returns the warnings for the officer, as on the screen.
 * @param {Pick<Group, 'expected'>} group
 */
const warningsOf = ({ expected }) => (expected?.isDoubtful ? [say('folderDiffers', { name: expected.enterprises[0].name })] : []);

/**
 * A table a bidder, so that each sheet it runs over begins with whose it is and, in `running`, of which record.
 * @param {Pick<Group, 'key' | 'title' | 'expected'> & { rows: NumberedRow[] }} group
 * @param {string[]} checks
 * @param {string} running
 * @param {View} view
 */
function renderGroup(group, checks, running, view) {
  const { key, title, expected, rows } = group;
  return el('table', { class: 'fix' },
    el('colgroup', {}, ['no', 'word', 'what', 'counts', 'why', ...checks.map(() => 'check'), 'where'].map((name) => el('col', { class: name }))),
    el('thead', {},
      el('tr', { class: 'whose' }, el('th', { colspan: OWN_COLUMNS + checks.length },
        el('div', { class: 'row between' },
          el('span', {}, title === '' ? say('noFolder') : title, expected === null ? null : tellExpected(expected, title)),
          el('span', { class: 'running' }, running)),
        warningsOf(group).map((words) => el('p', {}, words)))),
      el('tr', {},
        ['#', say('answer'), say('credential'), say('counts'), say('reason')].map((word) => el('th', { scope: 'col' }, word)),
        checks.map((check) => el('th', { scope: 'col', class: 'check' }, el('span', {}, label(CHECKS, check)))),
        el('th', { scope: 'col' }, say('input')))),
    el('tbody', {},
      rows.length === 0 ? el('tr', {}, el('td', { colspan: OWN_COLUMNS + checks.length }, say('nothingRead'))) : null,
      rows.map((row) => renderRow(row, { key, expected, checks }, view))));
}

/**
 * @param {NumberedRow} row
 * @param {Pick<Group, 'key' | 'expected'> & { checks: string[] }} of
 * @param {View} view
 */
function renderRow(row, { key, expected, checks }, view) {
  const { number, answer, answers, standing } = row;
  const { verdict } = answer;
  const line = lineOf(verdict, view.names);
  const outcomes = new Map(verdict.findings.map(({ check, outcome }) => [check, outcome]));
  return el('tr', {},
    el('td', { class: 'num' }, number),
    el('td', {}, el('b', {}, markOf(row)[1])),
    el('td', {},
      el('b', {}, titleOfLine(line)),
      verdict.credential === null ? claimLines({ claimed: answer.claimed, digests: new Set(answers.map(({ digest }) => digest)) }) : null,
      line.name === '' ? null : el('p', {}, line.name, ' ', el('code', {}, line.uscc)),
      line.number === '' ? null : el('p', { class: 'code' }, line.number),
      line.period === '' ? null : el('p', {}, line.period)),
    el('td', {}, line.counts),
    el('td', {}, [...doubtOf(row, expected), ...reasonLines(verdict, view.names).slice(standing === 'valid' ? 1 : 0)].map((words) => el('p', {}, words)), verdict.through === null ? null : el('p', {}, verdict.through.detail)),
    checks.map((check) => el('td', { class: 'check' }, countedWord(check, verdict) ?? SIGNS[outcomes.get(check) ?? 'skipped'])),
    el('td', {},
      answers.length > 1 ? el('p', {}, say('copies', { n: answers.length })) : null,
      answers.map(({ name, candidate }) => el('p', {}, placeOf(name, candidate.pages, key)))));
}

/**
 * Returns a word instead of the sign for a recognition that passed but counts as nothing, or not for every category.
 * @param {string} check
 * @param {VerdictJson} verdict
 */
function countedWord(check, verdict) {
  if (check !== 'recognition') return null;
  if (countsNowhere(verdict)) return el('span', {}, say('countsNothing'));
  return countsPartly(verdict) ? el('span', {}, say('countsSome')) : null;
}

/** @param {Group[]} groups */
function renderCodeless(groups) {
  const pages = groups.flatMap(({ title, codeless, key }) => codeless.map((entry) => [title, placeOf(entry.name, entry.pages, key)].filter(Boolean).join(' ')));
  if (pages.length === 0) return null;
  return el('div', { class: 'codeless' }, el('h3', {}, say('codelessLeft')), el('p', {}, say('codelessWhy')), el('ul', {}, pages.map((words) => el('li', {}, words))));
}
