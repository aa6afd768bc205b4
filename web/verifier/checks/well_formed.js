// well-formed: is there a credential of the closed profile in the bytes? (verifier/checks/well_formed.py)

import { MAX_TEXT, readH1 } from '../../credentials/h1.js';
import { parseJudged, readJudged } from '../../credentials/kinds.js';
import { RecordError } from '../../credentials/errors.js';
import { decodeLeniently } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { failed, unclear } from '../findings.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Finding } from '../findings.js' */

const CHECK = 'well-formed';
const OTHER_VERSION = ['kind-unknown', 'proof-unsupported', 'h1-newer'];
const NOT_READ = ['h1-absent', 'h1-damaged', 'kind-unexpected'];
const TOO_LARGE = ['too-large', 'h1-too-large'];

/**
 * The record, or the finding that says why there is none.
 * @param {Uint8Array} data
 * @returns {Promise<{ record: JudgedRecord, finding: null } | { record: null, finding: Finding }>}
 */
export async function readCredential(data) {
  try {
    return { record: await read(data), finding: null };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { record: null, finding: await findingOf(error) };
  }
}

/** @param {Uint8Array} data */
async function read(data) {
  if (/^[ \t\r\n]*\{/.test(decodeLeniently(data.subarray(0, 64)))) return parseJudged(data);
  const limit = MAX_TEXT * 4;
  if (data.length > limit) throw new RecordError('too-large', '', { size: data.length, limit });
  return readJudged(await readH1(decodeLeniently(data)));
}

/** @param {HurenError} error */
async function findingOf(error) {
  const evidence = {
    reason: await error.sentence('en'),
    reason_zh: await error.sentence('zh'),
    error: error.code,
    field: error.field,
  };
  if (TOO_LARGE.includes(error.code)) return failed(CHECK, 'too-large', evidence);
  if (NOT_READ.includes(error.code)) return unclear(CHECK, 'unreadable', evidence);
  if (OTHER_VERSION.includes(error.code)) return unclear(CHECK, 'unsupported', evidence);
  return failed(CHECK, 'malformed', evidence);
}
