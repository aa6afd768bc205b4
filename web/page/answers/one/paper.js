// One answer on paper: a record that can be filed, made when the browser prints. Everything that is folded is opened.

import { el } from '../../dom.js';
import { colon, say } from '../../words/sentences.js';
import { placeOf } from '../places.js';
import { enterpriseWords, listAsked, listTrust, renderFacts } from '../printing/facts.js';
import { filled } from '../printing/form.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { View } from '../answer.js' */

/**
 * Makes the browser print a record; `inView()` returns the answer in view with its view, or null.
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
 * @param {Answer} answer
 * @param {View} view
 */
function renderHead({ name, verdict, candidate, claimed, digest }, view) {
  const expected = candidate.expect ?? (view.question.expect === null ? [] : [view.question.expect]);
  return el('section', { class: 'paper' },
    el('h2', { class: 'name' }, filled.title.trim() || say('recordTitle')),
    renderFacts([
      ...listAsked(verdict, view),
      ['input', placeOf(name, candidate.pages)],
      ['inputDigest', digest === null ? undefined : el('code', {}, digest)],
      ['claimedNumber', claimed === '' ? undefined : el('code', {}, claimed)],
      ['expectUscc', expected.length === 0 ? undefined : enterpriseWords(expected)],
    ]),
    el('p', { class: 'small' }, say('zoneOfAll')));
}

/**
 * @param {Answer} answer
 * @param {View} view
 */
const renderFoot = ({ verdict }, view) =>
  el('section', { class: 'paper' },
    el('h2', {}, say('trust')),
    renderFacts(listTrust(verdict, view)),
    el('p', { class: 'small' }, say('convenience')),
    el('p', { class: 'signing' }, el('span', {}, `${say('officerField')}${colon()}${filled.officer}`), el('span', {}, say('signature'))));
