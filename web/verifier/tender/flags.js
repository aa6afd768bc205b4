// verifier/tender/flags.py: what concerns bids as a whole: one enterprise in two of them, consortia without an agreement.

import { enterprisesOf } from './documents/bidders.js';
import { inOrder } from './order.js';

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
 */
export function findFlags(tender, { bidders }) {
  const places = new Map(tender.lots.map(({ id }, place) => [id, place]));
  return inOrder([...findDouble(tender, bidders), ...findConsortia(tender, bidders)], (flag) =>
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
 * @returns {Generator<Flag>}
 */
function* findConsortia({ lots, consortium }, bidders) {
  const most = consortium?.maxMembers ?? Infinity;
  for (const { id, lots: entered, members, jointAgreement } of bidders) {
    if (members === undefined) continue;
    for (const { id: lot } of lots.filter((one) => entered.includes(one.id))) {
      const flag = (/** @type {string} */ code, facts = {}) => ({ code, lot, bidders: [id], enterprise: null, facts });
      if (jointAgreement === undefined) yield flag('joint-agreement-missing');
      if (consortium?.allowed === false) yield flag('consortium-not-allowed');
      if (members.length > most) yield flag('consortium-too-large', { members: members.length, most });
    }
  }
}
