// credentials/documents/conferences/standard.py: one standard for the schemes of several associations.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { checkOnce, prose } from './technology.js';

const clause = is.model({
  no: is.text({ pattern: '^[1-9][0-9]{0,2}(\\.[1-9][0-9]{0,2}){0,4}$', max: 20 }),
  title: is.maybe(is.names),
  text: prose,
});

/**
 * Returns whether clause `number` comes after `other`: 4.10 comes after 4.2.
 * @param {string} number
 * @param {string} other
 */
function isAfter(number, other) {
  const [left, right] = [number.split('.').map(Number), other.split('.').map(Number)];
  const place = left.findIndex((part, i) => part !== right[i]);
  return place >= 0 && (right[place] === undefined || left[place] > right[place]);
}

const subject = is.model(
  {
    type: is.literal('UnifiedStandard'),
    code: is.slug,
    title: is.names,
    version: is.version,
    previous: is.maybe(is.digest),
    schemes: is.list(is.slug, { min: 2, max: 16 }),
    from: is.date,
    clauses: is.list(clause, { min: 1, max: 400 }),
  },
  ({ schemes, clauses, version, previous }, path) => {
    checkOnce(path, 'schemes', schemes);
    checkOnce(path, 'clauses', clauses.map(({ no }) => no));
    if ((version === 1) !== (previous === undefined)) throw is.refuse('previous-form', path, 'previous');
    const place = clauses.findIndex(({ no }, i) => i > 0 && isAfter(clauses[i - 1].no, no));
    if (place > 0) throw is.refuse('clause-order', path, `clauses[${place}].no`, { item: clauses[place - 1].no });
  },
);

const whole = { type: vcType('UnifiedStandardCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} StandardBody */

export const STANDARD = credential('standard', whole, undefined, {
  titleOf: (/** @type {StandardBody} */ { credentialSubject }) => credentialSubject.title.zh,
});
