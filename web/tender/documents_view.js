// The contents of the opening's documents, in short; advice about the tender, for its writer.

import { AgreementNames } from '../credentials/documents/agreement_names.js';
import { formatMoment } from '../credentials/words/days.js';
import { plain } from '../signing/plain_text.js';
import { say as sayCode } from '../verifier/tender/words.js';
import { el, icon, saveFile } from '../page/dom.js';
import { comma, language, say } from '../page/words/sentences.js';

/** @import { Child } from '../page/dom.js' */
/** @import { Naming } from './checking/naming.js' */
/** @import { Checking } from './checking/client.js' */
/** @import { Opening } from './opening.js' */
/** @import { LintNote } from '../verifier/tender/lint.js' */

/** @typedef {{ opening: Opening, checking: Checking, now: string, edit: (kind: 'tender' | 'bidders') => void, again: () => void }} DocumentsHow */

/** @type {{ digest: string, pin: string | null, found: { lint: LintNote[], naming: Naming } | null } | null} */
let advised = null; // of which tender advice was asked for, and what it is

/**
 * @param {HTMLElement} place
 * @param {DocumentsHow} how
 */
export function renderDocuments(place, how) {
  const { opening } = how;
  const { tender, bidders } = opening;
  askAdvice(how);
  if (tender === null && bidders === null) {
    const isBegun = opening.begun.tender !== null || opening.begun.bidders !== null;
    place.replaceChildren(el('p', { class: isBegun ? 'note warn' : 'soft' }, say(isBegun ? 'begun' : 'documentsNone')), renderTemplate());
    return;
  }
  place.replaceChildren(.../** @type {Node[]} */ ([
    tender === null ? el('p', { class: 'note warn' }, say(opening.begun.tender === null ? 'tenderMissing' : 'begun')) : renderTender(how),
    bidders === null ? [el('p', { class: 'note warn' }, say(opening.begun.bidders === null ? 'biddersMissing' : 'begun')), renderTemplate()] : renderBidders(how),
    tender === null ? null : renderRelease(how),
  ].flat().filter(Boolean)));
}

/** @param {DocumentsHow} how */
function renderTender({ opening, edit, again }) {
  const draft = /** @type {NonNullable<Opening['tender']>} */ (opening.tender);
  const { number, version, title, openingAt, lots, criteria } = draft.body;
  return el('div', { class: 'tight document' },
    el('h3', {}, plain(title)),
    el('p', { class: 'soft small' }, [plain(number), say('versionOf', { version }), say('openingIs', { at: formatMoment(openingAt) }), say('lotsAre', { n: lots.length }), say('criteriaAre', { n: criteria.length })].join(' · ')),
    renderAdvice(),
    el('p', { class: 'row' },
      el('button', { type: 'button', id: 'edit-tender', on: { click: () => edit('tender') } }, say('editTender')),
      renderTake(draft, 'tender.json', () => {
        opening.tender = draft.published();
        again();
      })));
}

const renderTemplate = () =>
  el('p', {}, el('button', { type: 'button', id: 'take-template', on: { click: async () => (await import('./lists/saving.js')).saveTemplate() } }, icon('down'), say('saveTemplate')));

const release = { ocid: '', isOpen: false, told: '' }; // as it was entered

/**
 * The opening for platforms that read OCDS.
 * @param {DocumentsHow} how
 */
function renderRelease({ opening, now }) {
  const status = el('p', { class: 'soft small', role: 'status' }, release.told);
  const save = async () => {
    const { saveRelease } = await import('./lists/saving.js');
    if (opening.tender !== null) release.told = status.textContent = await saveRelease(opening.tender, opening.bidders, { ocid: release.ocid.trim(), date: now });
  };
  const take = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget: { value } }) => {
    release.ocid = value;
  };
  const onToggle = (/** @type {{ currentTarget: HTMLDetailsElement }} */ { currentTarget: { open } }) => {
    release.isOpen = open;
  };
  return el('details', { id: 'release', class: 'small', open: release.isOpen, on: { toggle: onToggle } },
    el('summary', {}, say('releaseHead')),
    el('div', { class: 'field' }, el('label', { for: 'ocid' }, say('ocid')), el('input', { id: 'ocid', autocomplete: 'off', value: release.ocid, 'aria-describedby': 'ocid-hint', on: { input: take } }), el('small', { id: 'ocid-hint' }, say('ocidHint'))),
    el('p', { class: 'row' }, el('button', { type: 'button', id: 'take-release', on: { click: save } }, icon('down'), 'release.json')), status);
}

/** @param {DocumentsHow} how */
function renderBidders({ opening, edit, again }) {
  const draft = /** @type {NonNullable<Opening['bidders']>} */ (opening.bidders);
  const { version, bidders } = draft.body;
  const consortia = bidders.filter((bidder) => bidder.members !== undefined).length;
  return el('div', { class: 'tight document' },
    el('h3', {}, say('biddersAre', { n: bidders.length })),
    el('p', { class: 'soft small' }, [say('versionOf', { version }), consortia > 0 ? say('consortiaAre', { n: consortia }) : null].filter(Boolean).join(' · ')),
    el('p', { class: 'row' },
      el('button', { type: 'button', id: 'edit-bidders', on: { click: () => edit('bidders') } }, say('editBidders')),
      renderTake(draft, 'bidders.json', () => {
        opening.bidders = draft.published();
        again();
      })));
}

/**
 * @param {{ bytes: Uint8Array<ArrayBuffer>, isPublished: boolean }} draft
 * @param {string} name
 * @param {() => void} onTaken
 */
function renderTake({ bytes, isPublished }, name, onTaken) {
  const take = () => {
    saveFile(name, bytes, 'application/json');
    onTaken();
  };
  return el('button', { type: 'button', class: isPublished ? '' : 'due', on: { click: take } }, icon('down'), isPublished ? name : say('takeChanged', { name }));
}

/** What is said of several criteria, once. */
function renderAdvice() {
  if (advised === null || advised.found === null || advised.found.lint.length === 0) return null;
  const { lint, naming } = advised.found;
  const names = new AgreementNames(naming.text, language(), naming.older);
  /** @type {Map<string, string[]>} */
  const places = new Map();
  for (const { code, criterion, requirement, facts } of lint) {
    const advice = sayCode('lint', code, facts, language(), names);
    places.set(advice, [...(places.get(advice) ?? []), [criterion, requirement].filter(Boolean).join(' ')]);
  }
  return el('details', { class: 'note warn', open: lint.length <= 3, id: 'advice' },
    el('summary', {}, say('adviceFor', { n: places.size })),
    el('ul', { class: 'bullets' }, [...places].map(([advice, where]) => el('li', {}, where.some(Boolean) ? el('b', {}, `${where.filter(Boolean).join(comma())} `) : null, advice))));
}

/**
 * Asks for advice once for each tender.
 * @param {DocumentsHow} how
 */
function askAdvice({ opening: { tender, sample }, checking, now, again }) {
  const pin = sample?.pin ?? checking.state.digest;
  if (tender === null || pin === null || (advised?.digest === tender.parsed.digest && advised.pin === pin)) return;
  const request = { digest: tender.parsed.digest, pin, found: null };
  advised = request;
  void checking.lint(tender.bytes, now).then((notes) => {
    if (advised !== request || notes === null || 'refused' in notes) return;
    advised = { ...request, found: notes };
    again();
  });
}
