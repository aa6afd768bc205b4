// One verdict for a person: the answer, its subject, the recognition of the grade, the checks, the content.

import { el, icon } from '../dom.js';
import { formatEnd, formatMoment } from '../words/names.js';
import { findEndedSince, headlineOf } from '../../verifier/reasons.js';
import { detailOf } from '../../verifier/verdict.js';
import { placeOf } from './places.js';
import { renderFiles } from './one/files.js';
import { foldNames } from './one/folded.js';
import { renderHere } from './one/here.js';
import { shortReasonOf } from './reasons.js';
import { isAssessment, kindWord, titleOf } from './titles.js';
import { aside, colon, say } from '../words/sentences.js';

/** @import { Credential, JudgedBody } from '../../credentials/kinds.js' */
/** @import { Signed } from '../../credentials/record.js' */
/** @import { VerdictJson } from '../../verifier/verdict.js' */
/** @import { PageQuestion } from '../question.js' */
/** @import { TrustState } from '../trust/trust_state.js' */
/** @import { Answer } from '../verifying/worker_client.js' */
/** @import { SpokenNames } from '../words/names.js' */

/**
 * Returns the outcome in one line, with which an answer begins; an unconfirmed credential has not passed, and the line
 * says so.
 * @param {VerdictJson} verdict
 * @param {Pick<View, 'home' | 'names'>} view
 */
export const outcomeWord = (verdict, { home, names }) =>
  headlineOf(verdict, home, names).words + (verdict.outcome === 'indeterminate' ? aside(say('notPassed')) : '');

/**
 * Values that an answer is shown with, and actions that a person may take next.
 * @typedef {object} View
 * @property {SpokenNames} names
 * @property {string | null} home a DID
 * @property {PageQuestion} question
 * @property {{ id: string, name: string }[]} parties to choose from
 * @property {(did: string) => void} chooseHome
 * @property {() => void} scanNext
 * @property {() => void} beginAnew another list
 * @property {string[]} others files that were not looked at
 * @property {TrustState} state
 * @property {() => string[]} pinWords
 */

/** @typedef {(answer: Answer, view: View) => (Node | null)[]} RenderRest */

/**
 * Returns the answer as an article: its card and buttons, and below them the result of `renderRest` once that is
 * loaded.
 * @param {Answer} answer
 * @param {View} view
 * @param {RenderRest | null} renderRest
 */
export const renderAnswer = (answer, view, renderRest) =>
  el('article', { class: 'result flow' }, renderVerdict(answer, view), renderFiles(answer, view), renderRest?.(answer, view) ?? null);

/**
 * @param {Answer} answer
 * @param {View} view
 */
function renderVerdict({ name, verdict, candidate }, view) {
  const { tone, words } = headlineOf(verdict, view.home, view.names);
  const lead = verdict.outcome === 'indeterminate' ? say('notPassedLead') : '';
  const ended = findEndedSince(verdict);
  return el('section', { class: `verdict ${verdict.outcome} ${tone}`, 'aria-labelledby': 'verdict-words' },
    el('div', { class: 'top' }, icon(tone),
      el('div', {}, el('h2', { id: 'verdict-words' }, words), el('p', {}, lead, el('span', { class: 'reason' }, shortReasonOf(verdict, view.names))),
        ended === null ? null : el('p', { class: 'since' }, el('b', {}, detailOf(ended, view.names))))),
    verdict.credential === null ? null : renderWho(verdict.credential),
    verdict.credential !== null && isAssessment(verdict.credential) ? renderTrio(verdict.credential, view.names) : null,
    renderHere(verdict, view),
    el('p', { class: 'soft small asked' },
      `${say('input')}${colon()}${placeOf(name, candidate.pages)} · ${say('asOf')}${colon()}${askedOf(verdict, view.question)}`,
      verdict.credential === null ? null : ` · ${say('compare')}`));
}

/**
 * Returns the time asked about: the whole day, the moment, or now.
 * @param {VerdictJson} verdict
 * @param {PageQuestion} question
 */
export function askedOf(verdict, { at }) {
  if (verdict.day !== null) return say('wholeDay', { day: verdict.day });
  return at === null ? `${say('nowWord')} ${formatMoment(verdict.now)}` : formatMoment(verdict.at);
}

/** @param {Credential} credential */
function renderWho(credential) {
  const title = el('p', { class: 'name', lang: 'zh-CN' }, titleOf(credential));
  if (!isAssessment(credential)) return el('div', { class: 'who' }, el('p', { class: 'soft small' }, kindWord(credential)), title);
  const { credentialSubject: subject } = credential;
  const code = subject.unifiedSocialCreditCode;
  const groups = [code.slice(0, 2), code.slice(2, 8), code.slice(8, 17), code.slice(17)]; // the parts of a code by GB 32100
  return el('div', { class: 'who' },
    title,
    subject.legalNameEn ? el('p', { class: 'soft small', lang: 'en' }, subject.legalNameEn) : null,
    el('p', { class: 'uscc' }, groups.map((group) => el('span', {}, group))));
}

/**
 * @param {Signed<JudgedBody>} credential
 * @param {SpokenNames} names
 */
function renderTrio({ credentialSubject: { assessment }, validUntil }, names) {
  /** @type {[string, string | Node | (string | Node)[]][]} */
  const parts = [
    ['grade', names.grade(assessment.scheme, assessment.grade)],
    ['category', assessment.category !== undefined ? foldNames(assessment.category.map((category) => names.term(category))) : names.scheme(assessment.scheme)],
    ['lastDay', el('span', { class: 'num' }, formatEnd(validUntil))],
  ];
  return el('dl', { class: 'trio' }, parts.map(([word, value]) => el('div', {}, el('dt', {}, say(word)), el('dd', {}, value))));
}
