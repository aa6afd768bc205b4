// The plan in the view of the rules: its content, its effect, its dates, the statements, and whether it may be signed
// now.

import { dayOf } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { el, icon } from '../page/dom.js';
import { pinWords } from '../page/trust/pin.js';
import { aside, comma, label, language, say } from '../page/words/sentences.js';
import { listDecided } from '../verifier/desk/decision.js';
import { countNeeded, needsChair } from '../verifier/desk/people.js';
import { classOf } from '../verifier/desk/plan.js';
import { isBeforeExport } from './opened.js';
import { AGAINST, ASIDE, PERSON_ROLES, PROOFS, RECORDS, STATED } from './texts.js';

/** @import { SignedStatement } from '../credentials/documents/desk/statement.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Child } from '../page/dom.js' */
/** @import { PlanAnswer } from '../verifier/desk/decision.js' */
/** @import { Opened } from './opened.js' */

const OPERATIONS = ['issue', 'suspend', 'reinstate', 'revoke', 'rename', 'correction', 'downgrade', 'agreement', 'people', 'salvage', 'keys', 'keys-change', 'key-compromised'];
/** Codes that statements or days end. */
const WAITING = ['no-maker', 'too-few', 'chair-missing', 'not-before', 'notice-open', 'objection-open'];

/**
 * @param {Opened | null} opened
 * @param {PlanAnswer | null} answer
 * @param {Moment} now
 * @param {boolean} isSigning
 */
export function renderPlan(opened, answer, now, isSigning) {
  const heading = el('h2', { id: 'plan-heading' }, say('planHeading'));
  if (opened === null || answer === null) return [heading, el('p', { class: 'soft' }, say('nothingOpen'))];
  const { carried, read: { question: { plan } } } = opened;
  const { body, digest } = carried.stated.plan;
  return [
    heading,
    el('div', { class: 'frame tight' },
      el('p', { class: 'soft small' }, say('planWords')),
      el('p', { class: 'words' }, ...pinWords(digest, language()).map((word) => el('span', {}, word)))),
    renderAnswer(answer, opened, now, isSigning),
    el('p', {}, el('b', {}, operationOf(plan.operation))),
    el('dl', { class: 'facts' },
      ...fact('created', formatMoment(body.created)),
      ...(body.notBefore === undefined ? [] : fact('notBefore', formatMoment(body.notBefore))),
      ...fact('expires', formatMoment(body.expires)),
      ...(body.notice === undefined ? [] : fact('notice', noticeOf(body.notice))),
      ...(body.reasons === undefined ? [] : fact('reasons', body.reasons)),
      ...renderCount(answer, opened)),
    ...renderAttachments(body.attachments ?? []),
    el('h3', {}, say('statements')),
    renderStatements(opened, answer),
    el('p', { class: 'small soft' }, say('rootKey'), el('br'), el('code', {}, carried.issuer), el('br'), el('span', { class: 'root' }, [...opened.party.lists.keys()].join(comma()))),
  ];
}

/** @param {string} operation */
const operationOf = (operation) => (OPERATIONS.includes(operation) ? say(`operation-${operation}`) : label(RECORDS, operation));

/** @param {string} notice */
const noticeOf = (notice) =>
  (notice === 'opening-stock' || notice === 'skipped' ? say(`notice-${notice}`) : say('fingerprint', { digest: notice.slice(0, 16) }));

/**
 * @param {string} name
 * @param {...Child} value
 */
const fact = (name, ...value) => [el('dt', {}, say(name)), el('dd', {}, ...value)];

/**
 * @param {PlanAnswer} answer
 * @param {Opened} opened
 * @param {Moment} now
 * @param {boolean} isSigning
 */
function renderAnswer({ code }, { carried, read }, now, isSigning) {
  const isAwaited = !isSigning && WAITING.includes(`${code}`);
  const tone = code === null ? 'ok' : isAwaited ? 'skip' : 'no';
  const exported = formatMoment(carried.exported);
  const { notBefore } = read.question.plan;
  return el('div', { id: 'answer', class: 'tight' },
    el('p', {}, el('span', { class: `mark ${tone}` }, icon(tone), say(code === null ? 'mayBeSigned' : isAwaited ? 'mayBeStated' : 'notNow'))),
    code === null ? null : el('p', { 'data-code': code }, label(AGAINST, code)),
    code === 'clock' ? el('p', { class: 'soft small' }, say(isBeforeExport(carried, now) ? 'clockBefore' : 'clockAfter', { now: formatMoment(now), exported })) : null,
    code === 'not-before' && notBefore !== null ? el('p', { class: 'soft small' }, say('notYet', { time: formatMoment(notBefore) })) : null);
}

/**
 * @param {PlanAnswer} answer
 * @param {Opened} opened
 */
function renderCount({ people, weighed }, { read: { question: { plan } } }) {
  if (people === null || weighed === null) return [];
  if (people.alone) return fact('persons', say('alone'));
  const facts = { decided: listDecided(weighed, people).length, needed: countNeeded(people, classOf(plan), dayOf(plan.created)) };
  return fact('persons', say(needsChair(classOf(plan)) ? 'personsChair' : 'personsOf', facts));
}

/** @param {{ name: string, digest: string }[]} attachments */
function renderAttachments(attachments) {
  if (attachments.length === 0) return [];
  const items = attachments.map(({ name, digest }) => el('li', {}, name, ' ', el('small', { class: 'soft' }, say('fingerprint', { digest: digest.slice(0, 16) }))));
  return [el('h3', {}, say('attachments')), el('ul', { class: 'bullets' }, ...items)];
}

/**
 * @param {Opened} opened
 * @param {PlanAnswer} answer
 */
function renderStatements(opened, answer) {
  const { statements } = opened.carried.stated;
  if (statements.length === 0) return el('p', { class: 'soft' }, say('noStatements'));
  return el('ul', { class: 'lines' }, ...statements.map((statement) => renderStatement(statement, opened, answer)));
}

/**
 * @param {SignedStatement} statement
 * @param {Opened} opened
 * @param {PlanAnswer} answer
 */
function renderStatement({ digest, body, proof }, opened, { weighed }) {
  const fault = opened.read.faults.get(digest);
  const set = weighed?.aside.get(digest);
  const why = fault !== undefined ? label(PROOFS, fault) : set === undefined ? null : label(ASIDE, set);
  const rows = body.rows === undefined ? '' : aside(say('returnedRows', { rows: body.rows.map((row) => row + 1).join(comma()) }));
  return el('li', { class: why === null ? '' : 'no' },
    el('b', {}, personOf(opened, body.by)), ' ', label(STATED, body.decision), rows,
    el('p', { class: 'small soft' }, `${formatMoment(body.at)} ${say(`by-${proof.kind}`)}`),
    body.reasons === undefined ? null : el('p', { class: 'small' }, body.reasons),
    why === null ? null : el('p', { class: 'small err' }, say('notCounted', { why })));
}

/**
 * Returns name and roles of a person, by the newest list that has the id.
 * @param {Opened} opened
 * @param {string} id
 */
export function personOf({ carried }, id) {
  const person = carried.people.flatMap(({ body }) => body.people).findLast((item) => item.id === id);
  return person === undefined ? id : person.name + aside(person.roles.map((role) => label(PERSON_ROLES, role)).join(comma()));
}
