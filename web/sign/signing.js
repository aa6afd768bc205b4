// Signs the documents of a plan with a key of the association, and verifies each signature before the file is saved.

import { toSignedFile } from '../credentials/documents/desk/carried.js';
import { PEOPLE_LIST } from '../credentials/documents/desk/people.js';
import { KINDS } from '../credentials/kinds.js';
import { formatTime } from '../credentials/times.js';
import { addProof } from '../signing/keys/add_proof.js';
import { verifyEd25519 } from '../signing/ed25519.js';
import { encodeProfile } from '../signing/jcs.js';
import { decodeMultikey } from '../signing/multikey.js';
import { findObjection } from '../verifier/trust/keys.js';

/** @import { SigningMethod } from '../credentials/documents/desk/carried.js' */
/** @import { KeyListBody } from '../credentials/documents/key_list.js' */
/** @import { JsonObject } from '../credentials/record.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Signer } from '../signing/keys/signer.js' */
/** @import { ReadDocument } from '../verifier/desk/reading/documents.js' */
/** @import { Party } from '../verifier/desk/reading/people.js' */
/** @import { Opened } from './opened.js' */

const TOGETHER = 20; // a third of a second on a slow phone without Ed25519 of its own

/** Why a key signs nothing here: a code of sentences.json. */
export class KeyRefused extends Error {
  /** @param {string} code */
  constructor(code) {
    super(code);
    this.code = code;
  }
}

/**
 * Returns the file huren-signed/2. Throws KeyRefused if the key may not sign these documents then; `onSigned` is called
 * with the number signed so far.
 * @param {Opened} opened
 * @param {Signer} signer
 * @param {Moment} created
 * @param {(count: number) => Promise<void>} onSigned
 */
export async function signPlan(opened, signer, created, onSigned) {
  const { carried } = opened;
  const { stated, stored } = carried;
  const publicKey = decodeMultikey(signer.multikey);
  const signedBy = findMethods(opened, signer, created);
  /** @type {JsonObject[]} */
  const signed = [];
  for (let from = 0; from < signedBy.length; from += TOGETHER) {
    const some = stated.documents.slice(from, from + TOGETHER);
    signed.push(...(await Promise.all(some.map((value, place) => stored.get(from + place) ?? signOne(value, signedBy[from + place].id, publicKey, signer, created)))));
    await onSigned(signed.length);
  }
  return encodeProfile(toSignedFile(carried, signed));
}

/**
 * @param {JsonObject} value
 * @param {string} id of the method, whose key is the signer's
 * @param {Uint8Array} publicKey
 * @param {Signer} signer
 * @param {Moment} created
 */
function signOne(value, id, publicKey, signer, created) {
  const sign = async (/** @type {Uint8Array} */ hash) => {
    const signature = await signer.sign(hash);
    if (!(await verifyEd25519(publicKey, signature, hash))) throw new KeyRefused('refused-own-signature');
    return signature;
  };
  return addProof(value, id, sign, formatTime(created));
}

/**
 * Returns the uses of the keys that sign these documents.
 * @param {ReadDocument[]} documents
 */
export const usesOf = (documents) => [...new Set(documents.map(useOf))];

/** @param {ReadDocument} document */
const useOf = ({ kind }) => (kind === PEOPLE_LIST.kind ? 'assessment' : /** @type {SigningMethod['use']} */ (KINDS.get(kind)?.use));

/**
 * Returns for each document the key list's name of this key; throws KeyRefused if it may not sign one of them then.
 * @param {Opened} opened
 * @param {Signer} signer
 * @param {Moment} created
 */
export const findMethods = (opened, signer, created) => opened.documents.map((document) => findMethod(document, opened, signer, created));

/**
 * Returns the key of the association that signs a document of this kind, by the key list in force or the one to be
 * signed.
 * @param {ReadDocument} document
 * @param {Opened} opened
 * @param {Signer} signer
 * @param {Moment} created
 */
function findMethod(document, { carried, party }, signer, created) {
  const { kind, body } = document;
  const use = useOf(document);
  const own = carried.methods.filter(({ publicKeyMultibase }) => publicKeyMultibase === signer.multikey);
  const method = own.find((item) => item.use === use);
  if (method === undefined) {
    const isOwn = own.length > 0 || party.lists.has(signer.multikey) || [...party.keys.values()].some((key) => key.method.publicKeyMultibase === signer.multikey && key.method.use !== use);
    const isPerson = carried.people.some((list) => list.body.people.some(({ keys }) => keys.some((key) => key.public === signer.multikey)));
    throw new KeyRefused(isOwn ? 'refused-wrong-use' : isPerson ? 'refused-person-key' : 'refused-unknown-key');
  }
  const listed = party.keys.get(method.id);
  const isOther = listed !== undefined && listed.method.publicKeyMultibase !== signer.multikey;
  const objection = isOther ? 'unknown-key' : findObjection(party.keys, method.id, use, created, party.newestKeyList);
  const isNew = objection === 'unknown-key' && !isOther && kind === 'key-list' && lists(/** @type {KeyListBody} */ (body), method);
  if (objection !== null && !isNew) throw new KeyRefused(`refused-${objection}`);
  return method;
}

/**
 * Returns whether a key list to be signed has the root key that signs it.
 * @param {KeyListBody} body
 * @param {SigningMethod} method
 */
const lists = (body, { id, publicKeyMultibase }) =>
  body.verificationMethod.some((item) => item.id === id && item.publicKeyMultibase === publicKeyMultibase && item.use === 'root');
