// verifier/numbers/look_up.py, with verifier/numbers/number_proof.py: is there a certificate of this number?

import * as is from '../../credentials/members.js';
import { digestOf, parseDocument } from '../../credentials/record.js';
import { dayOf } from '../../credentials/times.js';
import { areEqual, decodeHex } from '../../signing/bytes.js';
import { checkRange } from '../../signing/log/merkle_proofs.js';
import { TrustError } from '../errors.js';
import { findAgreed } from '../reliance/agreed.js';
import { findBroken, findStale } from '../reliance/witness.js';
import { namedBy } from '../trust/beside.js';
import { NUMBERS_PART, commitsToNumbers, covers, findCommitting, hashNumber, numberSet, readNumber } from './commitment.js';

/** @import { Moment } from '../../credentials/times.js' */
/** @import { Finding } from '../findings.js' */
/** @import { Policy } from '../policy.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

/**
 * What an association's register says of a number, as of a manifest of it; `numbers` is what that commits to, as JSON.
 * @typedef {object} NumberAnswer
 * @property {string} number
 * @property {string} issuer
 * @property {'found' | 'absent' | 'not-covered'} state
 * @property {'silent' | 'elsewhere' | 'scheme' | 'issued' | 'since' | 'unwitnessed' | 'other-publication' | null} why
 * @property {ReturnType<typeof findCommitting>} manifest
 * @property {{ count: number, coverage: { scheme: string, issuedFrom: string }[] } | null} numbers
 * @property {Finding | null} problem
 */

const CONTRADICTED = ['rollback', 'equivocation']; // one publication denies another: neither proves an absence
const MAX_PROOF_BYTES = 128 * 1024;

const numberProof = is.model({
  type: is.literal('huren-number-proof/1'),
  issuer: is.did,
  numbers: numberSet,
  start: is.count,
  leaves: is.list(is.digest, { max: 2 }),
  path: is.list(is.digest, { max: 126 }),
});

/**
 * The answer of the association that the proof (bytes) is of: its state (found, absent, not-covered), why it is
 * not covered, the manifest it rests on, and what is wrong with its publication now. With `earlier` a proof of an earlier
 * manifest is answered as of that one, by which nothing is absent. Throws RecordError for what is no proof; TrustError
 * numbers-unnamed where it is neither of the newest manifest here nor of the one relied on, number-proof where it shows
 * nothing of this number; QuestionError number-empty.
 * @param {TrustStore} trust
 * @param {string} number
 * @param {Uint8Array} proof
 * @param {{ now: Moment, policy: Policy, home?: string | null, scheme?: string | null, issued?: string | null, earlier?: boolean }} question
 * @returns {NumberAnswer}
 */
export function lookUpNumber(trust, number, proof, { now, policy, home = null, scheme = null, issued = null, earlier = false }) {
  const folded = readNumber(number);
  const value = parseDocument(proof, MAX_PROOF_BYTES);
  const read = numberProof(value, '');
  const { issuer, numbers } = read;
  const digest = digestOf(value.numbers);
  const manifest = findCommitting(trust, issuer, digest);
  const party = trust.parties.get(issuer);
  if (party === undefined || manifest === null) throw new TrustError('numbers-unnamed', '', { issuer });
  /** @type {NumberAnswer['state']} */
  let state = shows(read, number) ? 'found' : 'absent';
  /** @type {NumberAnswer['why']} */
  let why = null;
  if (state === 'absent' && !covers(numbers, scheme, issued)) {
    state = 'not-covered';
    why = covers(numbers, scheme, null) ? 'issued' : 'scheme';
  } else if (state === 'absent' && issued !== null && issued >= dayOf(manifest.created)) {
    [state, why] = ['not-covered', 'since'];
  }
  let problem = findBroken(trust, party) ?? findStale(trust, party, now, policy);
  const agreed = findAgreed(trust, issuer, NUMBERS_PART, { home, now, policy });
  const isAgreed = agreed.manifest !== null && namedBy(agreed.manifest, NUMBERS_PART).includes(digest);
  if (!isAgreed && manifest !== party.manifest) {
    if (!earlier) throw new TrustError('numbers-unnamed', '', { issuer });
    if (state === 'absent') [state, why] = ['not-covered', 'since'];
  }
  if (state === 'absent') {
    if (!isAgreed || CONTRADICTED.includes(problem?.code ?? '')) {
      [state, why] = ['not-covered', 'unwitnessed'];
      problem ??= agreed.problem;
    }
    problem ??= agreed.note;
  }
  return { number: folded, issuer, state, why, manifest, numbers, problem };
}

/**
 * The answer of an association of which no proof is at hand: its newest manifest commits to no numbers (silent), or it does
 * and they are not here (elsewhere). Throws QuestionError number-empty.
 * @param {TrustStore} trust
 * @param {string} number
 * @param {string} issuer
 * @param {{ now: Moment, policy: Policy }} question
 * @returns {NumberAnswer}
 */
export function answerWithoutProof(trust, number, issuer, { now, policy }) {
  const folded = readNumber(number);
  const party = trust.parties.get(issuer);
  const why = commitsToNumbers(trust, issuer) ? 'elsewhere' : 'silent';
  const problem = party === undefined ? null : (findBroken(trust, party) ?? findStale(trust, party, now, policy));
  return { number: folded, issuer, state: 'not-covered', why, manifest: party?.manifest ?? null, numbers: null, problem };
}

/**
 * Whether the number is there; false where it is proven not to be. TrustError number-proof where neither is shown.
 * @param {ReturnType<typeof numberProof>} proof
 * @param {string} number
 */
function shows({ issuer, numbers, start, leaves, path }, number) {
  const entries = leaves.map(decodeHex);
  const wanted = hashNumber(number);
  if (checkRange(entries, start, numbers.count, path.map(decodeHex), decodeHex(numbers.root))) {
    if (entries.length === 1 && areEqual(entries[0], wanted)) return true;
    const begins = start === 0;
    const ends = start + entries.length === numbers.count;
    const order = entries.map((entry) => compare(wanted, entry));
    if (order.length === 0) return false;
    if (order.length === 2 && order[0] > 0 && order[1] < 0) return false;
    if (order.length === 1 && ((begins && order[0] < 0) || (ends && order[0] > 0))) return false;
  }
  throw new TrustError('number-proof', '', { issuer });
}

/**
 * Below, at or above zero as the bytes of `text` come before, are, or come behind those of `other`.
 * @param {Uint8Array} text
 * @param {Uint8Array} other
 */
function compare(text, other) {
  const place = text.findIndex((byte, i) => byte !== other[i]);
  return place === -1 ? 0 : text[place] - other[place];
}
