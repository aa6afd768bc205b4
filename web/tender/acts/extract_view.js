// An extract: made of a record for one bidder, and one that was handed out verified and shown.

import { el, saveFile } from '../../page/dom.js';
import { label, language, say } from '../../page/words/sentences.js';
import { plain } from '../../signing/plain_text.js';
import { KEPT } from '../../texts/tender/causes.js';
import { STATES } from '../../texts/tender/words.js';
import { sayRow } from '../../verifier/tender/words.js';
import { button, selectField } from '../form/fields.js';
import { nameBid } from '../matrix/said.js';
import { chooseBidder, choosePlace, chooseRecord } from './kept.js';

/** @import { Checking } from '../checking/client.js' */
/** @import { Value } from '../form/fields.js' */
/** @import { KeptExtract, KeptRecord } from './kept.js' */

/** @type {Value} */
const of = {};

/**
 * What may be chosen of a record, and the button that saves it.
 * @param {KeptRecord[]} records
 * @param {Checking} checking
 */
export function renderExtracting(records, checking) {
  if (!records.some(({ summary }) => summary.digest === of.record)) of.record = records.at(-1)?.summary.digest;
  const record = /** @type {KeptRecord} */ (records.find(({ summary }) => summary.digest === of.record));
  const { bidders, places } = record.summary;
  if (!bidders.some(({ id }) => id === of.bidder)) of.bidder = bidders[0]?.id;
  const status = el('p', { role: 'status', id: 'extract-told', class: 'small' });
  const again = () => section.replaceWith(renderExtracting(records, checking));
  const save = async () => {
    const made = await checking.onKept('extractKept', record.file, { bidder: of.bidder, lot: of.lot, criterion: of.criterion });
    if (made === null) return;
    if ('refused' in made) {
      status.textContent = made.refused[language()];
      return;
    }
    saveFile(`${of.bidder}-extract.json`, /** @type {BlobPart} */ (made.data), 'application/json');
    status.textContent = made.officer === null ? sayRow(KEPT['extract-made-unsigned'], {}, language()) : '';
  };
  const section = el('section', { class: 'flow', 'aria-labelledby': 'extract-heading' },
    el('h3', { id: 'extract-heading' }, say('extractHead')),
    el('p', { class: 'soft small' }, say('extractWhat')),
    el('div', { class: 'fields' },
      selectField(of, 'record', { label: say('recordOf'), path: '' }, chooseRecord(records), again),
      selectField(of, 'bidder', { label: say('bidderOf'), path: '' }, chooseBidder(bidders)),
      selectField(of, 'lot', { label: say('lotOf'), path: '' }, choosePlace(places, 'lot')),
      selectField(of, 'criterion', { label: say('criterionOf'), path: '' }, choosePlace(places, 'criterion'))),
    el('p', { class: 'row' }, el('button', { type: 'button', id: 'save-extract', on: { click: () => void save() } }, say('saveExtract'))),
    status);
  return section;
}

/**
 * @param {KeptExtract} extract
 * @param {(one: KeptExtract) => void} forget
 */
export function renderExtract(extract, forget) {
  const { name, summary: { header, rows } } = extract;
  const lang = language();
  const facts = { count: rows.length, now: header.now, officer: header.officer };
  const shown = rows.map(({ lot, bidder, enterprises, criterion, state }) => [lot, bidder, nameBid(enterprises, lang), criterion, label(STATES, state)]);
  return el('section', { class: 'flow extract', 'aria-label': plain(name) },
    el('div', { class: 'row between' }, el('h3', {}, say('extractOf', { name: plain(name), number: plain(header.tender.number) })), button(say('forgetKept'), () => forget(extract), 'plain')),
    header.officer === null ? el('p', { class: 'note no' }, sayRow(KEPT['extract-unsigned'], {}, lang)) : null,
    el('p', {}, sayRow(KEPT[header.officer === null ? 'extract-own-header' : 'extract-signed'], facts, lang)),
    el('ul', { class: 'lines' }, shown.map((row) => el('li', {}, row.join(' ')))));
}
