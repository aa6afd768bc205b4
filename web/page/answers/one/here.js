// The meaning of an answer at home: the recognised grade and its clause, the reason against it, or the next step.

import { el } from '../../dom.js';
import { detailOf, mendOf } from '../../../verifier/verdict.js';
import { countsNowhere, findEndedSince } from '../../../verifier/reasons.js';
import { foldNames } from './folded.js';
import { isAssessment } from '../titles.js';
import { countedGroups, decidingOf, notesOf } from '../reasons.js';
import { say } from '../../words/sentences.js';

/** @import { VerdictJson } from '../../../verifier/verdict.js' */
/** @import { PageQuestion } from '../../question.js' */
/** @import { View } from '../answer.js' */

const MOST_PARTIES = 6; // most parties offered here; with more, the choice is the list above

/**
 * The last part of the card.
 * @param {VerdictJson} verdict
 * @param {View} view
 */
export function renderHere(verdict, view) {
  const elsewhere = [...(countsNowhere(verdict) ? ['recognition'] : []), ...(findEndedSince(verdict) === null ? [] : ['since'])];
  const notes = notesOf(verdict, view.names, elsewhere).map((text) => say('also') + text);
  const parts = [
    ...renderNext(verdict, view),
    ...(isCounted(verdict) ? renderCounts(verdict, view) : []),
    verdict.through === null ? null : renderTerm(verdict.through, view.question),
    notes.length > 0 ? el('ul', { class: 'notes bullets small' }, notes.map((text) => el('li', {}, text))) : null,
  ].filter(Boolean);
  return parts.length > 0 ? el('div', { class: 'here' }, parts) : null;
}

/**
 * Returns whether the answer includes what a credential counts as.
 * @param {VerdictJson} verdict
 */
export const isCounted = ({ credential, outcome }) => credential !== null && outcome !== 'invalid' && isAssessment(credential);

/**
 * Returns, for a credential that is not valid, why its content is hidden and what to do.
 * @param {VerdictJson} verdict
 * @param {View} view
 */
function renderNext(verdict, { names }) {
  if (verdict.outcome === 'valid') return [];
  const deciding = decidingOf(verdict);
  const mend = deciding === null ? '' : mendOf(deciding, names);
  const hidden = verdict.credential === null ? hiddenWords(verdict) : null;
  return [
    hidden === null ? null : el('p', {}, hidden),
    mend !== '' || verdict.outcome === 'invalid' ? el('p', { class: 'next' }, mend || say('doNotRely')) : null,
  ];
}

/**
 * Returns whether its signature was found false, or could not be checked.
 * @param {VerdictJson} verdict
 */
function hiddenWords({ findings }) {
  if (findings[0]?.outcome !== 'passed') return null;
  const proof = findings.find(({ check }) => check === 'proof');
  return say(proof?.outcome === 'failed' ? 'contentHidden' : 'contentUnchecked');
}

/**
 * @param {VerdictJson} verdict
 * @param {View} view
 */
function renderCounts(verdict, { names, home, parties, chooseHome }) {
  if (home === null) return renderChoice(parties, chooseHome);
  const region = names.region(home);
  const why = verdict.findings.find(({ check }) => check === 'recognition');
  const groups = countedGroups(verdict.recognised, names);
  if (!groups.some(({ grade }) => grade !== null)) {
    if (why === undefined || why.code === 'not-asked' || why.outcome === 'skipped') return [];
    return [el('p', { class: 'counts' }, `${say('inRegion', { region })} `, el('b', {}, say('countsNothing')), el('small', { class: 'soft' }, detailOf(why, names)))];
  }
  const schemes = new Set(groups.map(({ scheme }) => scheme).filter(Boolean));
  return groups.map(({ grade, targets, scheme, clause, isOwn }) =>
    el('p', { class: 'counts' },
      `${say(grade === null ? 'inRegion' : verdict.outcome === 'valid' ? 'countsAs' : 'countsOnce', { region })} `,
      el('b', {}, grade ?? say('countsNothing')), ' ', foldNames(targets),
      el('small', { class: 'soft' }, [isOwn ? say('countsOwn') : clause ?? say('noClause'), schemes.size > 1 ? scheme : ''].filter(Boolean).join(' · '))));
}

/**
 * Returns the choice of a home association; after the choice, the focus is on the list above.
 * @param {View['parties']} parties
 * @param {View['chooseHome']} chooseHome
 */
export function renderChoice(parties, chooseHome) {
  const offered = parties.length > MOST_PARTIES ? [] : parties;
  return [
    el('p', { class: 'noprint' }, say('countsChoose')),
    offered.length === 0 ? null : el('p', { class: 'row noprint' }, offered.map(({ id, name }) =>
      el('button', { type: 'button', on: { click: () => chooseHome(id) } }, name))),
  ];
}

/**
 * Returns how far the term reaches; shown apart from the answer, which it does not change.
 * @param {NonNullable<VerdictJson['through']>} term
 * @param {PageQuestion} question
 */
const renderTerm = ({ detail }, { later }) =>
  el('p', { class: 'term small' }, later === null ? detail : `${say('later', { day: later })} ${detail}`);
