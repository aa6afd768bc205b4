// Files for other programs: the sheet of bidders to fill, and the release of the opening.

import { HurenError } from '../../signing/errors.js';
import { LIST_WORDS } from '../../texts/lists/list_words.js';
import { checkPair } from '../../verifier/tender/documents/bidders.js';
import { saveFile } from '../../page/dom.js';
import { sayError } from '../../page/trust/trust_state.js';
import { label, language, say } from '../../page/words/sentences.js';
import { OF_PAPERS, writeRelease } from './release_writing.js';
import { writeTemplate } from './template.js';

/** @import { BiddersDraft, TenderDraft } from '../drafts.js' */

const SHEET = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

/** The sheet of bidders to fill. */
export const saveTemplate = () => saveFile('bidders.xlsx', writeTemplate(), SHEET);

/**
 * The release of the tender and its bidders; what is said of it.
 * @param {TenderDraft} tender
 * @param {BiddersDraft | null} bidders
 * @param {{ ocid: string, date: string }} how without an ocid it is the number of the tender
 */
export async function saveRelease(tender, bidders, { ocid, date }) {
  try {
    if (bidders !== null) checkPair(tender.body, bidders.body);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return sayError(error, language());
  }
  const data = writeRelease(tender.value, bidders?.value ?? null, { ocid: ocid || tender.body.number, date });
  saveFile('release.json', data, 'application/json');
  const aside = OF_PAPERS.filter((name) => bidders?.value.bidders.some((/** @type {Record<string, unknown>} */ bidder) => Object.hasOwn(bidder, name)));
  const notes = aside.length === 0 ? [] : [label(LIST_WORDS, 'OF_COMMITTEE').replace('{names}', aside.join(', '))];
  return [say('releaseSaved'), ...notes].join(' ');
}
