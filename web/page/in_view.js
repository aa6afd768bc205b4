// The view: one answer, a list of answers, or one answer of that list; above it the warnings that a person must read
// first.

import { outcomeWord, renderAnswer } from './answers/answer.js';
import { leaveList, listenToHistory, returnToList } from './answers/browser_history.js';
import { reasonOf } from './answers/reasons.js';
import { titleOf } from './answers/titles.js';
import { byId, show } from './dom.js';
import { scan } from './input/typing.js';
import { chooseHome, readQuestion, tellQuestion } from './question.js';
import { pinWords } from './trust/pin.js';
import { textOrNone } from './trust/trust_state.js';
import { notice, renderAlerts } from './trust/trust_view.js';
import { SpokenNames } from './words/names.js';
import { comma, language, say } from './words/sentences.js';

/** @import { VerdictJson } from '../verifier/verdict.js' */
/** @import { RenderRest, View } from './answers/answer.js' */
/** @import { Candidate } from './input/candidates.js' */
/** @import { Answer, Verifying } from './verifying/worker_client.js' */

const DEAR = 20; // more answers than a person would want to repeat
const MOST_OTHERS = 20;
/** Now, since 1970. */
export const seconds = () => Math.floor(Date.now() / 1000);

/**
 * The answers, and of many the one that is shown whole; `others` are files that were not looked at, `list` is the module
 * that shows many answers, once there are, `failure` what was thrown last, until something else is asked.
 * @type {{ answers: Answer[], opened: Answer | null, others: string[], list: typeof import('./answers/list/table.js') | null, failure: unknown }}
 */
export const shown = { answers: [], opened: null, others: [], list: null, failure: null };

/** @type {{ verifying: Verifying, askAll: (candidates: Candidate[]) => Promise<Answer[] | null>, renderAll: () => void, onClear: () => void, onExpect: () => void }} */
let page;
/** @type {RenderRest | null} */
let renderRest = null; // shows what stands below an answer, once it is loaded

/**
 * Sets up the view: who makes the verdicts, and which actions a person has.
 * @param {typeof page} given
 */
export function beginView(given) {
  page = given;
  listenToHistory((index) => open(index === null ? null : shown.answers[index] ?? null));
}

/** Returns whether there are more answers than a person would want to repeat. */
export const areDear = () => shown.answers.length > DEAR;

/**
 * Shows any error to the person.
 * @param {unknown} error
 */
export function tellFailure(error) {
  shown.failure = error;
  byId('alerts').append(renderFailure());
}

const renderFailure = () => notice('bad', say('failed'));

/**
 * Adds answers to a list and to a single answer shown whole; replaces any other answer.
 * @param {Answer[]} fresh
 * @param {string[]} otherNames
 */
export async function takeAnswers(fresh, otherNames) {
  const before = shown.answers.length > 1 ? shown.answers : [];
  if (before.length + fresh.length + otherNames.length > 1) shown.list = await import('./answers/list/table.js');
  shown.list?.beginList(before.length > 0);
  shown.others = before.length > 0 ? [...shown.others, ...otherNames] : otherNames;
  shown.answers = await compare([...before, ...fresh]);
  const place = before.length > 0 && fresh.length === 1 ? before.length : null;
  if (before.length === 0) returnToList();
  else if (place !== null || shown.opened !== null) leaveList(place, shown.opened !== null);
  shown.opened = place === null ? null : shown.answers[place];
}

/**
 * Compares each answer with the enterprise that its folder should be about.
 * @param {Answer[]} fresh
 */
export async function compare(fresh) {
  const { list, others } = shown;
  if (list === null || fresh.length + others.length < 2) return fresh;
  return list.compareEach(fresh, others, readQuestion(new Date(), page.verifying.state.trust), page.askAll);
}

/** The answers in view, and above them the alerts. */
export function renderResults() {
  const { answers, others, opened, list } = shown;
  renderAlerts(page.verifying, seconds(), page.onClear);
  if (shown.failure !== null) byId('alerts').append(renderFailure());
  const view = viewNow();
  tellQuestion(view.question, new Date());
  const isList = answers.length > 1 && opened === null;
  const focused = document.activeElement?.id;
  const unfolded = [...byId('results').querySelectorAll('details[id][open]')].map(({ id }) => id);
  document.body.classList.toggle('listed', isList);
  const isAnswered = answers.length > 0 || others.length > 0;
  show(byId('answers'), isAnswered);
  byId('scan').classList.toggle('main', !isAnswered); // after an answer, another button is the next step
  byId('results').replaceChildren(
    ...(isList && list !== null ? [list.renderTable(answers, view, openOf, page.onExpect)] : []),
    ...(opened === null || list === null ? [] : [list.renderBack()]),
    ...(answers.length === 1 || opened !== null ? [renderAnswer(opened ?? answers[0], view, renderRest)] : []),
    ...(opened === null ? renderOthers() : []),
  );
  for (const id of unfolded) byId(id)?.setAttribute('open', '');
  if (isList && focused && document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
}

/** Shows files of kinds that are not read, except those that an answer mentions. */
function renderOthers() {
  const names = shown.others.filter((name) => !shown.answers.some((answer) => answer.name === name));
  const words = say('notLooked', { n: names.length, names: names.slice(0, MOST_OTHERS).join(comma()) });
  return names.length === 0 ? [] : [notice('', names.length > MOST_OTHERS ? `${words} …` : words)];
}

/**
 * The names, the question that the answers in view answer, and what a person may do next.
 * @returns {View}
 */
function viewNow() {
  const { state } = page.verifying;
  const question = (shown.opened ?? shown.answers[0])?.question ?? readQuestion(new Date(), state.trust);
  const text = textOrNone(state.trust, seconds());
  const names = new SpokenNames(text);
  const parties = text.parties.map(({ id }) => ({ id, name: names.party(id) }));
  return {
    names, home: question.home, question, parties, chooseHome, scanNext: scan, beginAnew: onBegin, others: shown.others, state,
    pinWords: () => (state.pin === null ? [] : pinWords(state.pin, language())),
  };
}

/**
 * Shows one of many answers whole; the way back is the browser's.
 * @param {Answer} answer
 */
function openOf(answer) {
  shown.list?.leave();
  leaveList(shown.answers.indexOf(answer));
  open(answer);
}

/**
 * Shows an answer whole, or null: the list.
 * @param {Answer | null} answer
 */
function open(answer) {
  const before = shown.opened;
  shown.opened = answer;
  page.renderAll();
  announce();
  if (answer !== null) showAnswers();
  else if (before !== null) shown.list?.arrive(before);
}

/** The one answer in view, or null. */
const inView = () => shown.opened ?? (shown.answers.length === 1 ? shown.answers[0] : null);

/** Announces the answer in view to screen readers. */
export function announce() {
  const { answers, others, list } = shown;
  const answer = inView();
  const words = answer === null ? (answers.length > 1 && list !== null ? list.tally(answers, others) : '') : inOneLine(answer.verdict);
  if (byId('announced').textContent !== words) byId('announced').textContent = words;
}

/** @param {VerdictJson} verdict */
function inOneLine(verdict) {
  const view = viewNow();
  const who = verdict.credential === null ? '' : titleOf(verdict.credential);
  return [outcomeWord(verdict, view), who, reasonOf(verdict, view.names)].join(' ');
}

/** Scrolls to the answers, for the eye and for the keyboard. */
export function showAnswers() {
  byId('answers').focus({ preventScroll: true });
  byId('question').scrollIntoView({ block: 'start' }); // what was asked stands above what is answered
}

/** Loads the parts below an answer; if they do not load, the answer stands alone, and the next one tries again. */
export async function loadRest() {
  if (renderRest !== null) return;
  const rest = await import('./answers/one/rest.js').catch(() => null);
  renderRest = rest?.renderRest ?? null;
  if (inView() !== null) renderResults();
}

/** Begins another list; asks first if many answers would be lost. */
function onBegin() {
  if (areDear() && !confirm(say('beginSure', { n: shown.answers.length }))) return;
  shown.answers = [];
  shown.others = [];
  returnToList();
  page.renderAll();
  byId('choose').focus();
}

/** What is printed: the one answer in view, or null. */
export function printed() {
  const answer = inView();
  return answer && { answer, view: viewNow() };
}
