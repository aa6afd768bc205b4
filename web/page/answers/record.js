// The list on paper: a record that can be filed. What it is about is asked before it is printed, and stays in this page.

import { CHECKS } from '../../texts/verdict_words.js';
import { byId, el } from '../dom.js';
import { said } from '../input/record_fields.js';
import { VERSION } from '../resources.js';
import { formatMoment, zoned } from '../words/names.js';
import { colon, comma, label, say } from '../words/sentences.js';
import { askedOf } from './answer.js';
import { isOnly } from './expected.js';
import { countAll } from './groups.js';
import { filesWords, lineOf, placeOf, titleOfLine } from './line.js';
import { countStandings, doubtOf, markOf, reasonLines, wordOf } from './standing.js';

/** @import { View } from './answer.js' */
/** @import { Expectation, Group, Row } from './groups.js' */
/** @import { Result } from '../../verifier/findings.js' */

const FIELDS = { title: 'titleField', tender: 'tenderField', officer: 'officerField' };
/** @type {Record<Result, string>} */
const SIGNS = { passed: '√', failed: '×', indeterminate: '?', skipped: '–' };
const SHORT = 4; // facts that stand two in a line
const OWN_COLUMNS = 6; // besides the checks

/** @typedef {Row & { number: number }} NumberedRow */

let build = () => {};
let isListening = false;

/**
 * The form, hidden until it is wanted; `show()` brings the record into the page, also when the browser prints by
 * itself.
 * @param {() => void} show
 */
export function renderRecordForm(show) {
  build = show;
  if (!isListening) addEventListener('beforeprint', () => byId('list') !== null && build());
  isListening = true;
  const submit = (/** @type {Event} */ event) => {
    event.preventDefault();
    build();
    print();
  };
  return el('form', { class: 'card noprint', id: 'record-form', hidden: true, on: { submit } },
    el('h3', {}, say('printRecord')),
    el('p', { class: 'soft small' }, say('recordHint')),
    el('div', { class: 'ask' }, Object.entries(FIELDS).map(([name, word]) =>
      el('div', { class: 'field' },
        el('label', { for: `record-${name}` }, say(word)),
        el('input', { id: `record-${name}`, name, 'data-record': name, maxlength: '200', autocomplete: 'off', value: said[name] })))),
    el('button', { type: 'submit', class: 'main' }, say('printRecord')));
}

/**
 * Puts the record of `groups` behind the list, where only a printer sees it.
 * @param {Group[]} groups
 * @param {View} view
 */
export function showRecord(groups, view) {
  byId('record')?.remove();
  byId('list')?.after(renderRecord(groups, view));
}

/**
 * @param {Group[]} groups
 * @param {View} view
 */
function renderRecord(groups, view) {
  const rows = groups.flatMap((group) => group.rows);
  const checks = [...new Set(rows.flatMap(({ answer }) => answer.verdict.findings.map(({ check }) => check)))];
  const title = said.title.trim() || say('recordTitle');
  let number = 0;
  const numbered = groups.map((group) => ({ ...group, rows: group.rows.map((row) => ({ ...row, number: (number += 1) })) }));
  return el('section', { id: 'record', class: 'record' },
    el('h2', { class: 'name' }, title),
    renderFacts(groups, rows, view),
    el('p', {}, say('legend')),
    numbered.map((group) =>
      renderGroup(group, checks, [title, said.tender.trim(), view.pinWords().join(' '), say('zoneOfAll')].filter(Boolean).join(' · '), view)),
    el('div', { class: 'closing' },
      renderCodeless(groups),
      el('p', { class: 'row between signing' }, [`${say('officerField')}${colon()}${said.officer}`, say('signature')].map((words) => el('span', {}, words))),
      el('p', {}, say('convenience'))));
}

/**
 * @param {Group[]} groups
 * @param {Row[]} rows
 * @param {View} view
 */
function renderFacts(groups, rows, { names, home, question, state, pinWords }) {
  const verdict = (rows[0] ?? groups[0].codeless[0]).answer?.verdict;
  const counts = countStandings(rows).map(([standing, count]) => say('countOf', { count, word: wordOf(standing) }));
  const counted = countAll(groups);
  const issued = (state.trust?.manifests ?? []).flatMap(({ issuer, created }) => created === null ? [] : `${names.party(issuer)} ${zoned(formatMoment(created))}`);
  /** @type {[word: string, value: string | null][]} */
  const facts = [
    ['tenderField', said.tender],
    ['officerField', said.officer],
    ['asOf', zoned(askedOf(verdict, question))],
    ['home', home === null ? say('homeNone') : names.party(home)],
    ['madeAt', zoned(formatMoment(verdict.now))],
    ['total', [say('certificates', counted), filesWords(counted), ...counts, say('codelessCount', { n: counted.pages })].join(' · ')],
    ['pin', `${pinWords().join(' ')} ${state.pin}`],
    ['trust', [verdict.trust.agreement, verdict.trust.version, ...issued].join(' · ')],
    ['bundleDigest', state.digest],
    ['software', `huren ${VERSION}`],
  ];
  return el('dl', { class: 'facts' }, facts.map(([word, value], place) =>
    [el('dt', {}, say(word)), el('dd', { class: [value ? '' : 'blank', place < SHORT ? '' : 'whole'].join(' ').trim() }, value)]));
}

/**
 * The enterprises that are expected, each by its code, and by its name where the heading has not said it.
 * @param {Expectation} expected
 * @param {string} title
 */
const whoseWords = ({ enterprises }, title) =>
  enterprises.map(({ name, uscc }) => (name === null || title.includes(name) ? uscc : `${name} ${uscc}`)).join(comma());

/**
 * A table a bidder, so that each sheet it runs over begins with whose it is and, in `running`, of which record.
 * @param {Pick<Group, 'key' | 'title' | 'expected'> & { rows: NumberedRow[] }} group
 * @param {string[]} checks
 * @param {string} running
 * @param {View} view
 */
const renderGroup = ({ key, title, expected, rows }, checks, running, view) =>
  el('table', { class: 'fix' },
    el('colgroup', {}, ['no', 'word', 'what', 'counts', 'why', ...checks.map(() => 'check'), 'where'].map((name) => el('col', { class: name }))),
    el('thead', {},
      el('tr', { class: 'whose' }, el('th', { colspan: OWN_COLUMNS + checks.length },
        el('div', { class: 'row between' },
          el('span', {}, title === '' ? say('noFolder') : title,
            expected === null ? null : ` · ${say('expectUscc')}${colon()}${whoseWords(expected, title)}`),
          el('span', { class: 'running' }, running)))),
      el('tr', {},
        ['#', say('answer'), say('credential'), say('counts'), say('reason')].map((word) => el('th', { scope: 'col' }, word)),
        checks.map((check) => el('th', { scope: 'col', class: 'check' }, el('span', {}, label(CHECKS, check)))),
        el('th', { scope: 'col' }, say('input')))),
    el('tbody', {},
      rows.length === 0 ? el('tr', {}, el('td', { colspan: OWN_COLUMNS + checks.length }, say('nothingRead'))) : null,
      rows.map((row) => renderRow(row, { key, expected, checks }, view))));

/**
 * @param {NumberedRow} row
 * @param {Pick<Group, 'key' | 'expected'> & { checks: string[] }} of
 * @param {View} view
 */
function renderRow(row, { key, expected, checks }, view) {
  const { number, answer, answers, standing } = row;
  const { verdict } = answer;
  const line = lineOf(verdict, view.names);
  const found = new Map(verdict.findings.map(({ check, outcome }) => [check, outcome]));
  return el('tr', {},
    el('td', { class: 'num' }, number),
    el('td', {}, el('b', {}, markOf(row)[1])),
    el('td', {},
      el('b', {}, titleOfLine(line)),
      isOnly(expected, line.uscc) ? null : el('p', {}, line.name, ' ', el('code', {}, line.uscc)),
      line.number === '' ? null : el('p', { class: 'code' }, line.number),
      line.period === '' ? null : el('p', {}, line.period)),
    el('td', {}, line.counts),
    el('td', {}, [...doubtOf(row, expected), ...reasonLines(verdict, view.names).slice(standing === 'valid' ? 1 : 0)].map((words) => el('p', {}, words)), verdict.through === null ? null : el('p', {}, verdict.through.detail)),
    checks.map((check) => el('td', { class: 'check' }, SIGNS[found.get(check) ?? 'skipped'])),
    el('td', {},
      answers.length > 1 ? el('p', {}, say('copies', { n: answers.length })) : null,
      answers.map(({ name, candidate }) => el('p', {}, placeOf(name, candidate.pages, key)))));
}

/** @param {Group[]} groups */
function renderCodeless(groups) {
  const pages = groups.flatMap(({ title, codeless, key }) => codeless.map((one) => [title, placeOf(one.name, one.pages, key)].filter(Boolean).join(' ')));
  if (pages.length === 0) return null;
  return el('div', { class: 'codeless' }, el('h3', {}, say('codelessLeft')), el('p', {}, say('codelessWhy')), el('ul', {}, pages.map((words) => el('li', {}, words))));
}
