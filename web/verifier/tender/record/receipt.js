// verifier/tender/record/receipt.py: drawing up the receipt of a bid opening.

import { HUREN_CONTEXT, digestOf } from '../../../credentials/record.js';
import { parseTime } from '../../../credentials/times.js';
import { encodeHex } from '../../../signing/bytes.js';
import { hmacSha256 } from '../../../signing/hmac.js';
import { encodeProfile } from '../../../signing/jcs.js';
import { sha256Large } from '../../../signing/sha256.js';
import { addProof } from '../../../signing/keys/add_proof.js';
import { check } from '../check.js';
import { requirementsOf } from '../documents/tender.js';
import { inOrder } from '../order.js';
import { listInputs } from './inputs.js';
import { saltOf, saltRows } from './rows.js';
import { ReceiptError } from './errors.js';

/** @import { Moment } from '../../../credentials/times.js' */
/** @import { TrustStore } from '../../trust/trust_store.js' */
/** @import { Matrix } from '../check.js' */
/** @import { Register } from '../claims.js' */
/** @import { Bidder, BidderList } from '../documents/bidders.js' */
/** @import { Tender, TenderBody } from '../documents/tender.js' */
/** @import { ReceiptInput } from './inputs.js' */
/** @import { NamedBidder, RowsBasis } from './rows.js' */

export const CONTEXT = [HUREN_CONTEXT];
const SEED_BYTES = 32;

/**
 * All that a check is made of but its dates: documents as they were parsed, what was handed in by bidder, the bundle's bytes,
 * and `trust`, what they prove alone under a pin (`TrustStore.fromBundle(bundle, { pin })`, nothing remembered beside it).
 * `first` is the digest of the receipt by whose inputs papers are late; absent: all count as handed in in time.
 * @typedef {object} TenderOpening
 * @property {Tender} tender
 * @property {BidderList} bidders
 * @property {Map<string, ReceiptInput[]>} inputs
 * @property {Uint8Array} bundle
 * @property {TrustStore} trust
 * @property {string} [first]
 * @property {Register} [register] what registers say of the numbers that were marked by hand
 */

/** @typedef {{ version: string, digest: string }} InstalledCode the software that checked, as a receipt names it */
/** @typedef {{ multikey: string, sign: (data: Uint8Array) => Uint8Array | Promise<Uint8Array> }} Signer */

/**
 * How the software of a page is named: its release, and the digest of the scripts it is made of (docs/adr/0020).
 * @param {string} release
 * @param {string} digest
 * @returns {InstalledCode}
 */
export const webCode = (release, digest) => ({ version: `${release} web`, digest });

/**
 * The matrix; throws as `check`.
 * @param {TenderOpening} opening
 * @param {{ now: Moment, awardAt?: Moment | null }} when
 */
export function checkOpening({ tender, bidders, inputs, trust, register }, when) {
  const papers = new Map([...inputs].map(([bidder, entries]) =>
    [bidder, entries.map(({ paper, pages = 0 }) => ({ ...paper, pages }))]));
  return check(tender, bidders, papers, trust, { ...when, register });
}

/**
 * The receipt of `matrix = await checkOpening(opening, …)`, its JSON value and its bytes, signed by the officer where
 * `signer` is given. `seed` are 32 random bytes. The signature is of the time of the check. Throws ReceiptError seed-length,
 * officer-of-party; RecordError for inputs that no receipt can list.
 * @param {TenderOpening} opening
 * @param {Matrix} matrix
 * @param {{ code: InstalledCode, seed: Uint8Array, signer?: Signer | null }} by
 */
export async function drawUp(opening, matrix, { code, seed, signer = null }) {
  if (seed.length !== SEED_BYTES) {
    throw new ReceiptError('seed-length', 'seed', { length: seed.length, wanted: SEED_BYTES });
  }
  const { credentials, cells, criteria, flags, papers, looks, lint } = matrix;
  const { body, digest } = opening.bidders;
  const rest = {
    type: 'TenderReceipt/1',
    bidders: { version: body.version, digest, named: body.bidders.map(nameBidder) },
    inputs: listInputs(opening.inputs),
    credentials,
    cells,
    criteria,
    flags,
    papers,
    looks,
    lint: digestOf(lint),
  };
  const header = await buildHeader(opening, matrix, rest, code, seed);
  const value = { ...rest, header: signer === null ? header : await signHeader(header, opening.trust, signer), seed: encodeHex(seed) };
  return { value, data: encodeProfile(value) };
}

/**
 * @param {Awaited<ReturnType<typeof buildHeader>>} header
 * @param {TrustStore} trust
 * @param {Signer} signer
 */
function signHeader(header, trust, signer) {
  refuseParty(trust, signer.multikey);
  const officer = `did:key:${signer.multikey}`;
  const sign = async (/** @type {Uint8Array} */ data) => signer.sign(data);
  return addProof({ ...header, officer }, `${officer}#${signer.multikey}`, sign, header.now);
}

/**
 * A key that an association has is nobody's own.
 * @param {TrustStore} trust
 * @param {string} multikey
 */
function refuseParty({ chain, parties }, multikey) {
  const roots = chain.versions.flatMap(({ text }) => text.parties.map(({ id, rootKey }) => [rootKey, id, 'root']));
  const listed = [...parties.values()].flatMap(({ issuer, keys }) =>
    [...keys.values()].map(({ method }) => [method.publicKeyMultibase, issuer, method.id]));
  const [, issuer, key] = [...listed, ...roots].find(([known]) => known === multikey) ?? [];
  if (issuer !== undefined) throw new ReceiptError('officer-of-party', 'header.officer', { issuer, key });
}

/**
 * @param {Bidder} bidder
 * @returns {NamedBidder}
 */
const nameBidder = ({ id, name = '', uscc = '', members }) => ({
  id, enterprises: (members ?? [{ name, uscc }]).map((member) => ({ name: member.name, uscc: member.uscc })),
});

/**
 * @param {TenderOpening} opening
 * @param {Matrix} matrix
 * @param {RowsBasis} rest
 * @param {InstalledCode} code
 * @param {Uint8Array} seed
 */
async function buildHeader({ tender: { body: tender }, bidders, inputs, bundle, trust, first }, matrix, rest, code, seed) {
  const { tree } = saltRows(rest, seed);
  const entries = [...inputs.values()].flat();
  const { home, now, dates, pending, policy } = matrix;
  return {
    '@context': CONTEXT,
    type: 'TenderHeader/1',
    officer: null,
    ...(first !== undefined && { first }),
    tender: { ...matrix.tender, regime: tender.regime },
    home,
    now,
    dates,
    pending,
    policy,
    trust: {
      ...matrix.trust,
      pin: trust.pin,
      bundle: encodeHex(await sha256Large(bundle)),
      size: bundle.length,
      clauses: findClauses(tender, trust, now),
    },
    software: code,
    counts: {
      lots: tender.lots.length,
      bidders: bidders.body.bidders.length,
      criteria: tender.criteria.length,
      requirements: tender.criteria.flatMap(requirementsOf).length,
      otherCriteria: tender.otherCriteria ?? null,
      files: entries.length,
      pages: entries.reduce((sum, { pages = 0 }) => sum + pages, 0),
      credentials: matrix.credentials.length,
    },
    rows: { count: tree.size, root: encodeHex(tree.root()) },
    content: commitTo(rest, seed),
  };
}

/**
 * The digest by which all of a receipt but header and seed hangs on the header.
 * @param {object} rest
 * @param {Uint8Array} seed
 */
export const commitTo = (rest, seed) => encodeHex(hmacSha256(saltOf(seed, 'content'), encodeProfile(rest)));

/**
 * By which something may count for what is asked, whoever bids: those used would tell of rivals.
 * @param {TenderBody} tender
 * @param {TrustStore} trust
 * @param {string} now
 */
function findClauses(tender, trust, now) {
  const schemes = new Set(tender.criteria.flatMap(requirementsOf).map(({ scheme }) => scheme));
  const { text } = trust.chain.inForceOrLast(parseTime(now));
  const counting = text.equivalences.filter(({ to }) => to && schemes.has(to.scheme));
  return inOrder(new Set(counting.map(({ clause }) => clause)), (clause) => clause);
}
