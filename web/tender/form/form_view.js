// Forms that make the documents of an opening: entries are read as a file is, and advice stands beside them.

import { AgreementNames } from '../../credentials/documents/agreement_names.js';
import { readDraft } from '../../credentials/drafting/faults.js';
import { HurenError } from '../../signing/errors.js';
import { bidders as biddersModel } from '../../verifier/tender/documents/bidders.js';
import { tender as tenderModel } from '../../verifier/tender/documents/tender.js';
import { say as sayCode } from '../../verifier/tender/words.js';
import { el } from '../../page/dom.js';
import { sayError } from '../../page/trust/trust_state.js';
import { language, say } from '../../page/words/sentences.js';
import { part } from '../elements.js';
import { biddersDraft, tenderDraft } from '../drafts.js';
import { newBidders, renderBiddersForm } from './bidders_form.js';
import { dropFault, fieldAt, findFaults, showFaults } from './faults.js';
import { button } from './fields.js';
import { newTender, renderTenderForm } from './tender_form.js';

/** @import { Checking } from '../checking/client.js' */
/** @import { BiddersDraft, TenderDraft } from '../drafts.js' */
/** @import { Opening } from '../opening.js' */
/** @import { LintNote } from '../../verifier/tender/lint.js' */
/** @import { AgreementLists, Value } from './fields.js' */

/**
 * @typedef {object} FormHow
 * @property {Opening} opening
 * @property {AgreementLists | null} text of the agreement, with the associations' own lists
 * @property {string | null} home that this device remembers
 * @property {string} now
 * @property {(tender: Uint8Array) => ReturnType<Checking['lint']>} lint
 * @property {(made: { tender?: TenderDraft, bidders?: BiddersDraft } | null) => void} done
 */

/**
 * @param {'tender' | 'bidders'} kind
 * @param {FormHow} how
 */
export function renderForm(kind, how) {
  const { opening, text, done } = how;
  const place = part('form');
  if (text === null) {
    place.replaceChildren(el('p', { class: 'note warn' }, say('noTrust')));
    return;
  }
  const before = kind === 'tender' ? opening.tender : opening.bidders;
  /** @type {Value} */
  const value = structuredClone(opening.begun[kind] ?? before?.value) ?? (kind === 'tender' ? newTender(text, how.home ?? text.parties[0].id, how.now) : newBidders());
  const names = new AgreementNames(text, language());
  const refusal = el('div', { role: 'alert', tabindex: -1, id: 'form-faults' });
  const advice = el('div', { 'aria-live': 'polite', id: 'form-advice' });
  const fields = el('div', { class: 'flow' });
  const again = () => {
    refusal.replaceChildren(); // the fields it is about go
    fields.replaceChildren(.../** @type {Node[]} */ (kind === 'tender' ? renderTenderForm(value, { text, names, again }) : renderBiddersForm(value, { opening, again })).flat(2).filter(Boolean));
    void advise();
  };
  const make = () => {
    if (before !== null) return before.edited(value);
    return kind === 'tender' ? tenderDraft(value, false) : biddersDraft(value, false);
  };
  const advise = async () => {
    if (kind !== 'tender') return;
    try {
      const notes = await how.lint(make().bytes);
      if (notes !== null && !('refused' in notes)) advice.replaceChildren(renderAdvice(notes, names));
    } catch (error) {
      if (!(error instanceof HurenError)) throw error; // not yet a tender
    }
  };
  const drop = (/** @type {Iterable<Element>} */ wrong) => {
    for (const field of wrong) dropFault(refusal, field);
  };
  const apply = async (/** @type {Event} */ event) => {
    event.preventDefault();
    drop(fields.querySelectorAll('[aria-invalid]'));
    const faults = findFaults(fields);
    try {
      const made = make();
      if (faults.length === 0) return done(kind === 'tender' ? { tender: /** @type {TenderDraft} */ (made) } : { bidders: /** @type {BiddersDraft} */ (made) });
    } catch (error) {
      if (!(error instanceof HurenError)) throw error;
      const all = readDraft(kind === 'tender' ? tenderModel : biddersModel, value).faults;
      for (const fault of all.length > 0 ? all : [error]) {
        const field = fieldAt(fields, fault.field);
        if (field === null || faults.every((other) => other.field !== field)) faults.push({ field, words: await sayError(fault, language()) });
      }
    }
    showFaults(refusal, faults);
  };
  const correct = (/** @type {{ target: EventTarget | null }} */ { target }) => {
    const field = target instanceof Element ? target.closest('[aria-invalid]') : null;
    drop(field === null ? [] : [field]);
  };
  place.replaceChildren(el('form', { class: 'making', novalidate: true, 'aria-label': say(kind === 'tender' ? 'editTender' : 'editBidders'), on: { submit: apply, input: correct, change: () => void advise() } },
    el('h3', {}, say(kind === 'tender' ? 'editTender' : 'editBidders')), refusal, fields, advice,
    el('p', { class: 'row' }, el('button', { type: 'submit', class: 'main', id: 'apply' }, say('apply')), button(say('cancel'), () => done(null)))));
  again();
  place.querySelector('input')?.focus();
}

/**
 * @param {{ lint: LintNote[] }} found
 * @param {AgreementNames} names
 */
const renderAdvice = ({ lint }, names) =>
  lint.length === 0 ? el('p', { class: 'soft small' }, say('noAdvice')) : el('div', { class: 'note warn' }, el('b', {}, say('adviceFor', { n: lint.length })),
    el('ul', { class: 'bullets' }, lint.map(({ code, criterion, requirement, facts }) => el('li', {}, el('b', {}, [criterion, requirement].filter(Boolean).join(' ')), ' ', sayCode('lint', code, facts, language(), names)))));
