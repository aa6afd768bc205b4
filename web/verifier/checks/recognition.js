// recognition: each category's recognition at home. Directional, never transitive (verifier/checks/recognition.py).

import { equivalenceOf, granted, partyOf, schemeOf } from '../../credentials/documents/agreement.js';
import { formatTime, isIn } from '../../credentials/times.js';
import { failed, notAsked, passed, skipped, unclear } from '../findings.js';

/** @import { AgreementText } from '../../credentials/documents/agreement.js' */
/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Evidence, Finding, Inquiry } from '../findings.js' */

const CHECK = 'recognition';

/**
 * Recognition of a category in a scheme at home; `grade` is null if it counts as nothing.
 * @typedef {object} Recognised
 * @property {string | null} category
 * @property {string} scheme
 * @property {string | null} toCategory
 * @property {string | null} grade
 * @property {string | null} clause
 * @property {'own' | 'equivalence'} how
 */

/**
 * The finding, and one entry per category and home scheme of the credential's kind.
 * @param {Inquiry} inquiry
 * @returns {{ finding: Finding, recognised: Recognised[] }}
 */
export function checkRecognition(inquiry) {
  const { home, at, issuer, record } = inquiry;
  const only = (/** @type {Finding} */ finding) => ({ finding, recognised: [] });
  if (home === null) return only(notAsked(CHECK));
  if (!inquiry.signed) return only(skipped(CHECK, 'proof'));
  const text = inquiry.trust.chain.at(at)?.text;
  const { scheme } = record.graded;
  const isParty = text !== undefined && takesPart(inquiry, text, home);
  if ((isParty || issuer === home) && isOwn(inquiry, scheme)) {
    return { finding: passed(CHECK, 'own-grade'), recognised: ownEntries(record) };
  }
  if (!isParty) return only(unrecognised(inquiry, 'agreement-ended', { at: formatTime(at) }));
  const decline = findDecline(inquiry, scheme, home);
  if (decline !== undefined) return only(unrecognised(inquiry, 'declined', { home, since: formatTime(decline.from) }));
  const recognised = equivalents(inquiry, text);
  const counts = recognised.some(({ grade }) => grade !== null);
  return { finding: counts ? passed(CHECK) : unrecognised(inquiry, 'no-equivalent', { home, ...decide(recognised) }), recognised };
}

/**
 * Returns a note; a failure if the policy requires a recognised grade, but not when the clock is behind.
 * @param {Inquiry} inquiry
 * @param {string} code
 * @param {Evidence} evidence
 */
function unrecognised({ policy, reliance, atGiven }, code, evidence) {
  if (!policy.requireRecognition) return passed(CHECK, code, evidence);
  return (reliance.freshness.clockIsBehind && !atGiven ? unclear : failed)(CHECK, code, evidence);
}

/**
 * By which clauses it counts as nothing, of every category or of some; nothing where no clause says so.
 * @param {Recognised[]} entries
 * @returns {Evidence}
 */
function decide(entries) {
  const decided = entries.filter(({ clause }) => clause !== null);
  if (decided.length === 0) return {};
  const categoriesIn = (/** @type {Recognised[]} */ some) => new Set(some.map(({ category }) => category)).size;
  const whole = categoriesIn(decided) === categoriesIn(entries);
  return { kind: whole ? 'clause' : 'partly', clauses: [...new Set(decided.flatMap(({ clause }) => clause ?? []))] };
}

/**
 * @param {Inquiry} inquiry
 * @param {AgreementText} text
 * @param {string} home
 */
function takesPart({ issuer, at, record }, text, home) {
  const { region, scheme } = record.graded;
  const isGranted = granted(text, issuer, scheme, region).some(([from, until]) => isIn(at, from, until));
  return partyOf(text, home) !== undefined && isGranted;
}

/**
 * Returns whether the scheme belongs to the home association, by the text in force at `at`, else by the last text that
 * has it.
 * @param {Inquiry} inquiry
 * @param {string} slug
 */
function isOwn({ trust, home, at }, slug) {
  const versions = [trust.chain.at(at), ...trust.chain.versions.toReversed()];
  const schemes = versions.map((version) => version && schemeOf(version.text, slug));
  return schemes.find((scheme) => scheme)?.owner === home;
}

/**
 * @param {Inquiry} inquiry
 * @param {string} scheme
 * @param {string} home
 */
function findDecline({ snapshot, issuer, at }, scheme, home) {
  const declines = snapshot.keyLists.get(home)?.body.declines ?? [];
  return declines.find(
    (decline) =>
      decline.issuer === issuer &&
      (decline.scheme === undefined || decline.scheme === scheme) &&
      isIn(at, decline.from, decline.until),
  );
}

/**
 * @param {JudgedRecord} record
 * @returns {Recognised[]}
 */
function ownEntries({ graded }) {
  return graded.categories.map((category) => ({
    category,
    scheme: graded.scheme,
    toCategory: category,
    grade: graded.grade,
    clause: null,
    how: 'own',
  }));
}

/**
 * @param {Inquiry} inquiry
 * @param {AgreementText} text
 * @returns {Recognised[]}
 */
function equivalents({ record, home, at }, text) {
  const { graded } = record;
  const schemes = text.schemes.filter(({ owner, kind }) => owner === home && kind === record.kind);
  return graded.categories.flatMap((category) =>
    schemes.map((scheme) => {
      const row = equivalenceOf(text, graded.scheme, category, graded.grade, scheme.id, at);
      const target = row?.to ?? null;
      const same = target !== null && category !== null && scheme.categories.includes(category) ? category : null;
      return {
        category,
        scheme: scheme.id,
        toCategory: target?.category ?? same,
        grade: target?.grade ?? null,
        clause: row?.clause ?? null,
        how: 'equivalence',
      };
    }),
  );
}
