// tender/command/handed_in.py: a file that was read, as check and receipt take it.

import { encodeText } from '../../signing/bytes.js';
import { readCredential } from '../../verifier/checks/well_formed.js';

/** @import { ReceiptInput } from '../../verifier/tender/record/inputs.js' */
/** @import { PaperCode } from '../papers/boxes.js' */
/** @import { PaperFile } from '../papers/reading.js' */

const READ_THROUGH = 'paper-no-code'; // of a text in which no code stands: it was read, and holds nothing to be found

/**
 * One page that could not be read leaves the file unread. `isLike` tells the text of a certificate.
 * @param {PaperFile} file
 * @param {(text: string) => boolean} isLike
 * @returns {Promise<ReceiptInput>}
 */
export async function makeInput({ path, sha256, size, pages, codes, pagesWithoutCode, texts, pagesUnread, unreadable, unread }, isLike) {
  const reason = (unread === READ_THROUGH ? null : unread) ?? pagesUnread[0]?.reason ?? null;
  const kept = await withoutTwins(codes);
  const paper = { path, sha256, codes: kept.map((code) => ({ data: dataOf(code), page: code.page, box: code.box })), pagesWithoutCode, unreadable, certificateLike: texts.filter(({ text }) => isLike(text)).map(({ page }) => page), unread: reason, pages };
  return { paper, size, pages, unreadPages: pagesUnread };
}

/** @param {PaperCode} code */
const dataOf = ({ data, text }) => data ?? encodeText(text ?? '');

/**
 * Without what is attached to a PDF and printed on a page of it, too: it was handed in once.
 * @param {PaperCode[]} codes
 */
async function withoutTwins(codes) {
  if (codes.every(({ page }) => page !== null) || codes.every(({ page }) => page === null)) return codes;
  const digests = await Promise.all(codes.map(async (code) => (await readCredential(dataOf(code))).record?.digest ?? null));
  const printed = new Set(digests.filter((digest, i) => codes[i].page !== null && digest !== null));
  return codes.filter(({ page }, i) => page !== null || !printed.has(digests[i]));
}
