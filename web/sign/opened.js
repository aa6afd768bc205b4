// The opened files: a plan to sign and a key file, each read as far as possible without a passphrase.

import { parsePlanToSign } from '../credentials/documents/desk/carried.js';
import { decodeLeniently } from '../signing/bytes.js';
import { judgePlan } from '../verifier/desk/decision.js';
import { inForce } from '../verifier/desk/people.js';
import { findText, readCarried } from '../verifier/desk/reading/carried.js';
import { readDocuments } from '../verifier/desk/reading/documents.js';

/** @import { AgreementText } from '../credentials/documents/agreement.js' */
/** @import { PlanToSign } from '../credentials/documents/desk/carried.js' */
/** @import { PeopleBody } from '../credentials/documents/desk/people.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { CarriedQuestion } from '../verifier/desk/reading/carried.js' */
/** @import { ReadDocument } from '../verifier/desk/reading/documents.js' */
/** @import { Party } from '../verifier/desk/reading/people.js' */

/** @typedef {{ name: string, carried: PlanToSign, read: CarriedQuestion, party: Party, documents: ReadDocument[], text: AgreementText | null }} Opened */
/** @typedef {{ name: string, pem: Uint8Array }} KeyFile */

/** @param {string} id of a method: its name in the key list */
export const nameOfKey = (id) => id.slice(id.indexOf('#') + 1);

const KEY = /^\s*-----BEGIN /;
const PLAIN_KEY = /^\s*-----BEGIN PRIVATE KEY-----/;

/** @param {Uint8Array} data */
export const isKeyFile = (data) => KEY.test(decodeLeniently(data.subarray(0, 200)));

/**
 * Returns whether the key in a file is unencrypted.
 * @param {Uint8Array} data
 */
export const isUnlocked = (data) => PLAIN_KEY.test(decodeLeniently(data.subarray(0, 200)));

/**
 * Returns the plan in a file, with all evidence that it was decided; RecordError names the member.
 * @param {string} name
 * @param {Uint8Array} data
 * @param {Moment} now
 * @returns {Promise<Opened>}
 */
export async function openPlan(name, data, now) {
  const carried = parsePlanToSign(data);
  const read = await readCarried(carried, now, now);
  const { plan, documents } = carried.stated;
  return { name, carried, read, party: read.party, documents: readDocuments(plan.body, documents), text: await findText(carried.agreement, read.party) };
}

/**
 * The answer of the one function about signing now. A clock before the export is the cause of whatever it says: the people
 * list, the plan and the statements of the file lie ahead of it.
 * @param {Opened} opened
 * @param {Moment} now
 */
export function judgeNow({ carried, read }, now) {
  const answer = judgePlan({ ...read.question, created: now, now });
  return isBeforeExport(carried, now) ? { ...answer, code: 'clock' } : answer;
}

/**
 * @param {PlanToSign} carried
 * @param {Moment} now
 */
export const isBeforeExport = ({ exported }, now) => now.seconds < exported.seconds;

/**
 * Returns the people list in force; null if there is none.
 * @param {Opened} opened
 * @param {Moment} now
 * @returns {PeopleBody | null}
 */
export function peopleNow({ carried, read }, now) {
  const people = inForce(read.question.chain, now);
  return carried.people.find(({ digest }) => digest === people?.id)?.body ?? null;
}
