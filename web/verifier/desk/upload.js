// verifier/desk/upload.py: signed documents that come back: stored, here already, or kept and why.

import { judgePlan } from './decision.js';
import { OF_ROWS } from './gate.js';

/**
 * `stored`, `already`, or the code for which a row is kept and not stored; each at its own `created`.
 * @param {import('./decision.js').PlanQuestion | null} question
 * @param {import('../../credentials/times.js').Moment[]} created
 * @param {number[]} changed
 */
export function judgeUpload(question, created, changed) {
  if (question === null) return created.map(() => 'no-decision');
  const answers = new Map();
  return created.map((moment, row) => {
    if (changed.includes(row)) return 'wrong-document';
    if (question.stored.includes(row)) return 'already';
    if (!answers.has(moment.seconds)) answers.set(moment.seconds, judgePlan({ ...question, created: moment }));
    const { code, rows } = answers.get(moment.seconds);
    return code !== null && !OF_ROWS.includes(code) ? code : (rows.get(row) ?? 'stored');
  });
}
