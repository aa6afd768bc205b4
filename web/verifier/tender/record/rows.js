// verifier/tender/record/rows.py: the rows of a receipt, lot x bidder x criterion, each a salted leaf of a Merkle tree.

import { concat } from '../../../signing/bytes.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { MerkleTree } from '../../../signing/log/merkle.js';
import { hmacSha256 } from '../../../signing/sha256.js';
import { inOrder } from '../order.js';

/**
 * 32 bytes that only who has the seed can work out.
 * @param {Uint8Array} seed
 * @param {...string} name
 */
export const saltOf = (seed, ...name) => hmacSha256(seed, encodeProfile(name));

/**
 * The tree over the rows of a receipt's JSON value: outcome, cells, what they rest on, and who bids. Nobody else's.
 * @param {any} receipt
 * @param {Uint8Array} seed
 */
export const treeOfRows = (receipt, seed) =>
  new MerkleTree(buildRows(receipt).map((row) =>
    concat(saltOf(seed, 'row', row.lot, row.bidder, row.criterion), encodeProfile(row))));

/** @param {any} receipt */
function buildRows({ cells, credentials, bidders, criteria, flags }) {
  const byRow = groupBy(cells, keyOf);
  const byDigest = new Map(credentials.map((/** @type {any} */ one) => [one.digest, one]));
  const enterprises = new Map(bidders.named.map((/** @type {any} */ one) => [one.id, one.enterprises]));
  const ofBids = groupBy(
    flags.flatMap((/** @type {any} */ flag) => flag.bidders.map((/** @type {string} */ bidder) => ({ ...flag, bidder }))),
    ({ lot, bidder }) => `${lot} ${bidder}`,
  );
  return criteria.map((/** @type {any} */ outcome) => {
    const { lot, bidder, criterion, state, points } = outcome;
    const own = byRow.get(keyOf(outcome)) ?? [];
    const cited = inOrder(new Set(own.flatMap(citedIn)), (digest) => digest).filter((digest) => byDigest.has(digest));
    return {
      lot,
      bidder,
      enterprises: enterprises.get(bidder) ?? [],
      criterion,
      state,
      points,
      cells: own,
      credentials: cited.map((digest) => ownPlaces(byDigest.get(digest), bidder)),
      flags: (ofBids.get(`${lot} ${bidder}`) ?? []).map(({ code, enterprise, facts }) => ({ code, enterprise, facts })),
    };
  });
}

/** @param {any} about labels hold no space */
const keyOf = ({ lot, bidder, criterion }) => `${lot} ${bidder} ${criterion}`;

/**
 * @param {any} cell
 * @returns {string[]}
 */
const citedIn = ({ columns }) =>
  Object.values(columns).flatMap((column) => column?.reasons ?? []).flatMap(({ credential }) => credential ?? []);

/**
 * Another bidder may have handed in the same credential.
 * @param {any} entry
 * @param {string} bidder
 */
const ownPlaces = (entry, bidder) => ({
  ...entry, places: entry.places.filter((/** @type {any} */ place) => place.bidder === bidder),
});

/**
 * @param {any[]} items
 * @param {(item: any) => string} key
 * @returns {Map<string, any[]>}
 */
function groupBy(items, key) {
  const found = new Map();
  for (const item of items) {
    const name = key(item);
    if (found.has(name)) found.get(name).push(item);
    else found.set(name, [item]);
  }
  return found;
}
