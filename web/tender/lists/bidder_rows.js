// tender/bidder_list/rows.py: rows of a sheet of bidders into Bidders/1: a bidder a number, errors cell by cell, whole or not at all.

import { readDraft } from '../../credentials/drafting/faults.js';
import { RecordError } from '../../credentials/errors.js';
import { LABEL, parseUscc } from '../../credentials/identifiers.js';
import { BIDDERS } from '../../texts/lists/sheet_words.js';
import { bidder as bidderModel, readBidders } from '../../verifier/tender/documents/bidders.js';
import { strip } from '../../signing/bytes.js';
import { listFirst } from '../sheet/cells.js';
import { CarrierError } from '../sheet/errors.js';
import { RowCells } from './row_cells.js';

/** @import { TenderBody } from '../../verifier/tender/documents/tender.js' */
/** @import { Sheet, SheetRow } from '../sheet/reading.js' */
/** @import { RowError } from './row_cells.js' */

/** @typedef {Record<string, any>} Value */
/** @typedef {{ id: string, title: string }[]} Titled */

const SEPARATORS = /[、,，;；]/;
const FORMULA_STARTS = ['=', '+', '-', '@'];
const YES = new Set(['是', '牵头', '牵头人', 'yes', 'y', '√', '✓']);
const NO = new Set(['否', '成员', 'no', 'n']);
const OF_THE_BID = ['lots', 'folder', 'jointAgreement']; // what the rows of a consortium say together: in one of them, or the same in each
const OF_A_MEMBER = ['lead', 'workItems'];
const MAX_TEXT = 1_000;
const IS_LABEL = new RegExp(LABEL);

/**
 * The errors of all rows, and the list where there are none; RecordError for a list that is too long or too large as a
 * whole. Lots and items of work are those of the `tender` where it is given.
 * @param {Sheet} sheet
 * @param {TenderBody | null} tender
 * @returns {{ errors: RowError[], bidders: Value | null }}
 */
export function readBidderRows(sheet, tender) {
  const rows = sheet.rows.map((row) => new BidderCells(row, tender));
  /** @type {Map<string, BidderCells[]>} */
  const bids = new Map();
  for (const line of rows) if (line.row.total === null) bids.set(line.number, [...(bids.get(line.number) ?? []), line]);
  const onlyLot = tender?.lots.length === 1 ? tender.lots[0].id : null;
  const value = { type: 'Bidders/1', version: 1, bidders: [...bids.values()].map((ofOne) => join(ofOne, onlyLot)) };
  if (rows.every(({ isGood }) => isGood)) {
    try {
      readBidders(value);
    } catch (error) {
      if (!(error instanceof RecordError) || error.code !== 'folders-overlap') throw error;
      const named = [...bids.values()].map((ofOne) => ofOne.filter(({ members }) => members.folder === error.facts.item)).find((ofOne) => ofOne.length > 0);
      if (named === undefined) throw error;
      named[named.length - 1].refuse('folder', bareOf(error));
    }
  }
  const isGood = rows.every((line) => line.isGood);
  const order = BIDDERS.columns.map(({ name }) => name);
  const errors = rows.flatMap((line) => [...line.errors].sort((a, b) => order.indexOf(a.column) - order.indexOf(b.column)));
  return { errors, bidders: isGood ? value : null };
}

/**
 * An error without its field, which would repeat the cell.
 * @param {RecordError} error
 */
const bareOf = ({ code, facts }) => new RecordError(code, '', facts);

/** The cells of one row as `members`. */
class BidderCells extends RowCells {
  /** @type {Value} */
  members = {};

  /**
   * @param {SheetRow} row
   * @param {TenderBody | null} tender
   */
  constructor(row, tender) {
    super(row, BIDDERS.columns, FORMULA_STARTS);
    this.number = `row ${row.number}`;
    if (row.total !== null) {
      this.refuse(row.total, new CarrierError('row-total'));
      return;
    }
    this.number = this.find('number', parseLabel) ?? this.number;
    const cells = {
      name: this.name('name'),
      uscc: this.find('uscc', parseUscc),
      lots: this.#labels('lots', tender?.lots ?? null),
      folder: this.#folder('folder'),
      lead: this.find('lead', parseYes),
      workItems: this.#labels('workItems', tender === null ? null : tender.workItems ?? []),
      jointAgreement: this.#folder('jointAgreement'),
    };
    this.members = Object.fromEntries(Object.entries(cells).filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0)));
  }

  get isGood() {
    return this.errors.length === 0;
  }

  /** @param {string} name */
  #folder(name) {
    return this.text(name, MAX_TEXT)?.replaceAll('\\', '/').replace(/\/+$/, '') ?? null;
  }

  /**
   * Ids, separated, or titles of those `known`.
   * @param {string} name
   * @param {Titled | null} known
   */
  #labels(name, known) {
    const parse = (/** @type {string} */ text) => {
      const parts = text.split(SEPARATORS).map(strip).filter((part) => part !== '');
      if (known === null) return parts.map(parseLabel);
      const ids = new Map([...known.map(({ id, title }) => /** @type {const} */ ([title, id])), ...known.map(({ id }) => /** @type {const} */ ([id, id]))]);
      const whole = ids.get(text);
      if (whole !== undefined) return [whole];
      return parts.map((part) => {
        const id = ids.get(part);
        if (id === undefined) throw new RecordError('reference-unknown', '', { item: part });
        return id;
      });
    };
    return this.find(name, parse, MAX_TEXT) ?? [];
  }
}

/** @param {string} text */
function parseLabel(text) {
  if (!IS_LABEL.test(text)) throw new RecordError('member-form', '', { expected: LABEL });
  return text;
}

/**
 * True of a lead; null of a member that is none.
 * @param {string} text
 */
function parseYes(text) {
  if (NO.has(text.toLowerCase())) return null;
  if (YES.has(text.toLowerCase())) return true;
  throw new CarrierError('word-unknown', '', { allowed: ['是', 'yes', '否', 'no'] });
}

/**
 * The bidder whom the rows of one number tell of; what is wrong with them together is refused there.
 * @param {BidderCells[]} rows
 * @param {string | null} onlyLot
 */
function join(rows, onlyLot) {
  const [first] = rows;
  /** @type {Value} */
  const bidder = { id: first.number };
  for (const name of OF_THE_BID) shareMember(bidder, name, rows);
  if (bidder.lots === undefined && onlyLot !== null) bidder.lots = [onlyLot];
  if (bidder.lots === undefined) first.refuse('lots', new CarrierError('cell-missing'));
  if (rows.length === 1) {
    for (const name of ['name', 'uscc']) if (first.members[name] !== undefined) bidder[name] = first.members[name];
    for (const name of [...OF_A_MEMBER, 'jointAgreement']) if (first.members[name] !== undefined) first.refuse(name, new CarrierError('bids-alone'));
  } else {
    if (rows.filter(({ members }) => members.lead !== undefined).length !== 1) {
      first.refuse('lead', new CarrierError('consortium-lead', '', { rows: listFirst(rows.map(({ row }) => row.number)) }));
    }
    bidder.members = rows.map(({ members }) => Object.fromEntries(Object.entries(members).filter(([name]) => !OF_THE_BID.includes(name))));
  }
  if (rows.every(({ isGood }) => isGood)) {
    for (const error of readDraft(bidderModel, bidder).faults) rows[rows.length - 1].refuse(columnOf(error.field), bareOf(error));
  }
  return bidder;
}

/**
 * Takes what one of the rows says of the whole bid; a row that says another is refused.
 * @param {Value} bidder
 * @param {string} name
 * @param {BidderCells[]} rows
 */
function shareMember(bidder, name, rows) {
  for (const line of rows) {
    const value = line.members[name];
    if (value === undefined) continue;
    bidder[name] ??= value;
    if (isSame(bidder[name], value)) continue;
    const before = rows.find((other) => isSame(other.members[name], bidder[name]));
    line.refuse(name, new CarrierError('consortium-differs', '', { item: before?.row.cells.get(name)?.text }));
  }
}

/**
 * @param {unknown} row
 * @param {unknown} other
 */
const isSame = (row, other) => JSON.stringify(row) === JSON.stringify(other);

/**
 * The column of a member of a bidder.
 * @param {string} field
 */
function columnOf(field) {
  const names = (field.match(/[A-Za-z]+/g) ?? []).reverse();
  return names.find((name) => BIDDERS.columns.some((column) => column.name === name)) ?? (field.startsWith('members') ? 'uscc' : BIDDERS.named);
}
