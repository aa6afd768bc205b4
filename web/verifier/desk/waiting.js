// verifier/desk/waiting.py: who or what an open plan waits for.

import { dayOf, startOf } from '../../credentials/times.js';
import { isDecided, listDecided, weighAsOf } from './decision.js';
import { opens } from './gate.js';
import { countNeeded, isChair, isInTerm, mayDecide, needsChair, personOf, suffices } from './people.js';
import { AGREEMENT, classOf, plannedAt } from './plan.js';
import { compare } from './statements.js';

const STUCK = ['plan-overtaken', 'people-missing', 'people-unanchored', 'people-expired', 'item-missing'];

/**
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {import('./decision.js').PlanAnswer} PlanAnswer
 * @typedef {import('./decision.js').PlanQuestion} PlanQuestion
 * @typedef {import('./people.js').PeopleList} PeopleList
 * @typedef {import('./people.js').Person} Person
 * @typedef {import('./statements.js').WeighedPlan} WeighedPlan
 * @typedef {{ persons?: string[], day?: Moment, other?: string }} Wait
 */

/**
 * What a plan waits for; null: it is not open. `isEmergency`: stored before it was decided.
 * @param {PlanQuestion} question
 * @param {PlanAnswer} answer
 * @param {boolean} [isEmergency]
 * @returns {Wait | null}
 */
export function findWait(question, answer, isEmergency = false) {
  const { code, people, weighed } = answer;
  if (code === null) return { other: question.exported !== null ? 'upload' : 'key-holder' };
  if (STUCK.includes(code)) return { other: 'nobody' };
  if (code === 'clock') return { other: 'key-holder' };
  if (people !== null && weighed !== null) {
    if (['no-maker', 'too-few', 'chair-missing', 'returned', 'objection-open'].includes(code)) {
      return new Asked(question, people, weighed).find(code);
    }
    if (code === 'stored') return waitAfterStoring(question, people, weighed, isEmergency);
  }
  const day = findDay(question, answer);
  return day === null ? null : { day };
}

/**
 * @param {PlanQuestion} question
 * @param {PeopleList} people
 * @param {WeighedPlan} weighed
 * @param {boolean} isEmergency
 * @returns {Wait | null}
 */
function waitAfterStoring(question, people, weighed, isEmergency) {
  if (question.plan.operation === AGREEMENT) return { other: 'other-association' };
  if (!isEmergency || isDecided(weighed, question.plan, people)) return null;
  return new Asked(question, people, weighed).find(weighed.maker === null ? 'no-maker' : 'too-few');
}

/**
 * The moment at which the reason ends by itself.
 * @param {PlanQuestion} question
 * @param {PlanAnswer} answer
 */
function findDay(question, answer) {
  const { people } = answer;
  if (answer.code === 'not-before') return question.plan.notBefore;
  if (answer.code === 'notice-open') return question.gate === null ? null : opens(question.gate, question.created);
  if (answer.code !== 'before-statement' || people === null) return null;
  const later = question.statements.map((item) => item.at).filter((at) => at.seconds > question.created.seconds);
  later.sort((a, b) => a.seconds - b.seconds);
  return later.find((at) => isDecided(weighAsOf(question, people, at), question.plan, people)) ?? null;
}

/** The persons asked about one plan: those whose statement helps, in term today, or from the first day. */
class Asked {
  /**
   * @param {PlanQuestion} question
   * @param {PeopleList} people
   * @param {WeighedPlan} weighed
   */
  constructor(question, people, weighed) {
    this.plan = question.plan;
    this.people = people;
    this.weighed = weighed;
    this.today = dayOf(question.now);
    this.last = dayOf(question.plan.expires);
    this.class_ = classOf(question.plan);
    this.needed = countNeeded(people, this.class_, dayOf(plannedAt(question.plan)));
    this.haveMade = new Set(weighed.makers.map((item) => item.by));
    this.approve = new Set(weighed.approvals.map((item) => item.by));
  }

  /** @param {string} code */
  find(code) {
    if (code === 'returned') return this.latestMaker();
    if (code === 'objection-open') return this.firstOf(this.people.people.filter(mayDecide));
    return code === 'no-maker' ? this.makers() : this.approvers();
  }

  latestMaker() {
    const latest = this.weighed.makers.at(-1);
    const person = latest === undefined ? null : personOf(this.people, latest.by);
    return person !== null && isInTerm(person, this.today) ? { persons: [person.id] } : { other: 'nobody' };
  }

  makers() {
    const able = this.coming((person) => this.leavesEnough(person));
    const kept = able.filter((person) => !this.approve.has(person.id));
    return this.firstOf(kept.length > 0 ? kept : able);
  }

  /** @param {Person} maker */
  leavesEnough(maker) {
    const approving = this.people.people.filter((person) => this.approve.has(person.id) && person.id !== maker.id);
    const free = this.coming((person) => this.isFree(person) && person.id !== maker.id);
    return suffices([maker, ...approving, ...free], this.class_, this.needed);
  }

  approvers() {
    const decided = listDecided(this.weighed, this.people);
    const free = this.coming((person) => this.isFree(person));
    if (!suffices([...decided, ...free], this.class_, this.needed)) return { other: 'nobody' };
    const lacksChair = needsChair(this.class_) && !decided.some(isChair);
    return this.firstOf(lacksChair && decided.length >= this.needed - 1 ? free.filter(isChair) : free);
  }

  /** @param {Person} person */
  isFree(person) {
    return !this.haveMade.has(person.id) && !this.approve.has(person.id);
  }

  /**
   * Those whose statement helps, in term today or later while the plan lives.
   * @param {(person: Person) => boolean} helps
   */
  coming(helps) {
    const end = this.last > this.today ? this.last : this.today;
    return this.people.people.filter(
      (person) =>
        mayDecide(person) &&
        !this.plan.removes.includes(person.id) &&
        person.until >= this.today &&
        person.since <= end &&
        helps(person),
    );
  }

  /**
   * @param {Person[]} persons
   * @returns {Wait}
   */
  firstOf(persons) {
    const here = persons.filter((person) => isInTerm(person, this.today)).map((person) => person.id);
    if (here.length > 0) return { persons: here.sort(compare) };
    const begins = persons.map((person) => person.since).filter((day) => day > this.today).sort();
    return begins.length > 0 ? { day: startOf(begins[0]) } : { other: 'nobody' };
  }
}
