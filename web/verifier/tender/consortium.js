// verifier/tender/consortium.py: the certificates that count in a bid: any member's, each one's on the work, or the
// lower grade.

import { enterprisesOf, onItem } from './documents/bidders.js';
import { tellFailed, tellOpen, tellPlaces, tellUnanswered } from './looks/open_pages.js';
import { UNMAPPED, codesOf, joinShowings, orderCodes, reasonsOf, showHolder } from './matching.js';
import { NOT_MET, UNCLEAR, cellReason, matrixColumn, rankOf } from './matrix.js';
import { firstOf, inOrder } from './order.js';

/** @import { Asked } from './asked.js' */
/** @import { Holdings } from './looks/handed_in.js' */
/** @import { Bidder } from './documents/bidders.js' */
/** @import { Requirement } from './documents/tender.js' */
/** @import { CodeFacts } from './judging.js' */
/** @import { Reading, Showing } from './matching.js' */
/** @import { CellReason, ColumnName, MatrixColumn, SentenceFacts } from './matrix.js' */
/** @import { FailedCode, OpenPage, PageName } from './looks/open_pages.js' */

/** Most files that a cell names; for more it gives their number. */
const MOST_UNREAD_NAMED = 5;
/** Codes beside which it is told what was read and fails. */
const IN_VAIN = ['no-credential', 'category-missing'];

/**
 * What a column has to tell of a bidder's papers beside its certificates: for `unread` files and `open` pages nothing is said
 * to be not met, of `unanswered` pages no copy came, `read` pages were read, `marked` are certificates by a person's word; by
 * the digest of a credential, `numbers` is what it was found by where no code of it was read, `names` are names that differ.
 * Registers told of the numbers of `answeredMarks`; `failed` certificates were read and count for nothing.
 * @typedef {{ unread: string[], open: OpenPage[], unanswered: PageName[], read: number, marked: PageName[],
 *   answeredMarks: PageName[], failed: FailedCode[], numbers: Map<string, SentenceFacts>, names: Map<string, SentenceFacts> }} PapersBehind
 */

/**
 * The column of a cell; `holdings` are what counts of each enterprise, by its code, and `papers` those it was found on.
 * @param {Asked} wanted
 * @param {Bidder} bidder
 * @param {Holdings} holdings
 * @param {PapersBehind} papers
 * @param {{ rule: 'same-profession' | 'same-work', column: ColumnName }} how
 */
export function fillColumn(wanted, bidder, holdings, papers, { rule, column }) {
  const { holder, workItem } = wanted.requirement;
  const isDivided = holder === 'every-member-on-item' || (holder === 'bidder' && rule === 'same-work');
  const counting = isDivided ? onItem(bidder, workItem) : enterprisesOf(bidder);
  if (counting.length === 0) {
    const reason = cellReason('work-item-unassigned', { facts: { item: workItem } });
    return matrixColumn({ state: UNCLEAR, codes: [reason.code], reasons: [reason] });
  }
  const shown = counting.map((who) => showHolder(wanted, who, holdings.get(who) ?? [], column));
  const without = counting.filter((_, place) => shown[place].held === null);
  const isOfAll = holder !== 'any-member' && bidder.members !== undefined;
  const showing = join(holder, shown);
  const filled = tell(wanted, showing, isOfAll ? without : [], papers);
  const isInVain = filled.reasons.some(({ code }) => IN_VAIN.includes(code));
  const failed = !isInVain ? [] : tellFailed(papers.failed.filter(({ scheme, categories }) => wanted.isFor(scheme, categories)));
  const reasons = filled.reasons.map((reason) => tellAbsence(reason, papers, failed.length > 0));
  const members = without.length < counting.length ? tellWithout(filled, bidder, isDivided, papers.read) : [];
  const remarks = tellBeside(filled, showing, papers);
  const codes = orderCodes([...filled.codes, ...remarks.map(({ code }) => code)]);
  return { ...filled, codes, reasons: [...failed, ...reasons, ...members, ...remarks] };
}

/**
 * In how many pages nothing was found; what a person marked there may be something.
 * @param {CellReason} reason
 * @param {PapersBehind} papers
 * @param {boolean} isOther
 */
function tellAbsence(reason, { read: pages, marked, answeredMarks }, isOther) {
  if (reason.code !== 'no-credential') return reason;
  const kinds = isOther ? ['other'] : [];
  const seen = marked.length > 0 ? marked : answeredMarks;
  if (seen.length > 0) kinds.push(marked.length > 0 ? 'marked' : 'answered');
  const { count: marks, places } = tellPlaces(seen);
  return { ...reason, facts: { pages, ...(seen.length > 0 && { marks, places }), ...(kinds.length > 0 && { kind: kinds.join('-') }) } };
}

/**
 * Of the certificates that are cited: found by a number alone, under another name.
 * @param {MatrixColumn} column
 * @param {Showing} showing
 * @param {PapersBehind} papers
 */
function tellBeside({ credentials }, { cited }, { numbers, names }) {
  const holders = new Map(cited.map(({ judged }) => [judged.digest, judged.holder]));
  const kinds = /** @type {const} */ ([['by-number', numbers], ['name-differs', names]]);
  return kinds.flatMap(([code, known]) => credentials.flatMap((credential) => {
    const facts = known.get(credential);
    return facts === undefined ? [] : [cellReason(code, { credential, holder: holders.get(credential), facts })];
  }));
}

/**
 * Names the members that hold no certificate of the kind.
 * @param {MatrixColumn} column
 * @param {Bidder} bidder
 * @param {boolean} isDivided
 * @param {number} pages
 */
function tellWithout({ without }, { members = [] }, isDivided, pages) {
  const kind = isDivided ? 'work' : 'member';
  const called = new Map(members.map(({ uscc, name }) => [uscc, name]));
  return without.map((holder) => cellReason('member-without', { holder, facts: { name: called.get(holder), kind, pages } }));
}

/**
 * @param {Requirement['holder']} holder
 * @param {Showing[]} shown
 */
function join(holder, shown) {
  if (holder === 'any-member') return firstOf(shown, placeOf);
  return holder === 'every-member-on-item' ? joinShowings(shown) : lowest(shown);
}

/**
 * By which the best of several is found; who has something to cite before who has nothing.
 * @param {Showing} showing
 */
const placeOf = ({ state, cited }) => [rankOf(state), cited.length === 0, cited[0]?.key ?? []];

/**
 * All who hold the kind; with who holds all categories, others count in those they hold. Held is what was handed in, whether
 * or not it stands. Who may hold another category makes it unclear.
 * @param {Showing[]} shown
 */
function lowest(shown) {
  const holders = shown.filter(({ held }) => held !== null);
  if (holders.length === 0) return firstOf(shown, placeOf);
  if (!holders.some(({ isWhole }) => isWhole)) return firstOf(holders, placeOf);
  const counting = holders.map((holder) => (holder.isWhole ? holder : holder.held ?? holder));
  return counting.length === 1 ? counting[0] : joinShowings(counting.map(asUnmapped));
}

/**
 * Unclear where all that is held may be of another category, and so not shared.
 * @param {Showing} showing
 * @returns {Showing}
 */
function asUnmapped(showing) {
  const { state, cited } = showing;
  if (state !== NOT_MET || cited.some(({ presence }) => presence !== UNMAPPED)) return showing;
  /** @type {(reading: Reading) => CodeFacts} */
  const open = ({ grade, clause }) => ['category-unmapped', { grade, category: null, clause }];
  return { ...showing, state: UNCLEAR, cited: cited.map((reading) => ({ ...reading, state: UNCLEAR, codes: [open(reading)] })) };
}

/**
 * @param {Asked} wanted
 * @param {Showing} showing
 * @param {string[]} without
 * @param {PapersBehind} papers
 */
function tell(wanted, showing, without, { unread, open, unanswered }) {
  const { cited, others, reasons } = showing;
  const digests = [...new Set(cited.map(({ judged }) => judged.digest))];
  const clauses = [...new Set(cited.flatMap(({ clause }) => clause ?? []))];
  const aside = inOrder(others, ({ key }) => key).filter(({ judged }) => !digests.includes(judged.digest));
  const column = {
    state: showing.state,
    codes: codesOf(showing),
    credentials: digests,
    grade: lowestGrade(wanted, cited.map(({ grade }) => grade)),
    clauses,
    reasons: [...reasons, ...[...cited, ...aside].flatMap(reasonsOf)],
    without,
  };
  if (column.state !== NOT_MET) return matrixColumn(column);
  const files = unread.length === 0 ? [] : [cellReason('file-unread', { facts: tellUnread(unread) })];
  const notes = [...files, ...tellOpen(open)];
  const listed = notes.length === 0 && unanswered.length > 0 ? [tellUnanswered(unanswered)] : notes;
  return matrixColumn({
    ...column,
    state: notes.length > 0 ? UNCLEAR : NOT_MET,
    codes: orderCodes([...listed.map(({ code }) => code), ...column.codes]),
    reasons: [...listed, ...column.reasons],
  });
}

/**
 * All of them stand once, in the notes on papers.
 * @param {string[]} unread
 */
function tellUnread(unread) {
  const more = unread.length - MOST_UNREAD_NAMED;
  return { files: unread.slice(0, MOST_UNREAD_NAMED), ...(more > 0 ? { more } : {}) };
}

/**
 * Of those cited, the first where several stand alike; null where one has none.
 * @param {Asked} wanted
 * @param {(string | null)[]} grades
 */
function lowestGrade(wanted, grades) {
  if (grades.length === 0 || grades.includes(null)) return null;
  return firstOf(grades, (grade) => -wanted.placeOf(grade));
}
