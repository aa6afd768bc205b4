// A person's statement on the plan, made with a key file of the people list; a statement that would not count is
// refused.

import { composeStatement, signStatement } from '../credentials/drafting/statement.js';
import { encodeHex } from '../signing/bytes.js';
import { inForce } from '../verifier/desk/people.js';
import { weigh } from '../verifier/desk/statements.js';
import { isBeforeExport } from './opened.js';

/** @import { SignedStatement } from '../credentials/documents/desk/statement.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Signer } from '../signing/keys/signer.js' */
/** @import { PeopleChain, PeopleList, Person } from '../verifier/desk/people.js' */
/** @import { PlanStatement } from '../verifier/desk/statements.js' */
/** @import { Opened } from './opened.js' */

/** @typedef {{ decision: string, rows: number[], reasons: string | null }} Decided what a person chose */
/** @typedef {{ signed: SignedStatement } | { against: string } | { refused: string }} Stated the statement, or a code of the desk, or one of sentences.json */

/**
 * Returns the statement of the person with this key, at `at`.
 * @param {Opened} opened
 * @param {Signer} signer
 * @param {Decided} decided
 * @param {Moment} at
 * @returns {Promise<Stated>}
 */
export async function statePlan({ carried, read }, signer, { decision, rows, reasons }, at) {
  const { chain, plan, statements } = read.question;
  if (isBeforeExport(carried, at)) return { against: 'clock' };
  const who = findPerson(chain, signer, at);
  if ('against' in who) return who;
  const { people, person } = who;
  const own = statements.filter((item) => item.by === person.id && item.plan === plan.digest);
  const last = findLast(own);
  if (decision === 'withdraw' && (last === null || last.decision === 'withdraw')) return { refused: 'nothingToWithdraw' };
  const nonce = encodeHex(crypto.getRandomValues(new Uint8Array(16)));
  const draft = { plan: plan.digest, decision, by: person.id, people: people.id, at, nonce, after: last?.digest, rows, reasons };
  const signed = await signStatement(composeStatement(draft), signer);
  const { digest } = signed;
  const stated = { digest, plan: plan.digest, decision, by: person.id, at, people: people.id, key: signer.multikey, after: last?.digest ?? null };
  const against = weigh(plan, [...statements, stated], chain, people, at).aside.get(digest);
  return against === undefined ? { signed } : { against };
}

/**
 * Returns the list in force and the person with this key, or a code of the desk.
 * @param {PeopleChain} chain
 * @param {Signer} signer
 * @param {Moment} at
 * @returns {{ people: PeopleList, person: Person } | { against: string }}
 */
export function findPerson(chain, signer, at) {
  const people = inForce(chain, at);
  if (people === null) return { against: 'people-missing' };
  if (people.associationKeys.includes(signer.multikey)) return { against: 'association-key' };
  const person = people.people.find(({ keys }) => keys.includes(signer.multikey));
  return person === undefined ? { against: 'key-not-listed' } : { people, person };
}

/**
 * Returns the latest of a person's statements, which no other of them names.
 * @param {PlanStatement[]} own
 */
function findLast(own) {
  const named = new Set(own.map(({ after }) => after));
  const [last = null] = own.filter(({ digest }) => !named.has(digest)).sort((a, b) => b.at.seconds - a.at.seconds);
  return last;
}
