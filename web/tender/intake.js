// Sorting of input: documents and trust data apart, all other files are papers.

import { HurenError } from '../signing/errors.js';
import { parseDocument } from '../credentials/record.js';
import { biddersDraft, tenderDraft } from './drafts.js';
import { isRegister } from './opening.js';

/** @import { NamedFile } from '../page/input/files.js' */
/** @import { BiddersDraft, TenderDraft, Value } from './drafts.js' */

const MOST_BYTES = 2 * 1024 * 1024; // of a document
const MOST_VALUES = 100_000;
const MOST_BUNDLE_BYTES = 256 * 1024 * 1024;
const BUNDLE_MARK = 'huren-bundle/1'; // near its end
const KEPT = /"type":"(?:Tender(?:Receipt|Extract)|Objection)\/1"\}\s*$/; // at its end
const SHEET = /\.(?:xlsx|csv)$/i;
const MOST_RELEASE_BYTES = 8 * 1024 * 1024;
const RELEASE = /"(?:ocid|releases|records|tender)"\s*:/;
const TYPES = /"type"\s*:\s*"(?:Tender|Bidders)\/1"/;

/**
 * @typedef {object} Intake
 * @property {TenderDraft | null} tender
 * @property {BiddersDraft | null} bidders
 * @property {NamedFile[]} bundles
 * @property {NamedFile[]} papers
 * @property {NamedFile[]} kept records, extracts of them, objections
 * @property {NamedFile[]} registers
 * @property {NamedFile[]} lists sheets of bidders, and releases of OCDS
 * @property {{ tender: Value | null, bidders: Value | null }} begun what a person has to fill in first
 * @property {HTMLElement[]} told of the lists
 * @property {{ name: string, error: HurenError }[]} refused
 */

/**
 * @param {NamedFile[]} files
 * @param {boolean} isFolder in which trust data of other days may lie: those are taken where they come alone
 * @param {TenderDraft | null} tender whose lots a sheet of bidders means
 * @returns {Promise<Intake>}
 */
export async function sortIntake(files, isFolder, tender) {
  /** @type {Intake} */
  const intake = { tender: null, bidders: null, bundles: [], papers: [], kept: [], registers: [], lists: [], begun: { tender: null, bidders: null }, told: [], refused: [] };
  for (const file of files) {
    if (!isFolder && isRegister(file.file.name)) intake.registers.push(file);
    else if (!isFolder && await isKept(file.file)) intake.kept.push(file);
    else if (!isFolder && SHEET.test(file.file.name)) intake.lists.push(file);
    else if (!/\.json$/i.test(file.file.name)) intake.papers.push(file);
    else if (await isBundle(file.file)) intake.bundles.push(...(isFolder ? [] : [file]));
    else if (!(await takeDocument(file, intake))) intake[!isFolder && await isRelease(file.file) ? 'lists' : 'papers'].push(file);
  }
  await takeLists(intake, tender);
  return intake;
}

/** @param {File} file */
const isBundle = async (file) => file.size <= MOST_BUNDLE_BYTES && (await file.slice(-64).text().catch(() => '')).includes(BUNDLE_MARK);

/**
 * Whether it is a record, an extract or an objection: its bytes are canonical, those of a pack sorted by name.
 * @param {File} file
 */
async function isKept(file) {
  if (/\.zip$/i.test(file.name)) return (await file.slice(30, 42).text().catch(() => '')) === 'bidders.json';
  return KEPT.test(await file.slice(-64).text().catch(() => ''));
}

/**
 * Whether it is a document of an opening, which is then taken, or said to be none.
 * @param {NamedFile} one
 * @param {Intake} intake
 */
async function takeDocument({ name, file }, intake) {
  if (file.size > MOST_BYTES) return false;
  const data = new Uint8Array(await file.arrayBuffer());
  if (!TYPES.test(new TextDecoder().decode(data))) return false;
  try {
    const value = parseDocument(data, MOST_BYTES, MOST_VALUES);
    if (value.type === 'Tender/1') intake.tender = tenderDraft(value, true);
    else intake.bidders = biddersDraft(value, true);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    intake.refused.push({ name, error });
  }
  return true;
}

/**
 * Whether it may be a release of OCDS: a larger one is said to be too large.
 * @param {File} file
 */
const isRelease = async (file) => RELEASE.test(await file.slice(0, MOST_RELEASE_BYTES).text().catch(() => ''));

/**
 * Reads sheets and releases: what they hold is among the documents.
 * @param {Intake} intake
 * @param {TenderDraft | null} tender
 */
async function takeLists(intake, tender) {
  if (intake.lists.length === 0) return;
  const { takeRelease, takeSheet } = await import('./lists/taking.js');
  for (const list of intake.lists) {
    const { told, begun, ...documents } = SHEET.test(list.file.name) ? await takeSheet(list, intake.tender ?? tender) : await takeRelease(list);
    Object.assign(intake, documents);
    intake.begun = begun ?? intake.begun;
    intake.told.push(...told);
  }
}
