// verifier/desk/decision.py: may this be signed now? The second implementation, with parity.

import { dayOf } from '../../credentials/times.js';
import { OF_ROWS, judgeRows } from './gate.js';
import { countNeeded, inForce, isExpired, personOf, placeOf, suffices } from './people.js';
import { PEOPLE, STOCK, classOf, findConflict, isPartOf, needsNotice, plannedAt } from './plan.js';
import { AHEAD, counting, weigh } from './statements.js';

const LATE = 7 * 86_400;

/**
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {import('./people.js').PeopleChain} PeopleChain
 * @typedef {import('./people.js').PeopleList} PeopleList
 * @typedef {import('./people.js').Person} Person
 * @typedef {import('./plan.js').OtherPlan} OtherPlan
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {import('./statements.js').PlanStatement} PlanStatement
 * @typedef {import('./statements.js').WeighedPlan} WeighedPlan
 * @typedef {{ plan: Plan, statements: PlanStatement[], chain: PeopleChain, created: Moment, now: Moment,
 *   others: OtherPlan[], previous: Plan | null, gate: import('./gate.js').Gate | null, exported: Moment | null,
 *   isOffline: boolean, stored: number[], isStockEntered?: boolean }} PlanQuestion
 * @typedef {{ code: string | null, people: PeopleList | null, weighed: WeighedPlan | null,
 *   rows: Map<number, string> }} PlanAnswer
 */

/**
 * The first reason against signing, or null for yes.
 * @param {PlanQuestion} question
 * @returns {PlanAnswer}
 */
export function judgePlan(question) {
  // 1. The time of signing, and the people list that decides at it.
  const people = inForce(question.chain, question.created);
  const early = checkMoment(question) ?? checkPeople(question, people);
  if (early !== null || people === null) {
    return { code: early ?? 'people-missing', people: null, weighed: null, rows: new Map() };
  }
  const weighed = weigh(question.plan, question.statements, question.chain, people, question.now);
  // 2. The plan itself, and others beside it. 3. The statements, as known now and as of the moment of signing.
  const code = checkPlan(question) ?? checkStatements(question, people, weighed);
  if (code !== null) return { code, people, weighed, rows: new Map() };
  // 4. The machine's clock, the plan's first day, the notice of each row.
  const rows = rowsAgainst(question);
  return { code: checkClock(question) ?? checkRows(question, rows), people, weighed, rows };
}

/**
 * Whether nothing stops the plan, it has a maker, and enough persons decided.
 * @param {WeighedPlan} weighed
 * @param {Plan} plan
 * @param {PeopleList} people
 */
export const isDecided = (weighed, plan, people) =>
  weighed.stops.size === 0 && checkCount(weighed, plan, people) === null;

/**
 * @param {WeighedPlan} weighed
 * @param {Plan} plan
 * @param {PeopleList} people
 */
function checkCount(weighed, plan, people) {
  if (weighed.maker === null) return 'no-maker';
  const class_ = classOf(plan);
  const decided = listDecided(weighed, people);
  const needed = countNeeded(people, class_, dayOf(plannedAt(plan)));
  if (decided.length < needed) return 'too-few';
  return suffices(decided, class_, needed) ? null : 'chair-missing';
}

/**
 * @param {WeighedPlan} weighed
 * @param {PeopleList} people
 */
export const listDecided = (weighed, people) =>
  /** @type {Person[]} */ (counting(weighed).map((item) => personOf(people, item.by)).filter((person) => person !== null));

/**
 * @param {PlanQuestion} question
 * @param {PeopleList} people
 * @param {Moment} moment
 */
export function weighAsOf(question, people, moment) {
  const stated = question.statements.filter((statement) => statement.at.seconds <= moment.seconds);
  const now = question.now.seconds > moment.seconds ? question.now : moment;
  return weigh(question.plan, stated, question.chain, people, now);
}

/** @param {PlanQuestion} question */
const rowsLeft = (question) =>
  [...question.plan.documents.keys()].filter((row) => !question.stored.includes(row));

/** @param {PlanQuestion} question */
function checkMoment(question) {
  if (question.created.seconds > question.now.seconds + AHEAD) return 'created-ahead';
  return question.created.seconds < question.plan.created.seconds ? 'before-plan' : null;
}

/**
 * @param {PlanQuestion} question
 * @param {PeopleList | null} people
 */
function checkPeople(question, people) {
  const { chain } = question;
  if (people === null || (chain.known !== null && placeOf(chain, chain.known) < 0)) return 'people-missing';
  if (!chain.isAnchored) return 'people-unanchored';
  return isExpired(people, question.created) && question.plan.operation !== PEOPLE ? 'people-expired' : null;
}

/** @param {PlanQuestion} question */
function checkPlan(question) {
  const { plan, previous } = question;
  if (previous !== null && !isPartOf(plan, previous)) return 'not-a-subset';
  const isUsed = question.isStockEntered === true || question.others.some((other) => usedStock(plan, other));
  if (plan.notice === STOCK && isUsed) return 'stock-used';
  if (needsNotice(plan) && plan.notice === null) return 'notice-missing';
  if (rowsLeft(question).length === 0) return 'stored';
  const conflict = findConflict(plan, question.others, question.exported !== null);
  if (conflict !== null) return conflict;
  return question.created.seconds > plan.expires.seconds ? 'plan-expired' : null;
}

/**
 * Whether another plan has used the opening stock; a part of that plan, made after a return, brings in nothing new.
 * @param {Plan} plan
 * @param {OtherPlan} other
 */
function usedStock(plan, other) {
  const isSame = other.plan.notice === STOCK && other.plan.scheme === plan.scheme;
  return isSame && (other.state === 'exported' || other.state === 'stored') && !isPartOf(plan, other.plan);
}

/**
 * @param {PlanQuestion} question
 * @param {PeopleList} people
 * @param {WeighedPlan} weighed
 */
function checkStatements(question, people, weighed) {
  if (weighed.stops.has('reject')) return 'rejected';
  if (weighed.stops.has('return')) return 'returned';
  const missing = checkCount(weighed, question.plan, people) ?? checkArrival(question);
  if (missing !== null) return missing;
  const then = weighAsOf(question, people, question.created);
  return isDecided(then, question.plan, people) ? null : 'before-statement';
}

/**
 * What is missing under the list in force at the arrival of a plan that dates itself: whoever was removed keeps a key.
 * @param {PlanQuestion} question
 */
function checkArrival({ plan, statements, chain, now }) {
  const people = plan.arrived ? inForce(chain, plan.arrived) : null;
  return people === null ? null : checkCount(weigh(plan, statements, chain, people, now), plan, people);
}

/** @param {PlanQuestion} question */
function checkClock(question) {
  const { exported, now, plan } = question;
  if (question.isOffline && exported !== null) {
    if (now.seconds < exported.seconds || now.seconds > exported.seconds + LATE) return 'clock';
  }
  return plan.notBefore !== null && question.created.seconds < plan.notBefore.seconds ? 'not-before' : null;
}

/**
 * The code of each row that must not be signed, by its date or by what is known now.
 * @param {PlanQuestion} question
 * @returns {Map<number, string>}
 */
function rowsAgainst(question) {
  const { gate, created, now } = question;
  if (gate === null) return new Map();
  const left = rowsLeft(question);
  const last = now.seconds > created.seconds ? now : created;
  return new Map([...judgeRows(gate, left, last), ...judgeRows(gate, left, created)]);
}

/**
 * @param {PlanQuestion} question
 * @param {Map<number, string>} rows
 */
function checkRows(question, rows) {
  if (rows.size < rowsLeft(question).length) return null;
  const codes = new Set(rows.values());
  return OF_ROWS.find((code) => codes.has(code)) ?? null;
}
