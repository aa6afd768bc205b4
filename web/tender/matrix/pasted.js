// verifier/tender/record/paper/pages.py: sentences to paste, one a bidder and reason, for letters and rejections.

import { NOT_MET } from '../../verifier/tender/matrix.js';
import { bearingOf } from '../../verifier/tender/documents/tender.js';
import { groupBy } from './said.js';

/** @import { Telling } from './telling.js' */
/** @import { MatrixCell } from '../../verifier/tender/check.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */

/**
 * A letter a bidder and reason, only where a bidder can answer; of the bid it quotes file and page alone. What is too low is
 * told, not asked about; of a date to come there is nothing to ask.
 * @param {Telling} told
 */
export function lettersOf(told) {
  const cells = [...told.cells.values()].filter((cell) => told.decides(cell) && told.files.has(cell.bidder));
  const unread = [...new Set(cells.filter((cell) => told.isUnread(cell)).map(({ bidder }) => bidder))];
  const copies = unread.map((bidder) => told.tell('clarify-copy', { bidder: told.called.get(bidder), files: told.unreadFiles(bidder) }));
  const pages = cells.flatMap((cell) => [
    ...told.illegible(cell).map((reason) => ({ bidder: cell.bidder, name: 'clarify-illegible', files: told.pages(reason) })),
    ...told.marked(cell).map((reason) => ({ bidder: cell.bidder, name: 'clarify-code', files: told.pages(reason) })),
  ]);
  const copied = [...groupBy(pages, ({ bidder, name }) => `${bidder} ${name}`).values()].map((same) => {
    const { bidder, name, files } = same[same.length - 1];
    return told.tell(name, { bidder: told.called.get(bidder), files });
  });
  const explained = cells.map((cell) => ({ bidder: told.called.get(cell.bidder), why: told.putToBidder(cell, told.explainable(cell)) }));
  return [...new Set([...copies, ...copied, ...explained.filter(({ why }) => why !== '').map((facts) => told.tell('clarify', facts))])];
}

/**
 * A sentence a bidder and reason, of conditions alone: nobody is rejected for want of points. A criterion is rejected as a
 * whole, once all of it is decided; that of alternatives names each of them.
 * @param {Telling} told
 */
export function rejectionsOf(told) {
  const conditions = told.tender.criteria.filter((one) => bearingOf(one) === 'condition');
  const bidders = told.bidders.bidders.map(({ id }) => id).filter((id) => told.files.has(id));
  const said = bidders.flatMap((bidder) => conditions.flatMap((criterion) => rejectionOf(told, bidder, criterion)));
  return [...groupBy(said, ({ bidder, name, why }) => JSON.stringify([bidder, name, why])).values()].map((same) => {
    const [{ bidder, name, why }] = same;
    return told.tell(name, { bidder: told.called.get(bidder), asked: told.join(same.map(({ asked }) => asked)), why });
  });
}

/**
 * @param {Telling} told
 * @param {string} bidder
 * @param {Criterion} criterion
 */
function rejectionOf(told, bidder, { id, groups }) {
  if (told.criteria.get(`${bidder} ${id}`) !== NOT_MET) return [];
  const deciding = groups.map(({ requirements }) => requirements.flatMap((one) => told.cells.get(`${bidder} ${one.id}`) ?? []).filter((cell) => told.decides(cell)));
  const cells = deciding.flat();
  const why = cells.every((cell) => told.isDecided(cell)) ? whyRejected(told, bidder, cells) : '';
  const asked = deciding.map((group) => told.join(group.map(({ requirement }) => told.asked(requirement)))).join(told.isChinese ? '或' : ' OR ');
  return why === '' ? [] : [{ bidder, name: groups.length === 1 ? 'reject' : 'reject:any', asked, why }];
}

/**
 * The faults, each of several requirements behind what it asks; how many pages were looked at.
 * @param {Telling} told
 * @param {string} bidder
 * @param {MatrixCell[]} cells
 */
function whyRejected(told, bidder, cells) {
  const said = cells.flatMap((cell) => {
    const why = told.putToBidder(cell, told.faults(cell));
    return why === '' ? [] : [(cells.length > 1 ? told.asked(cell.requirement) + told.colon : '') + why];
  });
  const looks = cells.some((cell) => told.isAbsent(told.faults(cell))) ? told.looksOf(bidder) : undefined;
  if (said.length > 0 && looks !== undefined && looks.toLookAt > 0) said.push(told.tellLooks('looked-at', looks));
  return said.join(told.isChinese ? '' : ' ');
}
