// verifier/tender/documents/tender.py: the requirements of a tender for certificates, lot by lot.

import { score } from '../../../credentials/documents/assessment.js';
import * as is from '../../../credentials/members.js';
import { startOf } from '../../../credentials/times.js';
import { MAX_AGE } from '../../policy.js';
import { checkKnown, checkOnce, label, parseUnsigned, passage, readUnsigned } from '../../../credentials/documents/unsigned.js';

const CAPS = { maxBytes: 512 * 1024, maxValues: 40_000 };
const LONGEST_AGE = MAX_AGE / 3600;

const hours = is.integer(1, LONGEST_AGE);
const titled = is.model({ id: label, title: is.line });

const contract = is.model({ from: is.date, until: is.date }, ({ from, until }, path) => {
  if (until < from) throw is.refuse('interval-empty', path, 'until');
});

const consortium = is.model({
  allowed: is.flag,
  rule: is.maybe(is.literal('same-profession', 'same-work')),
  maxMembers: is.maybe(is.integer(2, 100)),
});

const codes = is.maybe(is.list(is.code, { min: 1, max: 50 }));
const categories = is.model({ anyOf: codes, allOf: codes }, ({ anyOf, allOf }, path) => {
  if (anyOf === undefined && allOf === undefined) throw is.refuse('member-missing', path, 'anyOf');
  if (anyOf !== undefined && allOf !== undefined) throw is.refuse('member-unknown', path, 'allOf');
  checkOnce(path, allOf === undefined ? 'anyOf' : 'allOf', anyOf ?? allOf ?? []);
});

export const requirement = is.model({
  id: label,
  scheme: is.slug,
  categories: is.maybe(categories),
  minGrade: is.code,
  holder: is.literal('bidder', 'any-member', 'every-member-on-item'),
  workItem: is.maybe(label),
  validAt: is.literal('opening', 'award', 'contract-end', 'all'),
  acceptEquivalents: is.maybe(is.flag),
  text: is.maybe(passage),
  page: is.maybe(is.integer(1, 100_000)),
});

/** @typedef {ReturnType<typeof requirement>} Requirement */

/** @type {is.Member<string>} */
const scoreOrNumber = (value, path) => score(Number.isInteger(value) ? String(value) : value, path);

const points = is.model({ minGrade: is.code, points: scoreOrNumber });

/** @typedef {ReturnType<typeof points>} PointsRow */

export const group = is.model({ id: label, requirements: is.list(requirement, { max: 50 }) });

export const criterion = is.model({
  id: label,
  title: is.maybe(is.line),
  lots: is.maybe(is.list(label, { min: 1, max: 200 })),
  use: is.literal('qualification', 'scoring', 'information'),
  mandatory: is.maybe(is.flag),
  groups: is.list(group, { max: 20 }),
  points: is.maybe(is.list(points, { min: 1, max: 50 })),
});

/** @typedef {ReturnType<typeof criterion>} Criterion */

const members = {
  type: is.literal('Tender/1'),
  number: is.line,
  version: is.version,
  previous: is.maybe(is.digest),
  title: is.line,
  buyer: is.line,
  home: is.did,
  regime: is.literal('mandatory', 'government', 'voluntary'),
  stage: is.maybe(is.literal('prequalification', 'postqualification')),
  lots: is.list(titled, { min: 1, max: 200 }),
  openingAt: is.time,
  awardAt: is.maybe(is.time),
  contract,
  consortium: is.maybe(consortium),
  workItems: is.maybe(is.list(titled, { max: 100 })),
  freshness: is.maybe(is.model({ warnAfterHours: is.maybe(hours), failAfterHours: is.maybe(hours) })),
  criteria: is.list(criterion, { min: 1, max: 200 }),
  otherCriteria: is.maybe(is.count),
};

/** @typedef {import('../../../credentials/members.js').BodyOf<typeof members>} TenderBody */
/** @typedef {ReturnType<typeof parseTender>} Tender */

export const tender = is.model(members, checkTender);

/**
 * @param {TenderBody} body
 * @param {string} path
 */
function checkTender(body, path) {
  if ((body.version === 1) !== (body.previous === undefined)) throw is.refuse('previous-form', path, 'previous');
  if (body.awardAt !== undefined && body.awardAt.seconds < body.openingAt.seconds) {
    throw is.refuse('interval-empty', path, 'awardAt');
  }
  if (startOf(body.contract.until).seconds < body.openingAt.seconds) {
    throw is.refuse('interval-empty', path, 'contract.until');
  }
  const lots = idsOf(body.lots);
  const items = idsOf(body.workItems ?? []);
  checkOnce(path, 'lots', lots);
  checkOnce(path, 'workItems', items);
  checkOnce(path, 'criteria', idsOf(body.criteria));
  checkOnce(path, 'criteria', idsOf(body.criteria.flatMap(requirementsOf)));
  body.criteria.forEach((entry, place) => {
    const where = `criteria[${place}]`;
    checkKnown(path, `${where}.lots`, entry.lots ?? [], lots);
    checkOnce(path, `${where}.lots`, entry.lots ?? []);
    checkOnce(path, `${where}.groups`, idsOf(entry.groups));
    entry.groups.forEach(({ requirements }, group) => requirements.forEach(({ workItem }, index) => {
      checkKnown(path, `${where}.groups[${group}].requirements[${index}].workItem`, workItem === undefined ? [] : [workItem], items);
    }));
  });
}

/** @param {{ id: string }[]} entries */
const idsOf = (entries) => entries.map(({ id }) => id);

/**
 * For what a criterion counts: who does not meet a condition is out, unless the tender says otherwise.
 * @param {Pick<Criterion, 'use' | 'mandatory'>} criterion
 */
export function bearingOf({ use, mandatory = use === 'qualification' }) {
  if (mandatory) return 'condition';
  return use === 'scoring' ? 'scoring' : 'information';
}

/**
 * The requirements of all groups of a criterion, in order.
 * @param {Criterion} criterion
 */
export const requirementsOf = ({ groups }) => groups.flatMap(({ requirements }) => requirements);

/**
 * The criteria that are asked in the lot, in order.
 * @param {TenderBody} tender
 * @param {string} lot
 */
export const criteriaOf = ({ criteria }, lot) => criteria.filter(({ lots }) => lots === undefined || lots.includes(lot));

/**
 * Returns whether grades of another association's scheme count by the agreement.
 * @param {Requirement} requirement
 */
export const takesEquivalents = ({ acceptEquivalents }) => acceptEquivalents !== false;

/**
 * Returns the categories of a requirement, any or all of which it asks for; null if any category will do.
 * @param {Requirement} requirement
 */
export const categoriesAsked = ({ categories: wanted }) => wanted?.anyOf ?? wanted?.allOf ?? null;

/**
 * Returns whose grade counts in a consortium; if the tender does not say, by the law of its regime.
 * @param {TenderBody} tender
 */
export const sharedRule = ({ consortium: terms, regime }) =>
  terms?.rule ?? (regime === 'government' ? 'same-work' : 'same-profession');

/**
 * Returns the highest allowed age of trust data in hours.
 * @param {TenderBody} tender
 */
export const failAfterHours = ({ freshness }) => freshness?.failAfterHours ?? LONGEST_AGE;

/**
 * The tender in JSON bytes; RecordError names the member and how to mend it.
 * @param {Uint8Array} data
 */
export const parseTender = (data) => parseUnsigned(data, tender, CAPS);

/**
 * The tender in a JSON value; RecordError as `parseTender`.
 * @param {import('../../../credentials/record.js').JsonObject} value
 */
export const readTender = (value) => readUnsigned(value, tender, CAPS);
