// The page of a bid opening: documents and folders come in, are read and checked, and shown as they come.

import { SpokenNames } from '../page/words/names.js';
import { byId, el, show, whenRead } from '../page/dom.js';
import { listenToDrops } from '../page/input/picking.js';
import { nextTask } from '../page/yielding.js';
import { showProving } from '../page/progress.js';
import { SERVED } from '../page/resources.js';
import { loadPinWords } from '../page/trust/pin.js';
import { sayError, textAt } from '../page/trust/trust_state.js';
import { notice, renderAlerts, renderTrust } from '../page/trust/trust_view.js';
import { forgetChoices, language, loadWords, say, sayAll, useLanguage } from '../page/words/sentences.js';
import { formatTime, momentOf, parseTime } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { part } from './elements.js';
import { Opening, foldersAmong } from './opening.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Checking } from './checking/client.js' */
/** @import { ChecksInTurn } from './checking/turns.js' */
/** @import { BiddersDraft, TenderDraft } from './drafts.js' */
/** @import { FoldersRead } from './folders_read.js' */

const REFRESH_MS = 10 * 60 * 1000;
const SAMPLE = 'opening.zip'; // of a demo node
const seconds = () => Math.floor(Date.now() / 1000);

/** @typedef {typeof import('./rest.js')} Rest what the first view does not need */

/** @type {Checking} */
let checking;
/** @type {Rest | null} */
let rest = null;
let speaks = false;
const opening = new Opening();
/** @type {FoldersRead | null} */
let folders = null;
/** @type {ChecksInTurn | null} */
let checks = null;
/** @type {(string | HTMLElement)[]} */
let notes = []; // of what came in last
/** @type {unknown} */
let failure = null;

/**
 * Begins, maybe before the page is read. `coming` is what `open` of `given` promises.
 * @param {Checking} given
 * @param {Promise<void>} coming
 */
export async function start(given, coming) {
  checking = given;
  checking.onState = onTrust;
  checking.onProgress = (share, received) => speaks && showProving(share, received);
  const words = Promise.all([loadWords('tender/sentences.json'), loadPinWords()]).then(() => true, () => false);
  await whenRead();
  if (!byId('cannot-run').hidden) return;
  const loaded = import('./rest.js').catch(() => null);
  if (!(await words)) {
    show(byId('loading'), false);
    show(byId('not-whole'), true);
    return;
  }
  speaks = true;
  addEventListener('error', ({ error, message }) => tellFailure(error ?? message));
  addEventListener('unhandledrejection', ({ reason }) => tellFailure(reason));
  show(part('refresh'), SERVED);
  sayAll(document);
  await nextTask();
  rest = await loaded;
  if (rest === null) return tellFailure(new Error('not whole'));
  folders = new rest.FoldersRead(opening, (isThrough) => (isThrough ? checks?.request(false) : renderPapers()));
  checks = new rest.ChecksInTurn(opening, checking, { now, onMatrix: renderResults, onLast: renderAll });
  listen();
  rest.listenToPrinting(opening, rest.tellChecked, () => [
    checking.state.trust === null && opening.sample === null ? say('noTrust') : null,
    sayRefused()]);
  beReady();
  renderAll();
  await coming.catch(throwLater);
  renderAll();
  await openAskedSample();
  const parts = [import('./record/printed_files.js'), import('./lists/taking.js'), import('./acts/acts_view.js')]; // also when they are not
  const [isHere] = await Promise.all([folders.begin(), checking.begin(), ...parts]);
  if (isHere) part('papers').dataset.ready = ''; // the network may go
  setInterval(() => document.visibilityState === 'visible' && (SERVED ? checking.refresh() : renderAll()), REFRESH_MS);
}

function beReady() {
  byId('main').removeAttribute('aria-busy');
  show(byId('loading'), false);
  for (const button of document.querySelectorAll('button')) button.disabled = false;
  for (const id of /** @type {const} */ (['file', 'folder'])) takeFrom(id); // chosen before anybody listened
}

function listen() {
  for (const button of document.querySelectorAll('[data-say="language"]')) button.addEventListener('click', speakOther);
  for (const [button, input] of /** @type {const} */ ([['choose', 'file'], ['choose-folder', 'folder']])) {
    part(button).addEventListener('click', () => part(input).click());
    part(input).addEventListener('change', () => takeFrom(input));
  }
  listenToDrops((files, isFolder) => void take(files, isFolder));
  part('stop').addEventListener('click', () => folders?.stop());
  part('go-on').addEventListener('click', () => void readAll());
  part('refresh').addEventListener('click', () => checking.refresh());
  part('clear').addEventListener('click', onClear);
  part('new-tender').addEventListener('click', () => openForm('tender'));
  part('new-bidders').addEventListener('click', () => openForm('bidders'));
  part('sample').addEventListener('click', () => void openSample());
  part('acts').addEventListener('toggle', () => void showActs([]));
  addEventListener('hashchange', () => void openAskedSample());
  addEventListener('beforeunload', (event) => opening.read.size > 0 && event.preventDefault());
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    byId('main').focus();
  });
}

/** @param {'file' | 'folder'} id */
function takeFrom(id) {
  const input = part(id);
  const files = [...input.files ?? []].map((file) => ({ name: file.webkitRelativePath || file.name, file }));
  input.value = '';
  void take(files, id === 'folder');
}

/**
 * Documents and trust data are taken at once, papers shared out among the bidders and read.
 * @param {NamedFile[]} files
 * @param {boolean} isFolder
 */
async function take(files, isFolder) {
  if (files.length === 0 || rest === null) return;
  failure = null;
  const intake = await rest.sortIntake(files, isFolder, opening.tender);
  notes = [...intake.told];
  if (!rest.mayTakePlace(intake)) return renderAll();
  for (const { name, error } of intake.refused) notes.push(say('refusedDocument', { name, why: await sayError(error, language()) }));
  for (const { name, file } of intake.bundles) {
    const result = await checking.offer(new Uint8Array(await file.arrayBuffer()));
    if (result === 'sameBundle') part('trust-state').textContent = say('sameBundle', { name });
    if (result === 'tookBundle') part('trust-state').textContent = checking.state.older ? '' : say('tookBundle', { name }); // a notice says it
  }
  if (intake.kept.length > 0) part('acts').open = true;
  void showActs(intake.kept);
  opening.take(intake);
  if (isFolder) opening.forget(foldersAmong(files.map(({ name }) => name)));
  for (const paper of intake.papers) opening.files.set(paper.name, paper);
  folders?.share(new Set(intake.papers.map(({ name }) => name)), intake.bidders !== null);
  await takeRegisters(intake.registers.length > 0 ? intake.registers : opening.registers);
  renderAll();
  const begun = intake.begun.tender === null ? 'bidders' : 'tender';
  if (intake.begun[begun] !== null) openForm(begun);
  await readAll();
}

/** @param {NamedFile[]} came */
async function takeRegisters(came) {
  if (came.length > 0) notes.push(...await (await import('./registers.js')).takeRegisters(came, checking));
}

/** Reads what waits to be read, and checks. */
async function readAll() {
  if (folders === null || folders.isRunning) return;
  if (opening.bidders !== null) notes.push(...await folders.run());
  checks?.request(true);
  renderAll();
}

/** The time of the check, as documents have it. */
const now = () => opening.sample?.now ?? `${formatTime(momentOf(seconds()))}`;

/** The sample, where the address asks for it: once what opens it is here, and it is known that the node has one. */
async function openAskedSample() {
  const isFree = rest !== null && opening.sample === null && opening.tender === null && opening.bidders === null && opening.files.size === 0;
  if (location.hash !== '#sample' || !isFree || !checking.state.samples.includes(SAMPLE)) return;
  history.replaceState(null, '', location.pathname + location.search); // once: to load the page again leaves the sample
  await openSample();
}

/** A sample of a demo node: documents, papers and trust data of its own, as of its own day. */
async function openSample() {
  const sample = await import('./sample.js').then(({ fetchSample }) => fetchSample()).catch(() => null);
  if (sample === null) {
    notes = [say('sampleAway')];
    return renderAll();
  }
  await checking.useOther(sample);
  Object.assign(opening, new Opening(), { sample });
  await take(sample.files, false);
}

/** @param {'tender' | 'bidders'} kind */
function openForm(kind) {
  rest?.openForm(kind, { opening, checking, seconds: seconds(), now: now(), done: onForm });
  showNext();
}

/**
 * What the form made; null: nothing.
 * @param {{ tender?: TenderDraft, bidders?: BiddersDraft } | null} made
 */
function onForm(made) {
  rest?.closeForm();
  if (made !== null) {
    opening.take(made);
    folders?.share(new Set(), false);
  }
  renderAll();
  void readAll();
}

/**
 * What is done with records that were kept, those among `files` with them: loaded when it is asked for.
 * @param {NamedFile[]} files
 */
async function showActs(files) {
  if (!part('acts').open) return;
  const acts = await import('./acts/acts_view.js').catch(() => null);
  const how = { opening, checking, check: () => checks?.request(true) };
  if (acts === null) part('acts-view').replaceChildren(el('p', { class: 'note bad' }, say('actsAway')));
  else if (files.length > 0) await acts.takeKept(files, how);
  else await acts.renderActs(how);
}

function speakOther() {
  useLanguage(language() === 'zh' ? 'en' : 'zh');
  sayAll(document);
  renderAll();
}

async function onClear() {
  if (!confirm(say('clearSure'))) return;
  if (!(await checking.clear())) return; // what to do is said
  forgetChoices();
  opening.read.clear();
  location.reload();
}

let isRendering = false;
let wasChecked = false; // whether the matrix was whole once: then what it is made of is folded

/** Trust data or a warning changed: the matrix rests on them. */
function onTrust() {
  if (!speaks) return;
  show(byId('proving'), false);
  if (isRendering) return;
  isRendering = true; // changes that come close together are one
  queueMicrotask(() => {
    isRendering = false;
    renderAll();
    if (opening.tender !== null && opening.sample === null) checks?.request(true);
    void openAskedSample();
  });
}

/**
 * A word about the record that was drawn up.
 * @param {string} words
 */
function tellRecord(words) {
  const place = document.getElementById('record-told');
  if (place !== null) place.textContent = words;
  void showActs([]); // it may be signed now
}

/** @param {unknown} error */
const throwLater = (error) => void Promise.reject(error);

/** @param {unknown} error */
function tellFailure(error) {
  failure = error;
  byId('alerts').append(notice('bad', say('failed')));
}

function renderAll() {
  if (!speaks) return;
  const at = seconds();
  const { state } = checking;
  renderTrust(checking, new SpokenNames(state.trust === null ? { parties: [], schemes: [] } : textAt(state.trust, at)), at);
  renderStrip();
  renderAlerts(checking, at, onClear);
  if (opening.sample !== null) byId('alerts').append(notice('', say('sampleNote', { at: formatMoment(parseTime(opening.sample.now)) })));
  if (failure !== null) byId('alerts').append(notice('bad', say('failed')));
  for (const words of notes) byId('alerts').append(typeof words === 'string' ? notice('bad', words) : words);
  const refused = sayRefused();
  if (refused !== null) byId('alerts').append(notice('bad', refused));
  show(part('sample'), state.samples.includes(SAMPLE) && opening.sample === null);
  if (opening.sample !== null) show(byId('example'), true);
  renderDocuments();
  renderPapers();
  renderResults();
  void showActs([]);
}

/** Why there is no matrix, where there might be one. */
function sayRefused() {
  const refused = checks?.refused ?? null;
  return refused === null ? null : say('refusedCheck', { why: refused[language()] });
}

/** The strip says whose words it has; a sample rests on none of them. */
function renderStrip() {
  const strip = part('strip');
  if (opening.sample !== null) strip.hidden = true;
  else strip.prepend(say('stripPin'));
}

function renderDocuments() {
  rest?.renderDocuments(part('documents-view'), { opening, checking, now: now(), edit: openForm, again: renderAll });
  show(part('new-tender'), opening.tender === null);
  show(part('new-bidders'), opening.bidders === null);
  showNext();
}

/** One button is the next step. */
function showNext() {
  const { tender, bidders, files } = opening;
  const next = !part('form').hidden ? '' : tender === null || bidders === null ? 'choose' : files.size === 0 ? 'choose-folder' : 'go-on';
  for (const id of /** @type {const} */ (['choose', 'choose-folder', 'go-on'])) part(id).classList.toggle('main', id === next);
}

function forgetFolder(/** @type {string} */ folder) {
  opening.forget([folder]);
  folders?.share(new Set(), false);
  checks?.request(true); // and shows all
}

function renderPapers() {
  rest?.renderPapers(part('papers-view'), opening, forgetFolder);
  const isStopped = [...opening.states.values()].includes('stopped');
  show(part('go-on-row'), isStopped && folders?.isRunning === false);
}

function renderResults() {
  if (rest === null) return;
  const isThere = opening.hasMatrix;
  show(part('results'), isThere);
  show(part('head'), !isThere);
  document.body.classList.toggle('checked', isThere);
  if (isThere && opening.isWhole && !wasChecked) part('inputs').open = false;
  wasChecked ||= isThere && opening.isWhole;
  if (isThere) rest.renderResults(part('results'), { opening, reading: folders?.reading ?? null, checking, change: onForm, tell: tellRecord });
  else part('results').replaceChildren(el('p', {}));
}
