// verifier/desk/reading/carried.py: a plan that travels, as the rules ask about it; here by the file's own key list. Whose
// root key that is, and whether a newer people list exists, it cannot show: a person compares both with a card.

import { readEach } from '../../../credentials/documents/desk/carried.js';
import { methodOf } from '../../../credentials/documents/key_list.js';
import { STATUS_EVENT } from '../../../credentials/documents/status_event.js';
import { RecordError } from '../../../credentials/errors.js';
import { readRecord } from '../../../credentials/record.js';
import { checkSignature, parseProof } from '../../../signing/data_integrity.js';
import { decodeMultikey } from '../../../signing/multikey.js';
import { readKeys } from '../../trust/keys.js';
import { findEarlier, isAssessment } from './documents.js';
import { readPeopleChain } from './people.js';
import { readPlanFacts } from './plans.js';
import { readStatements } from './statements.js';

/** @import { AgreementHalf } from '../../../credentials/documents/agreement.js' */
/** @import { AssessmentBody } from '../../../credentials/documents/assessment.js' */
/** @import { CarriedPlan, PlanAsSigned, PlanToSign } from '../../../credentials/documents/desk/carried.js' */
/** @import { KeyList } from '../../../credentials/documents/key_list.js' */
/** @import { Change, StatusEventBody } from '../../../credentials/documents/status_event.js' */
/** @import { JsonObject } from '../../../credentials/record.js' */
/** @import { Moment } from '../../../credentials/times.js' */
/** @import { PlanQuestion } from '../decision.js' */
/** @import { Plan } from '../plan.js' */
/** @import { Party } from './people.js' */
/** @import { PlanContext, ReadAssessment } from './plans.js' */
/** @import { StatementFault } from './statements.js' */

/**
 * The question of a carried plan; `faults`: the code of each statement whose proof fails, by digest; `party`: the
 * association by which it was read; `about`: the proven records before the plan.
 * @typedef {{ question: PlanQuestion, faults: Map<string, StatementFault>, party: Party, about: About }} CarriedQuestion
 * @typedef {{ credentials: Map<string, ReadAssessment>, changes: Change[] }} About
 */

/**
 * The question whether the plan may be signed at `created`, as known at `now`. Throws RecordError: member-missing or
 * file-signature for the key list, which vouches for the file, or for a document said to be stored, reference-unknown for a plan before that is not in it, and
 * what `readPlanFacts` throws.
 * @param {PlanToSign | PlanAsSigned} carried
 * @param {Moment} created
 * @param {Moment} now
 * @returns {Promise<CarriedQuestion>}
 */
export async function readCarried(carried, created, now) {
  const party = await readFileParty(carried);
  const about = await readAbout('about' in carried ? carried.about : [], party);
  const context = await readFileContext(carried, party, about);
  const { plan: document, documents, statements } = carried.stated;
  const plan = readPlanFacts(document, documents, context);
  const { proven, faults } = await readStatements(statements, carried.people);
  const chain = await readPeopleChain(carried.people, party, carried.before);
  const previous = readPrevious(carried, context);
  const exported = 'exported' in carried ? carried.exported : null;
  const question = {
    plan, statements: proven, chain, created, now, previous, exported,
    others: [], gate: null, isOffline: exported !== null, stored: 'stored' in carried ? await readStored(carried, party) : [],
  };
  return { question, faults, party, about };
}

/**
 * The places of the documents that are stored: whoever holds the key signs none of them again.
 * @param {PlanToSign} carried
 * @param {Party} party
 */
async function readStored({ stored }, party) {
  const places = [...stored.keys()].sort((a, b) => a - b);
  for (const [number, place] of places.entries()) {
    const value = /** @type {JsonObject} */ (stored.get(place));
    const proof = parseProof(value);
    const key = party.keys.get(proof.verificationMethod);
    if (key === undefined || !(await checkSignature(value, proof, key.public))) throw new RecordError('file-signature', `stored[${number}]`);
  }
  return places;
}

/**
 * The association as the file's key list alone has it.
 * @param {CarriedPlan} carried
 * @returns {Promise<Party>}
 */
async function readFileParty({ issuer, keyList }) {
  if (keyList === null) throw new RecordError('member-missing', 'keyList');
  const root = await findRoot(keyList);
  if (root === null) throw new RecordError('file-signature', 'keyList');
  const keys = await readKeys(keyList.body.verificationMethod, new Map(), new Map(), [root]);
  return { issuer, lists: new Map([[root, [keyList]]]), keys, newestKeyList: keyList };
}

/**
 * The root key of the list that signed it.
 * @param {KeyList} keyList
 */
async function findRoot({ body, value, proof }) {
  const method = methodOf(body, proof.verificationMethod);
  if (method?.use !== 'root') return null;
  const { publicKeyMultibase: key } = method;
  return (await checkSignature(value, proof, decodeMultikey(key))) ? key : null;
}

/**
 * The records before the plan that the file has and a key of the association signed.
 * @param {CarriedPlan} carried
 * @param {Party} party
 * @param {About} about
 * @returns {Promise<PlanContext>}
 */
async function readFileContext({ people, agreement }, party, { credentials }) {
  return { credentials, keyList: party.newestKeyList.body, people, agreement: await findText(agreement, party) };
}

/**
 * The credentials and events that a key of the association signed before it was compromised.
 * @param {JsonObject[]} values
 * @param {Party} party
 * @returns {Promise<About>}
 */
async function readAbout(values, party) {
  const credentials = new Map();
  /** @type {Change[]} */
  const changes = [];
  for (const { value, kind, body, proof, created } of readEach('about', values, (item) => readRecord(item, findEarlier(item)))) {
    const key = party.keys.get(proof.verificationMethod);
    if (key?.method.use !== 'assessment' || body.issuer !== party.issuer || (!isAssessment(kind) && kind !== STATUS_EVENT.kind)) continue;
    const stands = key.stand === null || created.seconds < key.stand.since.seconds;
    if (!stands || !(await checkSignature(value, proof, key.public))) continue;
    if (isAssessment(kind)) credentials.set(/** @type {AssessmentBody} */ (/** @type {unknown} */ (body)).id, { kind, body });
    else changes.push(/** @type {StatusEventBody} */ (/** @type {unknown} */ (body)).credentialSubject);
  }
  return { credentials, changes };
}

/**
 * The agreement text that a root of the association signed, or null.
 * @param {AgreementHalf[]} halves
 * @param {Party} party
 */
export async function findText(halves, party) {
  for (const { value, body, proof } of halves) {
    if (body.issuer !== party.issuer) continue;
    for (const root of party.lists.keys()) {
      if (await checkSignature(value, proof, decodeMultikey(root))) return body.credentialSubject;
    }
  }
  return null;
}

/**
 * @param {CarriedPlan} carried
 * @param {PlanContext} context
 * @returns {Plan | null}
 */
function readPrevious({ stated, before }, context) {
  const named = stated.plan.body.previous;
  if (named === undefined) return null;
  const earlier = before.find(({ plan }) => plan.digest === named);
  if (earlier === undefined) throw new RecordError('reference-unknown', 'plan.previous', { item: named });
  return readPlanFacts(earlier.plan, earlier.documents, context);
}
