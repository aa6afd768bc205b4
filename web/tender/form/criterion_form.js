// A criterion of a tender: groups of requirements, any of which is enough; schemes, categories and grades as the home
// association has them.

import { el } from '../../page/dom.js';
import { say } from '../../page/words/sentences.js';
import { block, button, checkbox, choiceField, choicesOf, nextId, selectField, textField } from './fields.js';

/** @import { AgreementLists, Value } from './fields.js' */
/** @import { TenderHow } from './tender_form.js' */

/**
 * @param {AgreementLists} text
 * @param {string} home
 */
const schemesOf = (text, home) => text.schemes.filter(({ owner }) => owner === home);

/**
 * A criterion with one requirement by the first scheme of `home`.
 * @param {AgreementLists} text
 * @param {string} home
 * @param {Value[]} others
 * @returns {Value}
 */
export const newCriterion = (text, home, others) => ({
  id: nextId('C', others.map(({ id }) => id)), use: 'qualification', groups: [{ id: 'g1', requirements: [newRequirement(text, home, others)] }],
});

/**
 * @param {AgreementLists} text
 * @param {string} home
 * @param {Value[]} criteria
 */
function newRequirement(text, home, criteria) {
  const [scheme] = schemesOf(text, home);
  const taken = criteria.flatMap(({ groups }) => groups).flatMap(({ requirements }) => requirements).map(({ id }) => id);
  return { id: nextId('R', taken), ...askedBy(scheme), holder: 'bidder', validAt: 'opening' };
}

/** @param {AgreementLists['schemes'][number] | undefined} scheme */
const askedBy = (scheme) => ({ scheme: scheme?.id ?? '', minGrade: scheme?.grades[Math.min(1, scheme.grades.length - 1)].code ?? '' });

/**
 * @param {Value} tender
 * @param {Value} criterion
 * @param {number} place
 * @param {TenderHow} how
 */
export function renderCriterion(tender, criterion, place, how) {
  const { again } = how;
  const path = `criteria[${place}]`;
  const remove = tender.criteria.length === 1 ? null : () => {
    tender.criteria.splice(place, 1);
    again();
  };
  const addGroup = () => {
    criterion.groups.push({ id: nextId('g', criterion.groups.map((/** @type {Value} */ { id }) => id)), requirements: [newRequirement(how.text, tender.home, tender.criteria)] });
    again();
  };
  return block(criterion.id, remove, say('remove'),
    el('div', { class: 'fields' },
      textField(criterion, 'title', { label: say('criterionTitle'), path: `${path}.title` }),
      selectField(criterion, 'use', { label: say('use'), path: `${path}.use` }, choicesOf(['qualification', 'scoring', 'information'], 'use'), again)),
    tender.lots.length > 1 ? choiceField(criterion, 'lots', { label: say('criterionLots'), path: `${path}.lots` }, tender.lots.map((/** @type {Value} */ { id, title }) => [id, `${id} ${title}`])) : null,
    criterion.groups.flatMap((/** @type {Value} */ group, /** @type {number} */ at) => [
      at > 0 ? el('p', { class: 'or' }, say('or')) : null,
      ...group.requirements.map((/** @type {Value} */ requirement, /** @type {number} */ number) => renderRequirement(tender, criterion, { group, at, one: requirement, number }, `${path}.groups[${at}].requirements[${number}]`, how)),
      el('p', {}, button(say('addAnd'), () => {
        group.requirements.push(newRequirement(how.text, tender.home, tender.criteria));
        again();
      }, 'plain'))]),
    el('p', { class: 'row' }, button(say('addOr'), addGroup)),
    criterion.use === 'scoring' ? renderPoints(criterion, path, again) : null);
}

/**
 * @param {Value} tender
 * @param {Value} criterion
 * @param {{ group: Value, at: number, one: Value, number: number }} where
 * @param {string} path
 * @param {TenderHow} how
 */
function renderRequirement(tender, criterion, { group, at, one, number }, path, { text, names, again }) {
  const schemes = schemesOf(text, tender.home);
  const scheme = schemes.find(({ id }) => id === one.scheme);
  const remove = () => {
    group.requirements.splice(number, 1);
    if (group.requirements.length === 0) criterion.groups.splice(at, 1);
    again();
  };
  const onScheme = (/** @type {string} */ id) => {
    Object.assign(one, askedBy(schemes.find((entry) => entry.id === id)));
    delete one.categories;
    again();
  };
  const isOnly = criterion.groups.length === 1 && group.requirements.length === 1;
  const items = (tender.workItems ?? []).map((/** @type {Value} */ { id, title }) => [id, `${id} ${title}`]);
  return block(one.id, isOnly ? null : remove, say('remove'),
    el('div', { class: 'fields' },
      selectField(one, 'scheme', { label: say('schemeAsked'), path: `${path}.scheme` }, schemes.map(({ id }) => [id, names.scheme(id)]), onScheme),
      selectField(one, 'minGrade', { label: say('minGrade'), path: `${path}.minGrade` }, (scheme?.grades ?? []).map(({ code }) => [code, names.grade(one.scheme, code)])),
      selectField(one, 'validAt', { label: say('validAt'), path: `${path}.validAt` }, choicesOf(['opening', 'award', 'contract-end', 'all'], 'at')),
      selectField(one, 'holder', { label: say('holder'), path: `${path}.holder` }, choicesOf(['bidder', 'any-member', 'every-member-on-item'], 'holder')),
      items.length > 0 ? selectField(one, 'workItem', { label: say('workItem'), path: `${path}.workItem` }, [['', '–'], ...items]) : null),
    scheme !== undefined && scheme.categories.length > 0 ? renderCategories(one, path, scheme.categories, again) : null,
    el('div', { class: 'fields' },
      textField(one, 'text', { label: say('askedText'), hint: say('askedHint'), path: `${path}.text`, rows: 2 }),
      textField(one, 'page', { label: say('askedPage'), path: `${path}.page`, type: 'number', min: 1 })),
    checkbox(say('acceptEquivalents'), one.acceptEquivalents !== false, (isAccepted) => {
      if (isAccepted) delete one.acceptEquivalents;
      else one.acceptEquivalents = false;
    }));
}

/**
 * @param {Value} requirement
 * @param {string} path
 * @param {string[]} categories
 * @param {() => void} again
 */
function renderCategories(requirement, path, categories, again) {
  const owner = { list: requirement.categories?.allOf ?? requirement.categories?.anyOf, which: requirement.categories?.allOf === undefined ? 'anyOf' : 'allOf' };
  const keep = () => {
    if (owner.list === undefined) delete requirement.categories;
    else requirement.categories = { [owner.which]: owner.list };
  };
  const field = choiceField(owner, 'list', { label: say('categories'), path: `${path}.categories` }, categories.map((name) => [name, name]));
  field.addEventListener('change', keep);
  const which = selectField(owner, 'which', { label: say('categoriesHow'), path: `${path}.categories` }, choicesOf(['anyOf', 'allOf'], 'categories'), () => {
    keep();
    again();
  });
  return el('div', { class: 'fields' }, field, which);
}

/**
 * @param {Value} criterion
 * @param {string} path
 * @param {() => void} again
 */
function renderPoints(criterion, path, again) {
  /** @type {Value[]} */
  const rows = criterion.points ?? [];
  const remove = (/** @type {number} */ place) => () => {
    rows.splice(place, 1);
    if (rows.length === 0) delete criterion.points;
    again();
  };
  return el('div', { class: 'tight' }, el('b', {}, say('pointsHead')),
    rows.map((row, place) => block(`${say('pointsRow')} ${place + 1}`, remove(place), say('remove'), el('div', { class: 'fields' },
      textField(row, 'minGrade', { label: say('minGrade'), path: `${path}.points[${place}].minGrade`, required: true }),
      textField(row, 'points', { label: say('pointsGiven'), path: `${path}.points[${place}].points`, required: true })))),
    button(say('addPoints'), () => {
      criterion.points = [...rows, { minGrade: '', points: '' }];
      again();
    }));
}
