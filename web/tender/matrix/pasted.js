// verifier/tender/record/paper/pages.py: sentences to paste, one a bidder and reason, for clarifications and rejections.

import { MET } from '../../verifier/tender/matrix.js';

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
  for (const cell of told.cells.values()) {
    if (cell.state === MET || cell.state !== told.criteria.get(`${cell.bidder} ${cell.criterion}`) || !told.files.has(cell.bidder)) continue;
    const isAsked = told.isToClarify(cell);
    if (!(sentence === 'clarify' ? isAsked : conditions.includes(cell.criterion) && !isAsked)) continue;
    const why = told.why(cell, false);
    const found = asked.get(`${cell.bidder} ${why}`) ?? { bidder: cell.bidder, why, asked: [] };
    found.asked.push(told.asked(cell.requirement));
    asked.set(`${cell.bidder} ${why}`, found);
  }
  return [...asked.values()].map(({ bidder, why, asked: listed }) =>
    told.tell(sentence, { bidder: told.called.get(bidder), asked: [...new Set(listed)].join('、'), why }));
}

/**
 * Whether who does not meet it is out: a condition of qualification unless the tender says otherwise.
 * @param {{ mandatory?: boolean, use: string }} criterion
 */
const isCondition = ({ mandatory, use }) => mandatory ?? use === 'qualification';
