// The matrix and what stands around it: dates, words, what concerns bids as a whole, papers, sentences to paste.

import { el, icon } from '../page/dom.js';
import { comma, language, say } from '../page/words/sentences.js';
import { parseTime } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { plain } from '../signing/plain_text.js';
import { COLUMNS, MET, NOT_MET, UNCLEAR } from '../verifier/tender/matrix.js';
import { part } from './elements.js';
import { bringContactSheet } from './record/contact_view.js';
import { renderRecord, renderWords } from './record/record_view.js';
import { TO_LOOK_AT, pagesOf, renderPaperNotes } from './matrix/paper_notes.js';
import { renderLot } from './matrix/lot_view.js';
import { isNear } from './matrix/short.js';
import { Telling } from './matrix/telling.js';
import { lettersOf, rejectionsOf } from './matrix/pasted.js';

/** @import { Checking } from './checking/client.js' */
/** @import { BiddersDraft } from './drafts.js' */
/** @import { Matrix } from './matrix/said.js' */
/** @import { Checked, Opening } from './opening.js' */
/** @import { ColumnName } from '../verifier/tender/matrix.js' */
/** @import { PaperReading } from './papers/reading.js' */

/** @typedef {{ lot: string, bidder: string, criterion: string }} OpenCell */

/**
 * @typedef {object} ResultsHow
 * @property {Opening} opening
 * @property {PaperReading | null} reading
 * @property {Checking} checking
 * @property {(made: { bidders: BiddersDraft }) => void} change
 * @property {(words: string) => void} tell says it to who listens, and shows it
 */

/** @typedef {Pick<ResultsHow, 'opening' | 'reading'> & Pick<InView, 'told' | 'isShown'> & { open: OpenCell | null, toggle: (cell: OpenCell | null) => void }} MatrixView by what a lot and its cells are shown */
/** @typedef {ResultsHow & InView & MatrixView} View */

/** @typedef {{ told: Telling, filter: Filter, isShown: (bidder: string) => boolean }} InView what is said of a check, and whom the filter shows of it */

/** Whom the table shows. */
const FILTERS = /** @type {const} */ (['all', 'problem', 'near', 'unclear']);
/** @typedef {typeof FILTERS[number]} Filter */

/** @type {Filter} */
let filter = 'all';
/** @type {OpenCell | null} */
let open = null;

/**
 * What is in view of a check, in the language that is spoken now.
 * @param {Opening} opening
 * @param {Checked} checked
 * @returns {InView}
 */
export function tellChecked(opening, checked) {
  const { tender, bidders, asked } = checked;
  const files = new Map(asked.files.filter(([bidder]) => opening.isChecked(bidder)));
  const telling = new Telling({ ...checked, matrix: saidSoFar(checked.matrix, opening), tender: tender.body, bidders: bidders.body, files }, language());
  const by = filter;
  return { told: telling, filter, isShown: (bidder) => !files.has(bidder) || fits(by, bidder, telling) };
}

/**
 * @param {HTMLElement} place
 * @param {ResultsHow} how
 */
export function renderResults(place, how) {
  const { checked } = how.opening;
  if (checked === null) return;
  const again = () => renderResults(place, how);
  const view = {
    ...how, ...tellChecked(how.opening, checked), open,
    toggle: (/** @type {OpenCell | null} */ cell) => {
      const before = open;
      open = cell;
      again();
      if (cell !== null && cell !== before) place.querySelector('.open')?.scrollIntoView({ block: 'nearest' });
      if (cell === null && before !== null) document.getElementById(`cell-${before.lot}-${before.bidder}-${before.criterion}`)?.focus();
    },
  };
  const focused = document.activeElement?.id;
  const unfolded = [...place.querySelectorAll('details[id][open]')].map(({ id }) => id);
  place.replaceChildren(
    renderHead(view),
    el('div', { class: 'grid wide-2' }, renderDates(view), renderWords(view)),
    ...renderFlags(view),
    renderTally(view.told),
    renderChips(view, (chosen) => {
      filter = chosen;
      again();
    }),
    ...view.told.tender.lots.map((lot) => renderLot(lot, view)),
    ...renderPaperNotes(view),
    ...renderPasted(view),
    el('section', { class: 'card tight' }, el('h2', {}, say('notDone')), el('p', {}, view.told.tell('states-facts')), el('p', {}, view.told.tell(othersOf(view), othersFacts(view)))),
  );
  announce(view);
  if (how.opening.isWhole) bringContactSheet(view);
  for (const id of unfolded) document.getElementById(id)?.setAttribute('open', '');
  if (focused && document.activeElement === document.body) document.getElementById(focused)?.focus({ preventScroll: true });
}

/**
 * Without what is missing among papers that are not all read yet.
 * @param {Matrix} matrix
 * @param {Opening} opening
 * @returns {Matrix}
 */
function saidSoFar(matrix, opening) {
  const isRead = (/** @type {string} */ bidder) => opening.isWhole || opening.isChecked(bidder);
  const papers = matrix.papers.filter(({ bidder }) => isRead(bidder));
  return { ...matrix, papers, flags: matrix.flags.filter(({ code, bidders }) => code !== 'joint-agreement-missing' || bidders.every(isRead)) };
}

/** @param {View} view */
const othersOf = ({ told }) => (told.tender.otherCriteria === undefined ? 'others-unknown' : 'not-looked-at');

/** @param {View} view */
function othersFacts({ told: { tender } }) {
  const others = tender.otherCriteria ?? 0;
  return { others, all: others + tender.criteria.length };
}

/** @param {View} view */
function renderHead(view) {
  const { told } = view;
  const { number, version, title, criteria } = told.tender;
  const counts = say('counted', { bidders: told.bidders.bidders.length, criteria: criteria.length, certificates: told.matrix.credentials.length, home: told.names.region(told.tender.home) });
  const waits = told.bidders.bidders.length - told.files.size;
  return el('div', { class: 'row between' },
    el('div', {},
      el('p', { class: 'soft small' }, [told.label('title'), plain(number), say('versionOfTender', { version })].join(' · ')),
      el('h1', {}, plain(title)),
      el('p', { class: 'soft' }, counts, waits > 0 ? el('b', { class: 'gold' }, ` · ${say('foldersOpen', { n: waits })}`) : null)),
    renderRecord(view));
}

/** @param {View} view */
function renderDates({ told }) {
  const { dates, pending, now, trust } = told.matrix;
  const shown = (/** @type {ColumnName} */ name) => {
    const date = dates[name];
    if (date === null) return told.label('pending');
    return (date.includes('T') ? formatMoment(parseTime(date)) : date) + (pending.includes(name) ? told.aside(told.label('pending')) : '');
  };
  return el('section', { class: 'card' },
    el('h2', {}, say('datesHead')),
    el('dl', { class: 'facts' },
      COLUMNS.flatMap((name) => [el('dt', {}, told.column(name)), el('dd', { class: 'num' }, shown(name))]),
      el('dt', {}, told.label('checked')), el('dd', { class: 'num' }, formatMoment(parseTime(now))),
      trust.manifests.flatMap((manifest) => [
        el('dt', {}, told.names.region(manifest.issuer)),
        el('dd', {}, say('publishedAt', { at: formatMoment(parseTime(manifest.issued)) }), manifest.isAgeing && told.restsOn(manifest.issuer) ? el('span', { class: 'mark warn' }, icon('warn'), say('ageingHours', { hours: manifest.ageHours })) : null)])));
}

/** @param {View} view */
function renderFlags({ told }) {
  return told.matrix.flags.map((flag) =>
    el('p', { class: 'note warn' }, el('b', {}, [told.tender.lots.length > 1 ? flag.lot : null, flag.bidders.join(' + ')].filter(Boolean).join(' · ')), ' ', told.flag(flag)));
}

/**
 * How many criteria of the bidders that were read came to a state.
 * @param {Telling} telling
 * @param {string} state
 */
const countOutcomes = (telling, state) => telling.matrix.criteria.filter((outcome) => telling.files.has(outcome.bidder) && outcome.state === state).length;

/**
 * Says that the matrix is finished to those who do not see it.
 * @param {View} view
 */
function announce({ opening, told }) {
  const counts = [MET, NOT_MET, UNCLEAR].map((state) => `${told.state(state)} ${countOutcomes(told, state)}`).join(comma());
  const words = opening.isWhole ? say('matrixDone', { counts }) : '';
  if (part('announced').textContent !== words) part('announced').textContent = words;
}

/** @param {Telling} telling */
function renderTally(telling) {
  const count = (/** @type {string} */ state) => countOutcomes(telling, state);
  const pages = telling.matrix.papers.filter(({ code }) => TO_LOOK_AT.includes(code)).reduce((sum, note) => sum + pagesOf(note).length, 0);
  const tally = (/** @type {string} */ tone, /** @type {number} */ n, /** @type {string} */ word) => el('span', { class: tone }, el('b', {}, n), word);
  return el('div', { class: 'tally', role: 'group', 'aria-label': say('tallyOf') },
    tally('ok', count(MET), telling.state(MET)), tally('no', count(NOT_MET), telling.state(NOT_MET)), tally('unk', count(UNCLEAR), telling.state(UNCLEAR)), tally('', pages, say('pagesWithout')));
}

/**
 * @param {Filter} by
 * @param {string} bidder
 * @param {Telling} telling
 */
function fits(by, bidder, telling) {
  const outcomes = telling.matrix.criteria.filter((outcome) => outcome.bidder === bidder && outcome.state !== MET);
  if (by === 'all') return true;
  if (by === 'unclear') return outcomes.some(({ state }) => state === UNCLEAR);
  if (by === 'problem') {
    const wanted = telling.tender.criteria.filter(({ use }) => use === 'qualification').map(({ id }) => id);
    return outcomes.some(({ criterion }) => wanted.includes(criterion));
  }
  return outcomes.some(({ criterion }) => telling.matrix.cells.some((cell) => cell.bidder === bidder && cell.criterion === criterion && isNear(cell)));
}

/**
 * @param {View} view
 * @param {(chosen: Filter) => void} choose
 */
function renderChips({ told }, choose) {
  const ids = told.bidders.bidders.map(({ id }) => id).filter((/** @type {string} */ id) => told.files.has(id));
  return el('div', { class: 'chips noprint', role: 'group', 'aria-label': say('filters') },
    FILTERS.map((name) => el('button', { type: 'button', id: `filter-${name}`, 'aria-pressed': `${filter === name}`, on: { click: () => choose(name) } },
      `${say(`filter-${name}`)} ${ids.filter((/** @type {string} */ id) => fits(name, id, told)).length}`)));
}

/** @param {View} view */
function renderPasted({ told }) {
  const law = told.tender.regime === 'government' ? 'clarify-tender' : 'clarify-law';
  return /** @type {const} */ (['clarify', 'reject']).map((kind) => {
    const sentences = kind === 'clarify' ? lettersOf(told) : rejectionsOf(told);
    return el('section', { class: 'card tight noprint', id: kind },
      el('h2', {}, say(kind === 'clarify' ? 'clarifyHead' : 'rejectHead', { n: sentences.length })),
      sentences.length === 0 ? el('p', { class: 'soft' }, told.label('none')) : null,
      kind === 'reject' && told.matrix.looks.some(({ bidder }) => !told.isLookedAt(bidder)) ? el('p', { class: 'soft small' }, told.tell('looks-open')) : null,
      sentences.length > 0 && kind === 'clarify' ? el('p', { class: 'soft small' }, told.tell(law)) : null,
      sentences.length === 0 ? null : el('ul', { class: 'lines' }, sentences.map((text) => el('li', { class: 'row between grow' }, el('span', {}, text), renderCopy(text)))));
  });
}

/** @param {string} text */
function renderCopy(text) {
  const copy = (/** @type {MouseEvent & { currentTarget: HTMLButtonElement }} */ { currentTarget: button }) =>
    navigator.clipboard?.writeText(text).then(() => {
      button.textContent = say('copied');
    }, () => {});
  return navigator.clipboard === undefined ? null : el('button', { type: 'button', on: { click: copy } }, say('copy'));
}
