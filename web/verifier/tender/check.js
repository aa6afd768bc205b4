// verifier/tender/check.py: a bid opening checked in one run: tender, bidders, papers, trust and dates make a matrix.
//
// It states facts about certificates against stated requirements; it adds nothing up and ranks nobody.

import { formatTime } from '../../credentials/times.js';
import { canonicalText } from '../../signing/jcs.js';
import { isLogProof } from '../../signing/log/log_proof.js';
import { QuestionError } from '../errors.js';
import { LogProofs, eachOnce } from '../numbers/log_proofs.js';
import { AGEING_AFTER, makePolicy } from '../policy.js';
import { takeSnapshot } from '../reliance/snapshot.js';
import { Asked, reachRow } from './asked.js';
import { Collection } from './collecting.js';
import { fillColumn } from './consortium.js';
import { checkPair } from './documents/bidders.js';
import { criteriaOf, failAfterHours, requirementsOf, sharedRule } from './documents/tender.js';
import { findFlags } from './flags.js';
import { lintTender } from './lint.js';
import { orderCodes } from './matching.js';
import { COLUMNS, MET, UNCLEAR, allOf, anyOf, matrixColumn, takeCounting } from './matrix.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Register } from './claims.js' */
/** @import { Bidder, BidderList } from './documents/bidders.js' */
/** @import { Criterion, Requirement, Tender, TenderBody } from './documents/tender.js' */
/** @import { CheckBasis } from './judging.js' */
/** @import { CellState, ColumnName, MatrixColumn } from './matrix.js' */
/** @import { Paper } from './papers.js' */

/** @typedef {Record<ColumnName, MatrixColumn | null>} CellColumns */
/** @typedef {{ state: CellState, codes: string[] }} CellSum what a cell comes to */
/** @typedef {Awaited<ReturnType<typeof check>>} Matrix */
/** @typedef {Matrix['cells'][number]} MatrixCell */

const HOUR = 3600;
const MAX_PROOFS = 100; // most log proofs of a bidder that are read

/**
 * The matrix, a value of JSON: `tender` and `bidders` as they were parsed, `papers` by the bidder's id, `awardAt` where the
 * tender does not name it, `register` what registers say of the numbers that were marked by hand, with the log proofs that came
 * beside the papers; those among the papers' codes count, too. A date after `now` is pending. A register
 * of an earlier publication answers as of that; of one not known here only credentials tell. Throws RecordError reference-unknown where the bidders name what the tender
 * has not; QuestionError home-unknown, award-early; TrustError number-proof for a register whose proofs show nothing.
 * @param {Tender} tender
 * @param {BidderList} bidders
 * @param {Map<string, Paper[]>} papers
 * @param {TrustStore} trust
 * @param {{ now: Moment, awardAt?: Moment | null, register?: Register | null }} when
 */
export async function check(tender, bidders, papers, trust, { now, awardAt = null, register = null }) {
  checkPair(tender.body, bidders.body);
  const proofs = new LogProofs(trust, [...register?.logProofs ?? [], ...[...papers.values()].flatMap(findProofs)]);
  const basis = basisOf(tender.body, trust, now, awardAt, proofs);
  const collection = await Collection.of(bidders.body, papers, basis, register);
  const run = new Run(tender.body, basis, collection);
  const cells = [];
  const criteria = [];
  for (const { id: lot } of tender.body.lots) {
    const inside = bidders.body.bidders.filter(({ lots }) => lots.includes(lot));
    for (const criterion of criteriaOf(tender.body, lot)) {
      for (const bidder of inside) {
        const about = { lot, bidder: bidder.id, criterion: criterion.id };
        for (const requirement of requirementsOf(criterion)) {
          cells.push({ ...about, requirement: requirement.id, ...run.judge(requirement, bidder) });
        }
        criteria.push({ ...about, ...run.decide(criterion, bidder) });
      }
    }
  }
  const own = bidders.body.bidders.some(({ claims = [] }) => claims.length > 0) ? await import('./looks/own_list.js') : null;
  return {
    type: 'Matrix/1',
    ...headOf(tender, bidders, basis),
    credentials: collection.credentials(),
    cells,
    criteria,
    flags: findFlags(tender.body, bidders.body, collection),
    papers: [...collection.notes, ...own?.tellOwnLists(tender.body, bidders.body, collection, cells, criteria) ?? []],
    looks: bidders.body.bidders.map((bidder) => collection.handedInBy(bidder).looked),
    lint: lintTender(tender.body, trust, now),
  };
}

/**
 * Returns a bidder's log proofs, with a limit, because each is tried on every credential.
 * @param {Paper[]} papers
 */
function findProofs(papers) {
  const proofs = papers.flatMap(({ codes = [] }) => codes.map(({ data }) => data)).filter(isLogProof);
  return eachOnce(proofs).slice(0, MAX_PROOFS);
}

/**
 * @param {TenderBody} tender
 * @param {TrustStore} trust
 * @param {Moment} now
 * @param {Moment | null} awardAt
 * @param {LogProofs} proofs
 * @returns {CheckBasis}
 */
function basisOf(tender, trust, now, awardAt, proofs) {
  const { home, openingAt: opening, contract } = tender;
  if (!trust.chain.members.has(home)) {
    throw new QuestionError('home-unknown', 'home', { home, parties: [...trust.chain.members].sort() });
  }
  const policy = makePolicy({ maxAge: failAfterHours(tender) * HOUR });
  const award = awardAt ?? tender.awardAt ?? null;
  if (award !== null && award.seconds < opening.seconds) {
    throw new QuestionError('award-early', 'awardAt', { award: formatTime(award), opening: formatTime(opening) });
  }
  /** @type {Record<ColumnName, Moment | null>} */
  const dates = { opening, award, contractEnd: now };
  /** @type {CheckBasis['moments']} */
  const moments = new Map();
  for (const name of COLUMNS) {
    const moment = dates[name];
    if (moment !== null && moment.seconds <= now.seconds) moments.set(name, moment);
  }
  return { trust, policy, now, home, opening, award, moments, lastDay: contract.until, proofs };
}

/** Results computed once: of a requirement at a date, and of a requirement for a bidder. */
class Run {
  /** @type {Map<string, ReturnType<typeof Asked.of>>} */
  #asked = new Map();
  /** @type {Map<string, Map<ColumnName, ColumnName>>} */
  #like = new Map();
  /** @type {Map<string, CellSum & { columns: CellColumns }>} */
  #judged = new Map();

  /**
   * @param {TenderBody} tender
   * @param {CheckBasis} basis
   * @param {Collection} collection
   */
  constructor(tender, basis, collection) {
    this.tender = tender;
    this.basis = basis;
    this.collection = collection;
  }

  /**
   * Returns state, codes and columns of a requirement for a bidder, for any lot.
   * @param {Requirement} requirement
   * @param {Bidder} bidder
   */
  judge(requirement, bidder) {
    return once(this.#judged, `${requirement.id} ${bidder.id}`, () => {
      /** @type {CellColumns} */
      const columns = { opening: null, award: null, contractEnd: null };
      for (const name of this.basis.moments.keys()) {
        const like = this.#findLike(bidder, name);
        columns[name] = like === name ? this.#column(requirement, bidder, name) : columns[like];
      }
      return { ...sumUp(requirement, columns), columns };
    });
  }

  /**
   * Returns state and points of the criterion: a group needs all of its requirements, and one group is enough.
   * @param {Criterion} criterion
   * @param {Bidder} bidder
   */
  decide(criterion, bidder) {
    /** @param {Criterion['groups'][number]} group */
    const stateOf = ({ requirements }) => allOf(requirements.map((requirement) => this.judge(requirement, bidder).state));
    const state = anyOf(criterion.groups.map(stateOf));
    if (state !== MET || criterion.points === undefined) return { state, points: null };
    const met = criterion.groups.filter((group) => stateOf(group) === MET);
    const graded = met.map(({ requirements }) => requirements.flatMap((requirement) => {
      const { columns } = this.judge(requirement, bidder);
      return takeCounting(requirement.validAt, columns).map(({ name, column }) => ({ asked: this.#ask(requirement, name).asked, grade: column.grade }));
    }));
    return { state, points: reachRow(criterion.points, graded) };
  }

  /**
   * The first column in which every credential of the bidder stands as in this one, by one text.
   * @param {Bidder} bidder
   * @param {ColumnName} name
   */
  #findLike(bidder, name) {
    const likes = once(this.#like, bidder.id, () => {
      const credentials = [...this.collection.handedInBy(bidder).withAsked.values()].flat();
      const { moments, trust } = this.basis;
      const all = [...moments].map(([column, moment]) => [
        trust.chain.inForceOrLast(moment).text.version,
        ...credentials.map(({ standings }) => standings.get(column)),
      ]);
      const names = [...moments.keys()];
      const alike = (/** @type {unknown[]} */ a, /** @type {unknown[]} */ b) => a.every((part, i) => part === b[i]);
      return new Map(names.map((column, place) => [column, names[all.findIndex((other) => alike(other, all[place]))]]));
    });
    return likes.get(name) ?? name;
  }

  /**
   * @param {Requirement} requirement
   * @param {ColumnName} name
   */
  #ask(requirement, name) {
    return once(this.#asked, `${requirement.id} ${name}`, () =>
      Asked.of(requirement, this.basis.trust.chain, this.basis.home, /** @type {Moment} */ (this.basis.moments.get(name))));
  }

  /**
   * @param {Requirement} requirement
   * @param {Bidder} bidder
   * @param {ColumnName} column
   */
  #column(requirement, bidder, column) {
    const { asked, unclear } = this.#ask(requirement, column);
    if (asked === null) return matrixColumn({ state: UNCLEAR, codes: [unclear.code], reasons: [unclear] });
    const { holdings, withAsked, askedFor, unread, unreadAsked, pages, looked, numbers, names, failed } = this.collection.handedInBy(bidder);
    const how = { rule: sharedRule(this.tender), column };
    const papers = { unread, open: [...pages.open, ...pages.answered], unanswered: pages.unanswered, read: looked.read, marked: pages.marked, answeredMarks: pages.answeredMarks, failed, numbers, names };
    const first = fillColumn(asked, bidder, holdings, papers, how);
    if (first.state !== UNCLEAR || (askedFor.size === 0 && unreadAsked.length === 0 && pages.answered.length === 0)) return first;
    const answered = { ...papers, unread: [...unread, ...unreadAsked], open: [...pages.open, ...pages.asked] };
    const later = fillColumn(asked, bidder, withAsked, answered, how);
    return canonicalText(later) === canonicalText(first) ? first : { ...later, clarified: true };
  }
}

/**
 * @template T
 * @param {Map<string, T>} known
 * @param {string} key
 * @param {() => T} make
 */
function once(known, key, make) {
  const value = known.get(key) ?? make();
  known.set(key, value);
  return value;
}

/**
 * @param {Requirement} requirement
 * @param {CellColumns} columns
 * @returns {CellSum}
 */
function sumUp({ validAt }, columns) {
  const counting = takeCounting(validAt, columns).map(({ column }) => column);
  if (counting.length === 0) return { state: UNCLEAR, codes: ['date-pending'] };
  const state = allOf(counting.map((column) => column.state));
  return { state, codes: orderCodes(counting.filter((column) => column.state === state).flatMap(({ codes }) => codes)) };
}

/**
 * @param {Tender} tender
 * @param {BidderList} bidders
 * @param {CheckBasis} basis
 */
function headOf(tender, bidders, { trust, now, home, opening, award, moments, lastDay }) {
  const { text, manifests } = takeSnapshot(trust, now).summary;
  const { number, version, freshness } = tender.body;
  const warnAfterHours = freshness?.warnAfterHours ?? AGEING_AFTER / HOUR;
  return {
    tender: { number, version, digest: tender.digest },
    bidders: { version: bidders.body.version, digest: bidders.digest },
    home,
    now: formatTime(now),
    dates: { opening: formatTime(opening), award: formatTime(award), contractEnd: lastDay },
    pending: COLUMNS.filter((name) => !moments.has(name)),
    policy: { warnAfterHours, failAfterHours: failAfterHours(tender.body) },
    trust: {
      agreement: text.agreement,
      version: text.version,
      digest: trust.chain.inForceOrLast(now).digest,
      manifests: manifests.map((age) => ({
        ...age,
        issued: formatTime(age.issued),
        isAgeing: age.ageHours >= warnAfterHours,
      })),
    },
  };
}
