// verifier/tender/record/versions.py: versions of tender, bidders and agreement: does one follow the one before, and which
// rows changed.

import { canonicalText } from '../../../../signing/jcs.js';

/** @import { AgreementText, GradeReference } from '../../../../credentials/documents/agreement.js' */
/** @import { BidderList } from '../../documents/bidders.js' */
/** @import { Tender } from '../../documents/tender.js' */
/** @import { ReceiptBody, StatedCredential } from '../document.js' */

/** @typedef {{ code: string, facts: { before: number, after: number } }} VersionBreak */

/**
 * `tender:…` and `bidders:…` with the versions; nothing where a version between them is not at hand.
 * @param {{ header: Pick<ReceiptBody['header'], 'tender'>, bidders: Pick<ReceiptBody['bidders'], 'version' | 'digest'> }} before
 * @param {Tender} tender
 * @param {BidderList} bidders
 */
export function findBreaks({ header, bidders: listed }, tender, bidders) {
  return [...compare('tender', header.tender, tender), ...compare('bidders', listed, bidders)];
}

/**
 * @param {string} what
 * @param {{ version: number, digest: string }} before
 * @param {{ digest: string, body: { version: number, previous?: string } }} after
 * @returns {VersionBreak[]}
 */
function compare(what, { version, digest }, { digest: other, body }) {
  let cause = null;
  if (body.version < version) cause = 'older';
  else if (body.version === version) cause = other === digest ? null : 'other-text';
  else if (body.version === version + 1 && body.previous !== digest) cause = 'other-previous';
  return cause === null ? [] : [{ code: `${what}:${cause}`, facts: { before: version, after: body.version } }];
}

/**
 * How the rows changed by which credentials count in a scheme, as facts of `agreement-row`.
 * @param {AgreementText} before
 * @param {AgreementText} after
 * @param {string} scheme
 * @param {StatedCredential[]} credentials
 */
export function compareAgreements(before, after, scheme, credentials) {
  const [old, coming] = [before, after].map((text) => rowsTo(text, scheme));
  const none = { grade: null, clause: null };
  return [...new Map([...old, ...coming]).keys()].flatMap((key) => {
    const [was, comes] = [old.get(key), coming.get(key)];
    const { source } = /** @type {AgreementRow} */ (was ?? comes);
    const isHeld = credentials.some((credential) => credential.scheme === source.scheme && credential.grade === source.grade && (source.category === undefined || credential.categories.includes(source.category)));
    const isSame = was !== undefined && comes !== undefined && was.grade === comes.grade && was.clause === comes.clause;
    if (isSame || !isHeld) return [];
    const [{ grade, clause }, now] = [was ?? none, comes ?? none];
    return [{ scheme: source.scheme, grade: source.grade, category: source.category ?? null, before: grade, after: now.grade, clause: now.clause || clause }];
  });
}

/** @typedef {{ source: GradeReference, grade: string | null, clause: string }} AgreementRow */

/**
 * The grade in the scheme, null for none, and the clause, by what counts as it.
 * @param {AgreementText} text
 * @param {string} scheme
 * @returns {Map<string, AgreementRow>}
 */
const rowsTo = ({ equivalences }, scheme) =>
  new Map(equivalences.flatMap(({ from, to, clause }) =>
    (to === null || to.scheme === scheme ? [[canonicalText(from), { source: from, grade: to?.grade ?? null, clause }]] : [])));
