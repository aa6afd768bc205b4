// tender/command/check.py and verifier/tender/record/inputs.py: the same opening checked again at the award: the record
// of the opening tells late papers.

import { markLate } from '../../verifier/tender/papers.js';
import { findBreaks } from '../../verifier/tender/record/difference/versions.js';
import { ReceiptError } from '../../verifier/tender/record/errors.js';

/** @import { BidderList } from '../../verifier/tender/documents/bidders.js' */
/** @import { Tender } from '../../verifier/tender/documents/tender.js' */
/** @import { Receipt, ReceiptBody } from '../../verifier/tender/record/document.js' */
/** @import { ReceiptInput } from '../../verifier/tender/record/inputs.js' */

/** @typedef {ReturnType<typeof readFirst>} FirstRecord what a check at the award is told of the record of the opening */

/** @param {Receipt} receipt */
export const readFirst = ({ body, digest }) => ({ digest, tender: body.header.tender, bidders: { version: body.bidders.version, digest: body.bidders.digest }, timely: listTimely(body) });

/**
 * By bidder, the digests of files and of credentials that were handed in in time.
 * @param {ReceiptBody} receipt
 */
function listTimely({ inputs, credentials }) {
  /** @type {Map<string, Set<string>>} */
  const digests = new Map();
  const timely = inputs.filter(({ late }) => !late);
  const paths = new Set(timely.map(({ bidder, path }) => `${bidder} ${path}`));
  for (const { bidder, sha256 } of timely) digests.set(bidder, (digests.get(bidder) ?? new Set()).add(sha256));
  for (const { digest, places } of credentials) {
    for (const { bidder, file } of places) if (paths.has(`${bidder} ${file}`)) digests.get(bidder)?.add(digest);
  }
  return digests;
}

/**
 * The files, late where the first receipt lists neither them nor their certificates as in time, and where tender or bidders
 * are no later version of those of the opening. Throws ReceiptError records-apart.
 * @param {Map<string, ReceiptInput[]>} inputs
 * @param {FirstRecord} first
 * @param {Tender} tender
 * @param {BidderList} bidders
 */
export async function markSince(inputs, first, tender, bidders) {
  const [before, after] = [first.tender.number, tender.body.number];
  if (before !== after) throw new ReceiptError('records-apart', '', { before, after });
  const papers = await markLate(new Map([...inputs].map(([bidder, files]) => [bidder, files.map(({ paper }) => paper)])), first.timely);
  const marked = new Map([...inputs].map(([bidder, files]) => [bidder, files.map((input, place) => ({ ...input, paper: papers.get(bidder)[place] }))]));
  return { inputs: marked, breaks: findBreaks({ header: { tender: first.tender }, bidders: first.bidders }, tender, bidders) };
}
