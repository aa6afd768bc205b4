// verifier/tender/record/paper/pages.py: sentences to paste, one a bidder and reason, for clarifications and rejections.

import { MET } from '../../verifier/tender/matrix.js';
import { UNREAD } from './telling.js';

/** @import { Telling } from './telling.js' */

/**
 * A criterion decides, not a requirement beside which another group is enough; and nobody is rejected for want of points,
 * or of a certificate that a page may show which nobody checked.
 * @param {Telling} told
 * @param {'clarify' | 'reject'} sentence
 */
export function pasted(told, sentence) {
  const conditions = told.tender.criteria.filter(isCondition).map(({ id }) => id);
  /** @type {Map<string, { bidder: string, why: string, asked: string[] }>} */
  const asked = new Map();
  /** @type {Map<string, string[]>} */
  const copies = new Map();
  for (const cell of told.cells.values()) {
    const { bidder, criterion, requirement, state } = cell;
    if (state === MET || state !== told.criteria.get(`${bidder} ${criterion}`) || !told.files.has(bidder)) continue;
    const isAsked = told.isToClarify(cell);
    if (!(sentence === 'clarify' ? isAsked : conditions.includes(criterion) && !isAsked)) continue;
    const isUnread = told.isUnread(cell);
    if (isUnread) copies.set(bidder, [...(copies.get(bidder) ?? []), told.asked(requirement)]);
    const why = told.why(cell, false, isUnread ? [UNREAD, 'no-credential'] : []);
    if (why === '') continue;
    const found = asked.get(`${bidder} ${why}`) ?? { bidder, why, asked: [] };
    found.asked.push(told.asked(requirement));
    asked.set(`${bidder} ${why}`, found);
  }
  const called = (/** @type {string} */ bidder) => told.called.get(bidder);
  return [
    ...[...copies].map(([bidder, listed]) => told.tell('clarify-copy', { bidder: called(bidder), asked: told.join(listed), files: told.unreadFiles(bidder) })),
    ...[...asked.values()].map(({ bidder, why, asked: listed }) => told.tell(sentence, { bidder: called(bidder), asked: told.join(listed), why })),
  ];
}

/**
 * Whether who does not meet it is out: a condition of qualification unless the tender says otherwise.
 * @param {{ mandatory?: boolean, use: string }} criterion
 */
const isCondition = ({ mandatory, use }) => mandatory ?? use === 'qualification';
