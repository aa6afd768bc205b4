// The page of a bid opening: documents and folders come in, are read and checked, and shown as they come.

import { SpokenNames } from '../page/words/names.js';
import { byId, el, show, whenRead } from '../page/dom.js';
import { listenToDrops } from '../page/input/picking.js';
import { nextTask } from '../page/yielding.js';
import { showProving } from '../page/progress.js';
import { SERVED } from '../page/resources.js';
import { loadPinWords } from '../page/trust/pin.js';
import { textAt } from '../page/trust/trust_state.js';
import { notice, renderAlerts, renderTrust } from '../page/trust/trust_view.js';
import { forgetChoices, language, loadWords, say, sayAll, useLanguage } from '../page/words/sentences.js';
import { formatTime, momentOf, parseTime } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { part } from './elements.js';
import { Opening, foldersAmong } from './opening.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { Said } from '../page/trust/trust_state.js' */
/** @import { Checking } from './checking/client.js' */
/** @import { BiddersDraft, TenderDraft } from './drafts.js' */
/** @import { FoldersRead } from './folders_read.js' */

const REFRESH_MS = 10 * 60 * 1000;
const SAMPLE = 'opening.zip'; // of a demo node
const PATIENCE = 3; // while folders come in, checking takes at most a third of the time
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
let isChecking = false;
let isCheckWanted = false;
let checkedFor = 0; // milliseconds that the last check took
let checkedAt = 0;
/** @type {Said | null} */
let refused = null; // why there is no matrix
/** @type {string[]} */
let told = []; // of what came in last
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
  folders = new rest.FoldersRead(opening, (isThrough) => (isThrough ? requestCheck(false) : renderPapers()));
  listen();
  rest.listenToPrinting(opening, rest.tellChecked, () => [
    checking.state.trust === null && opening.sample === null ? say('noTrust') : null,
    refused === null ? null : say('refusedCheck', { why: refused[language()] })]);
  beReady();
  renderAll();
  await coming.catch(throwLater);
  renderAll();
  await openAskedSample();
  const [isHere] = await Promise.all([folders.begin(), checking.begin()]);
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
  const found = await rest.sortIntake(files, isFolder);
  told = [];
  if (!mayTake(found)) return renderAll();
  for (const { name, error } of found.refused) told.push(say('refusedDocument', { name, why: `${await error.sentence(language())} ${await error.mend(language())}` }));
  for (const one of found.registers) told.push(await takeRegister(one));
  for (const { name, file } of found.bundles) {
    const result = await checking.offer(new Uint8Array(await file.arrayBuffer()));
    if (result === 'sameBundle') part('trust-state').textContent = say('sameBundle', { name });
    if (result === 'tookBundle') part('trust-state').textContent = checking.state.older ? '' : say('tookBundle', { name }); // a notice says it
  }
  opening.tender = found.tender ?? opening.tender;
  opening.bidders = found.bidders ?? opening.bidders;
  if (isFolder) opening.forget(foldersAmong(files.map(({ name }) => name)));
  for (const one of found.papers) opening.files.set(one.name, one);
  folders?.share(new Set(found.papers.map(({ name }) => name)), found.bidders !== null);
  renderAll();
  await readAll();
}

/**
 * Numbers are asked of it from now on; what is said of it.
 * @param {NamedFile} one
 */
async function takeRegister({ name, file }) {
  if (!(rest?.opensRegister(file) ?? false)) return say('registerChosen', { name });
  const result = await checking.useRegister(file);
  return result !== null && 'refused' in result ? say('refusedDocument', { name, why: result.refused[language()] }) : say('registerTaken', { name });
}

/**
 * Whether a document may take the place of one that is in a form: a person says so, and the form is closed.
 * @param {{ tender: TenderDraft | null, bidders: BiddersDraft | null }} found
 */
function mayTake(found) {
  const form = part('form');
  if (form.hidden || found[/** @type {'tender' | 'bidders'} */ (form.dataset.kind)] === null) return true;
  if (!confirm(say('formSure'))) return false;
  closeForm();
  return true;
}

/** Reads what waits to be read, and checks. */
async function readAll() {
  if (folders === null || folders.isRunning) return;
  if (opening.bidders !== null) told.push(...await folders.run());
  requestCheck(true);
  renderAll();
}

/**
 * Checks what has been read; while more comes in, not all the time.
 * @param {boolean} isLast
 */
function requestCheck(isLast) {
  if (!isLast && performance.now() - checkedAt < PATIENCE * checkedFor) return;
  isCheckWanted = true;
  if (!isChecking) void checkAll();
}

async function checkAll() {
  isChecking = true;
  try {
    while (isCheckWanted) {
      isCheckWanted = false;
      await checkOnce();
    }
  } finally {
    isChecking = false;
  }
  renderAll();
}

async function checkOnce() {
  const { tender, bidders, read, sample } = opening;
  if (tender === null || bidders === null) return;
  const began = performance.now();
  const asked = { tender: tender.bytes, bidders: bidders.bytes, files: [...read], proofs: await opening.readProofs(), now: now() };
  const found = await checking.checkOpening(asked);
  if (tender !== opening.tender || bidders !== opening.bidders || sample !== opening.sample) return; // of what is no more
  refused = found !== null && 'refused' in found ? found.refused : null;
  opening.checked = found === null || 'refused' in found ? null : { ...found, asked, tender, bidders };
  checkedAt = performance.now();
  checkedFor = checkedAt - began;
  renderResults();
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
  if (rest === null) return;
  const found = await rest.fetchSample().catch(() => null);
  if (found === null) {
    told = [say('sampleAway')];
    return renderAll();
  }
  await checking.useOther(found);
  Object.assign(opening, new Opening(), { sample: found });
  await take(found.files, false);
}

/**
 * A form in place of what the documents say; what it makes takes their place.
 * @param {'tender' | 'bidders'} kind
 */
function openForm(kind) {
  if (rest === null) return;
  const text = checking.state.trust === null ? null : textAt(checking.state.trust, seconds());
  const about = { opening, text, home: rememberedHome(), now: now(), lint: lintOf, done: onForm };
  show(part('form'), true);
  part('form').dataset.kind = kind;
  part('inputs').open = true;
  showNext();
  rest.renderForm(kind, about);
}

function closeForm() {
  show(part('form'), false);
  part('form').replaceChildren();
}

/** The home association that this device remembers, or null. */
function rememberedHome() {
  try {
    return localStorage.getItem('huren.home');
  } catch {
    return null;
  }
}

/** @param {Uint8Array} tender */
const lintOf = (tender) => checking.lint(tender, now());

/**
 * What the form made; null: nothing.
 * @param {{ tender?: TenderDraft, bidders?: BiddersDraft } | null} made
 */
function onForm(made) {
  closeForm();
  if (made !== null) {
    Object.assign(opening, made);
    folders?.share(new Set(), false);
  }
  renderAll();
  void readAll();
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
    if (opening.tender !== null && opening.sample === null) requestCheck(true);
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
  for (const words of told) byId('alerts').append(notice('bad', words));
  if (refused !== null) byId('alerts').append(notice('bad', say('refusedCheck', { why: refused[language()] })));
  show(part('sample'), state.samples.includes(SAMPLE) && opening.sample === null);
  if (opening.sample !== null) show(byId('example'), true);
  renderDocuments();
  renderPapers();
  renderResults();
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
  requestCheck(true); // and shows all
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
