// The facts on every printed record, of one answer or many: its purpose and person, its time, its trust data and
// program, and whether a person has compared the eight words.

import { el } from '../../dom.js';
import { VERSION } from '../../resources.js';
import { formatMoment, zoned } from '../../words/names.js';
import { colon, comma, say } from '../../words/sentences.js';
import { askedOf } from '../answer.js';
import { filled } from './form.js';

/** @import { View } from '../answer.js' */
/** @import { Child } from '../../dom.js' */
/** @import { VerdictJson } from '../../../verifier/verdict.js' */

/** @typedef {[word: string, value: Child]} Fact the key of a word, and what stands beside it */

/** The version of the program, as `pyproject.toml` has it. */
const RELEASE = '0.1.0';

/**
 * Returns what was asked, by whom and for what; empty fields are for handwriting.
 * @param {VerdictJson} verdict
 * @param {View} view
 * @returns {Fact[]}
 */
export const listAsked = (verdict, { home, names, question }) => [
  ['tenderField', filled.tender.trim()],
  ['officerField', filled.officer.trim()],
  ['asOf', zoned(askedOf(verdict, question))],
  ['home', home === null ? say('homeNone') : names.party(home)],
  ['madeAt', zoned(formatMoment(verdict.now))],
];

/**
 * Returns what the answer rests on: trust data and program.
 * @param {VerdictJson} verdict
 * @param {View} view
 * @returns {Fact[]}
 */
export function listTrust(verdict, { names, state, pinWords }) {
  const issued = (state.trust?.manifests ?? []).filter(({ created }) => created !== null);
  return [
    ['pin', [pinWords().join(' '), ' · ', el('b', {}, state.compared === null ? say('pinNotCompared') : say('pinCompared', { day: state.compared }))]],
    ['pinWhole', el('code', {}, state.pin)],
    ['agreement', say('agreementLine', verdict.trust)],
    ['published', issued.map(({ issuer, created }) => el('div', {}, `${names.party(issuer)} ${zoned(formatMoment(created))}`))],
    ['software', [`huren ${RELEASE} · SHA-256 `, el('code', {}, VERSION)]],
  ];
}

/**
 * Returns facts by word: an empty fact is a line to write on, an `undefined` one is left out; the first `short` facts
 * share lines in pairs.
 * @param {Fact[]} facts
 */
export const renderFacts = (facts, short = 0) =>
  el('dl', { class: 'facts' }, facts.filter(([, value]) => value !== undefined).map(([word, value], place) =>
    [el('dt', {}, say(word)), el('dd', { class: [value === '' ? 'blank' : '', place < short ? '' : 'whole'].join(' ').trim() }, value)]));

/**
 * Enterprises by name, where it is known, and code.
 * @param {{ name?: string | null, uscc: string }[]} enterprises
 */
export const enterpriseWords = (enterprises) =>
  enterprises.map(({ name, uscc }) => [name, uscc].filter(Boolean).join(' ')).join(comma());

/**
 * Returns the unproven claims by which paper and file can be matched: the certificate number claimed, and the digests
 * of what was read.
 * @param {{ claimed: string, digests: Iterable<string | null> }} found
 */
export function claimLines({ claimed, digests }) {
  const line = (/** @type {string} */ word, /** @type {string} */ value) => el('p', {}, `${say(word)}${colon()}`, el('code', {}, value));
  return [
    ...(claimed === '' ? [] : [line('claimedNumber', claimed)]),
    ...[...digests].flatMap((digest) => (digest === null ? [] : line('inputDigest', digest))),
  ];
}
