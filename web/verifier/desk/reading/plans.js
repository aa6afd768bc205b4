// verifier/desk/reading/plans.py: facts of a plan from the documents it names: its operation, what it changes, what it
// widens.

import { schemeOf } from '../../../credentials/documents/agreement.js';
import { CAPABILITY, CREDIT } from '../../../credentials/documents/assessment.js';
import { RecordError } from '../../../credentials/errors.js';
import { Moment } from '../../../credentials/times.js';
import { isObject } from '../../../signing/json_profile.js';
import { PEOPLE_OBJECT, isAssessment, readDocuments } from './documents.js';

/** @import { AgreementBody, AgreementText } from '../../../credentials/documents/agreement.js' */
/** @import { AssessmentBody } from '../../../credentials/documents/assessment.js' */
/** @import { PeopleBody, PeopleRecord } from '../../../credentials/documents/desk/people.js' */
/** @import { PlanDocument } from '../../../credentials/documents/desk/plan.js' */
/** @import { KeyListBody, Method } from '../../../credentials/documents/key_list.js' */
/** @import { Salvage } from '../../../credentials/documents/salvage.js' */
/** @import { Change, StatusEventBody } from '../../../credentials/documents/status_event.js' */
/** @import { JsonObject } from '../../../credentials/record.js' */
/** @import { Plan } from '../plan.js' */
/** @import { ReadDocument } from './documents.js' */

const [SALVAGE, KEYS, KEYS_CHANGE, MARK_KEY] = ['salvage', 'keys', 'keys-change', 'key-compromised'];
const KEY_LIST_OBJECT = 'key-list';
const AS_ISSUE = ['renewal', 'upgrade'];
const GRADED = ['issue', 'rename', 'correction', 'downgrade'];

/** @typedef {{ kind: string, body: AssessmentBody }} ReadAssessment */
/**
 * Records that stand before a plan; what is not here cannot show that the plan widens nothing.
 * @typedef {{ credentials: Map<string, ReadAssessment>, keyList: KeyListBody | null, people: PeopleRecord[], agreement: AgreementText | null }} PlanContext
 */
/**
 * What one document of a plan does.
 * @typedef {{ operation: string, objects: string[], scheme?: string, effectiveFrom?: Moment, reason?: string, widens?: boolean, removes?: string[] }} Row
 */

/**
 * The facts of a plan. Throws RecordError: plan-documents where a document is not the one of its place, plan-mixed where
 * the plan is for more than one operation, scheme or issuer, and what reading a document throws.
 * @param {PlanDocument} plan
 * @param {JsonObject[]} documents
 * @param {PlanContext} before
 * @returns {Plan}
 */
export function readPlanFacts({ digest, body }, documents, before) {
  const read = readDocuments(body, documents);
  const reader = new RowReader(read, before);
  const rows = read.map((document) => reader.read(document));
  const operation = findOperation(rows);
  const events = rows.flatMap((row) => row.effectiveFrom ?? []);
  const reasons = rows.flatMap((row) => row.reason ?? []);
  return {
    digest,
    operation,
    created: body.created,
    expires: body.expires,
    documents: body.documents,
    objects: [...new Set(rows.flatMap((row) => row.objects))],
    scheme: GRADED.includes(operation) ? findScheme(rows) : null,
    notice: body.notice ?? null,
    notBefore: body.notBefore ?? null,
    effectiveFrom: events.length === 0 ? null : events.reduce((first, at) => (at.seconds < first.seconds ? at : first)),
    reason: reasons.includes('false-material') ? 'false-material' : (reasons[0] ?? null),
    widens: rows.some((row) => row.widens === true),
    removes: [...new Set(rows.flatMap((row) => row.removes ?? []))],
    previous: body.previous ?? null,
    arrived: null,
  };
}

/**
 * The one operation; a salvage list and the key list that names it are one, and where that list marks a key, the mark.
 * @param {Row[]} rows
 */
function findOperation(rows) {
  const operations = rows.map((row) => row.operation);
  const [hasSalvage, hasMark] = [operations.includes(SALVAGE), operations.includes(MARK_KEY)];
  if (hasSalvage && operations.every((name) => [SALVAGE, hasMark ? MARK_KEY : KEYS_CHANGE].includes(name))) return hasMark ? MARK_KEY : SALVAGE;
  refuseSecond(operations);
  return operations[0];
}

/** @param {Row[]} rows */
function findScheme(rows) {
  const schemes = rows.map((row) => row.scheme);
  refuseSecond(schemes);
  return schemes.find((scheme) => scheme !== undefined) ?? null;
}

/**
 * Refuses the first document that is for something else than the first of all.
 * @param {(string | undefined)[]} names
 */
function refuseSecond(names) {
  const expected = names.find((name) => name !== undefined);
  const place = names.findIndex((name) => name !== undefined && name !== expected);
  if (place >= 0) throw new RecordError('plan-mixed', `documents[${place}]`, { found: names[place], expected });
}

/** Reads each document of a plan beside the others and what stands before. */
class RowReader {
  /**
   * @param {ReadDocument[]} documents
   * @param {PlanContext} before
   */
  constructor(documents, before) {
    this.before = before;
    /** @type {Map<string, ReadDocument>} */
    this.fresh = new Map(documents.filter(({ kind }) => kind !== 'status-event').map((document) => [document.id, document]));
    /** @type {Map<string, Change>} */
    this.changes = new Map();
    for (const { kind, body } of documents) {
      const change = kind === 'status-event' ? /** @type {StatusEventBody} */ (body).credentialSubject : null;
      if (change?.successor !== undefined) this.changes.set(change.successor, change);
    }
  }

  /**
   * @param {ReadDocument} document
   * @returns {Row}
   */
  read({ kind, id, body }) {
    if (kind === 'status-event') return this.readChange(/** @type {StatusEventBody} */ (body).credentialSubject);
    if (isAssessment(kind)) {
      const change = this.changes.get(id);
      if (change !== undefined) return this.readChange(change);
      const assessment = /** @type {AssessmentBody} */ (body);
      return { operation: 'issue', objects: [id, numberObject(assessment)], scheme: assessment.credentialSubject.assessment.scheme };
    }
    if (kind === 'key-list') return { operation: compareKeys(/** @type {KeyListBody} */ (body), this.before.keyList), objects: [KEY_LIST_OBJECT] };
    if (kind === 'people') return { operation: 'people', objects: [PEOPLE_OBJECT], removes: this.findRemoved(/** @type {PeopleBody} */ (body)) };
    if (kind === 'agreement') return { operation: 'agreement', objects: [`agreement/${/** @type {AgreementBody} */ (body).credentialSubject.version}`] };
    if (kind === 'salvage') return { operation: SALVAGE, objects: [/** @type {{ credentialSubject: Salvage }} */ (body).credentialSubject.key] };
    return { operation: kind, objects: [id] };
  }

  /**
   * @param {Change} change
   * @returns {Row}
   */
  readChange({ credential, successor, action, reason, effectiveFrom }) {
    if (successor === undefined) return { operation: action, objects: [credential], effectiveFrom, reason };
    const objects = [credential, successor];
    const { credentials } = this.before;
    const found = this.fresh.get(successor) ?? credentials.get(successor);
    if (found !== undefined && !isAssessment(found.kind)) return { operation: found.kind, objects, effectiveFrom, reason };
    const fresh = /** @type {ReadAssessment | undefined} */ (found);
    if (fresh !== undefined) objects.push(numberObject(fresh.body));
    const old = credentials.get(credential);
    const isWider = old === undefined || fresh === undefined || widens(old, fresh);
    const scheme = fresh?.body.credentialSubject.assessment.scheme;
    const row = { objects, scheme, effectiveFrom, reason, widens: isWider };
    if (reason === 'downgrade') {
      const isLower = old !== undefined && fresh !== undefined && this.isLower(fresh, old);
      return { ...row, operation: isLower && !isWider ? 'downgrade' : 'issue' };
    }
    if (AS_ISSUE.includes(reason)) return { ...row, operation: 'issue' };
    return { ...row, operation: reason, widens: isWider || gradeOf(old) !== gradeOf(fresh) };
  }

  /**
   * @param {ReadAssessment} fresh
   * @param {ReadAssessment} old
   */
  isLower(fresh, old) {
    const { agreement } = this.before;
    const scheme = agreement === null ? undefined : schemeOf(agreement, old.body.credentialSubject.assessment.scheme);
    const places = [old, fresh].map((one) => scheme?.grades.findIndex(({ code }) => code === gradeOf(one)) ?? -1);
    return places[0] >= 0 && places[1] >= 0 && places[0] < places[1];
  }

  /** @param {PeopleBody} body */
  findRemoved({ previous, people }) {
    if (previous === undefined) return [];
    const earlier = this.before.people.find(({ digest }) => digest === previous);
    if (earlier === undefined) throw new RecordError('reference-unknown', 'previous', { item: previous });
    const keys = new Map(people.map((person) => [person.id, person.keys.map((key) => key.public)]));
    return earlier.body.people
      .filter((person) => !person.keys.some((key) => keys.get(person.id)?.includes(key.public)))
      .map(({ id }) => id);
  }
}

/**
 * The certificate number as an object: of two plans that give it, one is open at a time.
 * @param {AssessmentBody} body
 */
const numberObject = ({ credentialSubject: { assessment } }) => `number/${assessment.certificateNumber}`;

/** @param {ReadAssessment | undefined} read */
const gradeOf = (read) => read?.body.credentialSubject.assessment.grade;

/**
 * Whether a successor says more than its predecessor did, whatever their grades.
 * @param {ReadAssessment} old
 * @param {ReadAssessment} fresh
 */
function widens({ kind, body: old }, { kind: freshKind, body: fresh }) {
  const isLonger = fresh.validFrom.seconds < old.validFrom.seconds || fresh.validUntil.seconds > old.validUntil.seconds;
  const [before, after] = [old.credentialSubject, fresh.credentialSubject];
  const isOfOther = before.assessment.scheme !== after.assessment.scheme || before.unifiedSocialCreditCode !== after.unifiedSocialCreditCode;
  const categories = categoriesOf(kind, old);
  return isLonger || isOfOther || categoriesOf(freshKind, fresh).some((category) => !categories.includes(category));
}

/**
 * @param {string} kind
 * @param {AssessmentBody} body
 */
const categoriesOf = (kind, body) => (kind === CREDIT.kind ? CREDIT : CAPABILITY).gradeOf(body).categories;

/**
 * `keys` for a renewal, the marking of a key, or a change.
 * @param {KeyListBody} fresh
 * @param {KeyListBody | null} old
 */
function compareKeys(fresh, old) {
  const isOther = old === null || !isSame([fresh.service, fresh.people, fresh.declines], [old.service, old.people, old.declines]);
  if (isOther) return KEYS_CHANGE;
  const [before, after] = [old.verificationMethod, fresh.verificationMethod];
  if (isSame(before, after)) return KEYS;
  const isMarking = before.length === after.length && before.every((method, place) => isSame(method, after[place]) || isMarked(method, after[place]));
  return isMarking ? MARK_KEY : KEYS_CHANGE;
}

/**
 * Whether a key is marked as compromised, and nothing else about it changed.
 * @param {Method} before
 * @param {Method} after
 */
function isMarked(before, after) {
  const isFresh = before.compromisedSince === undefined && after.compromisedSince !== undefined;
  return isFresh && isSame(before, { ...after, compromisedSince: undefined, salvage: before.salvage });
}

/**
 * Whether two readings say the same; moments are the same at any offset.
 * @param {unknown} a
 * @param {unknown} b
 * @returns {boolean}
 */
function isSame(a, b) {
  if (a instanceof Moment && b instanceof Moment) return a.seconds === b.seconds;
  if (Array.isArray(a) && Array.isArray(b)) return a.length === b.length && a.every((item, place) => isSame(item, b[place]));
  if (!isObject(a) || !isObject(b)) return a === b;
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].every((name) => isSame(a[name], b[name]));
}
