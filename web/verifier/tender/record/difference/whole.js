// verifier/tender/record/difference.py: the differences of two receipts beyond their cells: papers, documents, dates,
// trust data, software.

import { formatTime, parseTime } from '../../../../credentials/times.js';
import { canonicalText } from '../../../../signing/jcs.js';

/** @import { FactValue } from '../../matrix.js' */
/** @import { ReceiptBody } from '../document.js' */

/** @typedef {ReceiptBody['inputs'][number]} InputFile */
/** @typedef {Record<string, FactValue | boolean>} CauseFacts */
/** @typedef {{ code: string, facts: CauseFacts }} ChangeCause why, with the facts of its sentence */

/**
 * @param {unknown} first
 * @param {unknown} other
 */
export const isSame = (first, other) => canonicalText(first ?? null) === canonicalText(other ?? null);

/**
 * By bidder: paths that came, went, or have other bytes or another reading; where on a page a code stands is no part of it, for
 * two readers measure it a little apart.
 * @param {ReceiptBody} before
 * @param {ReceiptBody} after
 */
export function compareInputs(before, after) {
  const [old, coming] = [before, after].map(({ inputs }) => new Map(inputs.map((entry) => [`${entry.bidder} ${entry.path}`, entry])));
  /** @type {Map<string, Record<'added' | 'removed' | 'changed', string[]>>} */
  const causes = new Map();
  for (const [key, { bidder, path }] of new Map([...old, ...coming])) {
    const [was, comes] = [old.get(key), coming.get(key)];
    if (was !== undefined && comes !== undefined && isSame(readingOf(was), readingOf(comes))) continue;
    const listed = causes.get(bidder) ?? { added: [], removed: [], changed: [] };
    listed[was === undefined ? 'added' : comes === undefined ? 'removed' : 'changed'].push(path);
    causes.set(bidder, listed);
  }
  return causes;
}

/** @param {InputFile} entry */
function readingOf(entry) {
  const codes = entry.codes.map(({ page, sha256, early }) => canonicalText([page, sha256, early ?? null])).sort();
  return { ...entry, codes, unreadable: (entry.unreadable ?? []).map(({ page }) => page).sort((a, b) => a - b) };
}

/**
 * In the order in which they explain a cell that nothing nearer explains.
 * @param {ReceiptBody} before
 * @param {ReceiptBody} after
 * @returns {ChangeCause[]}
 */
export function compareHeaders(before, after) {
  const [first, two] = [before.header, after.header];
  const versions = Object.entries({ tender: [first.tender, two.tender], bidders: [before.bidders, after.bidders], agreement: [first.trust, two.trust] });
  const [hours, moments] = [[first, two].map(({ policy }) => policy.failAfterHours), [first, two].map(({ now }) => formatTime(parseTime(now)))];
  const bundles = [first.trust.bundle, two.trust.bundle];
  return [
    ...versions.filter(([, [old, coming]]) => old.digest !== coming.digest).map(([code, [old, coming]]) => ({ code, facts: { before: old.version, after: coming.version } })),
    ...(isSame(first.policy, two.policy) ? [] : [{ code: 'policy', facts: { before: hours[0], after: hours[1] } }]),
    ...(isSame(datesOf(first), datesOf(two)) ? [] : [{ code: 'date', facts: { before: moments[0], after: moments[1] } }]),
    ...(bundles[0] === bundles[1] ? [] : [{ code: 'trust-data', facts: { before: bundles[0], after: bundles[1] } }]),
    ...(isSame(first.software, two.software) ? [] : [{ code: 'software', facts: { before: first.software.version, after: two.software.version } }]),
  ];
}

/** @param {ReceiptBody['header']} header moments, however they are written */
const datesOf = ({ now, dates, pending }) =>
  [parseTime(now).seconds, parseTime(dates.opening).seconds, dates.award === null ? null : parseTime(dates.award).seconds, dates.contractEnd, pending];
