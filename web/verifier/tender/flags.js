// verifier/tender/flags.py: remarks on bids as a whole: one enterprise in two of them, consortia without an agreement.

import { enterprisesOf } from './documents/bidders.js';
import { inOrder } from './order.js';

/** @import { Collection } from './collecting.js' */
/** @import { Bidder, BiddersBody } from './documents/bidders.js' */
/** @import { TenderBody } from './documents/tender.js' */
/** @import { SentenceFacts } from './matrix.js' */

/** @typedef {{ code: string, lot: string, bidders: string[], enterprise: string | null, facts: SentenceFacts }} Flag */

const FLAGS = [
  'double-participation',
  'double-participation-other-lot',
  'joint-agreement-missing',
  'consortium-not-allowed',
  'consortium-too-large',
];

/**
 * By code, lot by lot.
 * @param {TenderBody} tender
 * @param {BiddersBody} bidders
 * @param {Collection} collection
 */
export function findFlags(tender, { bidders }, collection) {
  const places = new Map(tender.lots.map(({ id }, place) => [id, place]));
  return inOrder([...findDouble(tender, bidders), ...findConsortia(tender, bidders, collection)], (flag) =>
    [FLAGS.indexOf(flag.code), places.get(flag.lot) ?? 0, flag.bidders, flag.enterprise ?? '']);
}

/**
 * @param {TenderBody} tender
 * @param {Bidder[]} bidders
 * @returns {Generator<Flag>}
 */
function* findDouble({ lots }, bidders) {
  /** @type {Map<string, Bidder[]>} */
  const bids = new Map();
  for (const bidder of bidders) {
    for (const enterprise of enterprisesOf(bidder)) bids.set(enterprise, [...(bids.get(enterprise) ?? []), bidder]);
  }
  for (const [enterprise, entered] of bids) {
    for (const { id: lot } of entered.length < 2 ? [] : lots) {
      const here = inOrder(entered.filter((bidder) => bidder.lots.includes(lot)).map(({ id }) => id), (id) => id);
      const code = here.length > 1 ? 'double-participation' : 'double-participation-other-lot';
      if (here.length > 0) yield { code, lot, bidders: here, enterprise, facts: {} };
    }
  }
}

/**
 * @param {TenderBody} tender
 * @param {Bidder[]} bidders
 * @param {Collection} collection
 * @returns {Generator<Flag>}
 */
function* findConsortia({ lots, consortium }, bidders, collection) {
  const most = consortium?.maxMembers ?? Infinity;
  for (const bidder of bidders) {
    const { id, lots: entered, members } = bidder;
    if (members === undefined) continue;
    const missing = missAgreement(bidder, collection.handedInBy(bidder).places);
    for (const { id: lot } of lots.filter((entry) => entered.includes(entry.id))) {
      const flag = (/** @type {string} */ code, facts = {}) => ({ code, lot, bidders: [id], enterprise: null, facts });
      if (missing !== null) yield flag('joint-agreement-missing', missing);
      if (consortium?.allowed === false) yield flag('consortium-not-allowed');
      if (members.length > most) yield flag('consortium-too-large', { members: members.length, most });
    }
  }
}

/**
 * The facts where there is none in time; null where there is one.
 * @param {Bidder} bidder
 * @param {Map<string, boolean>} places of papers, and whether what is there came in time or on request
 */
function missAgreement({ jointAgreement: file }, places) {
  if (file === undefined) return {};
  const isTimely = places.get(file.normalize('NFC'));
  return isTimely ? null : { why: isTimely === undefined ? 'not-handed-in' : 'late', file };
}
