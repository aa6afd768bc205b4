// verifier/tender/record/extract.py: TenderExtract/1: the header, one bidder's rows and their paths to the root.

import * as is from '../../../credentials/members.js';
import { decodeHex, encodeHex } from '../../../signing/bytes.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { checkInclusion } from '../../../signing/log/merkle_proofs.js';
import { proveInclusion } from '../../../signing/log/proving.js';
import { label, parseUnsigned } from '../../../credentials/documents/unsigned.js';
import { cell, credential, enterprise, facts, header, points, state } from './document.js';
import { checkHeader, rowsOf } from './holding.js';
import { leafOf } from './rows.js';
import { ReceiptError } from './errors.js';

/** @import { Receipt } from './document.js' */

const CAPS = { maxBytes: 8 * 1024 * 1024, maxValues: 600_000 };

const row = is.model({
  lot: label,
  bidder: label,
  enterprises: is.list(enterprise),
  criterion: label,
  state,
  points,
  cells: is.list(cell),
  credentials: is.list(credential),
  flags: is.list(is.model({ code: is.text(), enterprise: is.orNull(is.text()), facts })),
});

const extract = is.model({
  type: is.literal('TenderExtract/1'),
  header,
  rows: is.list(is.model({ index: is.count, salt: is.digest, path: is.list(is.digest, { max: 64 }), row }), { min: 1 }),
});

/** @typedef {ReturnType<typeof parseExtract>} Extract */

/**
 * The bytes of the rows of a bidder, of one lot or criterion where named; ReceiptError extract-empty.
 * @param {Receipt} receipt
 * @param {{ bidder: string, lot?: string | null, criterion?: string | null }} of
 */
export function makeExtract({ body }, { bidder, lot = null, criterion = null }) {
  const { rows, tree } = rowsOf(body);
  const chosen = rows.flatMap(({ value, salt }, index) =>
    (value.bidder !== bidder || ![null, value.lot].includes(lot) || ![null, value.criterion].includes(criterion) ? []
      : [{ index, salt: encodeHex(salt), path: proveInclusion(tree, index, tree.size).map(encodeHex), row: value }]));
  if (chosen.length === 0) throw new ReceiptError('extract-empty');
  return encodeProfile({ type: 'TenderExtract/1', header: body.header, rows: chosen });
}

/**
 * The extract in JSON bytes; RecordError names the member. Whether it is true: `checkExtract`.
 * @param {Uint8Array} data
 */
export const parseExtract = (data) => parseUnsigned(data, extract, CAPS);

/**
 * Whether the header is signed and every row leads to its root. Throws ReceiptError extract-row, and those of `checkHeader`.
 * It cannot tell whether there were more rows.
 * @param {Extract} extract
 */
export async function checkExtract({ body }) {
  await checkHeader(body.header);
  const { count, root } = body.header.rows;
  const seen = new Set();
  body.rows.forEach(({ index, salt, path, row: value }, place) => {
    const leaf = leafOf({ value, salt: decodeHex(salt) });
    const isInside = checkInclusion(leaf, BigInt(index), BigInt(count), path.map(decodeHex), decodeHex(root));
    if (!isInside || seen.has(index)) throw new ReceiptError('extract-row', 'rows', { number: place + 1 });
    seen.add(index);
  });
}
