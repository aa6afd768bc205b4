// verifier/desk/people.py: who may decide, how many must, and whether a list can be satisfied.

import { dayOf, endOf, lastDay } from '../../credentials/times.js';

export const PLAIN = 'plain';
export const CHAIRED = 'chair';
export const GRAVE = 'grave';

const FLOOR = 2;
const GRAVE_FLOOR = 3;
const MAX_DAYS = 180;
const DAY = 86_400;

/**
 * Days are texts like 2026-05-01, both included; times are Moments.
 * @typedef {{ id: string, roles: string[], since: string, until: string, keys: string[] }} Person
 * @typedef {{ id: string, signed: import('../../credentials/times.js').Moment, validUntil: string,
 *   people: Person[], policy: Record<string, number>, alone: boolean, associationKeys: string[] }} PeopleList
 * @typedef {{ lists: PeopleList[], known: string | null, isAnchored: boolean }} PeopleChain
 */

/** @param {Person} person */
export const mayDecide = (person) => !person.roles.includes('auditor');

/** @param {Person} person */
export const isChair = (person) => person.roles.includes('chair') && mayDecide(person);

/**
 * @param {Person} person
 * @param {string} day
 */
export const isInTerm = (person, day) => person.since <= day && day <= person.until;

/**
 * @param {PeopleList} people
 * @param {string} id
 */
export const personOf = (people, id) => people.people.find((person) => person.id === id) ?? null;

/**
 * @param {PeopleList} people
 * @param {string} day
 */
const deciding = (people, day) => people.people.filter((person) => mayDecide(person) && isInTerm(person, day));

/**
 * @param {PeopleList} people
 * @param {import('../../credentials/times.js').Moment} moment
 */
export const isExpired = (people, moment) => dayOf(moment) > people.validUntil;

/**
 * How many persons an operation of a class needs, the maker included; `day` is the plan's first.
 * @param {PeopleList} people
 * @param {string} class_
 * @param {string} day
 */
export function countNeeded(people, class_, day) {
  if (people.alone) return 1;
  const floor = Math.max(FLOOR, people.policy[class_] ?? 0);
  if (class_ !== GRAVE) return floor;
  const most = deciding(people, day).length >= GRAVE_FLOOR ? GRAVE_FLOOR : FLOOR;
  return Math.max(most, floor, people.policy[CHAIRED] ?? 0);
}

/**
 * The newest list signed by a moment.
 * @param {PeopleChain} chain
 * @param {import('../../credentials/times.js').Moment} moment
 */
export const inForce = (chain, moment) =>
  chain.lists.findLast((people) => people.signed.seconds <= moment.seconds) ?? null;

/**
 * The place of a list in the chain; -1 for one that is not here.
 * @param {PeopleChain} chain
 * @param {string} id
 */
export const placeOf = (chain, id) => chain.lists.findIndex((people) => people.id === id);

/** @param {string} class_ */
export const needsChair = (class_) => class_ === CHAIRED || class_ === GRAVE;

/**
 * @param {Person[]} people
 * @param {string} class_
 * @param {number} needed
 */
export const suffices = (people, class_, needed) =>
  people.length >= needed && (!needsChair(class_) || people.some(isChair));

/**
 * The code of the first rule that a list breaks, or null.
 * @param {PeopleList} people
 */
export function refuseList(people) {
  const first = dayOf(people.signed);
  const keys = people.people.flatMap((person) => person.keys);
  if (!isSatisfied(people, first)) return 'policy-unsatisfiable';
  if (people.alone && people.people.filter(mayDecide).length !== 1) return 'alone-not-one';
  if (keys.length !== new Set(keys).size) return 'key-twice';
  return people.validUntil > lastDay(endOf(first).plus(MAX_DAYS * DAY)) ? 'valid-too-long' : null;
}

/**
 * The days within the list's time from which some operation could not be decided.
 * @param {PeopleList} people
 */
export function warnDays(people) {
  const first = dayOf(people.signed);
  const edges = new Set(people.people.flatMap((person) => [person.since, dayOf(endOf(person.until))]));
  const days = [];
  let was = true;
  for (const day of [...edges].filter((edge) => first < edge && edge <= people.validUntil).sort()) {
    const is = isSatisfied(people, day);
    if (was && !is) days.push(day);
    was = is;
  }
  return days;
}

/**
 * @param {PeopleList} people
 * @param {string} day
 */
function isSatisfied(people, day) {
  const here = deciding(people, day);
  return [PLAIN, CHAIRED, GRAVE].every((class_) => suffices(here, class_, countNeeded(people, class_, day)));
}
