// verifier/tender/record/inputs.py: the files that were handed in, as a receipt lists them.

import * as is from '../../../credentials/members.js';
import { encodeHex } from '../../../signing/bytes.js';
import { sha256 } from '../../../signing/sha256.js';
import { fileName, label } from '../../../credentials/documents/unsigned.js';
import { inOrder } from '../order.js';

/**
 * A paper with what matching does not need: bytes, pages, and pages that could not be read, with the code of why.
 * @typedef {{ paper: import('../papers.js').Paper, size: number, pages?: number, unreadPages?: { page: number, reason: string }[] }} ReceiptInput
 */

const permille = is.integer(0, 1000);
/** A file that was handed in. */
export const listed = is.model({
  bidder: label,
  path: fileName,
  size: is.count,
  sha256: is.text(),
  pages: is.count,
  codes: is.list(is.model({
    page: is.orNull(is.count), box: is.orNull(is.tuple(permille, permille, permille, permille)), sha256: is.digest,
    early: is.maybe(is.flag),
  })),
  withoutCode: is.list(is.integer(1)),
  unreadable: is.maybe(is.list(is.model({ page: is.integer(1), box: is.orNull(is.tuple(permille, permille, permille, permille)) }))),
  certificateLike: is.maybe(is.list(is.integer(1))),
  unreadPages: is.list(is.model({ page: is.integer(1), reason: is.text() })),
  unread: is.orNull(is.text()),
  late: is.flag,
});

/**
 * Every file by bidder, in the order of paths, whatever the order they were given in; RecordError names the member that a
 * receipt cannot have.
 * @param {Map<string, ReceiptInput[]>} inputs
 */
export function listInputs(inputs) {
  const bidders = inOrder(inputs.keys(), (bidder) => bidder);
  const entries = bidders.flatMap((bidder) =>
    inOrder(inputs.get(bidder) ?? [], ({ paper: { path, sha256: digest } }) => [path, digest]).map((input) => toJson(input, bidder)));
  entries.forEach((entry, place) => listed(entry, `inputs[${place}]`));
  return entries;
}

/**
 * As it stands in a receipt; a code by the SHA-256 of its bytes.
 * @param {ReceiptInput} input
 * @param {string} bidder
 */
function toJson({ paper, size, pages = 0, unreadPages = [] }, bidder) {
  const { path, sha256: digest, codes = [], pagesWithoutCode = [], unread = null, late = false, unreadable = [], certificateLike = [] } = paper;
  const marks = codes.map(({ data, page = null, box = null, early }) =>
    ({ page, box, sha256: encodeHex(sha256(data)), ...(early && { early }) }));
  const hidden = unreadable.map(({ page, box = null }) => ({ page, box }));
  return {
    bidder, path, size, sha256: digest, pages, codes: marks, withoutCode: pagesWithoutCode, unreadPages, unread, late,
    ...(hidden.length > 0 && { unreadable: hidden }), ...(certificateLike.length > 0 && { certificateLike }),
  };
}
