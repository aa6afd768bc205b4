// verifier/tender/documents/bidders.py: the bidders with their lots, and notes on their papers.

import { RecordError } from '../../../credentials/errors.js';
import * as is from '../../../credentials/members.js';
import { foldNumber } from '../../numbers/commitment.js';
import { checkKnown, checkOnce, fileName, label, parseUnsigned, passage, readUnsigned } from '../../../credentials/documents/unsigned.js';

/** @import { TenderBody } from './tender.js' */

/** Claim for a page with a certificate whose number nobody could read. */
export const UNNUMBERED = 'certificate';
const CAPS = { maxBytes: 2 * 1024 * 1024, maxValues: 100_000 };

export const member = is.model({
  name: is.line,
  uscc: is.uscc,
  lead: is.maybe(is.flag),
  workItems: is.maybe(is.list(label, { max: 100 })),
});

const mark = is.model(
  { file: fileName, page: is.integer(1, 100_000), claims: is.code, issued: is.maybe(is.date) },
  ({ claims }, path) => {
    if (foldNumber(claims) === '') throw is.refuse('number-empty', path, 'claims');
  },
);

/** @typedef {ReturnType<typeof mark>} MarkedPage */

const pageNumber = is.integer(1, 100_000);
const look = is.model(
  {
    file: fileName,
    page: pageNumber,
    lastPage: is.maybe(pageNumber),
    saw: is.literal('not-a-certificate', 'other-issuer', 'illegible'),
    by: is.line,
    on: is.date,
  },
  ({ page, lastPage = page }, path) => {
    if (lastPage < page) throw is.refuse('interval-empty', path, 'lastPage');
  },
);

/** @typedef {ReturnType<typeof look>} LookedPage what was seen on a page, or on a run of pages on one sheet */

const clarification = is.model({
  file: is.maybe(fileName),
  request: is.date,
  about: is.model({ file: fileName, page: is.maybe(pageNumber) }),
  answerBy: is.maybe(is.date),
});

/** @typedef {ReturnType<typeof clarification>} Clarification a request in writing, and the file that answers it */

const claim = is.model({ criterion: label, number: is.code }, ({ number }, path) => {
  if (foldNumber(number) === '') throw is.refuse('number-empty', path, 'number');
});

const parts = {
  id: label,
  name: is.maybe(is.line),
  uscc: is.maybe(is.uscc),
  lots: is.list(label, { min: 1, max: 200 }),
  folder: is.maybe(fileName),
  members: is.maybe(is.list(member, { min: 2, max: 100 })),
  jointAgreement: is.maybe(fileName),
  ignore: is.maybe(is.list(is.model({ file: fileName, reason: passage }), { max: 1_000 })),
  marks: is.maybe(is.list(mark, { max: 10_000 })),
  looked: is.maybe(is.list(look, { max: 10_000 })),
  clarifications: is.maybe(is.list(clarification, { max: 1_000 })),
  claims: is.maybe(is.list(claim, { max: 1_000 })),
};

/** @typedef {import('../../../credentials/members.js').BodyOf<typeof parts>} Bidder */

export const bidder = is.model(parts, checkBidder);

export const bidders = is.model(
  {
    type: is.literal('Bidders/1'),
    version: is.version,
    previous: is.maybe(is.digest),
    bidders: is.list(bidder, { max: 1_000 }),
  },
  (body, path) => {
    if ((body.version === 1) !== (body.previous === undefined)) throw is.refuse('previous-form', path, 'previous');
    checkOnce(path, 'bidders', body.bidders.map(({ id }) => id));
    checkApart(path, body.bidders.flatMap(({ folder }) => folder ?? []));
  },
);

/** @typedef {ReturnType<typeof bidders>} BiddersBody */
/** @typedef {ReturnType<typeof parseBidders>} BidderList */

/**
 * Refuses folders that would give a file two bidders; ignores case, because some systems do.
 * @param {string} path
 * @param {string[]} folders
 */
function checkApart(path, folders) {
  /** @type {Map<string, string>} */
  const first = new Map();
  for (const folder of folders) {
    const parts = folder.normalize('NFC').toLowerCase().split('/').filter((part) => part !== '' && part !== '.');
    const place = ['', ...parts].join('/');
    const other = first.get(place);
    if (other !== undefined) throw is.refuse('folders-overlap', path, 'bidders', { item: folder, other });
    first.set(place, folder);
  }
  for (const [place, folder] of first) {
    const outer = place === '' ? [] : [...upward(place), ''].filter((spot) => spot !== place && first.has(spot));
    if (outer.length > 0) throw is.refuse('folders-overlap', path, 'bidders', { item: folder, other: first.get(outer[0]) });
  }
}

/**
 * Yields the path, and every archive or folder that contains it, the nearest first.
 * @param {string} path
 */
export function* upward(path) {
  for (let place = path; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('/')))) yield place;
}

/**
 * What is said of a file by its path, else of the nearest archive or folder it lies in.
 * @template T
 * @param {Map<string, T>} named
 * @param {string} path
 * @returns {T | undefined}
 */
export const findNearest = (named, path) => named.get([...upward(path)].find((place) => named.has(place)) ?? '');

/**
 * @param {Bidder} body
 * @param {string} path
 */
function checkBidder(body, path) {
  checkOnce(path, 'lots', body.lots);
  if (body.members === undefined) {
    for (const name of /** @type {const} */ (['name', 'uscc'])) {
      if (body[name] === undefined) throw is.refuse('member-missing', path, name);
    }
    if (body.jointAgreement !== undefined) throw is.refuse('member-unknown', path, 'jointAgreement');
    return;
  }
  const codes = enterprisesOf(body);
  checkOnce(path, 'members', codes);
  if (body.uscc !== undefined) checkKnown(path, 'uscc', [body.uscc], codes);
  checkOnce(path, 'members', body.members.filter(({ lead }) => lead).map(({ lead }) => lead));
}

/**
 * The codes of all enterprises that bid in it.
 * @param {Bidder} body
 */
export const enterprisesOf = ({ members, uscc }) => members?.map((entry) => entry.uscc) ?? [/** @type {string} */ (uscc)];

/**
 * Returns the name that the list gives an enterprise of the bid.
 * @param {Bidder} body
 * @param {string} enterprise
 */
export const calledIn = ({ members, name = '' }, enterprise) =>
  (members === undefined ? name : members.find(({ uscc }) => uscc === enterprise)?.name ?? '');

/**
 * By the file each names.
 * @template {{ file?: string }} T
 * @param {T[] | undefined} entries
 * @returns {Map<string, T>}
 */
export const byName = (entries) =>
  new Map((entries ?? []).flatMap((entry) => (entry.file === undefined ? [] : [[entry.file.normalize('NFC'), entry]])));

/**
 * The codes of those who do this item of the work; of all where there is none.
 * @param {Bidder} body
 * @param {string | undefined} item
 */
export function onItem(body, item) {
  if (body.members === undefined || item === undefined) return enterprisesOf(body);
  return body.members.filter(({ workItems }) => workItems?.includes(item)).map(({ uscc }) => uscc);
}

/**
 * The bidders in JSON bytes; RecordError names the member and how to mend it.
 * @param {Uint8Array} data
 */
export const parseBidders = (data) => parseUnsigned(data, bidders, CAPS);

/**
 * The bidders in a JSON value; RecordError as `parseBidders`.
 * @param {import('../../../credentials/record.js').JsonObject} value
 */
export const readBidders = (value) => readUnsigned(value, bidders, CAPS);

/**
 * RecordError reference-unknown where a bidder names a lot, item of work or criterion that the tender lacks.
 * @param {TenderBody} tender
 * @param {BiddersBody} bidders
 */
export function checkPair(tender, { bidders: all }) {
  const lots = tender.lots.map(({ id }) => id);
  const items = (tender.workItems ?? []).map(({ id }) => id);
  const criteria = tender.criteria.map(({ id }) => id);
  all.forEach((entry, place) => {
    refuseUnknown(`bidders[${place}].lots`, entry.lots, lots);
    (entry.members ?? []).forEach(({ workItems }, number) =>
      refuseUnknown(`bidders[${place}].members[${number}].workItems`, workItems ?? [], items));
    (entry.claims ?? []).forEach(({ criterion }, number) => refuseUnknown(`bidders[${place}].claims[${number}].criterion`, [criterion], criteria));
  });
}

/**
 * @param {string} field
 * @param {string[]} names
 * @param {string[]} known
 */
function refuseUnknown(field, names, known) {
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw new RecordError('reference-unknown', field, { item: strange });
}
