// The acts on kept records, loaded when they are asked for: list, compare, extract.

import { el } from '../../page/dom.js';
import { PAPER_STATES } from '../../texts/tender/causes.js';
import { sayRow } from '../../verifier/tender/words.js';
import { colon, language, say } from '../../page/words/sentences.js';
import { formatMoment } from '../../credentials/words/days.js';
import { parseTime } from '../../credentials/times.js';
import { plain } from '../../signing/plain_text.js';
import { part } from '../elements.js';
import { button, selectField } from '../form/fields.js';
import { renderAward } from './award_view.js';
import { renderDifference } from './difference_view.js';
import { renderExtract, renderExtracting } from './extract_view.js';
import { Kept, chooseRecord, nameFile } from './kept.js';
import { renderObjection, takeObjection } from './objection_view.js';

/** @import { NamedFile } from '../../page/input/files.js' */
/** @import { Value } from '../form/fields.js' */
/** @import { Compared } from './difference_view.js' */
/** @import { ActsHow, KeptExtract, KeptRecord } from './kept.js' */

const kept = new Kept();
/** @type {Value} */
const chosen = {}; // digests of the records to compare
/** @type {Compared | null} */
let compared = null; // the last difference worked out; shown while it belongs to the chosen records
let isAsked = false; // whether to show the difference of the chosen records
/** @type {string[]} */
let notes = [];
let shown = ''; // of what the view is

/**
 * Takes records and extracts that were dropped or chosen; two that are at hand are compared at once.
 * @param {NamedFile[]} files
 * @param {ActsHow} how
 */
export async function takeKept(files, how) {
  notes = [];
  const { records } = kept;
  for (const file of files) {
    const why = await kept.take(file, how.checking);
    if (why !== null) notes.push(why);
  }
  if (kept.objection !== null) takeObjection(kept.objection);
  kept.objection = null;
  await kept.draw(how);
  const isMore = kept.records !== records;
  if (isMore) {
    Object.assign(chosen, { before: '', after: '' });
    isAsked = false;
  }
  choose();
  shown = '';
  if (isMore && kept.all.length === 2) await compare(how);
  else render(how);
}

/** Chooses the earlier and the later record, unless the person chose others. */
function choose() {
  const byTime = [...kept.all].sort((a, b) => parseTime(a.summary.header.now).seconds - parseTime(b.summary.header.now).seconds).map(({ summary }) => summary.digest);
  if (!byTime.includes(chosen.before)) [chosen.before] = byTime;
  if (!byTime.includes(chosen.after) || chosen.after === chosen.before) chosen.after = byTime.filter((time) => time !== chosen.before).at(-1);
}

/**
 * Renders the acts if something has changed; leaves open entries alone.
 * @param {ActsHow} how
 */
export async function renderActs(how) {
  await kept.draw(how);
  choose();
  render(how);
  if (isAsked && chosenNow() === null) await workOut(how);
}

/** Returns the difference of the currently chosen records, if it was worked out. */
function chosenNow() {
  const [before, after] = chosenRecords();
  return compared !== null && compared.before === before && compared.after === after ? compared : null;
}

const chosenRecords = () => [chosen.before, chosen.after].map((digest) => kept.all.find(({ summary }) => summary.digest === digest));

/** @param {ActsHow} how */
function render(how) {
  const { tender, checked } = how.opening;
  const key = JSON.stringify([language(), tender?.body.number, checked?.breaks, checked?.asked.award?.at, kept.all.map(({ summary }) => summary.digest), kept.extracts.map(({ name }) => name), notes]);
  if (key === shown) return;
  shown = key;
  const again = () => {
    shown = '';
    render(how);
  };
  const input = el('input', { type: 'file', id: 'kept-file', multiple: true, accept: '.zip,.json', hidden: true, 'aria-label': say('chooseKept'), on: { change: () => {
    const files = [...input.files ?? []].map((file) => ({ name: file.name, file }));
    input.value = '';
    void takeKept(files, how);
  } } });
  const forget = (/** @type {KeptRecord | KeptExtract} */ record) => {
    kept.forget(record);
    choose();
    again();
    void renderActs(how);
  };
  part('acts-view').replaceChildren(
    el('p', { class: 'soft' }, say('actsLead')),
    el('p', { class: 'row' }, el('button', { type: 'button', id: 'choose-kept', on: { click: () => input.click() } }, say('chooseKept')), input),
    el('div', { role: 'alert' }, notes.map((words) => el('p', { class: 'note bad' }, words))),
    ...(kept.all.length === 0 ? [] : [el('ul', { class: 'lines', id: 'kept-records' }, kept.all.map((record) => renderRecord(record, record === kept.inView ? null : forget)))]),
    ...kept.extracts.map((record) => renderExtract(record, forget)),
    ...(how.opening.tender === null ? [] : [renderAward(kept.records, how)]),
    ...(kept.all.length < 2 ? [] : [renderComparing(how)]),
    ...(kept.all.length === 0 ? [] : [renderExtracting(kept.all, how.checking), renderObjection(kept.all, how.checking)]));
}

/**
 * @param {KeptRecord} record
 * @param {((one: KeptRecord) => void) | null} forget
 */
function renderRecord(record, forget) {
  const { tender, now, officer } = record.summary.header;
  const altered = record.summary.papers.filter(([, state]) => state !== 'same');
  const signed = officer === null ? say('keptUnsigned') : say('signedBy', { officer: officer.replace('did:key:', '') });
  return el('li', { class: 'row between' },
    el('span', {}, el('b', {}, nameFile(record)), ' ', say('keptOf', { number: plain(tender.number), at: formatMoment(parseTime(now)) }), ' ', el('span', { class: 'soft small' }, signed)),
    forget === null ? null : button(say('forgetKept'), () => forget(record), 'plain'),
    altered.length === 0 ? null : el('ul', { class: 'bullets' }, altered.map(([file, state]) =>
      el('li', { class: state === 'appended' ? null : 'no', 'data-paper': state }, file, colon(), sayRow(PAPER_STATES[state], {}, language())))));
}

/** @param {ActsHow} how */
function renderComparing(how) {
  const choices = chooseRecord(kept.all);
  const chooseOther = () => {
    isAsked = false;
    place.replaceChildren();
  };
  const place = el('div', { id: 'difference', class: 'flow', tabindex: -1 });
  const shows = isAsked ? chosenNow() : null;
  if (shows !== null) place.append(...renderDifference(shows).flatMap((child) => child ?? []));
  return el('section', { class: 'flow', 'aria-labelledby': 'difference-heading' },
    el('h3', { id: 'difference-heading' }, say('differenceHead')),
    el('div', { class: 'fields' },
      selectField(chosen, 'before', { label: say('earlierRecord'), path: '' }, choices, chooseOther),
      selectField(chosen, 'after', { label: say('laterRecord'), path: '' }, choices, chooseOther)),
    el('p', { class: 'row' }, el('button', { type: 'button', id: 'compare', on: { click: () => {
      notes = [];
      void compare(how);
    } } }, say('compareNow'))),
    place);
}

/** @param {ActsHow} how */
async function compare(how) {
  isAsked = true;
  await workOut(how);
  document.getElementById('difference')?.focus();
}

/** @param {ActsHow} how */
async function workOut(how) {
  const [before, after] = chosenRecords();
  if (before === undefined || after === undefined) return;
  const result = await how.checking.onKept('compareKept', before.file, after.file);
  if (result !== null && !('refused' in result)) {
    compared = { before, after, found: result };
  } else {
    isAsked = false;
    if (result !== null) notes = [...notes, result.refused[language()]];
  }
  shown = '';
  render(how);
}
