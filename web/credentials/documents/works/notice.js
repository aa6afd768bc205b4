// credentials/documents/works/notice.py: an announcement of an association for a while.

import { didWebAddress } from '../../identifiers.js';
import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { endOf, startOf } from '../../times.js';
import { checkLife } from '../key_list.js';
import { limit, target } from './indicators.js';
import { checkDays, checkOnce, medium, prose } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

const DAY = 86_400;
const MAX_LIFE_DAYS = 400;
const CLIMBS = /[/\\](\.|%2e){2}([/\\?#]|$)/i; // browsers go up a folder by it

const subject = is.model(
  {
    type: is.literal('Notice'),
    kind: is.literal('event', 'call', 'need', 'standard-draft', 'plan'),
    title: is.names,
    summary: prose,
    from: is.date,
    until: is.date,
    place: is.maybe(is.line),
    media: is.maybe(is.list(medium, { min: 1, max: 13 })),
    targets: is.maybe(is.list(target, { min: 1, max: 20 })),
    limits: is.maybe(is.list(limit, { min: 1, max: 20 })),
    link: is.maybe(is.text({ pattern: '^https://[!-~]+$', max: 240 })),
    refers: is.maybe(is.list(is.digest, { min: 1, max: 20 })),
  },
  ({ kind, from, until, media = [], targets = [], refers = [], limits }, path) => {
    checkDays(from, until, path, 'until');
    if (endOf(until).seconds - startOf(from).seconds > MAX_LIFE_DAYS * DAY) {
      throw is.refuse('life-too-long', path, 'until', { expected: MAX_LIFE_DAYS });
    }
    checkOnce(path, 'media', media);
    checkOnce(path, 'targets', targets);
    checkOnce(path, 'refers', refers);
    if (limits !== undefined && kind !== 'need') throw is.refuse('condition-stray', path, 'limits');
    if (kind === 'need' && !media.length && !targets.length && limits === undefined) {
      throw is.refuse('member-missing', path, 'targets');
    }
  },
);

const whole = { validFrom: is.time, validUntil: is.time, type: vcType('NoticeCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} NoticeBody */

export const NOTICE = credential(
  'notice',
  whole,
  (body, path) => {
    checkLife(body, path, MAX_LIFE_DAYS);
    const { until, link } = body.credentialSubject;
    if (body.validUntil.seconds < endOf(until).seconds) throw is.refuse('notice-ends-early', path, 'validUntil');
    const expected = `${didWebAddress(body.issuer)}/`;
    if (link !== undefined && (!link.startsWith(expected) || CLIMBS.test(link))) {
      throw is.refuse('link-elsewhere', path, 'credentialSubject.link', { expected });
    }
  },
  {
    checkCreated: (/** @type {NoticeBody} */ { credentialSubject: { until } }, /** @type {Moment} */ created) => {
      if (endOf(until).seconds <= created.seconds) throw is.refuse('already-over', 'credentialSubject.until');
    },
    titleOf: (/** @type {NoticeBody} */ { credentialSubject }) => credentialSubject.title.zh,
  },
);
