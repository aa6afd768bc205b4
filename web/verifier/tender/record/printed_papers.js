// verifier/tender/record/printed_papers.py: the files of a pack that people read, compared with what the officer vouched for.

import * as is from '../../../credentials/members.js';
import { HUREN_CONTEXT } from '../../../credentials/record.js';
import { encodeHex } from '../../../signing/bytes.js';
import { sha256Large } from '../../../signing/sha256.js';
import { checkOnce, fileName, parseUnsigned } from '../../../credentials/documents/unsigned.js';
import { facts, officer, software } from './document.js';
import { checkOfficerProof } from './holding.js';
import { ReceiptError } from './errors.js';

/** @import { Receipt } from './document.js' */

/** @typedef {'same' | 'appended' | 'changed' | 'missing' | 'unvouched'} PaperState */
/** @typedef {ReturnType<typeof papers>['files'][number]} VouchedFile */

const PAPERS = 'papers.json';
const PRINTED = ['record.pdf', 'record.html', 'matrix.xlsx', 'thumbnails.json'];
const SEALED = '.pdf'; // whose seals are appended
const CAPS = { maxBytes: 64 * 1024, maxValues: 2_000 };

const papers = is.model(
  {
    '@context': is.tuple(is.literal(HUREN_CONTEXT)),
    type: is.literal('TenderPapers/1'),
    officer,
    receipt: is.digest,
    files: is.list(is.model({
      name: fileName, size: is.count, sha256: is.digest, languages: is.list(is.literal('en', 'zh'), { min: 1, max: 2 }), software,
      typst: is.maybe(is.line), fonts: is.maybe(is.digest),
    }), { min: 1, max: 20 }),
    proof: is.maybe(facts),
  },
  ({ files }, path) => checkOnce(path, 'files', files.map(({ name }) => name)),
);

/**
 * Compares those files of a pack that people read with what its statement vouches for, if it has one. Throws RecordError for
 * a statement that is none, ReceiptError papers-other, officer-other, papers-signature.
 * @param {Map<string, Uint8Array>} files
 * @param {Receipt} receipt
 * @returns {Promise<[name: string, state: PaperState][]>}
 */
export async function comparePrinted(files, receipt) {
  const statement = files.get(PAPERS);
  const vouched = new Map(statement === undefined ? [] : (await readPapers(statement, receipt)).map((paper) => [paper.name, paper]));
  const names = new Set([...vouched.keys(), ...PRINTED.filter((name) => files.has(name))]);
  /** @type {[string, PaperState][]} */
  const states = [];
  for (const name of names) states.push([name, await compare(vouched.get(name), PRINTED.includes(name) ? files.get(name) : undefined)]);
  return states;
}

/**
 * What the receipt's officer vouches for.
 * @param {Uint8Array} data
 * @param {Receipt} receipt
 */
async function readPapers(data, { body: { header }, digest }) {
  const { value, body } = parseUnsigned(data, papers, CAPS);
  if (body.receipt !== digest) throw new ReceiptError('papers-other', 'receipt', { digest: body.receipt });
  if (body.officer !== header.officer) throw new ReceiptError('officer-other', 'officer');
  await checkOfficerProof({ ...value, officer: body.officer }, header.now, 'papers-signature');
  return body.files;
}

/**
 * @param {VouchedFile | undefined} paper
 * @param {Uint8Array | undefined} data
 * @returns {Promise<PaperState>}
 */
async function compare(paper, data) {
  if (paper === undefined) return 'unvouched';
  if (data === undefined) return 'missing';
  if (encodeHex(await sha256Large(data.subarray(0, paper.size))) !== paper.sha256) return 'changed';
  if (data.length === paper.size) return 'same';
  return paper.name.endsWith(SEALED) ? 'appended' : 'changed';
}
