// The page: what comes in is read, asked about and shown; when trust data or question change, asked again.

import { ask } from './asking.js';
import { outcomeWord, renderAnswer } from './answer.js';
import { hasH1, readText } from './candidates.js';
import { byId, show } from './dom.js';
import { openMemory } from './memory.js';
import { Names } from './names.js';
import { keepOffline } from './offline.js';
import { listenToFiles } from './picking.js';
import { loadPinWords } from './pin.js';
import { listenToQuestion, offerHomes, readQuestion } from './question.js';
import { readFile } from './reading.js';
import { SERVED } from './resources.js';
import { reasonOf } from './reasons.js';
import { listenToSamples, offerSamples } from './samples.js';
import { explainCamera, hasCamera, scan } from './scanning.js';
import { renderTable, tally } from './table.js';
import { TrustData } from './trust_data.js';
import { notice, renderAlerts, renderTrust } from './trust_view.js';
import { listenToScanners } from './wedge.js';
import { language, loadWords, say, sayAll, useLanguage } from './words.js';

const REFRESH_MS = 10 * 60 * 1000;
const seconds = () => Math.floor(Date.now() / 1000);

let memory;
let data;
let answers = [];
let opened = null; // of many answers the one shown whole
let others = [];
let work = Promise.resolve();
let stopping = null;
let state = null;

void start();

async function start() {
  try {
    await Promise.all([loadWords(), loadPinWords()]);
  } catch {
    byId('alerts').textContent = '页面未能完整载入，请重新载入。 The page did not load whole; reload it.';
    return;
  }
  if (!SERVED) byId('lead').dataset.say = 'leadFile';
  show(byId('refresh'), SERVED);
  sayAll(document);
  memory = await openMemory();
  data = new TrustData(memory, onTrust);
  listen();
  await data.recall();
  if (data.store === null) await data.refresh();
  else void data.refresh();
  renderAll();
  takeFragment();
  setInterval(() => document.visibilityState === 'visible' && (SERVED ? data.refresh() : askAgain()), REFRESH_MS);
  if (!SERVED) return;
  void keepOffline(() => (tellState('kept')));
}

function listen() {
  byId('language').addEventListener('click', () => {
    useLanguage(language() === 'zh' ? 'en' : 'zh');
    byId('language').lang = language() === 'zh' ? 'en' : 'zh-CN';
    sayAll(document);
    void askAgain();
  });
  byId('scan').addEventListener('click', onScan);
  byId('camera-close').addEventListener('click', () => byId('camera').close());
  byId('stop').addEventListener('click', () => stopping?.abort());
  byId('refresh').addEventListener('click', onRefresh);
  byId('paste').addEventListener('submit', (event) => {
    event.preventDefault();
    const text = byId('pasted').value.trim();
    if (text !== '') takeText(text);
  });
  byId('pasted').addEventListener('keydown', (event) => {
    if (event.key === 'Enter' && !event.shiftKey && hasH1(event.target.value)) {
      event.preventDefault(); // a hand-held scanner, or a person who is done
      byId('paste').requestSubmit();
    }
  });
  listenToFiles(takeFiles, takeText);
  listenToScanners(takeText);
  listenToSamples(take);
  listenToQuestion(askAgain);
  addEventListener('hashchange', takeFragment);
  addEventListener('online', () => data.refresh());
}

async function onScan() {
  const words = byId('scan-words');
  show(words, false);
  if (hasCamera()) {
    try {
      await scan((text) => hasH1(text) && (takeText(text), true));
      return;
    } catch (error) {
      words.textContent = explainCamera(error);
    }
  } else {
    words.textContent = say(isSecureContext ? 'cameraNone' : 'cameraInsecure');
  }
  show(words, true);
  show(byId('photo'), true);
}

async function onRefresh() {
  const before = data.digest;
  await data.refresh();
  const time = new Date().toLocaleTimeString(document.documentElement.lang, { hour: '2-digit', minute: '2-digit' });
  if (!data.online) tellState('offline');
  else if (data.refused === null && data.otherPin === null) {
    tellState(data.digest === before ? 'refreshed' : 'newer', { time });
  }
}

/** The code behind `#` of the address; it is read here and sent nowhere. */
function takeFragment() {
  if (hasH1(location.hash)) take(readText(say('scan'), location.hash));
}

const takeText = (text) => take(readText(say('scan'), text));

function take(candidates) {
  others = [];
  run(async function* () {
    yield* candidates;
  });
}

function takeFiles(files, otherNames) {
  others = otherNames;
  run(async function* (signal, report) {
    for (const [i, { name, file }] of files.entries()) {
      if (signal.aborted) return;
      report(say('reading', { name, at: i + 1, of: files.length }), i, files.length);
      const onPage = ({ page, pages }) => report(say('readingPage', { name, page, pages }), i + page / pages, files.length);
      for await (const found of readFile(name, file, onPage, signal)) {
        if (found.bundle !== undefined) await takeBundle(name, found.bundle);
        else yield found;
      }
    }
  });
}

/** Replaces the answers by those on what `read` yields, one after the other; a run waits for the one before. */
function run(read) {
  stopping?.abort();
  const stop = new AbortController();
  stopping = stop;
  queue(async () => {
    const found = [];
    opened = null;
    showProgress(say('working'), null);
    for await (const candidate of read(stop.signal, (words, at, of) => showProgress(words, at / of))) {
      if (data.store === null) break;
      found.push(await ask(candidate, data.store, readQuestion(new Date(), data.store), seconds()));
    }
    show(byId('progress'), false);
    if (data.store === null) return renderAll();
    answers = found;
    if (stop.signal.aborted && stopping === stop) tellState('stopped');
    renderAll();
    announce();
  });
}

async function takeBundle(name, bytes) {
  try {
    const result = data.pin === null ? null : await data.offer(bytes);
    tellState(result === 'same' ? 'sameBundle' : 'tookBundle', { name });
  } catch (error) {
    if (error.code === undefined) throw error;
    data.refused = error;
    renderAll();
  }
}

/** A line below the trust data, in whichever language is spoken when it is read. */
function tellState(key, facts) {
  state = [key, facts];
  byId('trust-state').textContent = say(key, facts);
}

/** Trust data or a warning changed: the answers in view rest on it. */
function onTrust() {
  void askAgain();
}

function askAgain() {
  return queue(async () => {
    if (data.store !== null) {
      const question = readQuestion(new Date(), data.store);
      const index = answers.indexOf(opened);
      answers = await Promise.all(answers.map(({ candidate }) => ask(candidate, data.store, question, seconds())));
      opened = answers[index] ?? null;
    }
    renderAll();
  });
}

/** One piece of work after the other. One that fails leaves no answer behind that might be of something else. */
function queue(task) {
  work = work.then(task).catch((error) => {
    answers = [];
    opened = null;
    show(byId('progress'), false);
    renderAll();
    byId('alerts').append(notice('bad', say('failed', { why: String(error.message) })));
    throw error; // to the console
  }).catch((error) => reportError(error));
  return work;
}

function renderAll() {
  if (state !== null) tellState(...state);
  const now = seconds();
  const text = data.store?.chain.inForceOrLast(now).text ?? { parties: [], schemes: [] };
  const names = new Names(text);
  offerHomes(text);
  offerSamples(data.samples);
  renderTrust(data, names, now);
  renderAlerts(data, memory);
  const question = readQuestion(new Date(), data.store);
  const view = { names, home: question.home, question, scanNext: onScan };
  show(byId('answers'), answers.length > 0 || others.length > 0);
  byId('results').replaceChildren(
    ...(answers.length > 1 ? [renderTable(answers, view, open)] : []),
    ...(answers.length === 1 || opened !== null ? [renderAnswer(opened ?? answers[0], view)] : []),
    ...(others.length > 0 ? [notice('', say('notLooked', { names: others.slice(0, 20).join('、') }))] : []),
  );
}

function open(answer) {
  opened = answer;
  renderAll();
  document.querySelector('.result').scrollIntoView();
}

function announce() {
  const [only] = answers;
  if (only === undefined) return;
  const names = new Names(data.store.chain.inForceOrLast(seconds()).text);
  const { verdict } = only;
  const who = verdict.credential?.credentialSubject.legalName ?? '';
  byId('announced').textContent =
    answers.length > 1 ? tally(answers) : `${outcomeWord(verdict.outcome)} ${who} ${reasonOf(verdict, names)}`;
  byId('answers').focus({ preventScroll: true });
  byId('answers').scrollIntoView({ block: 'start' });
}

function showProgress(words, share) {
  show(byId('answers'), true);
  show(byId('progress'), true);
  byId('progress-words').textContent = words;
  if (share === null) byId('progress-bar').removeAttribute('value');
  else byId('progress-bar').value = share;
}
