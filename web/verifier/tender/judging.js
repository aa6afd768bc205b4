// verifier/tender/judging.py: each credential judged once a date: its faults by its verdict, apart from its content.
// The signature is checked once; opening and award are asked as they were, contract end as of now.

import { RecordError } from '../../credentials/errors.js';
import { maxJudgedBytes } from '../../credentials/kinds.js';
import { HUREN_CONTEXT, parseDocument } from '../../credentials/record.js';
import { Moment, CHINA, dayOf, endOf, formatTime, lastDay, startOf } from '../../credentials/times.js';
import { decodeLeniently, encodeHex } from '../../signing/bytes.js';
import { canonicalText } from '../../signing/jcs.js';
import { sha256 } from '../../signing/sha256.js';
import { readCredential } from '../checks/well_formed.js';
import { judge, openRecord } from '../verify.js';
import { COLUMNS } from './matrix.js';

/** In the order in which they are listed and cited. */
export const FAULTS = [
  'subject-mismatch',
  'bad-signature',
  'revoked',
  'superseded',
  'suspended',
  'expired',
  'not-yet-valid',
  'signed-after',
  'signed-in-future',
  'out-of-scope',
  'too-long',
  'issued-before-agreement',
  'ends-before-contract',
  'grade-lower',
  'no-equivalent',
  'equivalents-not-accepted',
  'declined',
  'agreement-ended',
  'category-missing',
];
const NOT_RECOGNISED = ['agreement-ended', 'declined'];
/** Why there is none in a code that was read well: it is somebody else's. */
const NO_CREDENTIAL = ['h1-absent', 'kind-unexpected', 'not-an-object'];
/** Whatever the version. */
const OUR_CONTEXTS = HUREN_CONTEXT.slice(0, HUREN_CONTEXT.lastIndexOf('/') + 1);
const ENDED = ['revoked', 'superseded', 'suspended'];
const DAY = 86_400;

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { LogProofs } from '../numbers/log_proofs.js' */
/** @import { Recognised } from '../checks/recognition.js' */
/** @import { Finding, Inquiry } from '../findings.js' */
/** @import { Policy } from '../policy.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */
/** @import { Outcome, Verdict } from '../verdict.js' */
/** @import { CredentialPlace } from './collecting.js' */
/** @import { ColumnName, SentenceFacts } from './matrix.js' */

/** @typedef {Judged} JudgedCredential */
/** @typedef {[code: string, facts: SentenceFacts]} CodeFacts */
/** @typedef {{ code: string, facts: SentenceFacts, blocks: boolean, record?: JudgedRecord }} Unjudged of a `record` that was read nothing is vouched for */
/** @typedef {{ judged: Judged, unjudged?: undefined } | { judged?: undefined, unjudged: Unjudged }} JudgedOrNot */

/**
 * By which trust data, for whom, at which dates: `moments` holds those that have come, by column; `lastDay` is of the
 * contract.
 * @typedef {object} CheckBasis
 * @property {TrustStore} trust
 * @property {Policy} policy
 * @property {Moment} now
 * @property {string} home
 * @property {Moment} opening
 * @property {Moment | null} award
 * @property {Map<ColumnName, Moment>} moments
 * @property {string} lastDay
 * @property {LogProofs} proofs of logs, each for whichever credential it proves
 */

/**
 * How a credential stands at a date: `faults` make it count for nothing, `doubts` leave it open, `unrecognised` is why no
 * equivalence counts at all.
 * @typedef {object} DatedStanding
 * @property {CodeFacts[]} faults
 * @property {CodeFacts[]} doubts
 * @property {Recognised[]} recognised
 * @property {CodeFacts | null} unrecognised
 * @property {Outcome} outcome
 * @property {string} code
 */

/** @typedef {{ by: string, seen: string }} Witnessed */

/** A credential whose signature holds, and its standing at each date that has come. Equal standings are one object. */
class Judged {
  /**
   * @param {JudgedRecord} record
   * @param {Map<ColumnName, DatedStanding>} standings
   * @param {Uint8Array | null} proof that it is in its association's log
   * @param {Witnessed | null} witnessed who else knew of it first, and when
   */
  constructor(record, standings, proof, witnessed) {
    this.record = record;
    this.proof = proof;
    this.witnessed = witnessed;
    this.standings = standings;
    this.digest = record.digest;
    this.holder = record.holder.code;
    this.scheme = record.graded.scheme;
  }

  /**
   * What is said of it beside the cells; `places` are where it was found.
   * @param {CredentialPlace[]} places
   */
  toJson(places) {
    const { body, created, graded, holder, title } = this.record;
    return {
      digest: this.digest,
      id: body.id,
      issuer: body.issuer,
      number: title,
      holder: holder.code,
      name: holder.name,
      scheme: graded.scheme,
      categories: graded.categories.filter((category) => category !== null),
      grade: graded.grade,
      since: formatTime(body.validFrom),
      until: formatTime(body.validUntil),
      signed: formatTime(created),
      columns: Object.fromEntries(COLUMNS.map((name) => {
        const standing = this.standings.get(name);
        return [name, standing === undefined ? null : { outcome: standing.outcome, code: standing.code }];
      })),
      ...(this.proof === null ? {} : { logProof: encodeHex(sha256(this.proof)) }),
      ...(this.witnessed === null ? {} : { witnessed: this.witnessed }),
      places,
    };
  }
}

/**
 * The credential in `data` at every date that has come, as `judged`; else `unjudged` {code, facts, blocks}: why no content
 * of the code is shown, and whether what it would have said is not known.
 * @param {Uint8Array} data
 * @param {CheckBasis} basis
 * @returns {Promise<JudgedOrNot>}
 */
export async function judgeCredential(data, basis) {
  const { record, finding } = await readCredential(data);
  return finding === null ? judgeRecord(record, basis) : { unjudged: unread(finding, data) };
}

/**
 * The same of a record.
 * @param {JudgedRecord} record
 * @param {CheckBasis} basis
 * @returns {Promise<JudgedOrNot>}
 */
export async function judgeRecord(record, { trust, policy, now, home, moments, opening, lastDay: last, proofs }) {
  const proof = await proofs.of(record);
  /** @type {Map<ColumnName, DatedStanding>} */
  const standings = new Map();
  /** @type {Witnessed | null} */
  let witnessed = null;
  /** @type {Partial<Inquiry>} */
  let judged = {};
  for (const [name, moment] of moments) {
    const at = name === 'contractEnd' ? null : moment;
    const inquiry = { ...openRecord(record, trust, { policy, now, home, at, proof }), ...judged };
    const verdict = await judge(inquiry);
    if (verdict.record === null) return { unjudged: { ...unsigned(verdict), record } };
    const { party, key, signed, dated, ofRecord } = inquiry;
    judged = { party, key, signed, dated, ofRecord }; // of the record, at whichever date
    witnessed = findWitness(verdict);
    const standing = standingOf(verdict, record, opening, name === 'contractEnd' ? last : null);
    const same = [...standings.values()].find((earlier) => canonicalText(earlier) === canonicalText(standing));
    standings.set(name, same ?? standing);
  }
  return { judged: new Judged(record, standings, proof, witnessed) };
}

/**
 * Who else knew first that the record is in its log, and when.
 * @param {Verdict} verdict
 * @returns {Witnessed | null}
 */
function findWitness({ findings }) {
  const witness = findings.find(({ code }) => code === 'witnessed');
  return witness === undefined ? null : /** @type {Witnessed} */ ({ ...witness.evidence });
}

/**
 * One of ours that does not read may have been a certificate; what is somebody else's leaves nothing open.
 * @param {Finding} finding
 * @param {Uint8Array} data
 * @returns {Unjudged}
 */
function unread({ code, evidence }, data) {
  const isOurs = isOfOurs(data, `${evidence.error}`);
  const isForeign = NO_CREDENTIAL.includes(`${evidence.error}`) || (evidence.error === 'kind-unknown' && !isOurs);
  return { code: isForeign ? 'no-credential-code' : code, facts: evidence, blocks: !isForeign && isOurs };
}

/**
 * Whether what could not be read for `error` is of this format: H1, by its type, else by its context.
 * @param {Uint8Array} data
 * @param {string} error
 */
function isOfOurs(data, error) {
  const text = decodeLeniently(data);
  if (!/^[ \t\r\n]*\{/.test(text)) return error !== 'too-large';
  let context;
  try {
    context = parseDocument(data, maxJudgedBytes())['@context'];
  } catch (failure) {
    if (!(failure instanceof RecordError)) throw failure;
    return failure.code !== 'too-large' && text.includes(OUR_CONTEXTS);
  }
  return error !== 'kind-unknown' || [context].flat().some((address) => typeof address === 'string' && address.startsWith(OUR_CONTEXTS));
}

/**
 * A signature that fails is known to; one that cannot be checked says nothing either way.
 * @param {Verdict} verdict
 * @returns {Unjudged}
 */
function unsigned(verdict) {
  const { code, evidence } = /** @type {Finding} */ (verdict.findings.find((finding) => finding.code === verdict.code));
  return { code, facts: evidence, blocks: verdict.outcome === 'indeterminate' };
}

/**
 * @param {Verdict} verdict
 * @param {JudgedRecord} record
 * @param {Moment} opening
 * @param {string | null} last
 * @returns {DatedStanding}
 */
function standingOf(verdict, record, opening, last) {
  /** @type {CodeFacts[]} */
  const faults = [];
  /** @type {CodeFacts[]} */
  const doubts = [];
  let unrecognised = null;
  for (const finding of verdict.findings) {
    const { check, code, outcome } = finding;
    /** @type {CodeFacts} */
    const fact = [code, factsOf(finding, record, opening)];
    if (check === 'recognition') unrecognised = NOT_RECOGNISED.includes(code) ? fact : null;
    else if (outcome === 'failed' || code === 'signed-after') faults.push(fact);
    else if (outcome === 'indeterminate') doubts.push(fact);
  }
  const { validUntil } = record.body;
  const days = last === null ? 0 : daysShort(validUntil, last);
  if (days > 0) faults.push(['ends-before-contract', { until: formatTime(validUntil), lastDay: last, days }]);
  return { faults, doubts, recognised: verdict.recognised, unrecognised, outcome: verdict.outcome, code: verdict.code };
}

/**
 * How many of the days up to `last` a term that ends at `until` does not hold whole; below 1: none.
 * @param {Moment} until
 * @param {string} last
 */
function daysShort(until, last) {
  const whole = lastDay(until);
  return daysFrom(whole, last) + (endOf(whole).seconds === until.seconds ? 0 : 1);
}

/**
 * How many days `to` is after `from`, both like 2026-05-03.
 * @param {string} from
 * @param {string} to
 */
const daysFrom = (from, to) => (startOf(to).seconds - startOf(from).seconds) / DAY;

/**
 * The evidence; where days tell more than dates, their number.
 * @param {Finding} finding
 * @param {JudgedRecord} record
 * @param {Moment} opening
 */
function factsOf({ code, evidence }, { body, created }, opening) {
  const day = (/** @type {string} */ name) => dayOf(new Moment(Date.parse(`${evidence[name]}`) / 1000, CHINA));
  const count = () => {
    if (ENDED.includes(code)) return daysFrom(dayOf(opening), day('since'));
    if (code === 'expired') return daysFrom(lastDay(body.validUntil), day('at'));
    if (code === 'not-yet-valid') return daysFrom(day('at'), dayOf(body.validFrom));
    return code === 'signed-after' ? daysFrom(day('at'), dayOf(created)) : null;
  };
  const days = count();
  return days === null ? evidence : { ...evidence, days };
}
