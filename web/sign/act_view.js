// The two acts: signing the plan, and making a statement on it. Each ends with a file, or with the reason why not.

import { el, icon, saveFile } from '../page/dom.js';
import { nextTask } from '../page/yielding.js';
import { comma, label, language, say } from '../page/words/sentences.js';
import { HurenError } from '../signing/errors.js';
import { encodeProfile } from '../signing/jcs.js';
import { readSigner } from '../signing/keys/signer.js';
import { nameOfKey } from './opened.js';
import { personOf } from './plan_view.js';
import { KeyRefused, findMethods, signPlan } from './signing.js';
import { findPerson, statePlan } from './stating.js';
import { AGAINST, ASIDE, STATED } from './texts.js';

/** @import { Moment } from '../credentials/times.js' */
/** @import { Opened, KeyFile } from './opened.js' */

/**
 * What an act needs from the page: `check` returns the first missing thing in words, or null; `judge` the code that
 * forbids signing now.
 * @typedef {{ opened: Opened | null, key: KeyFile | null, now: () => Moment, check: () => string | null, judge: () => string | null }} Acting
 */

const DECISIONS = ['Make', 'Approve', 'Return', 'Reject', 'Withdraw'];
const WITH_REASONS = ['return', 'reject'];

/**
 * @param {Acting} acting
 * @param {string} mode
 */
export function renderAct(acting, mode) {
  const isSigning = mode === 'sign';
  const told = el('div', { id: 'told', class: 'tight', role: 'status' });
  const about = el('div', { id: 'key-told', role: 'status' });
  const passphrase = el('input', { id: 'passphrase', type: 'password', autocomplete: 'off', 'aria-describedby': 'passphrase-hint key-told', on: { change: async () => {
    const lines = await tellKey(acting, passphrase.value, isSigning);
    if (!button.disabled) about.replaceChildren(...lines);
  } } });
  const button = el('button', { type: 'submit', class: 'main', id: 'go' }, say(isSigning ? 'signAll' : 'stateNow', { count: acting.opened?.documents.length ?? 0 }));
  const form = el('form', { class: 'tight', autocomplete: 'off', on: { submit: async (event) => {
    event.preventDefault();
    if (button.disabled) return;
    button.disabled = true;
    try {
      about.replaceChildren();
      const given = passphrase.value;
      passphrase.value = '';
      told.replaceChildren(...(await (isSigning ? sign(acting, given, told) : state(acting, given, form))));
    } finally {
      button.disabled = false;
    }
  } } },
    ...(isSigning ? [] : renderDecision()),
    el('div', { class: 'field' },
      el('label', { for: 'passphrase' }, say('passphrase')), el('small', { id: 'passphrase-hint' }, say('passphraseHint')), passphrase),
    el('p', {}, button), about); // below the button: what appears as it is pressed must not move it away
  return [el('h2', { id: 'act-heading' }, say(isSigning ? 'actSign' : 'actState')), form, told];
}

function renderDecision() {
  // none is chosen beforehand: who makes a plan by mistake may never approve it
  const options = [el('option', { value: '' }, '—'), ...DECISIONS.map((name) => el('option', { value: name.toLowerCase() }, say(`decide${name}`)))];
  return [
    el('div', { class: 'field' }, el('label', { for: 'decision' }, say('decision')), el('select', { id: 'decision', name: 'decision', required: true }, ...options)),
    el('div', { class: 'field' },
      el('label', { for: 'returned' }, say('rowsOfReturn')), el('small', { id: 'returned-hint' }, say('rowsOfReturnHint')),
      el('input', { id: 'returned', name: 'returned', autocomplete: 'off', maxlength: 4000, 'aria-describedby': 'returned-hint' })),
    el('div', { class: 'field' }, el('label', { for: 'reasons' }, say('reasons')), el('textarea', { id: 'reasons', name: 'reasons', rows: 3, maxlength: 2000 })),
  ];
}

/** @param {string} words */
export const tellNote = (words, tone = 'no') => el('p', { class: `note ${tone}`, 'data-refused': '' }, words);

/** @param {string} words */
const refused = (words, tone = 'no') => [tellNote(words, tone)];

/**
 * Whose key the passphrase opens, or why the key does nothing here.
 * @param {Acting} acting
 * @param {string} passphrase
 * @param {boolean} isSigning
 */
async function tellKey({ opened, key, now }, passphrase, isSigning) {
  if (opened === null || key === null || passphrase === '') return [];
  try {
    const signer = await readSigner(key.pem, passphrase);
    const who = isSigning ? null : findPerson(opened.read.question.chain, signer, now());
    if (who !== null && 'against' in who) return refused(label({ ...AGAINST, ...ASIDE }, who.against));
    const name = who === null ? [...new Set(findMethods(opened, signer, now()).map(({ id }) => nameOfKey(id)))].join(comma()) : personOf(opened, who.person.id);
    return [el('p', {}, el('span', { class: 'mark ok' }, icon('ok'), say(isSigning ? 'keySigns' : 'keyStates', { name })))];
  } catch (error) {
    return refused(await tellRefused(error));
  }
}

/**
 * What happened, and what to do next.
 * @param {HurenError} error
 */
export const sayRefused = async (error) => `${await error.sentence(language())} ${await error.mend(language())}`;

/**
 * @param {Acting} acting
 * @param {string} passphrase
 * @param {HTMLElement} told
 */
async function sign({ opened, key, now, check, judge }, passphrase, told) {
  const wanting = check() ?? (passphrase === '' ? say('needPassphrase') : null);
  if (wanting !== null || opened === null || key === null) return refused(wanting ?? say('needPlan'), 'warn');
  const against = judge();
  if (against !== null) return refused(label(AGAINST, against));
  const all = opened.documents.length;
  const bar = el('progress', { max: all, value: 0, 'aria-label': say('signingNow', { count: 0, all }) });
  const words = el('p', {}, say('signingNow', { count: 0, all }));
  told.replaceChildren(words, bar);
  try {
    const signer = await readSigner(key.pem, passphrase);
    const data = await signPlan(opened, signer, now(), (count) => {
      bar.value = count;
      words.textContent = say('signingNow', { count, all });
      return nextTask();
    });
    return tellDone(say('signedAll', { count: all }), say('signedWhat'), say('saveSigned'), () => saveFile(nameOf(opened, 'signed'), data, 'application/json'));
  } catch (error) {
    return refused(await tellRefused(error));
  }
}

/**
 * @param {Acting} acting
 * @param {string} passphrase
 * @param {HTMLFormElement} form
 */
async function state({ opened, key, now, check }, passphrase, form) {
  const wanting = check() ?? (passphrase === '' ? say('needPassphrase') : null);
  if (wanting !== null || opened === null || key === null) return refused(wanting ?? say('needPlan'), 'warn');
  const typed = new FormData(form);
  const decision = `${typed.get('decision')}`;
  const reasons = `${typed.get('reasons')}`.trim() || null;
  const rows = readRows(decision === 'return' ? `${typed.get('returned')}` : '', opened.documents.length);
  if (typeof rows === 'string') return refused(say('rowsWrong', { text: rows, count: opened.documents.length }), 'warn');
  if (reasons === null && WITH_REASONS.includes(decision)) return refused(say('reasonsNeeded'), 'warn');
  try {
    const signer = await readSigner(key.pem, passphrase);
    const stated = await statePlan(opened, signer, { decision, rows, reasons }, now());
    if ('refused' in stated) return refused(say(stated.refused));
    if ('against' in stated) return refused(`${say('stateNoMore')}${language() === 'zh' ? '：' : ': '}${label({ ...AGAINST, ...ASIDE }, stated.against)}`);
    const { value, body } = stated.signed;
    const words = say('stated', { person: personOf(opened, body.by), decision: label(STATED, decision) });
    return tellDone(words, say('statedWhat'), say('saveStatement'), () => saveFile(nameOf(opened, `${body.by}-${decision}`), encodeProfile(value), 'application/json'));
  } catch (error) {
    return refused(await tellRefused(error));
  }
}

/**
 * @param {string} words
 * @param {string} what
 * @param {string} saving
 * @param {() => void} save
 */
const tellDone = (words, what, saving, save) => [
  el('p', {}, el('span', { class: 'mark ok', id: 'done' }, icon('ok'), words)),
  el('p', { class: 'soft small' }, what),
  el('p', {}, el('button', { type: 'button', class: 'main', id: 'save', on: { click: save } }, icon('down'), saving)),
];

/**
 * @param {unknown} error
 * @returns {Promise<string>}
 */
async function tellRefused(error) {
  if (error instanceof KeyRefused) return say(error.code);
  if (error instanceof HurenError) return say('keyRefused', { why: await sayRefused(error) });
  throw error;
}

/**
 * Returns rows from 0 for typed numbers from 1, as `3, 7-9`; or the text that is not a number.
 * @param {string} text
 * @param {number} count
 */
function readRows(text, count) {
  const rows = new Set();
  for (const item of text.split(/[,，、;；\s]+/u).filter(Boolean)) {
    const [, first, last = first] = /^(\d{1,4})(?:[-–—~～](\d{1,4}))?$/u.exec(item) ?? [];
    const [from, until] = [Number(first), Number(last)];
    if (first === undefined || from < 1 || until < from || until > count) return item;
    for (let row = from; row <= until; row += 1) rows.add(row - 1);
  }
  return [...rows].sort((a, b) => a - b);
}

/**
 * A name for the file, of ASCII alone: the plan's, the day's.
 * @param {Opened} opened
 * @param {string} what
 */
const nameOf = ({ carried }, what) => `huren-${carried.stated.plan.digest.slice(0, 8)}-${what}.json`;
