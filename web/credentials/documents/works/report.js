// credentials/documents/works/report.py: the counts of an association at named log heads.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { checkOnce } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

const head = is.model({ issuer: is.did, size: is.count, root: is.digest });
const row = is.model({
  category: is.maybe(is.list(is.line, { min: 1, max: 200 })),
  grade: is.code,
  standing: is.literal(
    'active', 'not-yet-valid', 'expired', 'suspended', 'annulled', 'cancelled', 'given-up', 'superseded', 'unclear',
  ),
  total: is.integer(1),
});
const table = is.model({ issuer: is.did, scheme: is.slug, rows: is.list(row, { min: 1, max: 1000 }) });

const numbers = { total: is.count, yearBefore: is.count };
const ofKind = is.model({ ...numbers, category: is.maybe(is.line), grade: is.maybe(is.code) });
const ofScheme = is.model({ ...numbers, scheme: is.slug, rows: is.list(ofKind, { max: 2000 }) });
const ofIssuer = is.model({ ...numbers, issuer: is.did, schemes: is.list(ofScheme, { max: 256 }) });
const enterprises = is.model({ ...numbers, comparedAt: is.time, issuers: is.list(ofIssuer, { max: 64 }) });

const subject = is.model(
  {
    type: is.literal('StatisticsReport'),
    definition: is.literal('huren-counts/1'),
    edition: is.version,
    countedAt: is.time,
    logHeads: is.list(head, { min: 1, max: 64 }),
    counts: is.digest,
    tables: is.list(table, { max: 256 }),
    enterprises: is.maybe(enterprises),
  },
  ({ logHeads, tables }, path) => {
    checkOnce(path, 'logHeads', logHeads.map(({ issuer }) => issuer));
    checkOnce(path, 'tables', tables.map(({ issuer, scheme }) => `${issuer} ${scheme}`));
  },
);

const whole = { type: vcType('StatisticsReportCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} ReportBody */

export const REPORT = credential('report', whole, () => {}, {
  checkCreated: (/** @type {ReportBody} */ { credentialSubject: { countedAt } }, /** @type {Moment} */ created) => {
    if (created.seconds < countedAt.seconds) throw is.refuse('not-yet', 'credentialSubject.countedAt');
  },
  titleOf: (/** @type {ReportBody} */ { credentialSubject: { edition } }) => `#${edition}`,
});
