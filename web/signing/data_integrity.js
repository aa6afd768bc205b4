// signing/data_integrity.py: eddsa-jcs-2022 as a closed profile.

import { canonicalText, encodeProfile } from './jcs.js';
import { concat } from './bytes.js';
import { SigningError } from './errors.js';
import { isObject, printable } from './json_profile.js';
import { decodeProofValue } from './multikey.js';
import { sha256 } from './sha256.js';
import { verifyEd25519 } from './ed25519.js';

const CRYPTOSUITE = 'eddsa-jcs-2022';

const MEMBERS = ['@context', 'type', 'cryptosuite', 'created', 'verificationMethod', 'proofPurpose', 'proofValue'];
const TIME =
  /^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9](?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])$/;

/**
 * {created, verificationMethod, signature} of `document`, when its proof has exactly the form of the profile.
 * @param {Record<string, any>} document
 */
export function parseProof(document) {
  const proof = proofOf(document);
  const name = oddMember(proof);
  if (name !== null) throw new SigningError('proof-member', 'proof', { name: printable(name, 40) });
  for (const [member, value] of [['type', 'DataIntegrityProof'], ['cryptosuite', CRYPTOSUITE]]) {
    if (proof[member] !== value) {
      throw new SigningError('proof-unsupported', `proof.${member}`, { name: shown(proof[member]) });
    }
  }
  if (proof.proofPurpose !== 'assertionMethod') throw new SigningError('proof-purpose', 'proof.proofPurpose');
  const context = contextOf(document);
  if (canonicalText(proof['@context']) !== canonicalText(context)) {
    throw new SigningError('proof-context', 'proof.@context');
  }
  checkCreated(proof.created);
  const method = proof.verificationMethod;
  if (typeof method !== 'string' || !method) {
    throw new SigningError('proof-member', 'proof.verificationMethod', { name: 'verificationMethod' });
  }
  if (typeof proof.proofValue !== 'string') throw new SigningError('proof-value', 'proof.proofValue');
  return { created: proof.created, verificationMethod: method, signature: decodeProofValue(proof.proofValue) };
}

/**
 * Whether the proof of a document that `parseJson` and `parseProof` read verifies under `publicKey`.
 * @param {Record<string, any>} document
 * @param {{signature: Uint8Array}} proof
 * @param {Uint8Array} publicKey
 */
export async function checkSignature(document, proof, publicKey) {
  return verifyEd25519(publicKey, proof.signature, hashData(document));
}

/**
 * The 64 bytes that are signed (3.3.4): SHA-256 of the proof without its value, then of the rest.
 * @param {Record<string, any>} document
 */
export function hashData(document) {
  const options = { ...document.proof };
  delete options.proofValue;
  const unsigned = { ...document };
  delete unsigned.proof;
  return concat(...[options, unsigned].map((part) => sha256(encodeProfile(part))));
}

/** @param {any} value */
function shown(value) {
  return printable(typeof value === 'string' ? value : canonicalText(value), 40);
}

/** @param {Record<string, any>} document */
function proofOf(document) {
  if (!isObject(document.proof)) throw new SigningError('proof-missing', 'proof');
  return document.proof;
}

/**
 * The first name, by code point, that only one of the two sides has.
 * @param {object} proof
 */
function oddMember(proof) {
  const odd = [
    ...Object.keys(proof).filter((name) => !MEMBERS.includes(name)),
    ...MEMBERS.filter((name) => !Object.hasOwn(proof, name)),
  ];
  return odd.length ? odd.reduce((least, name) => (compareCodePoints(name, least) < 0 ? name : least)) : null;
}

/**
 * @param {string} a
 * @param {string} b
 */
function compareCodePoints(a, b) {
  const [left, right] = [[...a], [...b]];
  for (let i = 0; i < Math.min(left.length, right.length); i += 1) {
    if (left[i] !== right[i]) return (left[i].codePointAt(0) ?? 0) - (right[i].codePointAt(0) ?? 0);
  }
  return left.length - right.length;
}

/** @param {Record<string, any>} document */
function contextOf(document) {
  const context = document['@context'];
  if (!Array.isArray(context) || !context.every((item) => typeof item === 'string')) {
    throw new SigningError('proof-context', '@context');
  }
  return context;
}

/**
 * By pattern first: date parsers accept far more.
 * @param {unknown} created
 */
function checkCreated(created) {
  const match = typeof created === 'string' ? TIME.exec(created) : null;
  const [year, month, day] = match ? match.slice(1).map(Number) : [0, 0, 0];
  // the calendar repeats after 400 years; Date.UTC would take the year 26 for 1926
  const last = new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate();
  if (match === null || year < 1 || day > last) throw new SigningError('proof-created', 'proof.created');
}
