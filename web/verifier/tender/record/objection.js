// verifier/tender/record/objection.py: Objection/1: the objection, its grounds, and the answer.

import { RecordError } from '../../../credentials/errors.js';
import * as is from '../../../credentials/members.js';
import { formatTime, parseTime } from '../../../credentials/times.js';
import { OUTCOMES, REMEDIES, SUBJECTS } from '../../../texts/tender/objection.js';
import { label, parseUnsigned, passage } from '../../../credentials/documents/unsigned.js';
import { ReceiptError } from './errors.js';

/** @import { Receipt, ReceiptBody, StatedCell } from './document.js' */

const CAPS = { maxBytes: 256 * 1024, maxValues: 10_000 };
const PLACES = /** @type {const} */ (['lot', 'bidder', 'criterion', 'requirement']);

const place = is.maybe(label);
const objection = is.model(
  {
    type: is.literal('Objection/1'),
    tender: is.digest,
    receipt: is.digest,
    raisedBy: is.model({ name: is.line, uscc: is.maybe(is.uscc) }),
    raisedAt: is.time,
    classification: is.literal(...Object.keys(SUBJECTS)),
    about: is.model({ lot: place, bidder: place, criterion: place, requirement: place }),
    arguments: is.list(is.model({ text: passage, evidence: is.list(is.model({ title: is.line, sha256: is.digest }), { max: 100 }) }), { min: 1, max: 100 }),
    remedies: is.list(is.literal(...Object.keys(REMEDIES)), { min: 1, max: 5 }),
    answer: is.maybe(is.model({
      answeredAt: is.time,
      outcome: is.literal(...Object.keys(OUTCOMES)),
      text: passage,
      extract: is.maybe(is.digest),
      receipt: is.maybe(is.digest),
    })),
  },
  ({ answer, raisedAt }, path) => {
    if (answer !== undefined && answer.answeredAt.seconds < raisedAt.seconds) throw is.refuse('interval-empty', path, 'answer.answeredAt');
  },
);

/** @typedef {ReturnType<typeof objection>} ObjectionBody */

/**
 * The objection in JSON bytes; RecordError names the member.
 * @param {Uint8Array} data
 */
export const parseObjection = (data) => parseUnsigned(data, objection, CAPS);

/**
 * Whether it is about this receipt and names a row that is there. Throws ReceiptError objection-early, objection-other,
 * objection-no-row; RecordError reference-unknown.
 * @param {ObjectionBody} body
 * @param {Receipt} receipt
 */
export function checkObjection(body, { body: receipt, digest }) {
  const digests = { receipt: digest, tender: receipt.header.tender.digest };
  for (const member of /** @type {const} */ (['receipt', 'tender'])) {
    if (body[member] !== digests[member]) throw new ReceiptError('objection-other', member, { digest: body[member] });
  }
  const since = parseTime(receipt.header.now);
  if (body.raisedAt.seconds < since.seconds) { // a digest that was not there yet
    throw new ReceiptError('objection-early', 'raisedAt', { since: formatTime(since) });
  }
  for (const member of PLACES) {
    const named = body.about[member];
    const isKnown = member === 'bidder' ? receipt.bidders.named.some(({ id }) => id === named) : receipt.cells.some((cell) => cell[member] === named);
    if (named !== undefined && !isKnown) throw new RecordError('reference-unknown', `about.${member}`, { item: named });
  }
  const about = PLACES.flatMap((member) => body.about[member] ?? []);
  if (about.length > 0 && findCells(body, receipt).length === 0) throw new ReceiptError('objection-no-row', 'about', { about: about.join(' ') });
}

/**
 * What it is about; nothing where it names no place at all.
 * @param {ObjectionBody} body
 * @param {ReceiptBody} receipt
 * @returns {StatedCell[]}
 */
export function findCells({ about }, { cells }) {
  if (PLACES.every((member) => about[member] === undefined)) return [];
  return cells.filter((cell) => PLACES.every((member) => about[member] === undefined || about[member] === cell[member]));
}
