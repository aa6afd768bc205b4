// The form of a tender: the questions of `huren tender new`, and every part of it to edit.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';
import { block, button, choicesOf, momentField, nextId, selectField, textField } from './fields.js';
import { newCriterion, renderCriterion } from './criterion_form.js';

/** @import { AgreementNames } from '../../credentials/documents/agreement_names.js' */
/** @import { AgreementLists, Value } from './fields.js' */

/** @typedef {{ text: AgreementLists, names: AgreementNames, again: () => void }} TenderHow */

const DAYS = 30;
const DAY_MS = 86_400_000;
/**
 * A tender with one lot and one criterion, opening in a month.
 * @param {AgreementLists} text
 * @param {string} home
 * @param {string} now
 * @returns {Value}
 */
export function newTender(text, home, now) {
  const day = (/** @type {number} */ days) => new Date(Date.parse(now) + days * DAY_MS + 8 * 3_600_000).toISOString().slice(0, 10);
  return {
    type: 'Tender/1', number: '', version: 1, title: '', buyer: '', home, regime: 'voluntary',
    lots: [{ id: 'L1', title: say('lotOne') }], openingAt: `${day(DAYS)}T09:30:00+08:00`, contract: { from: day(2 * DAYS), until: day(2 * DAYS + 364) },
    consortium: { allowed: false }, criteria: [newCriterion(text, home, [])],
  };
}

/**
 * @param {Value} value
 * @param {TenderHow} how
 */
export function renderTenderForm(value, how) {
  const { text, names, again } = how;
  const parties = text.parties.map(({ id }) => /** @type {[string, string]} */ ([id, names.party(id)]));
  return [
    el('div', { class: 'fields' },
      textField(value, 'title', { label: say('tenderTitle'), path: 'title', required: true }),
      textField(value, 'number', { label: say('tenderNumber'), path: 'number', required: true }),
      textField(value, 'buyer', { label: say('tenderBuyer'), path: 'buyer', required: true }),
      selectField(value, 'home', { label: say('home'), path: 'home' }, parties, again),
      selectField(value, 'regime', { label: say('regime'), path: 'regime' }, choicesOf(['mandatory', 'government', 'voluntary'], 'regime')),
      momentField(value, 'openingAt', { label: say('openingAt'), path: 'openingAt', required: true }),
      momentField(value, 'awardAt', { label: say('awardAt'), hint: say('awardHint'), path: 'awardAt' }),
      textField(value.contract, 'from', { label: say('contractFrom'), path: 'contract.from', type: 'date', required: true }),
      textField(value.contract, 'until', { label: say('contractUntil'), path: 'contract.until', type: 'date', required: true }),
      textField(value, 'otherCriteria', { label: say('otherCriteria'), hint: say('otherHint'), path: 'otherCriteria', type: 'number', min: 0 })),
    renderConsortium(value, how),
    renderTitled(value, 'lots', 'L', { heading: say('lotsHead'), title: say('lotTitle'), add: say('addLot') }, again),
    renderTitled(value, 'workItems', 'W', { heading: say('itemsHead'), title: say('itemTitle'), add: say('addItem') }, again),
    el('section', { class: 'tight' },
      el('h3', {}, say('criteriaHead')),
      el('p', { class: 'soft small' }, say('criteriaWhat')),
      value.criteria.map((/** @type {Value} */ criterion, /** @type {number} */ place) => renderCriterion(value, criterion, place, how)),
      button(say('addCriterion'), () => {
        value.criteria.push(newCriterion(text, value.home, value.criteria));
        again();
      })),
  ];
}

/**
 * @param {Value} value
 * @param {TenderHow} how
 */
function renderConsortium(value, { again }) {
  const owner = { how: value.consortium === undefined ? 'silent' : value.consortium.allowed ? 'allowed' : 'refused' };
  const onChange = (/** @type {string} */ code) => {
    if (code === 'silent') delete value.consortium;
    else value.consortium = code === 'allowed' ? { ...value.consortium, allowed: true } : { allowed: false };
    again();
  };
  return el('div', { class: 'fields' },
    selectField(owner, 'how', { label: say('consortium'), path: 'consortium' }, choicesOf(['refused', 'allowed', 'silent'], 'consortium'), onChange),
    value.consortium?.allowed ? [
      selectField(value.consortium, 'rule', { label: say('consortiumRule'), path: 'consortium.rule' }, [['', say('rule-law')], ...choicesOf(['same-profession', 'same-work'], 'rule')]),
      textField(value.consortium, 'maxMembers', { label: say('maxMembers'), path: 'consortium.maxMembers', type: 'number', min: 2 })] : null);
}

/**
 * A list of things with an id and a title.
 * @param {Value} value
 * @param {string} name
 * @param {string} kind
 * @param {{ heading: string, title: string, add: string }} words
 * @param {() => void} again
 */
function renderTitled(value, name, kind, { heading, title, add }, again) {
  /** @type {Value[]} */
  const items = value[name] ?? [];
  const remove = (/** @type {number} */ place) => () => {
    items.splice(place, 1);
    if (items.length === 0) delete value[name];
    again();
  };
  const more = () => {
    value[name] = [...items, { id: nextId(kind, items.map(({ id }) => id)), title: '' }];
    again();
  };
  return el('section', { class: 'tight' }, el('h3', {}, heading),
    items.map((item, place) => block(item.id, name === 'lots' && items.length === 1 ? null : remove(place), say('remove'), textField(item, 'title', { label: title, path: `${name}[${place}].title`, required: true }))),
    button(add, more));
}
