// tender/command/compare.py and objection.py: acts on kept records, each given as its file.

import { RecordError } from '../../credentials/errors.js';
import { parseTime } from '../../credentials/times.js';
import { encodeHex } from '../../signing/bytes.js';
import { encodeProfile } from '../../signing/jcs.js';
import { sha256Large } from '../../signing/sha256.js';
import { TrustError } from '../../verifier/errors.js';
import { parseBidders } from '../../verifier/tender/documents/bidders.js';
import { parseTender } from '../../verifier/tender/documents/tender.js';
import { checkOneTender, compareReceipts } from '../../verifier/tender/record/difference/cells.js';
import { MAX_RECEIPT_BYTES, parseKept, readReceipt } from '../../verifier/tender/record/document.js';
import { checkExtract, makeExtract, parseExtract } from '../../verifier/tender/record/extract.js';
import { checkReceipt } from '../../verifier/tender/record/holding.js';
import { checkObjection, findCells, parseObjection } from '../../verifier/tender/record/objection.js';
import { comparePrinted } from '../../verifier/tender/record/printed_papers.js';
import { readPack } from '../../verifier/tender/record/pack_reading.js';
import { findBreaks } from '../../verifier/tender/record/difference/versions.js';
import { TrustStore } from '../../verifier/trust/trust_store.js';
import { readFirst } from './award_run.js';
import { namingOf } from './naming.js';
import { ReceiptError } from '../../verifier/tender/record/errors.js';

/** @import { JsonObject } from '../../credentials/record.js' */
/** @import { BidderList } from '../../verifier/tender/documents/bidders.js' */
/** @import { Tender } from '../../verifier/tender/documents/tender.js' */
/** @import { Receipt } from '../../verifier/tender/record/document.js' */

/** @typedef {{ receipt: Receipt, files: Map<string, Uint8Array> }} KeptRecord the receipt, the files of its pack where it is one */
/** @typedef {Awaited<ReturnType<typeof describeKept>>} KeptSummary */
/** @typedef {Awaited<ReturnType<typeof compareKept>>} KeptDifference */

const [RECEIPT, TENDER, BIDDERS, BUNDLE, INPUTS] = ['receipt.json', 'tender.json', 'bidders.json', 'bundle.json', 'inputs'];
const ZIP = 'PK';

/**
 * What a file is: a record, an extract of one, each of which holds together, an objection, or, null, none of them. `papers` is
 * how the files of a pack that people read stand to what was vouched for.
 * @param {Blob} file
 */
export async function describeKept(file) {
  const isPack = await beginsAsZip(file);
  /** @type {JsonObject | null} */
  let value = null;
  if (!isPack) {
    const data = await bytesOf(file);
    value = parseKept(data);
    if (value.type === 'TenderExtract/1') {
      const extract = parseExtract(data);
      await checkExtract(extract);
      return { kind: /** @type {const} */ ('extract'), header: extract.body.header, rows: extract.body.rows.map(({ row }) => row) };
    }
    if (value.type === 'Objection/1') return { kind: /** @type {const} */ ('objection'), value: parseObjection(data).value };
    if (value.type !== 'TenderReceipt/1') return null;
  }
  const { receipt, files } = await loadRecord(file, value);
  await readDocuments({ receipt, files });
  const papers = await comparePrinted(files, receipt);
  const { header, bidders, cells } = receipt.body;
  const places = new Map(cells.map(({ lot, criterion, requirement }) => [`${lot} ${criterion} ${requirement}`, { lot, criterion, requirement }]));
  return { kind: /** @type {const} */ ('record'), isPack, papers, digest: receipt.digest, header, bidders: bidders.named, places: [...places.values()] };
}

/**
 * What two records differ in, which versions of documents do not follow each other, and the names that the agreement gives.
 * @param {Blob} earlier
 * @param {Blob} later
 */
export async function compareKept(earlier, later) {
  const [before, after] = [await loadRecord(earlier), await loadRecord(later)];
  checkOneTender(before.receipt.body, after.receipt.body);
  const [old, coming] = [await openPack(before), await openPack(after)];
  const difference = compareReceipts(before.receipt.body, after.receipt.body, [old, coming].map((pack) => pack?.checked ?? null));
  const breaks = coming === null ? [] : findBreaks(before.receipt.body, coming.tender, coming.bidders);
  const named = coming?.trust ? coming : old;
  return { difference, breaks, naming: named?.trust ? namingOf(named.trust, named.now) : null };
}

/**
 * What a check at the award is told of the record of the opening.
 * @param {Blob} file
 */
export const firstOfKept = async (file) => readFirst((await loadRecord(file)).receipt);

/**
 * What one bidder may be shown of a record, as bytes; ReceiptError extract-empty.
 * @param {Blob} file
 * @param {{ bidder: string, lot?: string | null, criterion?: string | null }} of
 */
export async function extractKept(file, of) {
  const { receipt } = await loadRecord(file);
  return { data: makeExtract(receipt, of), officer: receipt.body.header.officer };
}

/**
 * An objection to a record as its bytes are kept, with what the record has there; RecordError names the member, ReceiptError
 * what it is not about.
 * @param {Blob} file
 * @param {Uint8Array} data
 */
export async function objectToKept(file, data) {
  const { receipt } = await loadRecord(file);
  const { value, body, digest } = parseObjection(data);
  checkObjection(body, receipt);
  return { data: encodeProfile(value), digest, cells: findCells(body, receipt.body) };
}

/**
 * The record in a pack or a receipt, which holds together.
 * @param {Blob} file
 * @param {JsonObject | null} value of a receipt that was parsed
 * @returns {Promise<KeptRecord>}
 */
async function loadRecord(file, value = null) {
  const isPack = value === null && await beginsAsZip(file);
  const files = isPack ? await readPack(file, INPUTS) : new Map();
  const receipt = readReceipt(value ?? parseKept(isPack ? takeFile(files, RECEIPT) : await bytesOf(file)));
  await checkReceipt(receipt);
  return { receipt, files };
}

/** @param {Blob} file */
const beginsAsZip = async (file) => (await file.slice(0, 2).text()) === ZIP;

/** @param {Blob} file */
async function bytesOf(file) {
  if (file.size > MAX_RECEIPT_BYTES) throw new RecordError('too-large', '', { size: file.size, limit: MAX_RECEIPT_BYTES });
  return new Uint8Array(await file.arrayBuffer());
}

/**
 * @param {Map<string, Uint8Array>} files
 * @param {string} name
 */
function takeFile(files, name) {
  const data = files.get(name);
  if (data === undefined) throw new ReceiptError('pack-file-missing', name, { name });
  return data;
}

/**
 * The bundle of a pack under the pin of its receipt; null where it does not hold.
 * @param {KeptRecord} record
 */
async function trustOf({ receipt: { body }, files }) {
  try {
    return await TrustStore.fromBundle(takeFile(files, BUNDLE), { pin: body.header.trust.pin });
  } catch (error) {
    if (!(error instanceof TrustError)) throw error;
    return null;
  }
}

/**
 * Tender and bidders of a pack, which are those that were checked, as its trust data is; null of a receipt alone. Throws
 * ReceiptError pack-file-missing, pack-file-other.
 * @param {KeptRecord} record
 * @returns {Promise<{ tender: Tender, bidders: BidderList } | null>}
 */
async function readDocuments({ receipt: { body: { header, bidders } }, files }) {
  if (files.size === 0) return null;
  const read = { tender: readChecked(files, TENDER, parseTender, header.tender.digest), bidders: readChecked(files, BIDDERS, parseBidders, bidders.digest) };
  if (encodeHex(await sha256Large(takeFile(files, BUNDLE))) !== header.trust.bundle) throw isOther(BUNDLE);
  return read;
}

const isOther = (/** @type {string} */ name) => new ReceiptError('pack-file-other', name, { name });

/**
 * @template {{ digest: string }} D
 * @param {Map<string, Uint8Array>} files
 * @param {string} name
 * @param {(data: Uint8Array) => D} parse
 * @param {string} digest
 */
function readChecked(files, name, parse, digest) {
  const data = takeFile(files, name);
  try {
    const match = parse(data);
    if (match.digest === digest) return match;
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
  }
  throw isOther(name);
}

/**
 * Tender and bidders of a pack, its trust data where they hold, and what of it a comparison is told; null of a receipt alone.
 * @param {KeptRecord} record
 */
async function openPack(record) {
  const written = await readDocuments(record);
  if (written === null) return null;
  const { header } = record.receipt.body;
  const now = parseTime(header.now);
  const trust = await trustOf(record);
  const agreed = trust?.chain.inForceOrLast(now);
  const agreement = agreed?.digest === header.trust.digest ? agreed.text : null;
  return { ...written, trust, now, checked: { tender: written.tender.body, bidders: written.bidders.body, agreement } };
}
