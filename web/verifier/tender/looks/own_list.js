// verifier/tender/looks/own_list.py: the certificate that a bidder itself names for a criterion, and its outcome. It
// changes no cell; numbers are compared as registers compare them. Most lists of bidders name none: it is loaded when
// one does.

import { foldNumber } from '../../numbers/commitment.js';
import { UNNUMBERED } from '../documents/bidders.js';
import { requirementsOf } from '../documents/tender.js';
import { MET, listCited } from '../matrix.js';
import { inOrder } from '../order.js';

/** @import { Collection, PaperNote } from '../collecting.js' */
/** @import { BiddersBody } from '../documents/bidders.js' */
/** @import { TenderBody } from '../documents/tender.js' */
/** @import { CellState, ColumnName, MatrixColumn, SentenceFacts } from '../matrix.js' */

/** @typedef {{ file: string | null, page: number | null }} Place */
/** @typedef {{ bidder: string, criterion: string, requirement: string, state: CellState, columns: Record<ColumnName, MatrixColumn | null> }} Cell */
/** @typedef {{ digest: string, place: Place }} Found a certificate of a number, and where it stands */

const NOWHERE = { file: null, page: null };

/**
 * A note for each number that is named for a criterion, by bidder, criterion and number.
 * @param {TenderBody} tender
 * @param {BiddersBody} bidders
 * @param {Collection} collection
 * @param {Cell[]} cells
 * @param {{ bidder: string, criterion: string, state: string }[]} outcomes
 * @returns {PaperNote[]}
 */
export function tellOwnLists(tender, { bidders }, collection, cells, outcomes) {
  /** @type {Map<string, string>} */
  const numbers = new Map();
  /** @type {Map<string, Found[]>} */
  const notes = new Map();
  for (const { digest, number, places } of collection.credentials()) {
    numbers.set(digest, number);
    for (const { bidder, file, page } of places) {
      const key = keyOf(bidder, foldNumber(number));
      notes.set(key, [...notes.get(key) ?? [], { digest, place: { file, page } }]);
    }
  }
  const marked = findMarked(collection.notes);
  const cited = findCited(tender, cells);
  const states = new Map(outcomes.map(({ bidder, criterion, state }) => [keyOf(bidder, criterion), state]));
  return bidders.flatMap((bidder) => {
    const handedIn = collection.handedInBy(bidder);
    const own = new Set([...handedIn.withAsked.values()].flat().map(({ digest }) => digest));
    const named = new Map((bidder.claims ?? []).map(({ criterion, number }) => [keyOf(criterion, foldNumber(number)), { criterion, number: foldNumber(number) }]));
    return inOrder(named.values(), ({ criterion, number }) => [criterion, number]).map(({ criterion, number }) => {
      const of = keyOf(bidder.id, criterion);
      const here = inOrder(notes.get(keyOf(bidder.id, number)) ?? [], ({ digest }) => !own.has(digest));
      const by = cited.get(of) ?? new Set();
      const { kind, place } = sort(here, own, by, states.get(of), marked.get(keyOf(bidder.id, number)));
      const facts = { kind, criterion, number };
      if (kind === 'other') Object.assign(facts, { by: inOrder(new Set([...by].map((digest) => numbers.get(digest) ?? '')), (number) => number) });
      if (kind === 'absent') Object.assign(facts, absentFacts(handedIn.looked));
      return { bidder: bidder.id, ...place, code: 'claimed', credential: null, facts };
    });
  });
}

/** @param {string[]} parts */
const keyOf = (...parts) => parts.join(' ');

/**
 * What became of the certificate, and where it stands; `here` are those of its number, its own first.
 * @param {Found[]} here
 * @param {Set<string>} own
 * @param {Set<string>} cited
 * @param {string | undefined} state
 * @param {Place | undefined} marked
 * @returns {{ kind: string, place: Place }}
 */
function sort(here, own, cited, state, marked) {
  if (state === undefined) return { kind: 'not-asked', place: NOWHERE };
  const counting = here.find(({ digest }) => cited.has(digest));
  if (counting !== undefined) return { kind: 'counted', place: counting.place };
  if (here.length > 0) {
    const [{ digest, place }] = here;
    const isMet = state === MET && cited.size > 0;
    return { kind: own.has(digest) ? (isMet ? 'other' : 'unmet') : 'aside', place };
  }
  return marked === undefined ? { kind: 'absent', place: NOWHERE } : { kind: 'marked', place: marked };
}

/**
 * By bidder and number, the first page on which a person read it; it is a page that the file has.
 * @param {PaperNote[]} notes
 */
function findMarked(notes) {
  /** @type {Map<string, Place>} */
  const marked = new Map();
  for (const { bidder, file, page, facts: { claims } } of notes) {
    if (file === null || typeof claims !== 'string' || claims === UNNUMBERED) continue;
    const key = keyOf(bidder, foldNumber(claims));
    if (!marked.has(key)) marked.set(key, { file, page });
  }
  return marked;
}

/**
 * By bidder and criterion, the digests by which requirements of it are met.
 * @param {TenderBody} tender
 * @param {Cell[]} cells
 */
function findCited(tender, cells) {
  const requirements = new Map(tender.criteria.flatMap(requirementsOf).map((requirement) => [requirement.id, requirement]));
  /** @type {Map<string, Set<string>>} */
  const cited = new Map();
  for (const { bidder, criterion, requirement, state, columns } of cells) {
    const item = requirements.get(requirement);
    if (state !== MET || item === undefined) continue;
    const key = keyOf(bidder, criterion);
    const digests = listCited({ state, columns }, item.validAt);
    cited.set(key, new Set([...cited.get(key) ?? [], ...digests]));
  }
  return cited;
}

/**
 * @param {{ read: number, toLookAt: number, lookedAt: number }} looked
 * @returns {SentenceFacts}
 */
const absentFacts = ({ read, toLookAt, lookedAt }) =>
  (toLookAt === 0 ? { pages: read } : { kind: 'absent-looks', pages: read, lookedAt, toLookAt });
