// credentials/documents/desk/plan.py: huren-plan/1: the documents that an association is to sign, by digest.

import * as is from '../../members.js';
import { checkOnce, passage, readUnsigned } from '../unsigned.js';

const MAX_PLAN_BYTES = 128 * 1024;
export const MAX_PLAN_DOCUMENTS = 1_000;
const MAX_PLAN_DAYS = 45;
const DAY = 86_400;

const attachment = is.model({ name: is.line, digest: is.digest });

const plan = is.model(
  {
    type: is.literal('huren-plan/1'),
    issuer: is.did,
    created: is.time,
    documents: is.list(is.digest, { min: 1, max: MAX_PLAN_DOCUMENTS }),
    attachments: is.maybe(is.list(attachment, { min: 1, max: 100 })),
    notice: is.maybe(is.text({ pattern: '^([0-9a-f]{64}|opening-stock|skipped)$' })),
    notBefore: is.maybe(is.time),
    expires: is.time,
    reasons: is.maybe(passage),
    previous: is.maybe(is.digest),
  },
  (body, path) => {
    const life = body.expires.seconds - body.created.seconds;
    if (life <= 0) throw is.refuse('interval-empty', path, 'expires');
    if (life > MAX_PLAN_DAYS * DAY) throw is.refuse('life-too-long', path, 'expires', { expected: MAX_PLAN_DAYS });
    if (body.notBefore !== undefined && body.notBefore.seconds > body.expires.seconds) throw is.refuse('interval-empty', path, 'expires');
    if (body.notice === 'skipped' && body.reasons === undefined) throw is.refuse('member-missing', path, 'reasons');
    checkOnce(path, 'documents', body.documents);
  },
);

/** @typedef {ReturnType<typeof plan>} PlanBody */
/** @typedef {ReturnType<typeof readPlan>} PlanDocument */

/**
 * The plan in a parsed JSON object; RecordError names the member.
 * @param {import('../../record.js').JsonObject} value
 */
export const readPlan = (value) => readUnsigned(value, plan, { maxBytes: MAX_PLAN_BYTES });
