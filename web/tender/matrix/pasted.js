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
 * @param {Telling} telling
 */
export function lettersOf(telling) {
  const cells = [...telling.cells.values()].filter((cell) => telling.decides(cell) && telling.files.has(cell.bidder));
  const unread = [...new Set(cells.filter((cell) => telling.isUnread(cell)).map(({ bidder }) => bidder))];
  const copies = unread.map((bidder) => telling.tell('clarify-copy', { bidder: telling.called.get(bidder), files: telling.unreadFiles(bidder) }));
  const pages = cells.flatMap((cell) => [
    ...telling.illegible(cell).map((reason) => ({ bidder: cell.bidder, name: 'clarify-illegible', files: telling.pages(reason) })),
    ...telling.marked(cell).map((reason) => ({ bidder: cell.bidder, name: 'clarify-code', files: telling.pages(reason) })),
  ]);
  const copied = [...groupBy(pages, ({ bidder, name }) => `${bidder} ${name}`).values()].map((same) => {
    const { bidder, name, files } = same[same.length - 1];
    return telling.tell(name, { bidder: telling.called.get(bidder), files });
  });
  const explained = cells.map((cell) => ({ bidder: telling.called.get(cell.bidder), why: telling.putToBidder(cell, telling.explainable(cell)) }));
  return [...new Set([...copies, ...copied, ...explained.filter(({ why }) => why !== '').map((facts) => telling.tell('clarify', facts))])];
}

/**
 * A sentence a bidder and reason, of conditions alone: nobody is rejected for want of points. A criterion is rejected as a
 * whole, once all of it is decided; that of alternatives names each of them.
 * @param {Telling} telling
 */
export function rejectionsOf(telling) {
  const conditions = telling.tender.criteria.filter((criterion) => bearingOf(criterion) === 'condition');
  const bidders = telling.bidders.bidders.map(({ id }) => id).filter((id) => telling.files.has(id));
  const lines = bidders.flatMap((bidder) => conditions.flatMap((criterion) => rejectionOf(telling, bidder, criterion)));
  return [...groupBy(lines, ({ bidder, name, why }) => JSON.stringify([bidder, name, why])).values()].map((same) => {
    const [{ bidder, name, why }] = same;
    return telling.tell(name, { bidder: telling.called.get(bidder), asked: telling.join(same.map(({ asked }) => asked)), why });
  });
}

/**
 * @param {Telling} telling
 * @param {string} bidder
 * @param {Criterion} criterion
 */
function rejectionOf(telling, bidder, { id, groups }) {
  if (telling.criteria.get(`${bidder} ${id}`) !== NOT_MET) return [];
  const deciding = groups.map(({ requirements }) => requirements.flatMap((requirement) => telling.cells.get(`${bidder} ${requirement.id}`) ?? []).filter((cell) => telling.decides(cell)));
  const cells = deciding.flat();
  const why = cells.every((cell) => telling.isDecided(cell)) ? whyRejected(telling, bidder, cells) : '';
  const words = deciding.map((group) => telling.join(group.map(({ requirement }) => telling.asked(requirement)))).join(telling.isChinese ? '或' : ' OR ');
  return why === '' ? [] : [{ bidder, name: groups.length === 1 ? 'reject' : 'reject:any', asked: words, why }];
}

/**
 * The faults, each of several requirements behind what it asks; how many pages were looked at.
 * @param {Telling} telling
 * @param {string} bidder
 * @param {MatrixCell[]} cells
 */
function whyRejected(telling, bidder, cells) {
  const reasons = cells.flatMap((cell) => {
    const why = telling.putToBidder(cell, telling.faults(cell));
    return why === '' ? [] : [(cells.length > 1 ? telling.asked(cell.requirement) + telling.colon : '') + why];
  });
  const looks = cells.some((cell) => telling.isAbsent(telling.faults(cell))) ? telling.looksOf(bidder) : undefined;
  if (reasons.length > 0 && looks !== undefined && looks.toLookAt > 0) reasons.push(telling.tellLooks('looked-at', looks));
  return reasons.join(telling.isChinese ? '' : ' ');
}
