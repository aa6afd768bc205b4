// The page: what comes in is read, asked about and shown; when trust data or question change, asked again.

import { outcomeWord, renderAnswer } from './answers/answer.js';
import { hasH1, readText } from './input/candidates.js';
import { readFiles, sortFiles } from './input/files.js';
import { byId, el, show, whenRead } from './dom.js';
import { leaveList, listenToHistory, returnToList } from './answers/browser_history.js';
import { SpokenNames } from './words/names.js';
import { listenToFiles, takeChosen } from './input/picking.js';
import { loadPinWords, pinWords } from './trust/pin.js';
import { showProgress, showProving } from './progress.js';
import { chooseHome, listenToQuestion, offerHomes, readQuestion, tellQuestion } from './question.js';
import { SERVED } from './resources.js';
import { titleOf } from './answers/titles.js';
import { reasonOf } from './answers/reasons.js';
import { nextTask } from './yielding.js';
import { textAt } from './trust/trust_state.js';
import { notice, renderAlerts, renderTrust } from './trust/trust_view.js';
import { listenToTyping, scan, takeTyped } from './input/typing.js';
import { comma, forgetChoices, language, loadWords, say, sayAll, useLanguage } from './words/sentences.js';

/** @import { NamingText } from '../credentials/documents/agreement_names.js' */
/** @import { VerdictJson } from '../verifier/verdict.js' */
/** @import { RenderRest, View } from './answers/answer.js' */
/** @import { Candidate } from './input/candidates.js' */
/** @import { NamedFile, ReportShare } from './input/files.js' */
/** @import { TrustKnown } from './trust/trust_state.js' */
/** @import { Answer, Verifying } from './verifying/worker_client.js' */

const REFRESH_MS = 10 * 60 * 1000;
const MANY = 25; // answers that take a while to ask for anew
const DEAR = 20; // more answers than a person gladly makes again
const MOST_OTHERS = 20;
const seconds = () => Math.floor(Date.now() / 1000);

/** @type {Verifying} */
let verifying;
let speaks = false; // whether its words are there
/** @type {Answer[]} */
let answers = [];
/** @type {typeof import('./answers/table.js') | null} */
let list = null; // the module that shows many answers, once there are
/** @type {RenderRest | null} */
let renderRest = null; // shows what stands below an answer, once it is loaded
/** @type {Answer | null} */
let opened = null; // of many answers the one shown whole
/** @type {string[]} */
let others = [];
/** @type {Promise<unknown>} */
let work = Promise.resolve();
/** @type {AbortController | null} */
let stopping = null;
let isAskingAgain = false;
/** @type {[key: string, facts?: Record<string, string>] | null} */
let state = null;
/** @type {unknown} */
let failure = null; // what was thrown last, until something else is asked

/**
 * Begins, maybe before the page is read: what this device remembers is proven while page and words come. `opening` is
 * what `open` of `given` promises.
 * @param {Verifying} given
 * @param {Promise<void>} opening
 */
export async function start(given, opening) {
  verifying = given;
  verifying.onState = onTrust;
  verifying.onProgress = (share, received) => speaks && showProving(share, received);
  work = opening.then(offerQuestion, () => {});
  const words = Promise.all([loadWords(), loadPinWords()]).then(() => true, () => false);
  await whenRead();
  if (!byId('cannot-run').hidden) return;
  if (!(await words)) {
    show(byId('loading'), false);
    show(byId('not-whole'), true);
    return;
  }
  speaks = true;
  addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));
  if (!SERVED) byId('lead').dataset.say = 'leadFile';
  show(byId('refresh'), SERVED);
  sayAll(document);
  await nextTask();
  listen();
  beReady();
  offerQuestion();
  const isAsked = takeFragment();
  await opening.catch(throwLater);
  if (!isAsked) renderAll();
  void import('./input/reading.js').catch(() => {}); // by now nothing waits for it, and the network may go
  void import('./answers/one/paper.js').then(({ listenToPrinting }) => listenToPrinting(printed), () => {});
  setInterval(() => document.visibilityState === 'visible' && (SERVED ? verifying.refresh() : askAgain()), REFRESH_MS);
  if (!SERVED) return;
  void import('./offline.js').then(({ keepOffline }) => keepOffline(() => tellState('kept')), () => {});
}

/** What is printed: the one answer in view, or null. */
function printed() {
  const answer = inView();
  return answer && { answer, view: viewNow() };
}

/** Buttons wait for this, and files that were chosen before. */
function beReady() {
  byId('main').removeAttribute('aria-busy');
  show(byId('loading'), false);
  for (const button of document.querySelectorAll('button')) button.disabled = false;
  takeChosen(takeFiles);
}

function listen() {
  for (const button of document.querySelectorAll('[data-say="language"]')) button.addEventListener('click', speakOther);
  byId('stop').addEventListener('click', () => stopping?.abort());
  byId('refresh').addEventListener('click', onRefresh);
  byId('clear').addEventListener('click', onClear);
  listenToTyping({
    take,
    question: () => readQuestion(new Date(), verifying.state.trust),
    showBusy: (isBusy) => (isBusy ? showProgress(say('working'), null) : show(byId('progress'), false)),
  });
  listenToFiles(takeFiles, takeTyped);
  listenToQuestion(askAgain);
  addEventListener('hashchange', takeFragment);
  addEventListener('beforeunload', (event) => answers.length > DEAR && event.preventDefault());
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault(); // its entry in the history would be none of the list's
    byId('main').focus();
  });
  listenToHistory((index) => open(index === null ? null : answers[index] ?? null));
  addEventListener('online', () => verifying.refresh());
}

function speakOther() {
  useLanguage(language() === 'zh' ? 'en' : 'zh');
  sayAll(document);
  void askAgain();
}

async function onClear() {
  if (!confirm(say('clearSure'))) return;
  if (!(await verifying.clear())) return; // what to do is said
  forgetChoices();
  answers = [];
  location.reload();
}

async function onRefresh() {
  const before = verifying.state.digest;
  await verifying.refresh();
  const { online, refused, otherPin, digest } = verifying.state;
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  if (!online) tellState('offline');
  else if (refused === null && otherPin === null) tellState(digest === before ? 'refreshed' : 'newer', { time });
}

/** The code behind `#` of the address, whether there is one; it is read here and sent nowhere. */
function takeFragment() {
  const isCode = hasH1(location.hash);
  if (isCode) take(readText(say('link'), location.hash));
  return isCode;
}

/** @param {Candidate[]} candidates */
function take(candidates) {
  run([], async function* () {
    yield* candidates;
  });
}

/**
 * Trust data among the files are taken at once; they end no list that is being read.
 * @param {NamedFile[]} files
 * @param {string[]} otherNames
 */
async function takeFiles(files, otherNames) {
  showProgress(say('working'), null);
  const { reading, bundles, rest } = await sortFiles(files);
  for (const { name, file } of bundles) await takeBundle(name, new Uint8Array(await file.arrayBuffer()));
  if (rest.length > 0 || otherNames.length > 0) {
    run(otherNames, (signal, report) => readFiles(reading, rest, { signal, report, onBundle: takeBundle }));
  } else void queue(() => (show(byId('progress'), false), renderAll()));
}

/**
 * Shows the answers on what `read` yields, one after the other: beside those of a list, else in place of what was there.
 * A run waits for the one before. Where nothing can be asked about, as with a bundle alone, the answers in view stay.
 * @param {string[]} otherNames
 * @param {(signal: AbortSignal, report: ReportShare) => AsyncIterable<Candidate>} read
 */
function run(otherNames, read) {
  failure = null;
  showProgress(say('working'), null);
  queue(async () => {
    const stop = (stopping = new AbortController());
    /** @type {Answer[]} */
    const found = [];
    showProgress(say('working'), null);
    for await (const candidate of read(stop.signal, (words, at, of) => showProgress(words, at / of))) {
      const some = await askAll([candidate]);
      if (some === null) break;
      found.push(...some);
    }
    show(byId('progress'), false);
    if (stop.signal.aborted) tellState('stopped');
    if (found.length === 0 && otherNames.length === 0) return renderAll();
    await takeAnswers(found, otherNames);
    renderResults();
    announce();
    await nextTask(); // an answer at a time: each has words to lay out
    showAnswers();
    await list?.fillList();
    void loadRest();
    await nextTask();
    renderTrustData();
  });
}

/**
 * A list goes on, and one more answer is shown whole before it; any other answer makes way.
 * @param {Answer[]} found
 * @param {string[]} otherNames
 */
async function takeAnswers(found, otherNames) {
  const before = answers.length > 1 ? answers : [];
  if (before.length + found.length + otherNames.length > 1) list = await import('./answers/table.js');
  list?.beginList(before.length > 0);
  others = before.length > 0 ? [...others, ...otherNames] : otherNames;
  answers = await compare([...before, ...found]);
  const place = before.length > 0 && found.length === 1 ? before.length : null;
  if (before.length === 0) returnToList();
  else if (place !== null || opened !== null) leaveList(place, opened !== null);
  opened = place === null ? null : answers[place];
}

/** Another list, or no more than what comes next; asked where many answers are lost. */
function onBegin() {
  if (answers.length > DEAR && !confirm(say('beginSure', { n: answers.length }))) return;
  answers = [];
  others = [];
  returnToList();
  renderAll();
  byId('choose').focus();
}

/** What stands below an answer; where it does not come, the answer stands alone, and the next one asks for it again. */
async function loadRest() {
  if (renderRest !== null) return;
  const rest = await import('./answers/one/rest.js').catch(() => null);
  renderRest = rest?.renderRest ?? null;
  if (inView() !== null) renderResults();
}

/**
 * The answers on candidates to the question as it stands, or null while there are no trust data.
 * @param {Candidate[]} candidates
 * @param {(count: number) => unknown} [onDone]
 */
function askAll(candidates, onDone) {
  const question = readQuestion(new Date(), verifying.state.trust);
  return verifying.ask(candidates, question, seconds(), language(), onDone);
}

/**
 * Many answers, each compared with the enterprise that its folder should be about.
 * @param {Answer[]} found
 */
const compare = async (found) =>
  list === null || found.length + others.length < 2 ? found : list.compareEach(found, others, readQuestion(new Date(), verifying.state.trust), askAll);

/**
 * @param {string} name
 * @param {Uint8Array} bytes
 */
async function takeBundle(name, bytes) {
  const result = await verifying.offer(bytes);
  if (result === 'taken' || result === 'same') tellState(result === 'same' ? 'sameBundle' : 'tookBundle', { name });
}

/**
 * A line below the trust data, in whichever language is spoken when it is read.
 * @param {string} key
 * @param {Record<string, string>} [facts]
 */
function tellState(key, facts) {
  state = [key, facts];
  byId('trust-state').textContent = say(key, facts);
}

/** Trust data or a warning changed: the answers in view rest on it. */
function onTrust() {
  if (!speaks) return;
  show(byId('proving'), false);
  if (isAskingAgain) return;
  isAskingAgain = true; // changes that come close together are one
  void askAgain();
}

const askAgain = () => queue(askAnew);

/** Puts the question to the answers in view once more, and says what has come of it. */
async function askAnew() {
  isAskingAgain = false;
  const index = opened === null ? -1 : answers.indexOf(opened);
  const report = (/** @type {number} */ done) => answers.length > MANY && showProgress(say('working'), done / answers.length);
  const found = await askAll(answers.map(({ candidate }) => candidate), report);
  show(byId('progress'), false);
  answers = await compare(found ?? []); // without trust data there is no answer, neither one of before
  opened = answers[index] ?? null;
  renderAll();
  announce();
}

/** Another enterprise is expected of a group of many answers. */
const onExpect = () =>
  queue(async () => {
    answers = await compare(answers);
    renderResults();
    announce();
  });

/**
 * One piece of work after the other. One that fails leaves no answer behind that might be of something else.
 * @param {() => unknown} task
 */
function queue(task) {
  work = work.then(task).catch((error) => {
    answers = [];
    opened = null;
    show(byId('progress'), false);
    byId('results').replaceChildren();
    throwLater(error);
  });
  return work;
}

/**
 * To the console, and by way of a rejection that nobody handles to `tellFailure`.
 * @param {unknown} error
 */
const throwLater = (error) => void Promise.reject(error);

/**
 * Whatever was thrown, a person hears of it.
 * @param {unknown} error
 */
function tellFailure(error) {
  failure = error;
  byId('alerts').append(renderFailure());
}

const renderFailure = () => notice('bad', say('failed'));

function renderAll() {
  renderTrustData();
  renderResults();
}

/**
 * The agreement's text at `now`; without trust data one that names nobody.
 * @param {{ trust: TrustKnown | null }} state
 * @param {number} now
 * @returns {NamingText}
 */
const textOf = ({ trust }, now) => (trust === null ? { parties: [], schemes: [] } : textAt(trust, now));

/** What a question needs of the trust data. */
function offerQuestion() {
  if (speaks) offerHomes(textOf(verifying.state, seconds()));
}

function renderTrustData() {
  if (state !== null) tellState(...state);
  const now = seconds();
  offerQuestion();
  if (verifying.state.samples.length > 0) void import('./samples.js').then(({ offerSamples }) => offerSamples(verifying.state.samples, take), () => {});
  renderTrust(verifying, new SpokenNames(textOf(verifying.state, now)), now);
}

function renderResults() {
  const now = seconds();
  renderAlerts(verifying, now, onClear);
  if (failure !== null) byId('alerts').append(renderFailure());
  const view = viewNow();
  tellQuestion(view.question, new Date());
  const isList = answers.length > 1 && opened === null;
  const focused = document.activeElement?.id;
  const unfolded = [...byId('results').querySelectorAll('details[id][open]')].map(({ id }) => id);
  document.body.classList.toggle('listed', isList);
  show(byId('answers'), answers.length > 0 || others.length > 0);
  byId('results').replaceChildren(
    ...(isList && list !== null ? [list.renderTable(answers, view, openOf, onExpect)] : []),
    ...(opened === null ? [] : [renderBack()]),
    ...(answers.length === 1 || opened !== null ? [renderAnswer(opened ?? answers[0], view, renderRest)] : []),
    ...(opened === null ? renderOthers() : []),
  );
  for (const id of unfolded) byId(id)?.setAttribute('open', '');
  if (isList && focused && document.activeElement === document.body) byId(focused)?.focus({ preventScroll: true });
}

/** Files of kinds that are not read, but for those that an answer tells of. */
function renderOthers() {
  const names = others.filter((name) => !answers.some((answer) => answer.name === name));
  const words = say('notLooked', { n: names.length, names: names.slice(0, MOST_OTHERS).join(comma()) });
  return names.length === 0 ? [] : [notice('', names.length > MOST_OTHERS ? `${words} …` : words)];
}

/**
 * The names, the question that the answers in view answer, and what a person may do next.
 * @returns {View}
 */
function viewNow() {
  const question = (opened ?? answers[0])?.question ?? readQuestion(new Date(), verifying.state.trust);
  const { state } = verifying;
  const names = new SpokenNames(textOf(state, seconds()));
  const parties = textOf(state, seconds()).parties.map(({ id }) => ({ id, name: names.party(id) }));
  return { names, home: question.home, question, parties, chooseHome, scanNext: scan, beginAnew: onBegin, others, state, pinWords: () => (state.pin === null ? [] : pinWords(state.pin, language())) };
}

const renderBack = () =>
  el('p', { class: 'noprint' }, el('button', { type: 'button', on: { click: () => returnToList(true) } }, say('backToList')));

/**
 * Shows one of many answers whole; the way back is the browser's.
 * @param {Answer} answer
 */
function openOf(answer) {
  list?.leave();
  leaveList(answers.indexOf(answer));
  open(answer);
}

/**
 * Shows an answer whole, or null: the list.
 * @param {Answer | null} answer
 */
function open(answer) {
  const before = opened;
  opened = answer;
  renderAll();
  announce();
  if (answer !== null) showAnswers();
  else if (before !== null) list?.arrive(before);
}

/** The one answer in view, or null. */
const inView = () => opened ?? (answers.length === 1 ? answers[0] : null);

/** Says the answer in view to those who do not see it. */
function announce() {
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

function showAnswers() {
  byId('answers').focus({ preventScroll: true });
  byId('question').scrollIntoView({ block: 'start' }); // what was asked stands above what is answered
}
