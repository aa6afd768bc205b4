// Many verdicts at once: how many of each, a line for each input, and the same as CSV.

import { headlineOf } from '../../verifier/reasons.js';
import { el, icon, saveFile } from '../dom.js';
import { askedOf, outcomeWord } from './answer.js';
import { formatCsv } from './csv.js';
import { formatPeriod } from '../words/names.js';
import { isAssessment, kindWord, listFacts, periodOf, titleOf } from './facts.js';
import { reasonOf, recognisedLines } from './reasons.js';
import { colon, say, semicolon } from '../words/sentences.js';

const MOST_SHOWN = 500;
const TONES = ['ok', 'warn', 'no', 'unk'];

/** The table of `answers`; `onOpen(answer)` is called for the one to be shown whole. */
export function renderTable(answers, view, onOpen) {
  const shown = answers.slice(0, MOST_SHOWN);
  const heads = ['answer', 'credential', 'counts', 'input'];
  return el('div', { class: 'card' },
    renderTally(answers, view),
    shown.length < answers.length ? el('p', { class: 'soft' }, say('more', { shown: shown.length })) : null,
    el('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': say('list') },
      el('table', { class: 'inputs' },
        el('thead', {}, el('tr', {}, heads.map((key) => el('th', { scope: 'col' }, say(key))))),
        el('tbody', {}, shown.map((answer) => renderRow(answer, view, onOpen))))));
}

/** `3 inputs: 2 valid, 1 invalid`, for eyes and for a screen reader. */
export function tally(answers, view) {
  const toneOf = ({ verdict }) => headlineOf(verdict, view.home, view.names).tone;
  const groups = TONES.map((tone) => answers.filter((answer) => toneOf(answer) === tone)).filter((some) => some.length > 0);
  const words = groups.map((some) => say('countOf', { count: some.length, word: outcomeWord(some[0].verdict, view) }));
  return [say('total', { total: answers.length }), ...words].join(' · ');
}

function renderTally(answers, view) {
  const save = () => saveFile('huren.csv', formatCsv(rowsOf(answers, view)), 'text/csv;charset=utf-8');
  const { later, through } = view.question;
  return el('div', { class: 'totals' },
    el('strong', {}, tally(answers, view)),
    el('span', { class: 'soft' }, `${say('asOf')}${colon()}${askedOf(answers[0].verdict, view.question)}`),
    later === null ? null : el('p', {}, say('later', { day: later })),
    through === null ? null : el('p', { class: 'soft' }, say('termOnly')),
    el('button', { type: 'button', class: 'noprint', on: { click: save } }, say('saveCsv')),
    el('button', { type: 'button', class: 'noprint', on: { click: () => print() } }, say('print')));
}

function renderRow(answer, view, onOpen) {
  const { verdict, name } = answer;
  const said = factsOf(verdict, view);
  const { tone, words } = headlineOf(verdict, view.home, view.names);
  return el('tr', {},
    el('td', {}, el('span', { class: `mark ${verdict.outcome} ${tone}` }, icon(tone), words), el('p', {}, reasonOf(verdict, view.names))),
    el('td', {},
      el('strong', {}, said.name),
      el('p', {}, el('code', {}, said.uscc)),
      el('p', {}, [said.kind, said.scheme, said.category, said.grade].filter(Boolean).join(' · ')),
      el('p', { class: 'soft' }, [said.number, said.period].filter(Boolean).join(' · ')),
      verdict.through === null ? null : renderReach(verdict)),
    el('td', {}, said.counts),
    el('td', {}, el('p', { class: 'soft' }, name),
      el('button', { type: 'button', class: 'slim noprint', on: { click: () => onOpen(answer) } }, say('showOne'))));
}

/** Whether the term reaches the day; nothing where no signature holds, nor that what is not valid reaches it. */
const renderReach = ({ outcome, through: { date, reaches } }) =>
  reaches === null || (reaches && outcome !== 'valid') ? null : el('p', {}, el('strong', {}, say(reaches ? 'reaches' : 'endsBefore', { day: date })));

/** What a verdict says in the words of a line; empty where the signature fails. */
function factsOf(verdict, { names }) {
  const none = { name: '', uscc: '', scheme: '', category: '', grade: '', number: '', period: '', issuer: '', counts: '', kind: '', content: '' };
  if (verdict.credential === null) return none;
  const { credentialSubject: subject, validFrom, validUntil, issuer } = verdict.credential;
  if (!isAssessment(verdict.credential)) return { ...none, ...otherOf(verdict.credential, names) };
  const { assessment } = subject;
  const lines = verdict.outcome === 'invalid' ? [] : recognisedLines(verdict.recognised, names);
  return {
    ...none,
    name: subject.legalName,
    uscc: subject.unifiedSocialCreditCode,
    scheme: names.scheme(assessment.scheme),
    category: assessment.category?.join('、') ?? '',
    grade: names.grade(assessment.scheme, assessment.grade),
    number: assessment.certificateNumber,
    period: formatPeriod(validFrom, validUntil),
    issuer: names.party(issuer),
    counts: lines.map(({ from, to, clause }) => `${from === null ? '' : `${from} → `}${to}${clause ?? ''}`).join(semicolon()),
  };
}

/** Of another kind its title and, in one cell, everything it says. */
function otherOf(credential, names) {
  const said = listFacts(credential, names).map(([word, value]) => `${word}${colon()}${value}`);
  return {
    name: titleOf(credential),
    uscc: credential.credentialSubject?.unifiedSocialCreditCode ?? '',
    kind: kindWord(credential),
    period: periodOf(credential),
    issuer: names.party(credential.issuer),
    content: [kindWord(credential), ...said].join(semicolon()),
  };
}

/** Whether all are records of another kind than an assessment. */
const areOther = (read) => read.every((credential) => credential !== null && !isAssessment(credential));

/** Header and rows of the CSV, everything in words, then the codes for programs; below, what assessments are not. */
export function rowsOf(answers, view) {
  const read = answers.map(({ verdict }) => verdict.credential);
  const facts = ['name', 'uscc', 'scheme', 'category', 'grade', 'number', 'period', 'issuer', 'counts'];
  if (read.some((credential) => credential !== null && !isAssessment(credential))) facts.push('content');
  const head = ['input', 'answer', 'reason', ...facts, 'term', 'asOf'].map((key) => say(key));
  const rows = answers.map(({ name, verdict }) => {
    const said = factsOf(verdict, view);
    return [name, outcomeWord(verdict, view), reasonOf(verdict, view.names), ...facts.map((key) => said[key]),
      verdict.through?.detail ?? '', askedOf(verdict, view.question), verdict.outcome, verdict.codes.join(' ')];
  });
  return [[...head, 'outcome', 'codes'], ...rows, ...(areOther(read) ? [] : [[say('voluntary')]])];
}
