// verifier/tender/record/document.py: TenderReceipt/1 as it is read: the subject of the check, its means, its result.

import { RecordError } from '../../../credentials/errors.js';
import * as is from '../../../credentials/members.js';
import { HUREN_CONTEXT, parseDocument } from '../../../credentials/record.js';
import { isObject } from '../../../signing/json_profile.js';
import { fileName, label, readUnsigned } from '../../../credentials/documents/unsigned.js';
import { listed } from './inputs.js';

/** @import { Member } from '../../../credentials/members.js' */
/** @import { SentenceFacts } from '../matrix.js' */

export const MAX_RECEIPT_BYTES = 128 * 1024 * 1024;
const MAX_RECEIPT_VALUES = 8_000_000;
const OFFICER = '^did:key:z6Mk[1-9A-HJ-NP-Za-km-z]{44}$';

/**
 * A moment as it stands in the document.
 * @type {Member<string>}
 */
const time = (value, path) => {
  is.time(value, path);
  return `${value}`;
};

/**
 * What fills the sentence of a code.
 * @type {Member<SentenceFacts>}
 */
export const facts = (value, path) => {
  if (!isObject(value)) throw new RecordError('member-type', path, { expected: 'dict' });
  return /** @type {SentenceFacts} */ (value);
};

const anyText = is.text();
const permille = is.integer(0, 1000);
const box = is.orNull(is.tuple(permille, permille, permille, permille));
const columnName = is.literal('opening', 'award', 'contractEnd');
export const state = is.literal('met', 'cannot-establish', 'not-met');

export const officer = is.orNull(is.text({ pattern: OFFICER }));
export const software = is.model({ version: is.text({ min: 1, max: 60 }), digest: is.digest });

export const header = is.model({
  '@context': is.tuple(is.literal(HUREN_CONTEXT)),
  type: is.literal('TenderHeader/1'),
  officer,
  first: is.maybe(is.digest),
  tender: is.model({ number: is.line, version: is.version, digest: is.digest, regime: is.literal('mandatory', 'government', 'voluntary') }),
  home: is.did,
  now: time,
  dates: is.model({ opening: time, award: is.orNull(time), contractEnd: is.date }),
  pending: is.list(columnName),
  policy: is.model({ warnAfterHours: is.count, failAfterHours: is.count }),
  trust: is.model({
    pin: is.digest,
    bundle: is.digest,
    size: is.count,
    agreement: is.line,
    version: is.version,
    digest: is.digest,
    clauses: is.list(is.line),
    manifests: is.list(is.model({ issuer: is.did, version: is.version, issued: time, ageHours: is.integer(-Number.MAX_SAFE_INTEGER), isAgeing: is.flag })),
  }),
  software,
  counts: is.model({
    lots: is.count, bidders: is.count, criteria: is.count, requirements: is.count, otherCriteria: is.orNull(is.count), files: is.count, pages: is.count, credentials: is.count,
  }),
  rows: is.model({ count: is.count, root: is.digest }),
  content: is.digest,
  proof: is.maybe(facts),
});

export const enterprise = is.model({ name: is.line, uscc: anyText });

const reason = is.model({ code: anyText, credential: is.orNull(is.digest), holder: is.orNull(anyText), facts });

const column = is.model({
  state,
  codes: is.list(anyText),
  credentials: is.list(is.digest),
  grade: is.orNull(anyText),
  clauses: is.list(anyText),
  reasons: is.list(reason),
  without: is.list(anyText),
  clarified: is.flag,
});

export const cell = is.model({
  lot: label,
  bidder: label,
  criterion: label,
  requirement: label,
  state,
  codes: is.list(anyText),
  columns: is.model({ opening: is.orNull(column), award: is.orNull(column), contractEnd: is.orNull(column) }),
});

export const points = is.orNull(is.model({ row: is.count, minGrade: anyText, points: anyText }));
const standing = is.orNull(is.model({ outcome: anyText, code: anyText }));

export const credential = is.model({
  digest: is.digest,
  id: anyText,
  issuer: is.did,
  number: anyText,
  holder: anyText,
  name: anyText,
  scheme: anyText,
  categories: is.list(anyText),
  grade: anyText,
  since: time,
  until: time,
  signed: time,
  columns: is.model({ opening: standing, award: standing, contractEnd: standing }),
  logProof: is.maybe(is.digest),
  witnessed: is.maybe(is.model({ by: is.did, seen: time })),
  places: is.list(is.model({ bidder: label, file: fileName, page: is.orNull(is.count), box, byNumber: is.maybe(is.flag) })),
});

const members = {
  type: is.literal('TenderReceipt/1'),
  header,
  seed: is.digest,
  bidders: is.model({ version: is.version, digest: is.digest, named: is.list(is.model({ id: label, enterprises: is.list(enterprise) })) }),
  inputs: is.list(listed),
  credentials: is.list(credential),
  cells: is.list(cell),
  criteria: is.list(is.model({ lot: label, bidder: label, criterion: label, state, points })),
  flags: is.list(is.model({ code: anyText, lot: label, bidders: is.list(label), enterprise: is.orNull(anyText), facts })),
  papers: is.list(is.model({ bidder: label, file: is.orNull(fileName), page: is.orNull(is.count), code: anyText, credential: is.orNull(is.digest), facts })),
  looks: is.maybe(is.list(is.model({ bidder: label, read: is.count, toLookAt: is.count, lookedAt: is.count, unreadable: is.count, like: is.count }))),
  lint: is.digest,
};

const receipt = is.model(members);

/** @typedef {import('../../../credentials/members.js').BodyOf<typeof members>} ReceiptBody */
/** @typedef {ReturnType<typeof readReceipt>} Receipt */
/** @typedef {ReturnType<typeof header>} StatedHeader */
/** @typedef {ReturnType<typeof cell>} StatedCell */
/** @typedef {ReturnType<typeof column>} StatedColumn */
/** @typedef {ReturnType<typeof reason>} StatedReason */
/** @typedef {ReturnType<typeof credential>} StatedCredential */

/**
 * The JSON value in the bytes of a receipt, or of what may be one; the caps hold before anything is parsed.
 * @param {Uint8Array} data
 */
export const parseKept = (data) => parseDocument(data, MAX_RECEIPT_BYTES, MAX_RECEIPT_VALUES);

/**
 * The receipt in such a value; RecordError names the member. Whether it holds together: `checkReceipt`.
 * @param {import('../../../credentials/record.js').JsonObject} value
 */
export const readReceipt = (value) => readUnsigned(value, receipt);
