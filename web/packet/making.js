// The making of a packet: the chosen tender, the row of the certificates that go in, the file.

import { FILLED } from '../page/polyfills.js';
import { momentOf } from '../credentials/times.js';
import { saveFile } from '../page/dom.js';
import { sayError } from '../page/trust/trust_state.js';
import { colon, language, loadWords, say, useLanguage } from '../page/words/sentences.js';
import { HurenError } from '../signing/errors.js';
import { plain } from '../signing/plain_text.js';
import { namingOf } from '../tender/checking/naming.js';
import { fileStem } from '../tender/matrix/said.js';
import { webCode } from '../verifier/tender/record/receipt.js';
import { criteriaOf, parseTender } from '../verifier/tender/documents/tender.js';
import { writePack } from '../verifier/tender/record/pack.js';
import { COVER_SHEET, formatCover } from './cover.js';
import { bringCertificates, bringPaper, bringTrust } from './own_files.js';
import { OwnRow, formatPacket, listFiles } from './own_row.js';
import { renderPacket } from './view.js';

/** @import { Moment } from '../credentials/times.js' */
/** @import { Lang } from '../signing/errors.js' */
/** @import { Naming } from '../tender/checking/naming.js' */
/** @import { Trusted } from '../tender/checking/opening_check.js' */
/** @import { Tender } from '../verifier/tender/documents/tender.js' */
/** @import { Held, Printed } from './own_files.js' */

const MOST_BYTES = 1024 * 1024; // more than a tender may have; its reader then reports that
const MOST_OUTCOMES = 5_000; // tender/packet/document.py
const SHEET = '/static/tender/tender.css'; // of the matrix

/** @typedef {{ trusted: Trusted, held: Held[], isWhole: boolean }} Brought what was fetched, the same for every tender */

/**
 * `all` is the row of all certificates of the enterprise, `row` that of the chosen ones, as the officer will see it;
 * null if none is chosen.
 * @typedef {object} Making
 * @property {Tender} tender
 * @property {Brought} brought
 * @property {Moment} now
 * @property {Naming} naming
 * @property {string[]} lots
 * @property {Set<string>} chosen digests of certificates
 * @property {OwnRow} all
 * @property {OwnRow | null} row
 */

if (FILLED.length > 0) console.info('filled in:', ...FILLED);
/** @type {Promise<Brought | null> | null} */
let bringing = null;
/** @type {Promise<unknown> | null} */
let preparing = null;
/** @type {Map<string, Printed>} */
const papers = new Map(); // papers by digest of the certificate, so that each is fetched once
let last = 0; // the file that was chosen last

/**
 * Checks the certificates of the enterprise for the tender in a file, and shows the row.
 * @param {Blob & { name: string }} file
 * @param {HTMLElement} part of the page
 * @param {HTMLElement} report where is said how it goes
 */
export async function takeTender(file, part, report) {
  last += 1;
  const turn = last;
  useLanguage(document.documentElement.lang, false); // the language of the surrounding page
  preparing ??= prepare().catch((error) => {
    preparing = null;
    throw error;
  });
  await preparing;
  report.textContent = say('packetReads');
  try {
    const tender = parseTender(new Uint8Array(await file.slice(0, MOST_BYTES).arrayBuffer()));
    const brought = await bring(`${part.dataset.uscc}`);
    if (turn !== last) return;
    if (brought === null || brought.held.length === 0) return void (report.textContent = say(brought === null ? 'packetTrust' : 'packetNone'));
    const making = await begin(tender, brought);
    if (turn !== last) return;
    report.textContent = '';
    show(making, part);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    report.textContent = [plain(file.name), plain(error.field), await sayError(error, language())].filter(Boolean).join(colon());
  }
}

/** Loads words and style sheet before the view is shown. */
const prepare = () => Promise.all([loadWords('tender/sentences.json', 'packet/sentences.json'), bringSheet(SHEET)]);

/** @param {string} address */
const bringSheet = (address) => /** @type {Promise<void>} */ (new Promise((resolve, reject) => {
  const link = document.createElement('link');
  Object.assign(link, { rel: 'stylesheet', href: address, onload: () => resolve(), onerror: () => {
    link.remove();
    reject(new Error(address));
  } });
  document.head.append(link);
}));

/**
 * Fetches everything once; what failed is fetched again with the next file.
 * @param {string} uscc
 */
async function bring(uscc) {
  bringing ??= Promise.all([bringTrust(), bringCertificates(uscc)]).then(([trusted, own]) => trusted && { trusted, ...own });
  try {
    const brought = await bringing;
    if (brought === null) bringing = null;
    return brought;
  } catch (error) {
    bringing = null;
    throw error;
  }
}

/**
 * Chooses all lots, up to the most of a packet, and the certificates by which a criterion is met.
 * @param {Tender} tender
 * @param {Brought} brought
 * @returns {Promise<Making>}
 */
async function begin(tender, brought) {
  const now = momentOf(Math.floor(Date.now() / 1000));
  let number = 0;
  const lots = tender.body.lots.map(({ id }) => id).filter((id) => (number += criteriaOf(tender.body, id).length) <= MOST_OUTCOMES);
  const all = await OwnRow.of(tender, lots, brought.held, brought.trusted, now);
  const cited = all.choose();
  const chosen = new Set(brought.held.filter((item) => item.isPrinted && cited.includes(item)).map(({ record }) => record.digest));
  const making = { tender, brought, now, naming: namingOf(brought.trusted.store, now), lots, chosen, all, row: null };
  return { ...making, row: await rowOf(making) };
}

/**
 * Returns the row of the chosen certificates; null if none is chosen.
 * @param {Omit<Making, 'row'>} making
 */
async function rowOf({ tender, brought: { held, trusted }, now, lots, chosen, all }) {
  const records = held.filter(({ record }) => chosen.has(record.digest));
  if (records.length === 0) return null;
  return records.length === held.length ? all : OwnRow.of(tender, lots, records, trusted, now);
}

/**
 * @param {Making} making
 * @param {HTMLElement} part
 */
function show(making, part) {
  let turn = 0;
  let shown = making;
  /** @param {Partial<Pick<Making, 'lots' | 'chosen'>>} change */
  const change = async (change) => {
    turn += 1;
    const mine = turn;
    if (change.lots?.length === 0) return view.show(shown); // a bid needs at least one lot
    const next = { ...shown, ...change };
    shown = next;
    if (change.lots !== undefined) next.all = await OwnRow.of(next.tender, next.lots, next.brought.held, next.brought.trusted, next.now);
    next.row = await rowOf(next);
    if (mine === turn) view.show(next);
  };
  /** @param {(words: string) => void} tell */
  const save = (tell) => pack(shown, `${part.dataset.release}`, tell);
  const view = renderPacket(making, { change, save });
}

/**
 * Saves the packet; it fetches the papers of every printable certificate, chosen or not.
 * @param {Making} making
 * @param {string} release
 * @param {(words: string) => void} tell
 */
async function pack({ tender, brought, now, naming, row }, release, tell) {
  if (row === null) return;
  const printed = brought.held.filter(({ isPrinted }) => isPrinted);
  for (const [place, paper] of printed.entries()) {
    if (papers.has(paper.record.digest)) continue;
    tell(say('packetFetches', { n: place + 1, of: printed.length }));
    try {
      papers.set(paper.record.digest, await bringPaper(paper));
    } catch (error) {
      console.warn(error);
      return tell(say('packetFileFailed', { number: plain(paper.record.title) }));
    }
  }
  const chosen = printed.filter((paper) => row.held.includes(paper));
  const paperOf = (/** @type {Held} */ { record }) => /** @type {Printed} */ (papers.get(record.digest));
  const files = new Map(chosen.flatMap((paper) => /** @type {[string, Uint8Array][]} */ ([[`certificates/${paper.stem}.pdf`, paperOf(paper).certificate], [paper.path, paper.data]])));
  files.set('bundle.json', brought.trusted.bundle);
  const described = await row.describe(now, webCode(release, '').version);
  const sheet = { packet: { ...described, files: await listFiles(files) }, tender: tender.body, records: chosen.map(({ record }) => record), naming };
  /** @type {Lang[]} */
  const languages = language() === 'zh' ? ['zh', 'en'] : ['en', 'zh'];
  files.set(COVER_SHEET, formatCover(sheet, chosen.map((paper) => paperOf(paper).code), languages));
  files.set('packet.json', formatPacket({ ...described, files: await listFiles(files) }));
  const name = `packet-${fileStem(tender.body)}.zip`;
  saveFile(name, new Blob(/** @type {BlobPart[]} */ (writePack(files))), 'application/zip');
  tell(say('packetSaved', { name, files: files.size, n: chosen.length }));
}
