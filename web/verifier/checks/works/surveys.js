// verifier/checks/works/surveys.py: whether a survey report is what was committed to, adds up, keeps what was suppressed.

import { SUPPRESSED, linesOf } from '../../../credentials/documents/works/survey.js';
import { formatTime, startOf } from '../../../credentials/times.js';
import { failed, notAsked, passed, skipped } from '../../findings.js';
import { isSaid } from './listings.js';
import { findAdoption } from './resolutions.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Commitment, Definition, Report, SurveyReportTable } from '../../../credentials/documents/works/survey.js' */
/** @import { Evidence, Finding, Inquiry } from '../../findings.js' */
/** @typedef {import('./listings.js').Judge} Judge */
/** @typedef {[code: string, facts: Evidence]} Difference */

/** @typedef {(record: JudgedRecord) => string | null} Which what takes the place of which; null for another kind */

const DECIMALS = 4;
const RIVALS = 20; // that are looked at: a stolen key makes as many as it likes

/** @param {JudgedRecord} record */
const reportOf = (record) => /** @type {Report} */ (/** @type {unknown} */ (record.body.credentialSubject));

/**
 * @param {Inquiry} inquiry
 * @param {string} digest
 */
const atHand = ({ beside: { records } }, digest) => records.find((one) => one.digest === digest) ?? null;

/**
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkCommitment(inquiry, judge) {
  const CHECK = 'commitment';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { record } = inquiry;
  const report = reportOf(record);
  const [definition, commitment] = [atHand(inquiry, report.definition), atHand(inquiry, report.commitment)];
  let found = definition === null ? null : findUndefined(report, definition);
  if (found === null && commitment !== null) {
    found = findUncommitted(record, commitment);
    if (found === null && !isSaid(await judge(commitment))) found = ['no-commitment', { digest: commitment.digest }];
  }
  if (found === null && definition !== null && commitment !== null) {
    const isAdopted = (await findAdoption(inquiry, judge, definition)) !== null;
    const note = findUnasked(inquiry, commitment, definition, isAdopted);
    if (note !== null) return passed(CHECK, ...note);
  }
  if (found === null && commitment !== null && (await hasRival(inquiry, judge, commitment, whichCommitment))) {
    return passed(CHECK, 'commitment-rival', { issuer: record.signer });
  }
  return tell(CHECK, found, commitment !== null);
}

/**
 * Why a commitment answers nothing that was asked.
 * @param {Inquiry} inquiry
 * @param {JudgedRecord} commitment
 * @param {JudgedRecord} definition
 * @param {boolean} isAdopted
 * @returns {Difference | null}
 */
function findUnasked({ trust }, { body, signer, created }, definition, isAdopted) {
  const { area } = /** @type {Commitment} */ (/** @type {unknown} */ (body.credentialSubject));
  const { from: since } = /** @type {Definition} */ (/** @type {unknown} */ (definition.body.credentialSubject));
  const party = trust.chain.inForceOrLast(created).text.parties.find(({ id }) => id === signer);
  if (party?.region !== area) return ['area-foreign', { value: area }];
  if (created.seconds < startOf(since).seconds) return ['survey-early', { day: since }];
  return isAdopted ? null : ['survey-unadopted', {}];
}

/** @param {Inquiry} inquiry */
export function checkAdditive({ signed, record }) {
  const CHECK = 'additive';
  if (!signed) return skipped(CHECK, 'proof');
  for (const table of reportOf(record).tables) {
    for (const [line, cells] of linesOf(table)) {
      const code = findFault(cells);
      if (code) return failed(CHECK, code, { question: table.question, line });
    }
  }
  return passed(CHECK);
}

/**
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 */
export async function checkPattern(inquiry, judge) {
  const CHECK = 'pattern';
  if (!inquiry.signed) return skipped(CHECK, 'proof');
  const { record } = inquiry;
  const { previous } = reportOf(record);
  const before = previous === undefined ? null : atHand(inquiry, previous);
  let found = before === null ? null : findChangedPattern(record, before);
  if (found === null && before !== null && !isSaid(await judge(before))) found = ['no-edition', { digest: before.digest }];
  if (found === null && (await hasRival(inquiry, judge, record, whichEdition))) {
    return passed(CHECK, 'edition-rival', { issuer: record.signer });
  }
  return tell(CHECK, found, before !== null || previous === undefined);
}

/** @type {Which} */
function whichCommitment({ kind, signer, body }) {
  const { definition } = /** @type {Commitment} */ (/** @type {unknown} */ (body.credentialSubject));
  return kind === 'survey-commitment' ? JSON.stringify([signer, definition]) : null;
}

/** @type {Which} */
function whichEdition(record) {
  const { definition, period, edition } = reportOf(record);
  return record.kind === 'survey-report' ? JSON.stringify([record.signer, definition, period, edition]) : null;
}

/**
 * Whether its association signed another one that takes the same place.
 * @param {Inquiry} inquiry
 * @param {Judge} judge
 * @param {JudgedRecord} record
 * @param {Which} which
 */
async function hasRival({ beside: { records } }, judge, record, which) {
  const mine = which(record);
  const others = records.filter((one) => one.digest !== record.digest && which(one) === mine);
  for (const one of others.slice(0, RIVALS)) if (isSaid(await judge(one))) return true;
  return false;
}

/**
 * @param {Report} report
 * @param {JudgedRecord} definition
 * @returns {Difference | null}
 */
function findUndefined(report, definition) {
  if (definition.kind !== 'survey-definition') return ['no-definition', { digest: report.definition }];
  const { period, questions } = /** @type {Definition} */ (/** @type {unknown} */ (definition.body.credentialSubject));
  for (const { question, rows, columns } of report.tables) {
    const asked = questions.find(({ code }) => code === question);
    const isAsked =
      asked !== undefined &&
      period === report.period &&
      isEqual(asked.rows.categories, rows) &&
      isEqual(asked.columns.categories, columns);
    if (!isAsked) return ['table-differs', { question }];
  }
  return null;
}

/**
 * @param {JudgedRecord} record
 * @param {JudgedRecord} commitment
 * @returns {Difference | null}
 */
function findUncommitted(record, commitment) {
  const report = reportOf(record);
  const made = /** @type {Commitment} */ (/** @type {unknown} */ (commitment.body.credentialSubject));
  const isIts =
    commitment.kind === 'survey-commitment' &&
    commitment.signer === record.signer &&
    made.definition === report.definition &&
    made.area === report.area;
  if (!isIts) return ['no-commitment', { digest: report.commitment }];
  if (commitment.created.seconds > record.created.seconds) {
    return ['commitment-later', { since: formatTime(commitment.created) }];
  }
  const table = report.tables.find(({ question, count }) =>
    made.returns.find((one) => one.question === question)?.count !== count);
  return table === undefined ? null : ['count-differs', { question: table.question }];
}

/**
 * @param {JudgedRecord} record
 * @param {JudgedRecord} before
 * @returns {Difference | null}
 */
function findChangedPattern(record, before) {
  const [report, old] = [reportOf(record), reportOf(before)];
  const isBefore =
    before.kind === 'survey-report' &&
    before.signer === record.signer &&
    old.definition === report.definition &&
    old.period === report.period &&
    old.area === report.area &&
    old.edition === report.edition - 1;
  if (!isBefore) return ['no-edition', { digest: report.previous }];
  const questions = [...new Set([...old.tables, ...report.tables].map((one) => one.question))].sort();
  const changed = questions.find((question) => !hasPattern(tableOn(old, question), tableOn(report, question)));
  return changed === undefined ? null : ['pattern-differs', { question: changed }];
}

/**
 * @param {Report} report
 * @param {string} question
 */
const tableOn = ({ tables }, question) => tables.find((one) => one.question === question);

/**
 * Whether two tables suppress the same cells.
 * @param {SurveyReportTable | undefined} one
 * @param {SurveyReportTable | undefined} other
 */
const hasPattern = (one, other) =>
  one !== undefined &&
  other !== undefined &&
  isEqual(one.rows, other.rows) &&
  isEqual(one.columns, other.columns) &&
  one.cells.every((cell, place) => (cell === SUPPRESSED) === (other.cells[place] === SUPPRESSED));

/**
 * What is wrong with a line whose total is last; nothing where all is well.
 * @param {string[]} cells
 */
function findFault(cells) {
  const hidden = cells.filter((cell) => cell === SUPPRESSED).length;
  if (hidden === 1) return 'cell-alone';
  const total = cells[cells.length - 1];
  if (total === SUPPRESSED) return '';
  const known = cells.slice(0, -1).reduce((sum, cell) => (cell === SUPPRESSED ? sum : sum + scaleAmount(cell)), 0n);
  const fits = hidden ? known <= scaleAmount(total) : known === scaleAmount(total);
  return fits ? '' : 'sums-differ';
}

/**
 * A published amount in units of the fourth decimal place; 0 where nobody returned anything.
 * @param {string} cell
 */
function scaleAmount(cell) {
  const [whole, rest = ''] = cell.split('.');
  return BigInt((whole || '0') + rest.padEnd(DECIMALS, '0'));
}

/**
 * @param {string[]} one
 * @param {string[]} other
 */
const isEqual = (one, other) => one.length === other.length && one.every((item, place) => item === other[place]);

/**
 * @param {string} check
 * @param {Difference | null} difference
 * @param {boolean} isAsked
 * @returns {Finding}
 */
function tell(check, difference, isAsked) {
  if (difference !== null) return failed(check, ...difference);
  return isAsked ? passed(check) : notAsked(check);
}
