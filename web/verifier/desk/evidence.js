// verifier/desk/evidence.py: was this record decided? Re-checked from an exported folder.

import { isDecided, judgePlan, weighAsOf } from './decision.js';
import { inForce, isExpired } from './people.js';
import { EMERGENCIES, findConflict } from './plan.js';

/**
 * @typedef {import('./statements.js').PlanStatement} PlanStatement
 * @typedef {import('../../credentials/times.js').Moment} Moment
 * @typedef {import('./decision.js').PlanQuestion} PlanQuestion
 * @typedef {{ edited: string[], ownCopies: PlanStatement[], digests: string[] }} Folder
 */

/**
 * The answer about a record signed at `created`; `question` is null where no plan names it. `kept` is when it was
 * stored, or an earlier moment at which it was not yet; null where nothing shows any.
 * @param {PlanQuestion | null} question
 * @param {Folder} folder
 * @param {Moment} created
 * @param {Moment | null} kept
 */
export function judgeRecord(question, folder, created, kept = null) {
  if (question === null) return 'undecided';
  const { chain, statements } = question;
  const people = inForce(chain, created);
  if (!chain.isAnchored || people === null) return 'people-unanchored';
  if (folder.edited.length > 0) return 'edited';
  if (isDropped(statements, folder)) return 'statement-dropped';
  if (findRefusal(question, created, kept) === null) return 'decided';
  return isDecidedAfter(question, created) ? 'decided-after' : 'undecided';
}

/**
 * The code for which an upload would not have stored a record; statements count that were made by the time of storing.
 * @param {PlanQuestion} question
 * @param {Moment} created
 * @param {Moment | null} kept
 */
function findRefusal(question, created, kept) {
  const moment = kept !== null && kept.seconds > created.seconds ? kept : created;
  const statements = question.statements.filter(({ at }) => at.seconds <= moment.seconds);
  return judgePlan({ ...question, statements, created, now: moment }).code;
}

/**
 * Whether enough persons have decided on an emergency by now, under the list in force then.
 * @param {PlanQuestion} question
 * @param {Moment} created
 */
function isDecidedAfter(question, created) {
  const { chain, plan, statements } = question;
  const last = statements.map((item) => item.at).reduce((a, b) => (b.seconds > a.seconds ? b : a), created);
  const people = inForce(chain, last);
  if (!EMERGENCIES.includes(plan.operation) || people === null || isExpired(people, last)) return false;
  if (findConflict(plan, question.others, question.exported !== null) !== null) return false;
  return isDecided(weighAsOf(question, people, last), plan, people);
}

/**
 * @param {PlanStatement[]} statements
 * @param {Folder} folder
 */
function isDropped(statements, folder) {
  const here = new Set([...folder.digests, ...statements.map((item) => item.digest)]);
  const named = [...statements, ...folder.ownCopies].map((item) => item.after).filter((after) => after !== null);
  return named.some((after) => !here.has(after)) || folder.ownCopies.some((item) => !here.has(item.digest));
}
