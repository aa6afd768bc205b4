// verifier/tender/record/paper/pages.py: sentences to paste, one a bidder and reason, for letters and rejections.

import { MET, NOT_MET } from '../../verifier/tender/matrix.js';
import { bearingOf } from '../../verifier/tender/documents/tender.js';
import { groupBy } from './said.js';

/** @import { Telling } from './telling.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */

/**
 * A letter a bidder and reason, all requirements that it is about in one; only where a bidder can answer. What is too low is
 * told, not asked about; of a date to come there is nothing to ask.
 * @param {Telling} told
 */
export function lettersOf(told) {
  const cells = openCells(told);
  const unread = groupBy(cells.filter((cell) => told.isUnread(cell)), ({ bidder }) => bidder);
  const copies = [...unread].map(([bidder, same]) =>
    told.tell('clarify-copy', { bidder: told.called.get(bidder), asked: askedIn(told, same), files: told.unreadFiles(bidder) }));
  const pages = cells.flatMap((cell) => [
    ...told.illegible(cell).map((reason) => ({ cell, name: 'clarify-illegible', files: told.pages(reason) })),
    ...told.marked(cell).map((reason) => ({ cell, name: 'clarify-code', files: told.pages(reason) })),
  ]);
  const copied = [...groupBy(pages, ({ cell, name }) => `${cell.bidder} ${name}`).values()].map((same) => {
    const [{ cell: { bidder }, name, files }] = same;
    return told.tell(name, { bidder: told.called.get(bidder), asked: askedIn(told, same.map(({ cell }) => cell)), files });
  });
  return [...copies, ...copied, ...tellAlike(told, 'clarify', cells.map((cell) => ({ cell, why: told.putToBidder(cell.bidder, told.explainable(cell)) })))];
}

/**
 * A sentence a bidder and reason, of conditions alone: nobody is rejected for want of points.
 * @param {Telling} told
 */
export function rejectionsOf(told) {
  const conditions = told.tender.criteria.filter((one) => bearingOf(one) === 'condition').map(({ id }) => id);
  const cells = openCells(told).filter(({ state, criterion }) => state === NOT_MET && conditions.includes(criterion));
  return tellAlike(told, 'reject', cells.map((cell) => {
    const faults = told.faults(cell);
    const looks = told.isAbsent(faults) ? told.looksOf(cell.bidder) : undefined;
    const why = told.putToBidder(cell.bidder, faults);
    return { cell, why: [why, looks === undefined || looks.toLookAt === 0 ? '' : told.tellLooks('looked-at', looks)].filter(Boolean).join(told.isChinese ? '' : ' ') };
  }));
}

/**
 * Those that decide what their criterion came to, where that is not met.
 * @param {Telling} told
 */
const openCells = (told) => [...told.cells.values()].filter(({ bidder, criterion, state }) =>
  state !== MET && state === told.criteria.get(`${bidder} ${criterion}`) && told.files.has(bidder));

/**
 * One sentence for what is said alike of a bidder.
 * @param {Telling} told
 * @param {string} sentence
 * @param {{ cell: MatrixCell, why: string }[]} said
 */
const tellAlike = (told, sentence, said) =>
  [...groupBy(said.filter(({ why }) => why !== ''), ({ cell, why }) => `${cell.bidder} ${why}`).values()].map((same) => {
    const [{ cell: { bidder }, why }] = same;
    return told.tell(sentence, { bidder: told.called.get(bidder), asked: askedIn(told, same.map(({ cell }) => cell)), why });
  });

/**
 * @param {Telling} told
 * @param {MatrixCell[]} cells
 */
const askedIn = (told, cells) => told.join(cells.map(({ requirement }) => told.asked(requirement)));
