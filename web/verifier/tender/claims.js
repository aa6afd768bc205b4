// verifier/tender/claims.py: certificate numbers that a person read off a page without a code, asked of the associations'
// registers. The bidder's own counts as if its code had been read (collecting.js).

import { formatTime } from '../../credentials/times.js';
import { areEqual } from '../../signing/bytes.js';
import { TrustError } from '../errors.js';
import { hashNumber } from '../numbers/commitment.js';
import { answerWithoutProof, lookUpNumber } from '../numbers/look_up.js';
import { enterprisesOf } from './documents/bidders.js';
import { inOrder } from './order.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { NumberAnswer } from '../numbers/look_up.js' */
/** @import { Bidder } from './documents/bidders.js' */
/** @import { CheckBasis, JudgedOrNot } from './judging.js' */
/** @import { SentenceFacts } from './matrix.js' */

/**
 * What was asked of a register: proofs by association and number as it was claimed, and credentials, still to be judged;
 * `logProofs` came beside, each for whichever credential it proves.
 * @typedef {{ proofs: Map<string, Map<string, Uint8Array>>, credentials: JudgedRecord[], logProofs: Uint8Array[] }} Register
 */

/** @typedef {{ code: string, credential: string | null, facts: SentenceFacts }} ToldOfNumber */

const OF_CONTRACT = 'ends-before-contract';

/** Each number is asked once with a day of issue, of every association in the order of their names. */
export class ClaimedNumbers {
  #basis;
  #register;
  #judge;
  /** @type {Map<string, NumberAnswer[]>} */
  #answers = new Map();

  /**
   * @param {CheckBasis} basis
   * @param {Register} register
   * @param {(record: JudgedRecord) => Promise<JudgedOrNot>} judge
   */
  constructor(basis, register, judge) {
    this.#basis = basis;
    this.#register = register;
    this.#judge = judge;
  }

  /**
   * Where the number is found, only that; else what each association says: codes, the digest of the credential each is
   * about, its facts. Throws TrustError number-proof for a register whose proofs show nothing.
   * @param {string} number
   * @param {Bidder} bidder
   * @param {string | null} issued the day
   */
  async ask(number, bidder, issued = null) {
    const issuers = inOrder(this.#basis.trust.parties.keys(), (issuer) => issuer);
    const question = `${issued} ${number}`;
    const answers = this.#answers.get(question) ?? await Promise.all(issuers.map((issuer) => this.#ask(number, issuer, issued)));
    this.#answers.set(question, answers);
    const matches = answers.filter(({ state }) => state === 'found');
    /** @type {ToldOfNumber[]} */
    const lines = [];
    for (const answer of matches.length > 0 ? matches : answers) {
      const records = answer.state === 'found' ? this.#held(answer) : [];
      if (records.length === 0) lines.push({ code: `number-${answer.state}`, credential: null, facts: { ...factsOf(answer), ...coverageOf(answer, issued) } });
      for (const record of records) lines.push(...await this.#tell(answer, record, bidder));
      const { problem, state } = answer;
      if (problem !== null && state !== 'not-covered') lines.push({ code: problem.code, credential: null, facts: problem.evidence });
    }
    return lines;
  }

  /**
   * @param {string} number
   * @param {string} issuer
   * @param {string | null} issued
   * @returns {Promise<NumberAnswer>}
   */
  async #ask(number, issuer, issued) {
    const { trust, now, policy, home } = this.#basis;
    const proof = this.#register.proofs.get(issuer)?.get(number);
    let answer = answerWithoutProof(trust, number, issuer, { now, policy });
    if (proof !== undefined) {
      try {
        return lookUpNumber(trust, number, proof, { now, policy, home, issued, earlier: true });
      } catch (error) {
        if (!(error instanceof TrustError && error.code === 'numbers-unnamed')) throw error;
      }
      answer = { ...answer, why: 'other-publication' };
    }
    const judged = await Promise.all(this.#held(answer).map((record) => this.#judge(record)));
    if (judged.every((outcome) => outcome.judged === undefined)) return answer;
    return { ...answer, state: 'found', why: null, manifest: null }; // a signed credential itself proves that its number was issued
  }

  /** @param {NumberAnswer} answer */
  #held({ issuer, number }) {
    const wanted = hashNumber(number);
    const records = this.#register.credentials.filter((record) =>
      record.body.issuer === issuer && areEqual(hashNumber(record.title), wanted));
    return inOrder(records, ({ digest }) => digest);
  }

  /**
   * Adds the holder of the number, and what speaks against the certificate now.
   * @param {NumberAnswer} answer
   * @param {JudgedRecord} record
   * @param {Bidder} bidder
   * @returns {Promise<ToldOfNumber[]>}
   */
  async #tell(answer, record, bidder) {
    const { digest } = record;
    const { judged, unjudged } = await this.#judge(record);
    if (judged === undefined) return [{ code: unjudged.code, credential: null, facts: unjudged.facts }];
    const facts = {
      ...factsOf(answer),
      kind: enterprisesOf(bidder).includes(judged.holder) ? 'own' : 'other',
      name: record.holder.name,
      holder: judged.holder,
      scheme: judged.scheme,
      grade: record.graded.grade,
      until: formatTime(record.body.validUntil),
    };
    const { faults = [], doubts = [] } = judged.standings.get('contractEnd') ?? {};
    const against = [...faults, ...doubts].filter(([code]) => code !== OF_CONTRACT);
    const holder = answer.manifest === null
      ? { code: 'number-held', credential: digest, facts: { ...facts, created: formatTime(record.created) } }
      : { code: 'number-found', credential: digest, facts };
    return [
      holder,
      ...against.map(([code, fact]) => ({ code, credential: digest, facts: fact })),
    ];
  }
}

/**
 * Of the sentence.
 * @param {NumberAnswer} answer
 * @returns {SentenceFacts}
 */
function factsOf({ issuer, number, why, manifest, numbers }) {
  return {
    issuer,
    number,
    ...(why === null ? {} : { why }),
    ...(manifest === null ? {} : { version: manifest.body.credentialSubject.version, signed: formatTime(manifest.created) }),
    ...(numbers === null ? {} : { count: numbers.count }),
  };
}

/**
 * Of what is not there, what the register covers: for an absent one with a day, the schemes of that day.
 * @param {NumberAnswer} answer
 * @param {string | null} issued
 * @returns {SentenceFacts}
 */
function coverageOf({ state, numbers }, issued) {
  if (numbers === null || state === 'found') return {};
  const coverage = inOrder(numbers.coverage, ({ scheme }) => scheme);
  if (issued === null) return { coverage };
  if (state === 'not-covered') return { coverage, issued };
  return { kind: 'dated', coverage: coverage.filter(({ issuedFrom }) => issuedFrom <= issued), issued };
}

/** Codes of numbers that an association has given. */
const IS_THERE = ['number-found', 'number-held'];

/**
 * Whether registers know whose the number is, or all of them that it was not given since its day.
 * @param {ToldOfNumber[]} answers
 */
export const isAnswered = (answers) =>
  answers.some(({ code }) => IS_THERE.includes(code)) || (answers.length > 0 && answers.every(({ code, facts }) => code === 'number-absent' && facts.kind === 'dated'));
