// One verdict for a person: the answer and whom it is about, what the grade counts as, the checks, the content.

import { el, icon, saveFile } from '../dom.js';
import { toneOf } from '../tones.js';
import { CHECKS, RESULTS } from '../../texts/verdict_words.js';
import { formatMoment } from '../words/names.js';
import { headlineOf } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { isAssessment, kindWord, listFacts, titleOf } from './facts.js';
import { recognisedLines, reasonOf, notesOf } from './reasons.js';
import { aside, colon, label, say } from '../words/sentences.js';

/** What an answer begins with, in one line; what cannot be confirmed has not passed, and says so. */
export const outcomeWord = (verdict, { home, names }) =>
  headlineOf(verdict, home, names).words + (verdict.outcome === 'indeterminate' ? aside(say('notPassed')) : '');

/** The whole answer as an article. `view` holds `names`, `home` (DID or null), `question` and `scanNext()`. */
export function renderAnswer(answer, view) {
  const verdict = answer.verdict;
  return el('article', { class: 'result' },
    renderHead(answer, verdict, view),
    renderFiles(answer, verdict, view),
    verdict.credential === null || verdict.outcome === 'invalid' ? null : renderCounts(verdict, view),
    renderChecks(verdict, view),
    verdict.credential === null ? null : renderContent(verdict.credential, view.names));
}

function renderHead(answer, verdict, view) {
  const { names, question } = view;
  const { tone } = headlineOf(verdict, view.home, names);
  const notes = notesOf(verdict, names).map((text) => say('also') + text);
  return el('div', { class: `answer ${verdict.outcome} ${tone}` },
    el('h2', { class: 'sign' }, icon(tone), outcomeWord(verdict, view)),
    el('p', { class: 'reason' }, reasonOf(verdict, names)),
    verdict.credential === null ? renderHidden(verdict) : renderWho(verdict.credential),
    notes.length > 0 ? el('ul', { class: 'notes' }, notes.map((text) => el('li', {}, text))) : null,
    verdict.through === null ? null : renderTerm(verdict.through, question),
    el('p', { class: 'soft small' }, `${say('input')}${colon()}${answer.name} · ${say('asOf')}${colon()}${askedOf(verdict, question)}`));
}

/** The day as a whole, the moment, or now. */
export function askedOf(verdict, { at }) {
  if (verdict.day !== null) return say('wholeDay', { day: verdict.day });
  return at === null ? `${say('nowWord')} ${formatMoment(verdict.now)}` : formatMoment(verdict.at);
}

/** How far the term reaches: apart from the answer, which it does not change. */
function renderTerm({ detail }, { later }) {
  return el('p', { class: 'term' }, later === null ? detail : `${say('later', { day: later })} ${detail}`);
}

/** Of what was read it is said why nothing is shown: its signature was found false, or nobody could check it. */
function renderHidden({ findings }) {
  if (findings[0]?.outcome !== 'passed') return null;
  const proof = findings.find(({ check }) => check === 'proof');
  return el('p', {}, say(proof?.outcome === 'failed' ? 'contentHidden' : 'contentUnchecked'));
}

function renderWho(credential) {
  const { credentialSubject: subject } = credential;
  const title = el('p', { class: 'legal', lang: 'zh-CN' }, titleOf(credential));
  if (!isAssessment(credential)) return el('div', { class: 'who' }, el('p', { class: 'soft small' }, kindWord(credential)), title);
  const code = subject.unifiedSocialCreditCode;
  const groups = [code.slice(0, 2), code.slice(2, 8), code.slice(8, 17), code.slice(17)]; // GB 32100: parts of it
  return el('div', { class: 'who' },
    el('p', { class: 'soft small' }, say('compare')),
    title,
    subject.legalNameEn ? el('p', { lang: 'en' }, subject.legalNameEn) : null,
    el('p', { class: 'code' }, groups.map((group) => el('span', {}, group))));
}

function renderCounts(verdict, { names, home }) {
  if (!isAssessment(verdict.credential)) return null;
  if (home === null) return el('p', { class: 'card soft' }, say('countsChoose'));
  const lines = recognisedLines(verdict.recognised, names);
  if (lines.length === 0) return null;
  return el('section', { class: 'card' },
    el('h3', {}, say('countsAs', { home: names.party(home) })),
    el('ul', { class: 'counts-list' }, lines.map(({ from, to, clause }) =>
      el('li', {}, from === null ? null : `${from} → `, el('b', {}, to), clause))));
}

function renderChecks(verdict, { names }) {
  return el('details', { class: 'card', open: verdict.outcome !== 'valid' },
    el('summary', {}, say('checks')),
    el('ul', { class: 'checks' }, verdict.findings.map((finding) =>
      el('li', { class: `${finding.outcome} ${toneOf(finding.outcome)}` },
        icon(toneOf(finding.outcome)),
        el('strong', {}, label(CHECKS, finding.check)),
        el('span', {}, `${label(RESULTS, finding.outcome)}${finding.code === 'ok' ? '' : ` · ${detailOf(finding, names)}`}`)))));
}

const renderContent = (credential, names) =>
  el('details', { class: 'card', open: true },
    el('summary', {}, say('content')),
    el('dl', { class: 'facts' }, listFacts(credential, names).map(([word, value]) => [el('dt', {}, word), el('dd', {}, value)])));

function renderFiles(answer, verdict, { scanNext }) {
  const save = (name, value) => () => saveFile(name, JSON.stringify(value, null, 1), 'application/json');
  const number = verdict.credential?.credentialSubject?.assessment?.certificateNumber ?? 'verdict';
  return el('p', { class: 'files noprint' },
    el('button', { type: 'button', class: 'main', on: { click: scanNext } }, say('scanNext')),
    el('button', { type: 'button', on: { click: () => print() } }, say('print')),
    el('button', { type: 'button', on: { click: save(`${number}.verdict.json`, { input: answer.name, ...verdict }) } }, say('saveVerdict')));
}
