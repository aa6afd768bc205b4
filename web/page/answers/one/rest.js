// The parts below the card of an answer and its buttons: its checks, the content of the record, the digests for
// programs.

import { el } from '../../dom.js';
import { listFacts, listTechnical } from './facts.js';
import { say } from '../../words/sentences.js';
import { renderChecks } from './checks.js';
import { isAssessment } from '../titles.js';

/** @import { Credential } from '../../../credentials/kinds.js' */
/** @import { VerdictJson } from '../../../verifier/verdict.js' */
/** @import { Child } from '../../dom.js' */
/** @import { SpokenNames } from '../../words/names.js' */
/** @import { RenderRest, View } from '../answer.js' */

/**
 * The parts below the card and its buttons, in their order.
 * @type {RenderRest}
 */
export const renderRest = (answer, view) => [
  renderChecks(answer.verdict, view),
  answer.verdict.credential === null ? null : renderContent(answer.verdict.credential, view.names),
  renderTechnical(answer.verdict, view),
];

/** @param {[word: string, value: Child][]} facts */
const renderFacts = (facts) => el('dl', { class: 'facts' }, facts.map(([word, value]) => [el('dt', {}, word), el('dd', {}, value)]));

/**
 * @param {Credential} credential
 * @param {SpokenNames} names
 */
const renderContent = (credential, names) =>
  el('section', { class: 'card' },
    el('h2', {}, say('content')),
    isAssessment(credential) ? el('p', { class: 'noprint soft small', lang: 'en' }, credential.credentialSubject.legalNameEn) : null, // whole, where its head has the beginning
    renderFacts(listFacts(credential, names)));

/**
 * @param {VerdictJson} verdict
 * @param {View} view
 */
const renderTechnical = (verdict, { state }) =>
  el('details', { id: 'technical', class: 'card more' },
    el('summary', {}, say('technical')),
    renderFacts(listTechnical(verdict, state).map(([word, value]) => [word, el('code', {}, value)])));
