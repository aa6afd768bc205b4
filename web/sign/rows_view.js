// The documents of the plan, each in a row of the table of its kind, with all its members folded. Every field is text.

import { CAPABILITY } from '../credentials/documents/assessment.js';
import { kindOf } from '../credentials/documents/status_event.js';
import { dayOf, startOf } from '../credentials/times.js';
import { formatEnd, formatMoment } from '../credentials/words/days.js';
import { el } from '../page/dom.js';
import { comma, label, language, say } from '../page/words/sentences.js';
import { isObject } from '../signing/json_profile.js';
import { renderNotice } from './notice_view.js';
import { renderTable } from './table.js';
import { ACTIONS, MEMBERS, PERSON_ROLES, REASONS, RECORDS, STANDINGS } from './texts.js';

/** @import { AssessmentBody } from '../credentials/documents/assessment.js' */
/** @import { PeopleBody } from '../credentials/documents/desk/people.js' */
/** @import { StatusEventBody } from '../credentials/documents/status_event.js' */
/** @import { ListNoticeBody } from '../credentials/documents/works/list_notice.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Child } from '../page/dom.js' */
/** @import { ReadDocument } from '../verifier/desk/reading/documents.js' */
/** @import { Opened } from './opened.js' */

/** @typedef {{ heads: string[], cells: (document: ReadDocument) => Child[] }} Table */

/**
 * @param {Opened | null} opened
 * @param {Moment} now
 */
export function renderRows(opened, now) {
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
    ...names.map((name) => renderKind(TABLES[name](opened, now), rows.filter(([, { kind }]) => tableOf(kind) === name), opened)),
    ...rows.filter(([, { kind }]) => tableOf(kind) === 'lists').flatMap(([place, { body }]) => renderNotice(/** @type {ListNoticeBody} */ (body), carried.stated.documents[place], carried.about)),
  ];
}

/**
 * @param {Table} table
 * @param {[number, ReadDocument][]} rows
 * @param {Opened} opened
 */
const renderKind = ({ heads, cells }, rows, { carried }) =>
  renderTable(say('rowsAll', { count: rows.length }), ['row', ...heads, 'whole'],
    rows.map(([place, document]) => [place + 1, ...cells(document), renderWhole(carried.stated.documents[place], place)]));

/** @param {string} kind */
const tableOf = (kind) => (kind === CAPABILITY.kind || kind === 'credit' ? 'assessments' : kind === 'status-event' ? 'events' : kind === 'list-notice' ? 'lists' : 'others');

/** @type {Record<string, (opened: Opened, now: Moment) => Table>} */
const TABLES = {
  assessments: (opened) => ({
    heads: ['enterprise', 'number', 'grade', 'categories', 'term'],
    cells: ({ body }) => {
      const { credentialSubject: { legalName, unifiedSocialCreditCode, assessment }, validFrom, validUntil } = /** @type {AssessmentBody} */ (body);
      return [
        [el('b', {}, legalName), el('br'), el('code', { class: 'nb' }, unifiedSocialCreditCode)], assessment.certificateNumber, assessment.grade,
        [...(assessment.category === undefined ? [] : [assessment.category.join(comma()), el('br')]), el('small', { class: 'soft' }, schemeName(opened, assessment.scheme))], say('termOf', { from: dayOf(validFrom), until: formatEnd(validUntil) }),
      ];
    },
  }),
  events: (opened, now) => {
    const titles = new Map([...[...opened.read.about.credentials.values()].map(({ body }) => body), ...opened.carried.stated.documents].map((value) => [value.id, titleOf(value)]));
    return {
      heads: ['certificate', 'change', 'reason', 'effect'],
      cells: ({ body }) => {
        const { credential, action, reason, effectiveFrom, until } = /** @type {StatusEventBody} */ (body).credentialSubject;
        const from = formatMoment(effectiveFrom);
        return [
          [el('b', {}, titles.get(credential) ?? credential), ...standingOf(opened, credential, now)], label(ACTIONS, action), label(REASONS, reason),
          until === undefined ? from : say('effectUntil', { from, until: formatEnd(until) }),
        ];
      },
    };
  },
  lists: (opened) => ({
    heads: ['about', 'scheme', 'listVersion', 'notice', 'items'],
    cells: ({ body }) => {
      const { batch, scheme, version, from, until, items } = /** @type {ListNoticeBody} */ (body).credentialSubject;
      return [el('b', {}, batch), schemeName(opened, scheme), version, say('termOf', { from: dayOf(startOf(from)), until: dayOf(startOf(until)) }), items.length];
    },
  }),
  others: () => ({
    heads: ['kind', 'about'],
    cells: ({ kind, body }) => [el('b', {}, kind === 'people' ? say('operation-people') : label(RECORDS, kind)), summaryOf(kind, body)],
  }),
};

/**
 * Returns the scheme's name by the agreement that the root key signed; without one its code, as such.
 * @param {Opened} opened
 * @param {string} id
 */
const schemeName = ({ text }, id) => text?.schemes.find((scheme) => scheme.id === id)?.name[language()] ?? say('schemeCode', { id });

/**
 * Returns the state of a certificate now, by the records in the file that the association signed.
 * @param {Opened} opened
 * @param {string} id
 * @param {Moment} now
 */
function standingOf({ read: { about } }, id, { seconds: now }) {
  const record = about.credentials.get(id)?.body;
  if (record === undefined) return [];
  const acting = about.changes.filter(({ credential, effectiveFrom: from }) => credential === id && from.seconds <= now).sort((a, b) => a.sequence - b.sequence);
  const end = acting.find(({ action }) => action === 'revoke' || action === 'supersede');
  const last = acting.at(-1);
  const state = end !== undefined ? kindOf(end.reason) ?? 'superseded'
    : record.validUntil.seconds <= now ? 'expired'
    : now < record.validFrom.seconds ? 'not-yet-valid'
    : last?.action === 'suspend' && (last.until === undefined || now < last.until.seconds) ? 'suspended' : 'active';
  const tone = state === 'active' ? 'soft' : 'err';
  return [el('br'), el('small', { class: tone, 'data-stands': state }, say('stands', { state: label(STANDINGS, state), day: formatEnd(record.validUntil) }))];
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
