// verifier/tender/record/difference.py: the differing cells of two receipts of one tender, with the reasons.

import { canonicalText } from '../../../../signing/jcs.js';
import { failAfterHours, requirementsOf, sharedRule } from '../../documents/tender.js';
import { COLUMNS, takeCounting } from '../../matrix.js';
import { inOrder } from '../../order.js';
import { compareHeaders, compareInputs, isSame } from './whole.js';
import { compareAgreements } from './versions.js';
import { ReceiptError } from '../errors.js';

/** @import { AgreementText } from '../../../../credentials/documents/agreement.js' */
/** @import { BiddersBody } from '../../documents/bidders.js' */
/** @import { TenderBody } from '../../documents/tender.js' */
/** @import { CellState } from '../../matrix.js' */
/** @import { ChangeCause } from './whole.js' */
/** @import { ReceiptBody, StatedCell, StatedColumn, StatedCredential, StatedReason } from '../document.js' */

/** @typedef {{ lot: string, bidder: string, criterion: string, requirement: string, before: CellState | null, after: CellState | null, causes: ChangeCause[] }} ChangedCell */
/** @typedef {{ type: 'TenderDifference/1', causes: ChangeCause[], cells: ChangedCell[], aside: number }} ReceiptDifference */

/**
 * What a receipt was drawn up of, where it is at hand; `agreement` is the text in force when it was checked.
 * @typedef {{ tender: TenderBody, bidders: BiddersBody, agreement: AgreementText | null }} CheckedDocuments
 */

/** @typedef {Pick<StatedCell, 'lot' | 'bidder' | 'criterion' | 'requirement'>} CellPlace */

const OF_STATUS = ['revoked', 'suspended', 'superseded'];
/**
 * What the agreement, and what the time of the check brings by itself, the age of the trust data among it.
 * @type {[string, string[]][]}
 */
const NEAR = [
  ['agreement', ['agreement-ended', 'declined', 'no-equivalent', 'out-of-scope', 'requirement-unclear', 'category-unmapped']],
  ['date', ['expired', 'not-yet-valid', 'signed-after', 'date-pending', 'ends-before-contract', 'stale', 'key-list-expired', 'unwitnessed', 'clock']],
];
const QUOTED = ['kind', 'reason', 'signed', 'until', 'days'];

/**
 * ReceiptError records-apart where two receipts are of two tenders.
 * @param {ReceiptBody} before
 * @param {ReceiptBody} after
 */
export function checkOneTender(before, after) {
  const [first, two] = [before, after].map(({ header }) => header.tender.number);
  if (first !== two) throw new ReceiptError('records-apart', '', { before: first, after: two });
}

/**
 * Changed cells in the order of `after`, then those that are gone. Whether each holds together is asked before. By the
 * documents, as far as both are known, what cannot concern a cell is no cause of it.
 * @param {ReceiptBody} before
 * @param {ReceiptBody} after
 * @param {(CheckedDocuments | null)[]} documents
 * @returns {ReceiptDifference}
 */
export function compareReceipts(before, after, documents = [null, null]) {
  const sides = new Sides(before, after, documents);
  const [old, coming] = [before, after].map(({ cells }) => new Map(cells.map((cell) => [keyOf(cell), cell])));
  /** @type {ChangedCell[]} */
  const cells = [];
  let aside = 0;
  for (const key of new Set([...coming.keys(), ...old.keys()])) {
    const [first, two] = [old.get(key) ?? null, coming.get(key) ?? null];
    const { lot, bidder, criterion, requirement } = /** @type {StatedCell} */ (two ?? first);
    const place = { lot, bidder, criterion, requirement };
    if (first === null || two === null || differs(first, two, sides.counting.get(requirement))) {
      cells.push({ ...place, before: first?.state ?? null, after: two?.state ?? null, causes: sides.explain(place, first, two) });
    } else if (differsAside(first, two)) {
      aside += 1;
    }
  }
  return { type: 'TenderDifference/1', causes: sides.common, cells, aside };
}

/** @param {CellPlace} place labels hold no space */
const keyOf = ({ lot, bidder, criterion, requirement }) => `${lot} ${bidder} ${criterion} ${requirement}`;

/**
 * Whether what counts came to something else; a date that came and says the same is no change. Where it is not known which
 * dates count, state and codes tell.
 * @param {StatedCell} before
 * @param {StatedCell} after
 * @param {string | undefined} validAt
 */
function differs(before, after, validAt) {
  if (before.state !== after.state || !isSame(before.codes, after.codes)) return true;
  if (validAt === undefined) return false;
  const coming = new Map(takeCounting(validAt, after.columns).map(({ name, column }) => [name, column]));
  return takeCounting(validAt, before.columns).some(({ name, column }) => {
    const other = coming.get(name);
    return other !== undefined && !isSame(tell(column), tell(other));
  });
}

/**
 * Whether a date says something else that does not count.
 * @param {StatedCell} before
 * @param {StatedCell} after
 */
function differsAside(before, after) {
  return COLUMNS.some((name) => {
    const [column, other] = [before.columns[name], after.columns[name]];
    if (column === null || other === null) return (column ?? other ?? before).state !== before.state;
    return !isSame(tell(column), tell(other));
  });
}

/** @param {StatedColumn} column */
const tell = ({ state, codes, credentials, grade, clauses }) => [state, codes, credentials, grade, clauses];

/** Both receipts, and what is common to all cells, worked out once. */
class Sides {
  /**
   * @param {ReceiptBody} before
   * @param {ReceiptBody} after
   * @param {(CheckedDocuments | null)[]} documents
   */
  constructor(before, after, documents) {
    this.documents = documents;
    const requirements = ((documents[1] ?? documents[0])?.tender.criteria ?? []).flatMap(requirementsOf);
    this.counting = new Map(requirements.map(({ id, validAt }) => [id, /** @type {string} */ (validAt)]));
    this.schemes = new Map(requirements.map(({ id, scheme }) => [id, scheme]));
    const all = [...before.credentials, ...after.credentials];
    /** @type {Map<string, StatedCredential[]>} */
    this.credentials = new Map();
    for (const cell of all) {
      for (const bidder of new Set(cell.places.map((place) => place.bidder))) this.credentials.set(bidder, [...this.credentials.get(bidder) ?? [], cell]);
    }
    this.inputs = compareInputs(before, after);
    this.numbers = new Map(all.map(({ digest, number }) => [digest, number]));
    this.held = [before, after].map(({ credentials }) => new Set(credentials.flatMap(({ digest, places }) => places.map(({ bidder }) => `${bidder} ${digest}`))));
    this.standings = [before, after].map(listStandings);
    this.general = new Map(compareHeaders(before, after).map((cause) => [cause.code, cause]));
    /** @type {ChangeCause[]} */
    this.common = [...Array.from(this.inputs, ([bidder, facts]) => ({ code: 'input', facts: { bidder, ...facts } })), ...this.general.values()];
  }

  /**
   * The nearest causes: of the credentials and files of this cell; else all that differs for all.
   * @param {CellPlace} place
   * @param {StatedCell | null} before
   * @param {StatedCell | null} after
   * @returns {ChangeCause[]}
   */
  explain(place, before, after) {
    const reasons = [before, after].map((cell) => reasonsOf(cell, this.counting.get(place.requirement)));
    const causes = [...this.#inputs(place.bidder, reasons), ...this.#events(reasons)];
    if (causes.length > 0) return causes;
    const [old, coming] = [before, after].map((cell, side) => new Set([...reasons[side].map(({ code }) => code), ...cell?.codes ?? []]));
    const changed = [...old, ...coming].filter((code) => old.has(code) !== coming.has(code));
    const agreement = this.general.get('agreement');
    const rows = agreement === undefined ? [] : this.#agreementRows(place);
    if (agreement !== undefined && rows.length > 0) return [agreement, ...rows];
    const near = NEAR.flatMap(([code, own]) => (changed.some((code) => own.includes(code)) ? this.general.get(code) ?? [] : []));
    if (near.length > 0) return near;
    const concerned = [...this.general.values()].filter(({ code }) => this.#concerns(code, place));
    return concerned.length > 0 ? concerned : [{ code: 'unexplained', facts: {} }];
  }

  /**
   * The rows that changed, of the certificates of this bidder, for the scheme that is asked for.
   * @param {CellPlace} place
   */
  #agreementRows({ bidder, requirement }) {
    const [old, coming] = this.documents.map((body) => body?.agreement ?? null);
    const scheme = this.schemes.get(requirement);
    if (old === null || coming === null || scheme === undefined) return [];
    return compareAgreements(old, coming, scheme, this.credentials.get(bidder) ?? []).map((facts) => ({ code: 'agreement-row', facts }));
  }

  /**
   * Whether another text of a document is one for this cell, too, as far as both texts are known.
   * @param {string} code
   * @param {CellPlace} place
   */
  #concerns(code, { bidder, requirement }) {
    const [old, coming] = this.documents;
    if (old === null || coming === null) return true;
    if (code === 'bidders') return !isSame(bidderOf(old.bidders, bidder), bidderOf(coming.bidders, bidder));
    return code !== 'tender' || !isSame(askedOf(old.tender, requirement), askedOf(coming.tender, requirement));
  }

  /**
   * @param {string} bidder
   * @param {StatedReason[][]} reasons
   * @returns {ChangeCause[]}
   */
  #inputs(bidder, reasons) {
    const [old, coming] = reasons.map((side) => new Set(side.flatMap(({ credential }) => credential ?? [])));
    const only = [...old, ...coming].filter((digest) => old.has(digest) !== coming.has(digest));
    const inputs = inOrder(only, (digest) => digest).filter((digest) => this.held[0].has(`${bidder} ${digest}`) !== this.held[1].has(`${bidder} ${digest}`))
      .map((digest) => ({ code: 'input', facts: { number: this.numbers.get(digest) ?? null, credential: digest, added: coming.has(digest) } }));
    const unread = reasons.map((side) => side.filter(({ code }) => code === 'file-unread').at(-1)?.facts);
    const facts = this.inputs.get(bidder);
    return isSame(unread[0], unread[1]) || facts === undefined ? inputs : [...inputs, { code: 'input', facts }];
  }

  /**
   * Those that one bundle has and the other has not. A cell that is met lists none of them.
   * @param {StatedReason[][]} reasons
   * @returns {ChangeCause[]}
   */
  #events(reasons) {
    if (!this.general.has('trust-data')) return [];
    const [old, coming] = reasons.map((side) => new Map(side.filter(({ code }) => OF_STATUS.includes(code)).map((reason) => [canonicalText(eventOf(reason)), reason])));
    return [...new Set([...coming.keys(), ...old.keys()])].flatMap((event) => {
      const begins = coming.has(event);
      if (begins && old.has(event)) return [];
      const reason = /** @type {StatedReason} */ ((begins ? coming : old).get(event));
      const [digest, code, since] = eventOf(reason);
      const other = begins ? 0 : 1;
      const isListed = [...(begins ? old : coming).values()].some((row) => row.credential === digest && row.code === code);
      const standings = this.standings[other].get(digest ?? '');
      if (!isListed && (standings === undefined || standings.has(code))) return [];
      const quoted = Object.fromEntries(QUOTED.map((name) => [name, reason.facts[name] ?? null]));
      return [{ code: 'status-event', facts: { number: this.numbers.get(digest ?? '') ?? null, credential: digest, status: code, since, begins, ...quoted } }];
    });
  }
}

/**
 * @param {BiddersBody} bidders
 * @param {string} name
 */
const bidderOf = ({ bidders }, name) => bidders.find(({ id }) => id === name);

/**
 * All that decides the cells of a requirement: the requirement, its lots, the dates and rules.
 * @param {TenderBody} tender
 * @param {string} requirement
 */
function askedOf(tender, requirement) {
  const wanted = tender.criteria.flatMap((criterion) => requirementsOf(criterion).filter(({ id }) => id === requirement).map((item) => [criterion.lots ?? null, item]));
  const rules = [tender.home, sharedRule(tender), failAfterHours(tender)];
  return [wanted, tender.lots.map(({ id }) => id), rules, tender.openingAt.seconds, tender.awardAt?.seconds ?? null, tender.contract];
}

/**
 * @param {StatedReason} reason
 * @returns {[credential: string | null, code: string, since: string]}
 */
const eventOf = ({ credential, code, facts }) => [credential, code, String(facts.since ?? '')];

/**
 * Of the dates that count, where that is known.
 * @param {StatedCell | null} cell
 * @param {string | undefined} validAt
 */
const reasonsOf = (cell, validAt) => (cell === null ? [] : takeCounting(validAt ?? 'all', cell.columns).flatMap(({ column }) => column.reasons));

/**
 * Of each credential by digest, the codes of its verdicts.
 * @param {ReceiptBody} receipt
 */
const listStandings = ({ credentials }) =>
  new Map(credentials.map(({ digest, columns }) => [digest, new Set(COLUMNS.flatMap((name) => columns[name]?.code ?? []))]));
