// One answer on paper: a record that can be filed, made when the browser prints. Everything that is folded is opened.

import { el } from '../../dom.js';
import { said } from '../../input/record_fields.js';
import { VERSION } from '../../resources.js';
import { formatMoment, zoned } from '../../words/names.js';
import { colon, comma, say } from '../../words/sentences.js';
import { askedOf } from '../answer.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { Child } from '../../dom.js' */
/** @import { View } from '../answer.js' */

/**
 * Has what is printed begin with a record; `inView()` gives the one answer in view and its view, or null.
 * @param {() => { answer: Answer, view: View } | null} inView
 */
export function listenToPrinting(inView) {
  /** @type {(() => void)[]} */
  let made = [];
  addEventListener('beforeprint', () => {
    const shown = inView();
    const result = document.querySelector('.result');
    if (shown === null || result === null) return;
    const folded = [...document.querySelectorAll('.result details:not([open])')];
    for (const details of folded) details.setAttribute('open', '');
    const parts = [renderHead(shown.answer, shown.view), renderFoot(shown.answer, shown.view)];
    result.prepend(parts[0]);
    result.append(parts[1]);
    made = [() => parts.forEach((part) => part.remove()), () => folded.forEach((details) => details.removeAttribute('open'))];
  });
  addEventListener('afterprint', () => {
    for (const undo of made) undo();
    made = [];
  });
}

/**
 * Facts by word; one that is empty is a line to write on, one that is `undefined` is left out.
 * @param {[word: string, value: Child][]} facts
 */
const renderFacts = (facts) =>
  el('dl', { class: 'facts' }, facts.filter(([, value]) => value !== undefined).map(([word, value]) =>
    [el('dt', {}, say(word)), el('dd', { class: value === '' && 'blank' }, value)]));

/**
 * @param {Answer} answer
 * @param {View} view
 */
function renderHead({ name, verdict, candidate }, { names, home, question }) {
  const expected = candidate.expect ?? (question.expect === null ? [] : [question.expect]);
  return el('section', { class: 'paper' },
    el('h2', { class: 'name' }, said.title.trim() || say('recordTitle')),
    renderFacts([
      ['tenderField', said.tender.trim()],
      ['officerField', said.officer.trim()],
      ['home', home === null ? say('homeNone') : names.party(home)],
      ['asOf', zoned(askedOf(verdict, question))],
      ['madeAt', zoned(formatMoment(verdict.now))],
      ['input', name],
      ['expectUscc', expected.length === 0 ? undefined : expected.map(({ uscc }) => uscc).join(comma())],
    ]),
    el('p', { class: 'small' }, say('zoneOfAll')));
}

/**
 * @param {Answer} answer
 * @param {View} view
 */
function renderFoot({ verdict }, { names, state, pinWords }) {
  const issued = (state.trust?.manifests ?? []).filter(({ created }) => created !== null);
  return el('section', { class: 'paper' },
    el('h2', {}, say('trust')),
    renderFacts([
      ['pin', pinWords().join(' ') || undefined],
      ['pinWhole', el('code', {}, state.pin)],
      ['agreement', say('agreementLine', verdict.trust)],
      ['published', issued.map(({ issuer, created }) => el('div', {}, `${names.party(issuer)} ${zoned(formatMoment(created))}`))],
      ['software', el('code', {}, VERSION)],
    ]),
    el('p', { class: 'small' }, say('convenience')),
    el('p', { class: 'signing' }, el('span', {}, `${say('officerField')}${colon()}${said.officer}`), el('span', {}, say('signature'))));
}
