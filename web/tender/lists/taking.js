// Sheets of bidders and releases of OCDS that come in: documents of the opening, forms that are begun, and what is said of them.

import { HurenError } from '../../signing/errors.js';
import { plain } from '../../signing/plain_text.js';
import { LIST_WORDS } from '../../texts/lists/list_words.js';
import { BIDDERS } from '../../texts/lists/sheet_words.js';
import { el } from '../../page/dom.js';
import { sayError } from '../../page/trust/trust_state.js';
import { notice } from '../../page/trust/trust_view.js';
import { label, language, say } from '../../page/words/sentences.js';
import { biddersDraft, tenderDraft } from '../drafts.js';
import { sentenceOf } from '../sheet/corrections.js';
import { CarrierError } from '../sheet/errors.js';
import { MAX_BYTES, readSheet } from '../sheet/reading.js';
import { beginForms } from './begun.js';
import { readBidderRows } from './bidder_rows.js';
import { parseRelease } from './release_members.js';
import { readRelease } from './release_reading.js';
import { tellReading } from './release_told.js';

/** @import { NamedFile } from '../../page/input/files.js' */
/** @import { BiddersDraft, TenderDraft, Value } from '../drafts.js' */
/** @import { RowError } from './row_cells.js' */

/**
 * What came of a file.
 * @typedef {object} ListTaken
 * @property {TenderDraft} [tender]
 * @property {BiddersDraft} [bidders]
 * @property {{ tender: Value | null, bidders: Value | null }} [begun] what a person has to fill in first
 * @property {HTMLElement[]} told
 */

const MOST_SHOWN = 200;

/**
 * The list of bidders in a sheet; lots and items of work are those of the `tender`.
 * @param {NamedFile} one
 * @param {TenderDraft | null} tender
 * @returns {Promise<ListTaken>}
 */
export const takeSheet = ({ name, file }, tender) => attempt(name, async () => {
  if (file.size > MAX_BYTES) throw new CarrierError('sheet-too-large', '', { size: file.size, limit: MAX_BYTES });
  const sheet = readSheet(new Uint8Array(await file.arrayBuffer()), BIDDERS);
  const { errors, bidders } = readBidderRows(sheet, tender?.body ?? null);
  const adjusted = sheet.adjusted.map((fault) => sentenceOf(fault, language()));
  const notes = adjusted.length === 0 ? [] : [renderList('', say('sheetAdjusted', { name: plain(name) }), adjusted)];
  if (bidders !== null) return { bidders: biddersDraft(bidders, false), told: notes };
  const rows = await Promise.all(errors.slice(0, MOST_SHOWN).map(renderError));
  const more = errors.length > MOST_SHOWN ? [label(LIST_WORDS, 'MORE').replace('{more}', `${errors.length - MOST_SHOWN}`)] : [];
  return { told: [...notes, renderList('bad', say('sheetProblems', { name: plain(name), n: errors.length }), [...rows, ...more])] };
});

/**
 * The tender and the bidders of a release, as far as it says them.
 * @param {NamedFile} one
 * @returns {Promise<ListTaken>}
 */
export const takeRelease = ({ name, file }) => attempt(name, async () => {
  const release = readRelease(parseRelease(new Uint8Array(await file.arrayBuffer())));
  const notes = (await tellReading(release, language())).map(({ title, lines }) => renderList('', title, lines));
  const begun = beginForms(release);
  return {
    ...(release.faults.tender.length === 0 && { tender: tenderDraft(release.tender, false) }),
    ...(release.bidders !== null && release.faults.bidders?.length === 0 && { bidders: biddersDraft(release.bidders, false) }),
    begun,
    told: [renderList('', say('releaseTaken', { name: plain(name) }), []), ...notes],
  };
});

/**
 * @param {string} name
 * @param {() => Promise<ListTaken>} take
 */
async function attempt(name, take) {
  try {
    return await take();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { told: [notice('bad', say('refusedDocument', { name: plain(name), why: await sayError(error, language()) }))] };
  }
}

/** @param {RowError} error */
async function renderError({ row, column, value, cause }) {
  const called = BIDDERS.columns.find(({ name }) => name === column);
  const where = say('sheetCell', { row, column: (language() === 'zh' ? called?.zh : called?.en) ?? column });
  return [el('b', {}, where), ` ${value === '' ? '' : `${value} `}${await sayError(cause, language())}`];
}

/**
 * @param {'' | 'bad'} kind
 * @param {string} title
 * @param {import('../../page/dom.js').Child[]} lines
 */
const renderList = (kind, title, lines) =>
  notice(kind, el('p', {}, lines.length > 0 ? el('b', {}, title) : title), ...(lines.length > 0 ? [el('ul', { class: 'bullets' }, lines.map((line) => el('li', {}, line)))] : []));
