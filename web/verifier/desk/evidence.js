// verifier/desk/evidence.py: was this record decided? Re-checked from an exported folder.

import { isDecided, weighAsOf } from './decision.js';
import { inForce } from './people.js';
import { EMERGENCIES } from './plan.js';

/**
 * @typedef {import('./statements.js').PlanStatement} PlanStatement
 * @typedef {{ edited: string[], ownCopies: PlanStatement[], digests: string[] }} Folder
 */

/**
 * The answer about a record signed at `created`; `question` is null where no plan names it.
 * @param {import('./decision.js').PlanQuestion | null} question
 * @param {Folder} folder
 * @param {import('../../credentials/times.js').Moment} created
 */
export function judgeRecord(question, folder, created) {
  if (question === null) return 'undecided';
  const { chain, plan, statements } = question;
  const people = inForce(chain, created);
  if (!chain.isAnchored || people === null) return 'people-unanchored';
  if (folder.edited.length > 0) return 'edited';
  if (isDropped(statements, folder)) return 'statement-dropped';
  if (isDecided(weighAsOf(question, people, created), plan, people)) return 'decided';
  const last = statements.map((item) => item.at).reduce((a, b) => (b.seconds > a.seconds ? b : a), created);
  const all = weighAsOf(question, people, last);
  return EMERGENCIES.includes(plan.operation) && isDecided(all, plan, people) ? 'decided-after' : 'undecided';
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
