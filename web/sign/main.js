// The page for signing: two files come in, clock and card are compared, and one of two acts is done.

import { CHINA, Moment, dayOf, formatTime } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { el, icon, show, whenRead } from '../page/dom.js';
import { listenToDrops } from '../page/input/picking.js';
import { loadPinWords } from '../page/trust/pin.js';
import { aside, comma, label, language, loadSentences, loadTable, say, sayAll, useLanguage } from '../page/words/sentences.js';
import { HurenError } from '../signing/errors.js';
import { readSigner } from '../signing/keys/signer.js';
import { renderAct, sayRefused, tellNote } from './act_view.js';
import { part } from './elements.js';
import { isBeforeExport, isKeyFile, isUnlocked, judgeNow, nameOfKey, openPlan, peopleNow } from './opened.js';
import { renderPlan } from './plan_view.js';
import { renderRows } from './rows_view.js';
import { usesOf } from './signing.js';
import { USES, takeTexts } from './texts.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { KeyFile, Opened } from './opened.js' */

const MODES = ['sign', 'state'];
/** Codes that statements end. */
const UNDECIDED = ['no-maker', 'too-few', 'chair-missing', 'returned'];

/** @type {Opened | null} */
let opened = null;
/** @type {KeyFile | null} */
let key = null;

const now = () => new Moment(Math.floor(Date.now() / 1000), CHINA);
/** The version as typed; Chinese input methods write wide digits. */
const typedVersion = () => part('version').value.normalize('NFKC').trim();
/** The mode chosen; until then the one that the plan waits for. */
const modeNow = () => MODES.find((name) => location.hash === `#${name}`) ?? (opened !== null && UNDECIDED.includes(`${judgeNow(opened, now()).code}`) ? 'state' : 'sign');

export async function start() {
  const words = Promise.all([loadSentences('sign/sentences.json'), loadTable('texts/desk.json').then(takeTexts), loadPinWords()]).then(() => true, () => false);
  await whenRead();
  if (!part('cannot-run').hidden) return;
  const isWhole = await words;
  show(part('loading'), false);
  if (!isWhole || globalThis.crypto?.subtle === undefined) return show(part(isWhole ? 'cannot-run' : 'not-whole'), true);
  addEventListener('error', () => fail());
  addEventListener('unhandledrejection', () => fail());
  listen();
  sayAll(document);
  renderAll();
  part('main').removeAttribute('aria-busy');
  for (const button of document.querySelectorAll('button')) button.disabled = false;
  takeChosen();
  setInterval(renderClock, 1000);
  setInterval(renderPlanNow, 60_000); // the answer may change with time
}

function fail() {
  part('alerts').replaceChildren(tellNote(say('failed')));
}

function listen() {
  document.getElementById('language')?.addEventListener('click', () => {
    useLanguage(language() === 'zh' ? 'en' : 'zh');
    sayAll(document);
    renderAll();
  });
  part('choose').addEventListener('click', () => part('file').click());
  part('file').addEventListener('change', takeChosen);
  listenToDrops((files) => void take(files));
  part('version').addEventListener('input', renderVersion);
  addEventListener('hashchange', () => MODES.includes(location.hash.slice(1)) && renderAll());
  document.querySelector('.skip')?.addEventListener('click', (event) => {
    event.preventDefault();
    part('main').focus();
  });
}

function takeChosen() {
  const files = [...part('file').files ?? []].map((file) => ({ name: file.name, file }));
  part('file').value = '';
  void take(files);
}

/** @param {NamedFile[]} files */
async function take(files) {
  if (files.length === 0) return;
  part('alerts').replaceChildren();
  for (const { name, file } of files) {
    const data = new Uint8Array(await file.arrayBuffer());
    const refusal = isKeyFile(data) ? await takeKey(name, data) : await takePlan(name, data);
    if (refusal !== null) part('alerts').append(tellNote(refusal));
  }
  renderAll();
  part('files').dataset.read = `${Number(part('files').dataset.read ?? 0) + 1}`; // counts how often files were read
}

/**
 * @param {string} name
 * @param {Uint8Array} data
 */
async function takeKey(name, data) {
  key = null;
  if (isUnlocked(data)) return say('keyUnlocked', { name });
  try {
    await readSigner(data, '-');
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    if (error.code !== 'key-wrong-passphrase') return say('fileRefused', { name, why: await sayRefused(error) }); // the form is refused whatever the passphrase
  }
  key = { name, pem: data };
  return null;
}

/** The key that the act asks for, in words. */
function describeKey() {
  if (modeNow() === 'state') return say('fileOfKeyState');
  if (opened === null) return say('fileOfKeyWhat');
  const { carried, documents } = opened;
  const keys = usesOf(documents).map((use) => {
    const names = carried.methods.filter((method) => method.use === use).map(({ id }) => nameOfKey(id));
    return say('keyOfUse', { use: label(USES, use) }) + (names.length === 0 ? '' : aside(names.join(comma())));
  });
  return say('fileOfKeySign', { keys: keys.join(comma()) });
}

/**
 * @param {string} name
 * @param {Uint8Array} data
 */
async function takePlan(name, data) {
  opened = null;
  try {
    opened = await openPlan(name, data, now());
    return null;
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return say('fileRefused', { name, why: await sayRefused(error) });
  }
}

/** Returns in words the first thing missing before an act; null if nothing is. */
function check() {
  if (opened === null) return say('needPlan');
  if (key === null) return say('needKey');
  if (!part('clock-right').checked) return say('needClock');
  if (isBeforeExport(opened.carried, now())) return null; // the act names the clock, which is the cause of all else
  const version = peopleNow(opened, now())?.version ?? null;
  if (version === null) return say('versionNone');
  const typed = typedVersion();
  if (typed === '') return say('needVersion');
  return typed === `${version}` ? null : sayOther(version);
}

/** @param {number} version of the file, which is not the one typed */
const sayOther = (version) => say(Number(typedVersion()) < version ? 'versionNewer' : 'versionOther', { version });

function renderAll() {
  renderFiles();
  renderClock();
  renderVersion();
  renderRowsOnce();
  renderPlanNow();
  renderActing();
}

function renderPlanNow() {
  part('plan').replaceChildren(...shown(renderPlan(opened, opened === null ? null : judgeNow(opened, now()), now(), modeNow() === 'sign')));
}

/** Renders the rows only if they or the language changed: a thousand rows take a while. */
function renderRowsOnce() {
  const wanted = `${opened?.carried.stated.plan.digest} ${language()}`;
  if (part('rows').dataset.shown === wanted) return;
  part('rows').dataset.shown = wanted;
  part('rows').replaceChildren(...shown(renderRows(opened, now())));
}

/** @param {(Node | null)[]} nodes */
const shown = (nodes) => nodes.filter((node) => node !== null);

function renderFiles() {
  const line = (/** @type {string} */ what, /** @type {string | undefined} */ name, /** @type {string} */ more) =>
    el('div', { class: 'tight' },
      el('p', { class: 'taken' }, el('span', { class: `mark ${name === undefined ? 'skip' : 'ok'}` }, icon(name === undefined ? 'skip' : 'ok'), say(what)), name === undefined ? null : el('b', {}, name)),
      el('p', { class: 'soft small' }, more));
  part('files').replaceChildren(
    line('fileOfPlan', opened?.name, opened === null ? say('fileOfPlanWhat') : say('exportedAt', { time: formatMoment(opened.carried.exported) })),
    line('fileOfKey', key?.name, describeKey()));
}

function renderClock() {
  const at = now();
  const day = dayOf(at);
  const weekday = new Intl.DateTimeFormat(language() === 'zh' ? 'zh-CN' : 'en', { weekday: 'long', timeZone: 'UTC' }).format(new Date(`${day}T00:00:00Z`));
  part('clock').replaceChildren(formatTime(at).slice(11, 19), el('b', {}, `${day} ${weekday}`), el('small', {}, say('clockOf')));
}

function renderVersion() {
  const people = opened === null ? null : peopleNow(opened, now());
  const typed = typedVersion();
  const isSame = typed === `${people?.version}`;
  const isEarly = opened !== null && isBeforeExport(opened.carried, now()); // the plan names the clock
  const told = people === null ? (opened === null || isEarly ? null : say('versionNone')) : isSame ? say('versionSame') : sayOther(people.version);
  const isSilent = told === null || (people !== null && typed === '');
  part('version-told').replaceChildren(...(isSilent ? [] : [el('span', { class: `mark ${isSame ? 'ok' : 'no'}` }, icon(isSame ? 'ok' : 'no'), told)]));
}

function renderActing() {
  const mode = modeNow();
  for (const link of document.querySelectorAll('[data-mode]')) {
    if (link.getAttribute('data-mode') === mode) link.setAttribute('aria-current', 'page');
    else link.removeAttribute('aria-current');
  }
  const judge = () => (opened === null ? null : judgeNow(opened, now()).code);
  part('act').replaceChildren(...renderAct({ opened, key, now, check, judge }, mode));
}
