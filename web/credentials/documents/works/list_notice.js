// credentials/documents/desk/list_notice.py: who is about to be assessed as what, laid open for objections.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { endOf, startOf } from '../../times.js';
import { checkDays, checkOnce, prose } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

const DAY = 86_400;
const MAX_ITEMS = 1_000;
const MAX_LIFE_DAYS = 400;

const objection = is.model(
  {
    receivedOn: is.date,
    decidedOn: is.maybe(is.date),
    result: is.maybe(is.literal('upheld', 'partly', 'rejected')),
  },
  ({ receivedOn, decidedOn, result }, path) => {
    if ((decidedOn === undefined) !== (result === undefined)) {
      throw is.refuse('member-missing', path, result === undefined ? 'result' : 'decidedOn');
    }
    if (decidedOn !== undefined) checkDays(receivedOn, decidedOn, path, 'decidedOn');
  },
);

const item = is.model({
  legalName: is.line,
  unifiedSocialCreditCode: is.uscc,
  category: is.maybe(is.list(is.code, { min: 1, max: 20 })),
  grade: is.code,
  withdrawn: is.maybe(is.flag),
  objections: is.maybe(is.list(objection, { min: 1, max: 20 })),
}, ({ withdrawn }, path) => {
  if (withdrawn === false) throw is.refuse('member-value', path, 'withdrawn', { expected: "'true'" });
});

const subject = is.model(
  {
    type: is.literal('ListNotice'),
    scheme: is.slug,
    batch: is.code,
    version: is.version,
    previous: is.maybe(is.digest),
    from: is.date,
    until: is.date,
    items: is.list(item, { min: 1, max: MAX_ITEMS }),
    basis: prose,
    objectionsTo: prose,
  },
  ({ from, until, version, previous, items }, path) => {
    checkDays(from, until, path, 'until');
    if (endOf(until).seconds - startOf(from).seconds > MAX_LIFE_DAYS * DAY) {
      throw is.refuse('life-too-long', path, 'until', { expected: MAX_LIFE_DAYS });
    }
    if ((version === 1) !== (previous === undefined)) throw is.refuse('previous-form', path, 'previous');
    const rows = items.flatMap(({ unifiedSocialCreditCode: code, category }) =>
      category === undefined ? [code] : category.map((name) => `${code} ${name}`));
    checkOnce(path, 'items', rows); // otherwise a second item could keep a withdrawn category
  },
);

const whole = { type: vcType('ListNoticeCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} ListNoticeBody */

export const LIST_NOTICE = credential('list-notice', whole, undefined, {
  checkCreated: (/** @type {ListNoticeBody} */ { credentialSubject: { version, until } }, /** @type {Moment} */ created) => {
    if (version === 1 && endOf(until).seconds <= created.seconds) {
      throw is.refuse('already-over', 'credentialSubject.until');
    }
  },
  titleOf: (/** @type {ListNoticeBody} */ { credentialSubject }) => credentialSubject.batch,
});
