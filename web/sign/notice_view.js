// A public notice by its items; a later version by what differs from the version before, the rest folded.

import { digestOf } from '../credentials/record.js';
import { dayOf, startOf } from '../credentials/times.js';
import { el } from '../page/dom.js';
import { comma, label, say } from '../page/words/sentences.js';
import { canonicalText } from '../signing/jcs.js';
import { renderTable } from './table.js';
import { MEMBERS } from './texts.js';

/** @import { ListNoticeBody } from '../credentials/documents/works/list_notice.js' */
/** @import { JsonObject } from '../credentials/record.js' */

const HEADS = ['row', 'enterprise', 'grade', 'category', 'state'];
const OF_VERSION = ['items', 'version', 'previous'];

/**
 * `value` is the notice as it stands in the file, `about` the file's signed records. The notice names the digest of the version
 * before, so that needs no signature here.
 * @param {ListNoticeBody} body
 * @param {JsonObject} value
 * @param {JsonObject[]} about
 */
export function renderNotice({ credentialSubject: { batch, items, previous, version } }, value, about) {
  const rows = items.map((item, place) => cellsOf(item, place));
  const old = subjectOf(about.find((earlier) => digestOf(earlier) === previous));
  if (!Array.isArray(old.items)) {
    return [previous === undefined ? null : el('p', { class: 'note warn' }, say('noVersionBefore', { version: version - 1 })), renderTable(batch, HEADS, rows)];
  }
  const subject = subjectOf(value);
  const isChanged = subject.items.map((/** @type {unknown} */ item, /** @type {number} */ place) => textOf(item) !== textOf(old.items[place]));
  const [changed, same] = [true, false].map((wanted) => rows.filter((_, place) => isChanged[place] === wanted));
  const told = [
    ...Object.keys(subject).filter((name) => !OF_VERSION.includes(name) && textOf(subject[name]) !== textOf(old[name]))
      .map((name) => say('memberDiffers', { member: label(MEMBERS, name), before: textOf(old[name]), after: textOf(subject[name]) })),
    ...(old.items.length > rows.length ? [say('itemsGone', { count: old.items.length - rows.length })] : []),
  ];
  return [
    el('h3', {}, say(told.length + changed.length === 0 ? 'nothingDiffers' : 'versionDiffers', { version: version - 1 })),
    told.length === 0 ? null : el('ul', { class: 'bullets' }, ...told.map((line) => el('li', {}, line))),
    changed.length === 0 ? null : renderTable(batch, HEADS, changed),
    el('details', { class: 'on-paper' }, el('summary', {}, say('itemsSame', { count: same.length })), renderTable(batch, HEADS, same)),
  ];
}

/**
 * @param {JsonObject | undefined} value
 * @returns {Record<string, any>}
 */
const subjectOf = (value) => /** @type {Record<string, any>} */ (value?.credentialSubject ?? {});

/** @param {unknown} value */
const textOf = (value) => (typeof value === 'string' ? value : canonicalText(value ?? null));

/**
 * Returns an item with what the version says of it beyond its grade.
 * @param {ListNoticeBody['credentialSubject']['items'][number]} item
 * @param {number} place
 */
function cellsOf({ legalName, unifiedSocialCreditCode, grade, category, withdrawn, objections }, place) {
  const states = (objections ?? []).map(({ receivedOn, result }) =>
    [say('objectionOf', { day: dayOf(startOf(receivedOn)) }), result === undefined ? null : say(`result-${result}`)].filter((one) => one !== null).join(' '));
  const state = [...(withdrawn ? [say('withdrawn')] : []), ...states].join(comma());
  return [place + 1, [el('b', {}, legalName), el('br'), el('code', { class: 'nb' }, unifiedSocialCreditCode)], grade, category?.join(comma()) ?? '', state];
}
