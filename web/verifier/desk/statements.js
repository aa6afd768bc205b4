// verifier/desk/statements.py: which statements count, who has the maker's seat, who approves, what stops a plan.

import { dayOf } from '../../credentials/times.js';
import { isInTerm, mayDecide, personOf, placeOf } from './people.js';

export const AHEAD = 300;
const CAUTION = ['make', 'approve', 'withdraw', 'return', 'reject'];
const CAUTIOUS = ['withdraw', 'return', 'reject'];

/**
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {import('./people.js').PeopleChain} PeopleChain
 * @typedef {import('./people.js').PeopleList} PeopleList
 * @typedef {import('./plan.js').Plan} Plan
 * @typedef {{ digest: string, plan: string, decision: string, by: string, at: Moment, people: string,
 *   key: string, after: string | null }} PlanStatement
 * @typedef {{ maker: PlanStatement | null, approvals: PlanStatement[], stops: Set<string>,
 *   aside: Map<string, string>, makers: PlanStatement[] }} WeighedPlan
 */

/**
 * The maker's statement, then the approvals by person.
 * @param {WeighedPlan} weighed
 */
export const counting = (weighed) => [...(weighed.maker === null ? [] : [weighed.maker]), ...weighed.approvals];

/**
 * Weigh the statements at hand under the list in force; the order of their arrival changes nothing.
 * @param {Plan} plan
 * @param {PlanStatement[]} statements
 * @param {PeopleChain} chain
 * @param {PeopleList} people
 * @param {Moment} now
 * @returns {WeighedPlan}
 */
export function weigh(plan, statements, chain, people, now) {
  const aside = new Map();
  const effective = new Map();
  for (const statement of statements) {
    const code = setAside(statement, plan, chain, people, now);
    if (code === null) effective.set(statement.digest, statement);
    // of two copies under keys that are not listed the order must not tell
    else if (!(aside.get(statement.digest) < code)) aside.set(statement.digest, code);
  }
  for (const digest of effective.keys()) aside.delete(digest);
  const makers = [...effective.values()].filter(isOf('make')).sort((a, b) => a.at.seconds - b.at.seconds);
  const haveMade = new Set(makers.map((statement) => statement.by));
  for (const statement of [...effective.values()].filter(isOf('approve'))) {
    // two people stand behind a plan: who has made it approves none of it, even after another took the seat
    if (!haveMade.has(statement.by)) continue;
    aside.set(statement.digest, 'own-plan');
    effective.delete(statement.digest);
  }
  const last = lastOfEach([...effective.values()]);
  const standing = last.filter(isOf('make')).sort((a, b) => b.at.seconds - a.at.seconds || compare(a.by, b.by));
  for (const statement of standing.slice(1)) aside.set(statement.digest, 'seat-taken');
  return {
    maker: standing[0] ?? null,
    approvals: last.filter(isOf('approve')).sort((a, b) => compare(a.by, b.by)),
    stops: new Set(last.map((statement) => statement.decision).filter((name) => name === 'return' || name === 'reject')),
    aside,
    makers,
  };
}

/** @param {string} decision */
const isOf = (decision) => (/** @type {PlanStatement} */ statement) => statement.decision === decision;

/**
 * @param {string} a
 * @param {string} b
 */
export const compare = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

/** @param {PlanStatement[]} statements */
function lastOfEach(statements) {
  /** @type {Map<string, PlanStatement[]>} */
  const byPerson = new Map();
  for (const statement of statements) {
    byPerson.set(statement.by, [...(byPerson.get(statement.by) ?? []), statement]);
  }
  return [...byPerson.values()].map(findLast);
}

/**
 * A person's last statement: what another names in `after` is earlier, whatever its clock said.
 * @param {PlanStatement[]} own
 */
function findLast(own) {
  const named = new Set(own.map((statement) => statement.after));
  const unnamed = own.filter((statement) => !named.has(statement.digest));
  return (unnamed.length > 0 ? unnamed : own).reduce((last, statement) => (isLater(statement, last) ? statement : last));
}

/**
 * @param {PlanStatement} statement
 * @param {PlanStatement} other
 */
function isLater(statement, other) {
  const apart = statement.at.seconds - other.at.seconds;
  return apart > 0 || (apart === 0 && CAUTION.indexOf(statement.decision) > CAUTION.indexOf(other.decision));
}

/**
 * The first reason for which a statement has no effect, or null.
 * @param {PlanStatement} statement
 * @param {Plan} plan
 * @param {PeopleChain} chain
 * @param {PeopleList} inForceList
 * @param {Moment} now
 */
function setAside(statement, plan, chain, inForceList, now) {
  const at = statement.at.seconds;
  if (statement.plan !== plan.digest) return 'wrong-plan';
  if (at > now.seconds + AHEAD) return 'ahead';
  if (at < plan.created.seconds || at > plan.expires.seconds) return 'out-of-time';
  const named = placeOf(chain, statement.people);
  const isLaterList = named > placeOf(chain, inForceList.id);
  // a slow clock gets nothing past a withdrawal under the next list
  const people = isLaterList ? chain.lists[named] : inForceList;
  const isVeto = CAUTIOUS.includes(statement.decision) && at >= people.signed.seconds;
  if (named < 0 || (isLaterList && !isVeto)) return 'unknown-list';
  const person = personOf(people, statement.by);
  if (person === null) return 'not-in-list';
  if (people.associationKeys.includes(statement.key)) return 'association-key';
  if (!person.keys.includes(statement.key)) return 'key-not-listed';
  if (!isInTerm(person, dayOf(statement.at))) return 'out-of-term';
  if (!mayDecide(person)) return 'auditor';
  return plan.removes.includes(person.id) ? 'removed-by-plan' : null;
}
