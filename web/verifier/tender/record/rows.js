// verifier/tender/record/rows.py: the rows of a receipt, lot x bidder x criterion, each a salted leaf of a Merkle tree.

import { concat } from '../../../signing/bytes.js';
import { hmacSha256 } from '../../../signing/hmac.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { MerkleTree } from '../../../signing/log/merkle.js';
import { inOrder } from '../order.js';

/** @import { Matrix, MatrixCell } from '../check.js' */

/** @typedef {{ id: string, enterprises: { name: string, uscc: string }[] }} NamedBidder */
/** @typedef {Pick<Matrix, 'cells' | 'credentials' | 'criteria' | 'flags'> & { bidders: { named: NamedBidder[] } }} RowsBasis */

/**
 * 32 bytes that only who has the seed can work out.
 * @param {Uint8Array} seed
 * @param {...string} name
 */
export const saltOf = (seed, ...name) => hmacSha256(seed, encodeProfile(name));

/**
 * The rows of a receipt's JSON value, each with its salt, and their tree: outcome, cells, what they rest on, and who bids.
 * Nobody else's.
 * @param {RowsBasis} receipt
 * @param {Uint8Array} seed
 */
export function saltRows(receipt, seed) {
  const rows = buildRows(receipt).map((value) => ({ value, salt: saltOf(seed, 'row', value.lot, value.bidder, value.criterion) }));
  return { rows, tree: new MerkleTree(rows.map(leafOf)) };
}

/**
 * The entry of the tree.
 * @param {{ value: object, salt: Uint8Array }} row
 */
export const leafOf = ({ value, salt }) => concat(salt, encodeProfile(value));

/** @param {RowsBasis} receipt */
function buildRows({ cells, credentials, bidders, criteria, flags }) {
  const byRow = groupBy(cells, keyOf);
  const byDigest = new Map(credentials.map((credential) => [credential.digest, credential]));
  const enterprises = new Map(bidders.named.map((bidder) => [bidder.id, bidder.enterprises]));
  const ofBids = groupBy(
    flags.flatMap((flag) => flag.bidders.map((bidder) => ({ ...flag, bidder }))),
    ({ lot, bidder }) => `${lot} ${bidder}`,
  );
  return criteria.map((outcome) => {
    const { lot, bidder, criterion, state, points } = outcome;
    const own = byRow.get(keyOf(outcome)) ?? [];
    const cited = inOrder(new Set(own.flatMap(citedIn)), (digest) => digest).flatMap((digest) => byDigest.get(digest) ?? []);
    return {
      lot,
      bidder,
      enterprises: enterprises.get(bidder) ?? [],
      criterion,
      state,
      points,
      cells: own,
      credentials: cited.map((credential) => ownPlaces(credential, bidder)),
      flags: (ofBids.get(`${lot} ${bidder}`) ?? []).map(({ code, enterprise, facts }) => ({ code, enterprise, facts })),
    };
  });
}

/** @param {{ lot: string, bidder: string, criterion: string }} about labels hold no space */
const keyOf = ({ lot, bidder, criterion }) => `${lot} ${bidder} ${criterion}`;

/**
 * @param {MatrixCell} cell
 * @returns {string[]}
 */
const citedIn = ({ columns }) =>
  Object.values(columns).flatMap((column) => column?.reasons ?? []).flatMap(({ credential }) => credential ?? []);

/**
 * Another bidder may have handed in the same credential.
 * @param {Matrix['credentials'][number]} entry
 * @param {string} bidder
 */
const ownPlaces = (entry, bidder) => ({
  ...entry, places: entry.places.filter((place) => place.bidder === bidder),
});

/**
 * @template T
 * @param {T[]} items
 * @param {(item: T) => string} key
 */
function groupBy(items, key) {
  /** @type {Map<string, T[]>} */
  const groups = new Map();
  for (const item of items) {
    const name = key(item);
    const others = groups.get(name);
    if (others === undefined) groups.set(name, [item]);
    else others.push(item);
  }
  return groups;
}
