// Notes on papers: unread files with the reason, pages without a code, and a person's words on them.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';
import { dayOf, momentOf } from '../../credentials/times.js';
import { plain } from '../../signing/plain_text.js';
import { renderPicture, renderThumbnail } from './picture.js';
import { LOOK_FIRST, groupBy, listPages } from './said.js';

/** @import { View } from '../results_view.js' */
/** @import { PaperNote } from '../../verifier/tender/collecting.js' */
/** @import { Bidder } from '../../verifier/tender/documents/bidders.js' */

/** @typedef {PaperNote & { file: string }} FileNote a note of what stands in a file */

const MOST_ALIKE = 5;
const CERTIFICATE = 'certificate'; // a certificate whose number cannot be read
export const TO_LOOK_AT = [...LOOK_FIRST, 'page-without-code']; // notes on pages, those to look at first in front
const SEEN = ['not-a-certificate', 'other-issuer', 'illegible'];
let looker = ''; // name of the person who looks, as last entered
/** @type {string | null} */
let looked = null; // bidder, file and page that a person is looking at
/** @type {string | null} */
let marked = null; // the page marked last, until its line appears

/**
 * @param {View} view
 * @returns {HTMLElement[]}
 */
export function renderPaperNotes(view) {
  const { told } = view;
  const codeless = /** @type {FileNote[]} */ (TO_LOOK_AT.flatMap((wanted) => told.matrix.papers.filter(({ code }) => code === wanted)));
  const count = codeless.reduce((sum, note) => sum + pagesOf(note).length, 0);
  const others = told.matrix.papers.filter(({ code }) => !TO_LOOK_AT.includes(code));
  if (told.matrix.papers.length === 0) return [];
  return [el('section', { class: 'card tight', id: 'paper-notes' },
    el('h2', {}, told.label('papers')),
    others.some(isElsewhere) ? el('p', { class: 'soft small', id: 'no-register' }, say('registerMissing')) : null,
    others.length === 0 ? null : el('ul', { class: 'lines' }, linesOf(others, view)),
    codeless.length === 0 ? null : el('details', { id: 'codeless', open: count <= 12 },
      el('summary', {}, say('codelessPages', { n: count })),
      el('p', { class: 'soft small' }, say('codelessWhat')),
      el('ul', { class: 'lines' }, codeless.map((note) => renderCodeless(note, view)))))];
}

/** @param {PaperNote} note */
const isElsewhere = ({ code, facts }) => code === 'number-not-covered' && facts.why === 'elsewhere';

/**
 * Returns one line for the same note on several pages of a file; of many equal lines of a bidder, the first few.
 * @param {PaperNote[]} notes
 * @param {View} view
 */
function linesOf(notes, view) {
  const { told } = view;
  const all = notes.flatMap((note) => told.paper(note).map((line) => ({ ...line, note })));
  const groups = groupBy(all, ({ note, said: words }) => `${note.bidder} ${note.file} ${words}`);
  const alike = groupBy([...groups.values()], ([{ note, said: words }]) => `${note.bidder} ${note.code} ${words}`);
  return [...alike.values()].flatMap((lines, place) => {
    const rendered = lines.map((group) => renderLine(group, view));
    if (lines.length <= MOST_ALIKE + 1) return rendered;
    const [[{ note, said: words }]] = lines;
    return [...rendered.slice(0, MOST_ALIKE), el('li', {}, el('details', { id: `alike-${place}` },
      el('summary', {}, el('b', {}, note.bidder), ` ${say('alikeMore', { n: lines.length - MOST_ALIKE })}`, ` ${words}`),
      el('ul', { class: 'lines' }, rendered.slice(MOST_ALIKE))))];
  });
}

/**
 * @param {{ page: number | null, said: string, note: PaperNote }[]} group
 * @param {View} view
 */
function renderLine(group, view) {
  const [{ note: about, said: words }] = group;
  const note = /** @type {FileNote} */ (about); // where there is no file, nothing is to be done about it
  const pages = group.flatMap(({ page }) => (page === null ? [] : [page]));
  const where = pages.length > 1 ? say('pagesOf', { file: plain(note.file), pages: listPages(pages) }) : view.told.place(note.file, pages[0] ?? null);
  return el('li', { class: 'row between grow', 'data-note': note.code, ...(note.page !== null && note.code.startsWith('page-marked') && { id: beRow(note.bidder, note.file, note.page), tabindex: -1 }) },
    el('span', {}, el('b', {}, `${note.bidder} ${where}`), ` ${words}`),
    note.code === 'file-unread' ? renderIgnore(note, view) : note.code.startsWith('page-marked') || note.code === 'by-number' ? renderUnmark(note, view) : note.code === 'page-looked' ? renderUnlook(note, view) : null);
}

/**
 * Returns the id of the line about a marked page; after a new mark, the focus moves on from that line.
 * @param {string} bidder
 * @param {string} file
 * @param {number} page
 */
function beRow(bidder, file, page) {
  const id = `note-${bidder}-${plain(file)}-${page}`;
  if (marked === `${bidder} ${file} ${page}`) {
    marked = null;
    queueMicrotask(() => document.activeElement === document.body && document.getElementById(id)?.focus({ preventScroll: true }));
  }
  return id;
}

/**
 * @param {FileNote} note
 * @param {View} view
 */
function renderCodeless(note, view) {
  const { told } = view;
  const { bidder, file, code } = note;
  const pages = pagesOf(note);
  const shown = pages.find((page) => looked === `${bidder} ${file} ${page}`);
  const look = (/** @type {number} */ page) => () => {
    looked = looked === `${bidder} ${file} ${page}` ? null : `${bidder} ${file} ${page}`;
    view.toggle(view.open);
  };
  return el('li', { class: 'tight' },
    el('p', { class: 'row' }, el('b', {}, `${bidder} ${plain(file)}`), code === 'page-without-code' ? null : el('span', { class: 'gold' }, told.label(code)), pages.map((page) => el('button', { type: 'button', class: 'noprint', id: `look-${bidder}-${plain(file)}-${page}`, 'aria-expanded': `${shown === page}`, on: { click: look(page) } }, LOOK_FIRST.includes(code) ? renderThumbnail(bidder, { file, page }, view) : null, say('lookAt', { page })))),
    shown === undefined ? null : el('div', { class: 'requirement' },
      el('div', { class: 'tight' }, renderLook({ bidder, file, page: shown }, view), renderMark({ bidder, file, page: shown }, view)),
      renderPicture(bidder, { file, page: shown, ...boxOf(note, shown, view) }, view)));
}

/**
 * Returns the place of an unreadable code on a page.
 * @param {FileNote} note
 * @param {number} page
 * @param {View} view
 */
function boxOf({ bidder, file }, page, { opening }) {
  const read = opening.read.get(bidder)?.find(({ path }) => path === file);
  const box = read?.unreadable.find((spot) => spot.page === page)?.box;
  return box === undefined ? {} : { box, isRead: false };
}

/**
 * Returns the form in which a person states what a page, or a run of equal pages, shows.
 * @param {{ bidder: string, file: string, page: number }} place
 * @param {View} view
 */
function renderLook({ bidder, file, page }, view) {
  const saw = el('select', { id: 'look-saw' }, SEEN.map((kind) => el('option', { value: kind }, say(`saw-${kind}`))));
  const by = el('input', { id: 'look-by', maxlength: 200, required: true, autocomplete: 'name' });
  const last = el('input', { id: 'look-last', type: 'number', min: page });
  by.value = looker;
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    looker = by.value.trim();
    const seen = { file, page, ...(last.value !== '' && { lastPage: Number(last.value) }), saw: saw.value, by: looker, on: dayOf(momentOf(Date.now() / 1000)) };
    looked = null;
    changeBidder(view, bidder, (bid) => /** @type {Bidder} */ ({ ...bid, looked: [...(bid.looked ?? []), seen] }));
  };
  return el('form', { class: 'tight look-page', on: { submit: onSubmit } },
    el('div', { class: 'field' }, el('label', { for: 'look-saw' }, say('lookSaw')), saw),
    el('div', { class: 'field' }, el('label', { for: 'look-last' }, say('lookLast')), last),
    el('div', { class: 'field' }, el('label', { for: 'look-by' }, say('lookBy')), by),
    el('button', { type: 'submit', class: 'main' }, say('lookNow')));
}

/**
 * @param {FileNote} note
 * @param {View} view
 */
const renderUnlook = ({ bidder, file, page, facts }, view) =>
  el('button', { type: 'button', class: 'noprint', on: { click: () => changeBidder(view, bidder, (bid) => ({ ...bid, looked: bid.looked?.filter((look) => look.file !== file || look.page !== page || look.saw !== facts.kind) })) } }, say('unlook'));

/**
 * Returns the form in which a person states that a page shows a certificate, with its number.
 * @param {{ bidder: string, file: string, page: number }} place
 * @param {View} view
 */
function renderMark({ bidder, file, page }, view) {
  const input = el('input', { id: 'mark-number', maxlength: 200, autocomplete: 'off', 'aria-describedby': 'mark-hint' });
  const issued = el('input', { id: 'mark-issued', type: 'date' });
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const claims = input.value.trim() || CERTIFICATE;
    const mark = { file, page, claims, ...(issued.value !== '' && { issued: issued.value }) };
    looked = null;
    marked = `${bidder} ${file} ${page}`;
    changeBidder(view, bidder, (bid) => ({ ...bid, marks: [...(bid.marks ?? []), mark] }));
  };
  return el('form', { class: 'tight mark-page', on: { submit: onSubmit } },
    el('div', { class: 'field' }, el('label', { for: 'mark-number' }, say('markNumber')), input),
    el('div', { class: 'field' }, el('label', { for: 'mark-issued' }, say('markIssued')), issued),
    el('p', { id: 'mark-hint', class: 'soft small' }, say('markHint')),
    el('button', { type: 'submit' }, say('markAs')));
}

/**
 * @param {FileNote} note
 * @param {View} view
 */
const renderUnmark = ({ bidder, file, page }, view) =>
  el('button', { type: 'button', class: 'noprint', on: { click: () => changeBidder(view, bidder, (bid) => ({ ...bid, marks: bid.marks?.filter((mark) => mark.file !== file || mark.page !== page) })) } }, say('unmark'));

/**
 * Returns the form to set an unreadable file aside, with a reason.
 * @param {FileNote} note
 * @param {View} view
 */
function renderIgnore({ bidder, file }, view) {
  if (view.told.matrix.papers.some((note) => note.code === 'ignored' && note.bidder === bidder && note.file === file)) return null;
  const input = el('input', { maxlength: 500, required: true, autocomplete: 'off', 'aria-label': say('ignoreWhy') });
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    const reason = input.value.trim();
    if (reason !== '') changeBidder(view, bidder, (bid) => ({ ...bid, ignore: [...(bid.ignore ?? []), { file, reason }] }));
  };
  return el('details', { class: 'noprint', id: `ignore-${bidder}-${plain(file)}` }, el('summary', {}, say('ignoreFile')),
    el('form', { class: 'row', on: { submit: onSubmit } }, input, el('button', { type: 'submit' }, say('ignoreNow'))));
}

/**
 * Makes a new version of the list of bidders.
 * @param {View} view
 * @param {string} id
 * @param {(bidder: Bidder) => Bidder} edit
 */
function changeBidder({ opening, change }, id, edit) {
  if (opening.bidders === null) return;
  const { value } = opening.bidders;
  const bidders = value.bidders.map((/** @type {Bidder} */ item) => (item.id === id ? edit(item) : item));
  change({ bidders: /** @type {import('../drafts.js').BiddersDraft} */ (opening.bidders.edited({ ...value, bidders })) });
}

/**
 * Returns the pages of a note, which lists them as runs of first and last.
 * @param {PaperNote} note
 */
export const pagesOf = ({ facts }) =>
  /** @type {[number, number][]} */ (/** @type {unknown} */ (facts.pages ?? [])).flatMap(([first, last]) => Array.from({ length: last - first + 1 }, (_, i) => first + i));
