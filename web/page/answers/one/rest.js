// What stands below the card of an answer and its buttons: its checks, what the record says, what programs compare.

import { el } from '../../dom.js';
import { listFacts, listTechnical } from './facts.js';
import { say } from '../../words/sentences.js';
import { renderChecks } from './checks.js';

/** The parts below the card and its buttons, in their order. */
export const renderRest = (answer, view) => [
  renderChecks(answer.verdict, view),
  answer.verdict.credential === null ? null : renderContent(answer.verdict.credential, view.names),
  renderTechnical(answer.verdict, view),
];

const renderFacts = (facts) => el('dl', { class: 'facts' }, facts.map(([word, value]) => [el('dt', {}, word), el('dd', {}, value)]));

const renderContent = (credential, names) =>
  el('section', { class: 'card' }, el('h2', {}, say('content')), renderFacts(listFacts(credential, names)));

const renderTechnical = (verdict, { state }) =>
  el('details', { id: 'technical', class: 'card more' },
    el('summary', {}, say('technical')),
    renderFacts(listTechnical(verdict, state).map(([word, value]) => [word, el('code', {}, value)])));
