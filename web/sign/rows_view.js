// The documents of the plan, each in a row of the table of its kind, with all its members folded. Every field is text.

import { CAPABILITY } from '../credentials/documents/assessment.js';
import { dayOf, startOf } from '../credentials/times.js';
import { formatEnd, formatMoment } from '../credentials/words/days.js';
import { el } from '../page/dom.js';
import { comma, label, say } from '../page/words/sentences.js';
import { isObject } from '../signing/json_profile.js';
import { ACTIONS, MEMBERS, PERSON_ROLES, REASONS, RECORDS } from './texts.js';

/** @import { AssessmentBody } from '../credentials/documents/assessment.js' */
/** @import { PeopleBody } from '../credentials/documents/desk/people.js' */
/** @import { StatusEventBody } from '../credentials/documents/status_event.js' */
/** @import { ListNoticeBody } from '../credentials/documents/works/list_notice.js' */
/** @import { Child } from '../page/dom.js' */
/** @import { ReadDocument } from '../verifier/desk/reading/documents.js' */
/** @import { Opened } from './opened.js' */

/** @typedef {{ heads: string[], cells: (document: ReadDocument) => Child[] }} Table */

/** @param {Opened | null} opened */
export function renderRows(opened) {
  const heading = el('h2', { id: 'rows-heading' }, say('rowsHeading'));
  if (opened === null) return [heading, el('p', { class: 'soft' }, say('nothingOpen'))];
  const { carried, documents, read: { question: { previous } } } = opened;
  const [count, left] = [previous?.documents.length ?? 0, documents.length];
  const rows = [...documents.entries()];
  const names = [...new Set(documents.map(({ kind }) => tableOf(kind)))];
  return [
    heading,
    el('p', { class: 'soft small' }, say('rowsAll', { count: left })),
    carried.stored.size === 0 ? null : el('p', { class: 'note' }, say('rowsStored', { count: left, stored: carried.stored.size })),
    previous === null ? null : el('p', { class: 'note' }, say('rowsLess', { count, left, gone: count - left })),
    ...names.map((name) => renderTable(TABLES[name](opened), rows.filter(([, { kind }]) => tableOf(kind) === name), opened)),
    ...documents.filter(({ kind }) => tableOf(kind) === 'lists').map(({ body }) => renderItems(/** @type {ListNoticeBody} */ (body))),
  ];
}

/** @param {string} kind */
const tableOf = (kind) => (kind === CAPABILITY.kind || kind === 'credit' ? 'assessments' : kind === 'status-event' ? 'events' : kind === 'list-notice' ? 'lists' : 'others');

/** @type {Record<string, (opened: Opened) => Table>} */
const TABLES = {
  assessments: () => ({
    heads: ['enterprise', 'number', 'grade', 'categories', 'term'],
    cells: ({ body }) => {
      const { credentialSubject: { legalName, unifiedSocialCreditCode, assessment }, validFrom, validUntil } = /** @type {AssessmentBody} */ (body);
      return [
        [el('b', {}, legalName), el('br'), el('code', { class: 'nb' }, unifiedSocialCreditCode)], assessment.certificateNumber, assessment.grade,
        [...(assessment.category === undefined ? [] : [assessment.category.join(comma()), el('br')]), el('small', { class: 'soft' }, assessment.scheme)], say('termOf', { from: dayOf(validFrom), until: formatEnd(validUntil) }),
      ];
    },
  }),
  events: ({ carried }) => {
    const titles = new Map([...carried.about, ...carried.stated.documents].map((value) => [value.id, titleOf(value)]));
    return {
      heads: ['certificate', 'change', 'reason', 'effect'],
      cells: ({ body }) => {
        const { credential, action, reason, effectiveFrom, until } = /** @type {StatusEventBody} */ (body).credentialSubject;
        const from = formatMoment(effectiveFrom);
        return [
          el('b', {}, titles.get(credential) ?? credential), label(ACTIONS, action), label(REASONS, reason),
          until === undefined ? from : say('effectUntil', { from, until: formatEnd(until) }),
        ];
      },
    };
  },
  lists: () => ({
    heads: ['about', 'scheme', 'listVersion', 'term', 'items'],
    cells: ({ body }) => {
      const { batch, scheme, version, from, until, items } = /** @type {ListNoticeBody} */ (body).credentialSubject;
      return [el('b', {}, batch), scheme, version, say('termOf', { from: dayOf(startOf(from)), until: dayOf(startOf(until)) }), items.length];
    },
  }),
  others: () => ({
    heads: ['kind', 'about'],
    cells: ({ kind, body }) => [el('b', {}, kind === 'people' ? say('operation-people') : label(RECORDS, kind)), summaryOf(kind, body)],
  }),
};

/**
 * The items of a notice, each with what the version says of it beyond its grade.
 * @param {ListNoticeBody} body
 */
function renderItems({ credentialSubject: { batch, items } }) {
  const heads = ['row', 'enterprise', 'grade', 'category', 'state'].map((name) => el('th', { scope: 'col' }, say(name)));
  const rows = items.map(({ legalName, unifiedSocialCreditCode, grade, category, withdrawn, objections }, place) => {
    const states = (objections ?? []).map(({ receivedOn, result }) =>
      [say('objectionOf', { day: dayOf(startOf(receivedOn)) }), result === undefined ? null : say(`result-${result}`)].filter((one) => one !== null).join(' '));
    const state = [...(withdrawn ? [say('withdrawn')] : []), ...states].join(comma());
    return el('tr', { class: withdrawn ? 'no' : '' }, ...[place + 1, [el('b', {}, legalName), el('br'), el('code', { class: 'nb' }, unifiedSocialCreditCode)], grade, category?.join(comma()) ?? '', state].map((cell) => el('td', {}, cell)));
  });
  return el('div', { class: 'well', tabindex: 0, role: 'region', 'aria-label': batch }, el('table', {}, el('thead', {}, el('tr', {}, ...heads)), el('tbody', {}, ...rows)));
}

/**
 * Returns the title of a credential: enterprise and number.
 * @param {Record<string, any>} value
 */
function titleOf({ id, credentialSubject: subject }) {
  const { legalName, assessment } = isObject(subject) ? /** @type {Record<string, any>} */ (subject) : {};
  return typeof legalName === 'string' ? `${legalName} ${assessment?.certificateNumber ?? ''}` : `${id}`;
}

/**
 * @param {string} kind
 * @param {unknown} body
 */
function summaryOf(kind, body) {
  if (kind !== 'people') return /** @type {{ id: string }} */ (body).id;
  return /** @type {PeopleBody} */ (body).people.map(({ name, roles }) => `${name} ${roles.map((role) => label(PERSON_ROLES, role)).join(comma())}`).join(comma());
}

/**
 * @param {Table} table
 * @param {[number, ReadDocument][]} rows
 * @param {Opened} opened
 */
function renderTable({ heads, cells }, rows, { carried }) {
  const head = ['row', ...heads, 'whole'].map((name) => el('th', { scope: 'col', class: name === 'row' ? 'num' : '' }, say(name)));
  const body = rows.map(([place, document]) =>
    el('tr', {}, el('td', { class: 'num' }, place + 1), ...cells(document).map((cell) => el('td', {}, cell)), el('td', { class: 'nb' }, renderWhole(carried.stated.documents[place], place))));
  return el('div', { class: 'well', tabindex: 0, role: 'region', 'aria-label': say('rowsAll', { count: rows.length }) },
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), el('tbody', {}, ...body)));
}

/**
 * Returns all members of a document in a row below its own, built when it is unfolded: a thousand would take long.
 * @param {unknown} value
 * @param {number} place
 */
function renderWhole(value, place) {
  return el('details', { on: { toggle: ({ currentTarget: fold }) => {
    const row = fold.closest('tr');
    if (!fold.open) row?.nextElementSibling?.remove();
    else row?.after(el('tr', {}, el('td', { colspan: row.children.length }, el('dl', { class: 'facts' }, ...renderMembers(value, '')))));
  } } }, el('summary', { 'aria-label': `${say('whole')} ${place + 1}` }, say('whole')));
}

/**
 * @param {unknown} value
 * @param {string} path
 * @returns {HTMLElement[]}
 */
function renderMembers(value, path) {
  if (typeof value !== 'object' || value === null) return [el('dt', {}, path), el('dd', {}, `${value}`)];
  return Object.entries(value).flatMap(([name, member]) => renderMembers(member, [path, Array.isArray(value) ? `${Number(name) + 1}` : label(MEMBERS, name)].filter(Boolean).join(' · ')));
}
