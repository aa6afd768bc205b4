// credentials/documents/works/technology.py: a technology that an association lists, with its numbers and evidence.

import { ENDPOINT } from '../../identifiers.js';
import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { dayOf, startOf } from '../../times.js';
import { CAPACITIES, amount, checkQuantity, consumption, indicator, target } from './indicators.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

export const medium = is.literal(
  'water', 'air', 'solid-waste', 'soil', 'groundwater', 'noise', 'vibration', 'radiation', 'odour', 'ecology',
  'monitoring', 'resource-recovery', 'carbon',
);
const long = is.text({ min: 1, max: 2000 });
export const prose = is.model({ zh: long, en: is.maybe(long) });
const PROVEN = ['demonstrated', 'widely-used'];

/**
 * Refuses a list with a repeated item.
 * @param {string} path
 * @param {string} member
 * @param {string[]} items
 */
export function checkOnce(path, member, items) {
  const seen = new Set();
  const item = items.find((other) => seen.has(other) || !seen.add(other)); // add() returns the set, which is truthy
  if (item !== undefined) throw is.refuse('item-repeated', path, member, { item });
}

/**
 * Refuses a first day after the last day.
 * @param {string} first
 * @param {string} last
 * @param {string} path
 * @param {string} member
 */
export function checkDays(first, last, path, member) {
  if (last < first) throw is.refuse('range-upside-down', path, member);
}

const economics = is.model(
  { investment: is.maybe(amount), operation: is.maybe(amount), basisYear: is.integer(1990, 2199) },
  ({ investment, operation }, path) => {
    if (investment !== undefined) checkQuantity(investment.unit, ['money', 'money-per-capacity'], path, 'investment.unit');
    if (operation !== undefined) {
      checkQuantity(operation.unit, ['money', 'money-per-volume', 'money-per-mass'], path, 'operation.unit');
    }
  },
);

const installation = is.model(
  {
    name: is.names,
    region: is.region,
    since: is.date,
    capacity: is.maybe(amount),
    operator: is.maybe(is.line),
    evidence: is.maybe(is.list(is.digest, { min: 1, max: 12 })),
  },
  ({ capacity }, path) => {
    if (capacity !== undefined) checkQuantity(capacity.unit, CAPACITIES, path, 'capacity.unit');
  },
);

const verification = is.model(
  {
    standard: is.literal('GB/T 24034-2019', 'ISO 14034:2016'),
    verifier: is.line,
    indicators: is.list(is.slug, { min: 1, max: 40 }),
    statement: is.digest,
    report: is.maybe(is.digest),
    plan: is.maybe(is.digest),
    from: is.time,
    until: is.time,
  },
  ({ from, until }, path) => {
    if (from.seconds >= until.seconds) throw is.refuse('interval-empty', path, 'until');
  },
);

const evidence = is.model({
  kind: is.literal(
    'application', 'expert-opinion', 'monitoring-report', 'acceptance-report', 'week-log', 'user-opinion',
    'verification-plan', 'verification-report', 'verification-statement', 'photograph', 'award', 'standard',
  ),
  digest: is.digest,
  byteCount: is.integer(1, 2 ** 40),
  mediaType: is.text({ pattern: '^[a-z]+/[a-z0-9][a-z0-9.+-]{0,80}$' }),
  keptBy: is.literal('association', 'holder'),
});

const listedAs = is.model(
  { scheme: is.slug, class: is.code, noticeFrom: is.maybe(is.date), noticeUntil: is.maybe(is.date) },
  ({ noticeFrom, noticeUntil }, path) => {
    if ((noticeFrom === undefined) !== (noticeUntil === undefined)) {
      throw is.refuse('member-missing', path, noticeUntil === undefined ? 'noticeUntil' : 'noticeFrom');
    }
    if (noticeFrom !== undefined && noticeUntil !== undefined) checkDays(noticeFrom, noticeUntil, path, 'noticeUntil');
  },
);

const enterprise = is.model({
  type: is.literal('Enterprise'),
  legalName: is.line,
  legalNameEn: is.maybe(is.line),
  unifiedSocialCreditCode: is.uscc,
  region: is.region,
});
const contact = is.model({ office: is.line, serviceEndpoint: is.text({ pattern: ENDPOINT, max: 300 }) });
const industry = is.model({ code: is.text({ pattern: '^[0-9]{2,4}$' }), name: is.names });
const right = is.model({
  kind: is.literal('invention', 'utility-model', 'design', 'software', 'trade-secret'),
  number: is.code,
});

const members = {
  type: is.literal('Technology'),
  title: is.names,
  version: is.code,
  succeeds: is.maybe(is.uuid),
  enterprise,
  contact: is.maybe(contact),
  media: is.list(medium, { min: 1, max: 13 }),
  form: is.literal('process', 'equipment', 'material', 'monitoring', 'service', 'software'),
  industries: is.maybe(is.list(industry, { min: 1, max: 12 })),
  targets: is.list(target, { min: 1, max: 20 }),
  process: prose,
  features: is.maybe(prose),
  applicability: prose,
  limitations: is.maybe(prose),
  crossMedia: is.maybe(prose),
  indicators: is.list(indicator, { min: 1, max: 40 }),
  inputs: is.maybe(is.list(consumption, { min: 1, max: 20 })),
  economics: is.maybe(economics),
  maturity: is.literal('bench', 'pilot', 'demonstrated', 'widely-used'),
  cases: is.maybe(is.list(installation, { min: 1, max: 20 })),
  rights: is.maybe(is.list(right, { min: 1, max: 20 })),
  verification: is.maybe(verification),
  evidence: is.list(evidence, { max: 60 }),
  listing: listedAs,
};

/** @typedef {import('../../members.js').BodyOf<typeof members>} TechnologySubject */

const subject = is.model(members, (body, path) => {
  const { media, targets, indicators, evidence: files, maturity, cases = [] } = body;
  checkOnce(path, 'media', media);
  checkOnce(path, 'targets', targets);
  checkOnce(path, 'indicators', indicators.map(({ code }) => code));
  checkOnce(path, 'evidence', files.map(({ digest }) => digest));
  if (PROVEN.includes(maturity) && !cases.length) throw is.refuse('case-missing', path, 'maturity');
  indicators.forEach(({ target: item }, i) => {
    if (item !== undefined && !targets.includes(item)) {
      throw is.refuse('reference-unknown', path, `indicators[${i}].target`, { item });
    }
  });
  checkVerification(body, path);
  for (const [member, digest] of cited(body)) {
    if (!files.some((file) => file.digest === digest)) throw is.refuse('evidence-missing', path, member);
  }
});

/**
 * Refuses a verification of indicators that the technology lacks, or by a file that is not a statement.
 * @param {TechnologySubject} body
 * @param {string} path
 */
function checkVerification({ verification: statement, indicators, evidence: files }, path) {
  if (statement === undefined) return;
  const item = statement.indicators.find((code) => !indicators.some((entry) => entry.code === code));
  if (item !== undefined) throw is.refuse('reference-unknown', path, 'verification.indicators', { item });
  if (!files.some(({ kind, digest }) => kind === 'verification-statement' && digest === statement.statement)) {
    throw is.refuse('evidence-missing', path, 'verification.statement');
  }
}

/**
 * Yields every digest that must belong to the evidence, with its member.
 * @param {TechnologySubject} body
 * @returns {Generator<[string, string | undefined], void>}
 */
function* cited({ indicators, cases = [], verification: statement }) {
  for (const [i, { source }] of indicators.entries()) if (source !== undefined) yield [`indicators[${i}].source`, source];
  for (const [i, { evidence: digests = [] }] of cases.entries()) {
    for (const digest of digests) yield [`cases[${i}].evidence`, digest];
  }
  if (statement?.report !== undefined) yield ['verification.report', statement.report];
  if (statement?.plan !== undefined) yield ['verification.plan', statement.plan];
}

const whole = { validFrom: is.time, validUntil: is.time, type: vcType('TechnologyCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} TechnologyBody */

export const TECHNOLOGY = credential(
  'technology',
  whole,
  ({ validFrom, validUntil }, path) => {
    if (validFrom.seconds >= validUntil.seconds) throw is.refuse('interval-empty', path, 'validUntil');
  },
  {
    checkCreated: (/** @type {TechnologyBody} */ { credentialSubject }, /** @type {Moment} */ created) => {
      const { verification: statement, cases = [], economics: costs } = credentialSubject;
      if (statement !== undefined && statement.until.seconds <= created.seconds) {
        throw is.refuse('already-over', 'credentialSubject.verification.until');
      }
      const place = cases.findIndex(({ since }) => startOf(since).seconds > created.seconds);
      if (place !== -1) throw is.refuse('not-yet', `credentialSubject.cases[${place}].since`);
      if (costs !== undefined && costs.basisYear > Number(dayOf(created).slice(0, 4))) {
        throw is.refuse('not-yet', 'credentialSubject.economics.basisYear');
      }
    },
    gradeOf: (/** @type {TechnologyBody} */ { credentialSubject: { listing, media, enterprise: owner } }) =>
      ({ scheme: listing.scheme, categories: media, grade: listing.class, region: owner.region }),
    titleOf: (/** @type {TechnologyBody} */ { credentialSubject }) => credentialSubject.title.zh,
  },
);
