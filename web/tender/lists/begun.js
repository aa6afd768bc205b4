// The parts of an incomplete release that stand in the form to be filled in: only those that the form can show and
// mend.

import { faultsOfBidders, faultsOfTender } from './release_reading.js';

/** @import { RecordError } from '../../credentials/errors.js' */
/** @import { OcdsReading } from './release_reading.js' */
/** @import { Value } from './release_members.js' */

const MOST_ROUNDS = 50; // of a list the first item that is wrong is named
const MISTYPED = /^member-(?!missing)|^(?:time|date|uscc)-/;
const IN_NO_FORM = /^(?:.*\.)?(?:freshness|stage|previous|version|clarifications|marks|looked|ignore|claims|mandatory)\b/;
const STEP = /[^.[\]]+/g;

/**
 * The documents that do not read as they stand, as far as a form can take them; null: nothing to mend.
 * @param {OcdsReading} found
 * @returns {{ tender: Value | null, bidders: Value | null }}
 */
export function beginForms({ tender, bidders, faults }) {
  return {
    tender: faults.tender.length === 0 ? null : prune(tender, faultsOfTender),
    bidders: bidders === null || faults.bidders?.length === 0 ? null : prune(bidders, (value) => faultsOfBidders(value, tender, false)),
  };
}

/**
 * @param {Value} value
 * @param {(value: Value) => RecordError[]} faultsOf
 */
function prune(value, faultsOf) {
  /** @type {Value} */
  const left = structuredClone(value);
  for (let round = 0; round < MOST_ROUNDS; round += 1) {
    const wrong = faultsOf(left).flatMap(({ code, field }) => IN_NO_FORM.exec(field)?.[0] ?? (MISTYPED.test(code) ? [field] : []));
    if (!wrong.map((path) => remove(left, path)).includes(true)) {
      if (left.version === undefined) delete left.previous;
      return { ...left, version: left.version ?? 1 };
    }
  }
  return null;
}

/**
 * Whether a member was there and is removed.
 * @param {any} value
 * @param {string} path
 */
function remove(value, path) {
  const steps = path.match(STEP) ?? [];
  const last = steps.pop();
  const holder = steps.reduce((part, step) => part?.[step], value);
  if (last === undefined || typeof holder !== 'object' || holder === null || !Object.hasOwn(holder, last)) return false;
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else delete holder[last];
  return true;
}
