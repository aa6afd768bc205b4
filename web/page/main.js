// The page: input is read, asked about and shown; when trust data or question change, it is asked again.

import { hasH1, readText } from './input/candidates.js';
import { readFiles, sortFiles } from './input/files.js';
import { byId, show, whenRead } from './dom.js';
import { announce, areDear, beginView, compare, loadRest, printed, renderResults, seconds, shown, showAnswers, takeAnswers, tellFailure } from './in_view.js';
import { SpokenNames } from './words/names.js';
import { listenToFiles, takeChosen } from './input/picking.js';
import { loadPinWords } from './trust/pin.js';
import { beginProgress, hideProgress, showProgress, showProving } from './progress.js';
import { listenToQuestion, offerHomes, readQuestion } from './question.js';
import { SERVED } from './resources.js';
import { nextTask } from './yielding.js';
import { textOrNone } from './trust/trust_state.js';
import { renderTrust } from './trust/trust_view.js';
import { listenToTyping, takeTyped } from './input/typing.js';
import { forgetChoices, language, loadWords, say, sayAll, useLanguage } from './words/sentences.js';

/** @import { Candidate } from './input/candidates.js' */
/** @import { NamedFile, ReportShare } from './input/files.js' */
/** @import { Answer, Verifying } from './verifying/worker_client.js' */

const REFRESH_MS = 10 * 60 * 1000;
const MANY = 25; // answers that take a while to ask again

/** @type {Verifying} */
let verifying;
let speaks = false; // whether the sentences are loaded
/** @type {Promise<unknown>} */
let work = Promise.resolve();
/** @type {AbortController | null} */
let stopping = null;
let isAskingAgain = false;
/** @type {[key: string, facts?: Record<string, string>] | null} */
let state = null;

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
  beginView({ verifying, askAll, renderAll, onClear, onExpect });
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
  void import('./input/reading.js').catch(() => {}); // loads it now, because the network may go
  void import('./answers/one/paper.js').then(({ listenToPrinting }) => listenToPrinting(printed), () => {});
  setInterval(() => document.visibilityState === 'visible' && (SERVED ? verifying.refresh() : askAgain()), REFRESH_MS);
  if (!SERVED) return;
  void import('./offline.js').then(({ keepOffline }) => keepOffline(() => tellState('kept')), () => {});
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
  listenToTyping({ take, question: () => readQuestion(new Date(), verifying.state.trust), beginProgress });
  listenToFiles(takeFiles, takeTyped);
  listenToQuestion(askAgain);
  addEventListener('hashchange', takeFragment);
  addEventListener('beforeunload', (event) => areDear() && event.preventDefault());
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault(); // the link would add a history entry that is not the list's
    byId('main').focus();
  });
  addEventListener('online', () => verifying.refresh());
}

function speakOther() {
  useLanguage(language() === 'zh' ? 'en' : 'zh');
  sayAll(document);
  void askAgain();
}

async function onClear() {
  if (!confirm(say('clearSure'))) return;
  if (!(await verifying.clear())) return; // the page then says what to do
  forgetChoices();
  shown.answers = [];
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
  const end = beginProgress();
  try {
    const { reading, bundles, rest } = await sortFiles(files);
    for (const { name, file } of bundles) await takeBundle(name, new Uint8Array(await file.arrayBuffer()));
    if (rest.length > 0 || otherNames.length > 0) {
      run(otherNames, (signal, report) => readFiles(reading, rest, { signal, report, onBundle: takeBundle }));
    } else await queue(renderAll);
  } finally {
    end();
  }
}

/**
 * Shows the answers on what `read` yields, one after the other: beside those of a list, else in place of what was there.
 * A run waits for the one before. Where nothing can be asked about, as with a bundle alone, the answers in view stay.
 * @param {string[]} otherNames
 * @param {(signal: AbortSignal, report: ReportShare) => AsyncIterable<Candidate>} read
 */
function run(otherNames, read) {
  shown.failure = null;
  const end = beginProgress();
  void queue(async () => {
    const stop = (stopping = new AbortController());
    /** @type {Answer[]} */
    const fresh = [];
    showProgress(say('working'), null);
    for await (const candidate of read(stop.signal, (words, at, of) => showProgress(words, at / of))) {
      const some = await askAll([candidate]);
      if (some === null) break;
      fresh.push(...some);
    }
    if (stop.signal.aborted) tellState('stopped');
    if (fresh.length === 0 && otherNames.length === 0) return renderAll();
    await takeAnswers(fresh, otherNames);
    renderResults();
    announce();
    end();
    await nextTask(); // one answer in each task, because each has words to lay out
    showAnswers();
    await shown.list?.fillList();
    void loadRest();
    await nextTask();
    renderTrustData();
  }).then(end); // also after nothing was found, or an error
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
 * @param {string} name
 * @param {Uint8Array} bytes
 */
async function takeBundle(name, bytes) {
  const result = await verifying.offer(bytes);
  if (result !== null && result !== 'refused') tellState(result, { name });
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

/** Asks the question about the answers in view again, and announces the result. */
async function askAnew() {
  isAskingAgain = false;
  const { answers, opened } = shown;
  const index = opened === null ? -1 : answers.indexOf(opened);
  const report = (/** @type {number} */ done) => answers.length > MANY && showProgress(say('working'), done / answers.length);
  const fresh = await askAll(answers.map(({ candidate }) => candidate), report);
  hideProgress();
  shown.answers = await compare(fresh ?? []); // without trust data there are no answers, not even old ones
  shown.opened = shown.answers[index] ?? null;
  renderAll();
  announce();
}

/** Another enterprise is expected of a group of many answers. */
const onExpect = () =>
  queue(async () => {
    shown.answers = await compare(shown.answers);
    renderResults();
    announce();
  });

/**
 * Runs one task after another. A failed task leaves no answer in view that might belong to another question.
 * @param {() => unknown} task
 */
function queue(task) {
  work = work.then(task).catch((error) => {
    shown.answers = [];
    shown.opened = null;
    hideProgress();
    byId('results').replaceChildren();
    throwLater(error);
  });
  return work;
}

/**
 * Reports an error to the console and, as an unhandled rejection, to `tellFailure`.
 * @param {unknown} error
 */
const throwLater = (error) => void Promise.reject(error);

function renderAll() {
  renderTrustData();
  renderResults();
}

/** Prepares what a question needs from the trust data. */
function offerQuestion() {
  if (speaks) offerHomes(textOrNone(verifying.state.trust, seconds()));
}

function renderTrustData() {
  if (state !== null) tellState(...state);
  const now = seconds();
  offerQuestion();
  if (verifying.state.samples.length > 0) void import('./input/samples.js').then(({ offerSamples }) => offerSamples(verifying.state.samples, take), () => {});
  renderTrust(verifying, new SpokenNames(textOrNone(verifying.state.trust, now)), now);
}
