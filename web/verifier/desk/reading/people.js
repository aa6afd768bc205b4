// verifier/desk/reading/people.py: people lists as a chain: the first named by the root, each other decided under the one
// before.

import { RecordError } from '../../../credentials/errors.js';
import { digestOf } from '../../../credentials/record.js';
import { checkSignature } from '../../../signing/data_integrity.js';
import { findObjection } from '../../trust/keys.js';
import { isDecided, weighAsOf } from '../decision.js';
import { inForce, refuseList } from '../people.js';
import { PEOPLE } from '../plan.js';
import { compare } from '../statements.js';
import { readPlanFacts } from './plans.js';
import { readStatements } from './statements.js';

/** @import { StatedPlan } from '../../../credentials/documents/desk/carried.js' */
/** @import { PeopleRecord } from '../../../credentials/documents/desk/people.js' */
/** @import { PlanDocument } from '../../../credentials/documents/desk/plan.js' */
/** @import { JsonObject } from '../../../credentials/record.js' */
/** @import { Moment } from '../../../credentials/times.js' */
/** @import { PartyTrust } from '../../trust/party_trust.js' */
/** @import { PeopleChain, PeopleList } from '../people.js' */

/** @typedef {Pick<PartyTrust, 'issuer' | 'lists' | 'keys' | 'newestKeyList'>} Party what is asked of an association's trust data */

/**
 * The lists of an association as a chain; `plans` are those on people lists. A list that the root names begins it anew
 * and ends what was signed after it. A further list counts where a plan on it was decided under the one before; of two
 * such neither does.
 * @param {PeopleRecord[]} lists
 * @param {Party} party
 * @param {StatedPlan[]} plans
 * @param {string | null} known the newest list that the file of last heads names
 * @returns {Promise<PeopleChain>}
 */
export async function readPeopleChain(lists, party, plans = [], known = null) {
  /** @type {Map<string, PeopleRecord>} */
  const signed = new Map();
  for (const record of lists) if (await isSignedList(record, party)) signed.set(record.digest, record);
  const named = new Set([...party.lists.values()].flat().map(({ body }) => body.people));
  const begins = [...signed.values()]
    .filter(({ body }) => body.previous === undefined)
    .sort((a, b) => a.created.seconds - b.created.seconds || compare(a.digest, b.digest));
  const anchored = begins.filter(({ digest }) => named.has(digest));
  const firsts = anchored.length > 0 ? anchored : begins.slice(0, 1);
  const reader = new ChainReader([...signed.values()], findAssociationKeys(party), plans);
  for (const [place, first] of firsts.entries()) await reader.follow(first, firsts[place + 1]?.created ?? null);
  return { lists: reader.lists, known, isAnchored: anchored.length > 0 };
}

/**
 * Whether an assessment key of the association signed the list, before it was compromised.
 * @param {PeopleRecord} record
 * @param {Party} party
 */
async function isSignedList({ value, body, proof, created }, party) {
  if (body.issuer !== party.issuer) return false;
  const { verificationMethod } = proof;
  const objection = findObjection(party.keys, verificationMethod, 'assessment', created, party.newestKeyList, ({ since }) => created.seconds < since.seconds);
  const key = party.keys.get(verificationMethod);
  return objection === null && key !== undefined && checkSignature(value, proof, key.public);
}

/**
 * The public keys of every key list of the association, and its roots.
 * @param {Party} party
 */
function findAssociationKeys({ lists }) {
  const methods = [...lists.values()].flat().flatMap(({ body }) => body.verificationMethod);
  return [...new Set([...lists.keys(), ...methods.map(({ publicKeyMultibase }) => publicKeyMultibase)])];
}

/**
 * A list as the rules read it.
 * @param {PeopleRecord} record
 * @param {string[]} associationKeys
 * @returns {PeopleList}
 */
const toPeopleList = ({ digest, created, body }, associationKeys) => ({
  id: digest,
  signed: created,
  validUntil: body.validUntil,
  people: body.people.map(({ id, roles, from, until, keys }) => ({ id, roles, since: from, until, keys: [...new Set(keys.map((key) => key.public))] })),
  policy: body.policy,
  alone: body.alone === true,
  associationKeys,
});

/** Follows lists from a first one, as far as each is decided. */
class ChainReader {
  /**
   * @param {PeopleRecord[]} records
   * @param {string[]} associationKeys
   * @param {StatedPlan[]} plans
   */
  constructor(records, associationKeys, plans) {
    this.records = records.toSorted((a, b) => a.created.seconds - b.created.seconds);
    this.associationKeys = associationKeys;
    this.plans = plans;
    /** @type {PeopleList[]} */
    this.lists = [];
  }

  /**
   * Adds the lists from `first` on; those signed from `end` on come too late.
   * @param {PeopleRecord} first
   * @param {Moment | null} end
   */
  async follow(first, end) {
    /** @type {PeopleRecord | null} */
    let current = first;
    while (current !== null) {
      const people = toPeopleList(current, this.associationKeys);
      if (refuseList(people) !== null) return;
      this.lists.push(people);
      const following = [];
      for (const record of this.following(current, end)) if (await this.isDecided(record)) following.push(record);
      current = following.length === 1 ? following[0] : null;
    }
  }

  /**
   * @param {PeopleRecord} current
   * @param {Moment | null} end
   */
  following(current, end) {
    // two lists of one second are ordered by their versions
    return this.records.filter(({ body, created }) => {
      const isNext = body.previous === current.digest && body.version === current.body.version + 1;
      return isNext && current.created.seconds <= created.seconds && (end === null || created.seconds < end.seconds);
    });
  }

  /** @param {PeopleRecord} record */
  async isDecided(record) {
    const { proof: _, ...unsigned } = /** @type {JsonObject} */ (record.value);
    const digest = digestOf(unsigned);
    for (const stated of this.plans) {
      if (stated.plan.body.documents.includes(digest) && (await this.decides(stated, record))) return true;
    }
    return false;
  }

  /**
   * Whether the plan was decided when the list was signed, under the lists before it.
   * @param {StatedPlan} stated
   * @param {PeopleRecord} record
   */
  async decides({ plan: document, documents, statements }, { created }) {
    const plan = readFacts(document, documents, this.records);
    const chain = { lists: [...this.lists], known: null, isAnchored: true };
    const people = inForce(chain, created);
    const isInTime = plan !== null && plan.created.seconds <= created.seconds && created.seconds <= plan.expires.seconds;
    if (plan?.operation !== PEOPLE || people === null || !isInTime) return false;
    const { proven } = await readStatements(statements, this.records);
    const question = {
      plan, statements: proven, chain, created, now: created,
      others: [], previous: null, gate: null, exported: null, isOffline: false, stored: [],
    };
    return isDecided(weighAsOf(question, people, created), plan, people);
  }
}

/**
 * @param {PlanDocument} plan
 * @param {JsonObject[]} documents
 * @param {PeopleRecord[]} people
 */
function readFacts(plan, documents, people) {
  try {
    return readPlanFacts(plan, documents, { credentials: new Map(), keyList: null, people, agreement: null });
  } catch (error) {
    if (error instanceof RecordError) return null;
    throw error;
  }
}
