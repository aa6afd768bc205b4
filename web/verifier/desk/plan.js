// verifier/desk/plan.py: the documents to be signed, and how many persons must decide on them.

import { CHAIRED, GRAVE, PLAIN } from './people.js';

export const STOCK = 'opening-stock';
const SKIPPED = 'skipped';
export const PEOPLE = 'people';
export const AGREEMENT = 'agreement';
const MARK_KEY = 'key-compromised';
export const EMERGENCIES = ['suspend', MARK_KEY];

const CHAIRS = ['issue', 'downgrade', 'reinstate', 'revoke', AGREEMENT, PEOPLE];
const GRAVES = ['keys-change', MARK_KEY, 'salvage'];
const LATE = 24 * 3600;

/**
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {{ digest: string, operation: string, created: Moment, expires: Moment, documents: string[],
 *   objects: string[], scheme: string | null, notice: string | null, notBefore: Moment | null,
 *   effectiveFrom: Moment | null, reason: string | null, widens: boolean, removes: string[],
 *   previous: string | null, arrived?: Moment | null }} Plan
 * @typedef {{ plan: Plan, state: string }} OtherPlan
 */

/**
 * The moment by which the class and the number of persons are asked.
 * @param {Plan} plan
 */
export const plannedAt = ({ created, arrived }) => (arrived && arrived.seconds > created.seconds ? arrived : created);

/** @param {Plan} plan */
export function classOf(plan) {
  if (isGrave(plan)) return GRAVE;
  return CHAIRS.includes(plan.operation) || isWider(plan) ? CHAIRED : PLAIN;
}

/** @param {Plan} plan */
export const needsNotice = (plan) => plan.operation === 'issue' || isWider(plan);

/** @param {Plan} plan */
const overtakes = (plan) => plan.operation === 'suspend' || plan.operation === 'revoke';

/** @param {Plan} plan */
const isWider = (plan) => (plan.operation === 'rename' || plan.operation === 'correction') && plan.widens;

/** @param {Plan} plan */
function isGrave(plan) {
  const isLate = plan.effectiveFrom !== null && plannedAt(plan).seconds - plan.effectiveFrom.seconds > LATE;
  return (
    isLate ||
    GRAVES.includes(plan.operation) ||
    plan.notice === STOCK ||
    plan.notice === SKIPPED ||
    (plan.operation === 'revoke' && plan.reason === 'false-material')
  );
}

/** @param {OtherPlan} other */
const isOpen = (other) => other.state === 'open' || other.state === 'exported';

/**
 * Whether a plan is the earlier one with rows taken out, in order.
 * @param {Plan} plan
 * @param {Plan} earlier
 */
export function isPartOf(plan, earlier) {
  if (plan.documents.length >= earlier.documents.length) return false;
  let place = 0;
  for (const document of earlier.documents) if (document === plan.documents[place]) place += 1;
  return place === plan.documents.length;
}

/**
 * What another plan has against this one, or null.
 * @param {Plan} plan
 * @param {OtherPlan[]} others
 * @param {boolean} isExported
 */
export function findConflict(plan, others, isExported) {
  const stand = others.filter((other) => other.state !== 'rejected');
  if (stand.some((other) => other.plan.previous === plan.digest)) return 'plan-replaced';
  const replaced = new Set([...stand.map((other) => other.plan.previous), plan.previous]);
  const rivals = others.filter(
    (other) =>
      isOpen(other) &&
      !replaced.has(other.plan.digest) &&
      other.plan.objects.some((name) => plan.objects.includes(name)),
  );
  if (!isExported && rivals.some((other) => overtakes(other.plan) && !overtakes(plan))) return 'plan-overtaken';
  return rivals.some((other) => goesFirst(other, plan, isExported)) ? 'other-plan-open' : null;
}

/**
 * @param {OtherPlan} other
 * @param {Plan} plan
 * @param {boolean} isExported
 */
function goesFirst(other, plan, isExported) {
  const exported = other.state === 'exported';
  if (exported !== isExported) return exported;
  if (overtakes(other.plan) !== overtakes(plan)) return overtakes(other.plan);
  const apart = other.plan.created.seconds - plan.created.seconds;
  return apart < 0 || (apart === 0 && other.plan.digest < plan.digest);
}
