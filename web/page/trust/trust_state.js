// The page's knowledge of its trust data: values that cross from the verifier's thread, enough to show and to ask by.

import * as ed25519 from '../../signing/ed25519.js';
import { HurenError } from '../../signing/errors.js';
import { CLOCK_TOLERANCE } from '../../verifier/policy.js';

/** @import { NamingText } from '../../credentials/documents/agreement_names.js' */
/** @import { Lang } from '../../signing/errors.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */
/** @import { Memory } from './memory.js' */
/** @import { TrustData } from './trust_data.js' */

/** @typedef {Record<Lang, string>} Said a sentence in both languages */
/** @typedef {ReturnType<typeof trustOf>} TrustKnown */
/** @typedef {TrustKnown['manifests'][number]} ManifestKnown */

/**
 * What crosses from the verifier's thread.
 * @typedef {object} TrustState
 * @property {string | null} pin
 * @property {string | null} digest
 * @property {string | null} compared
 * @property {string | null} otherPin
 * @property {Said | null} refused
 * @property {boolean} online
 * @property {boolean} asking
 * @property {string[]} samples
 * @property {boolean} older
 * @property {'damaged' | 'stuck' | false} damaged
 * @property {boolean} lasting
 * @property {string | null} implementation
 * @property {TrustKnown | null} trust
 */

/**
 * Before anything is known.
 * @type {TrustState}
 */
export const NOTHING = {
  pin: null, digest: null, compared: null, otherPin: null, online: true, asking: true, samples: [], older: false, damaged: false, refused: null,
  lasting: true, implementation: null, trust: null,
};

/**
 * What happened, and what to do next.
 * @param {HurenError} error
 * @param {Lang} lang
 */
export const sayError = async (error, lang) => `${await error.sentence(lang)} ${await error.mend(lang)}`;

/**
 * A refusal in both languages; null for an error that is none of ours.
 * @param {unknown} error
 * @returns {Promise<Said | null>}
 */
export async function saidOf(error) {
  if (!(error instanceof HurenError)) return null;
  return { zh: await sayError(error, 'zh'), en: await sayError(error, 'en') };
}

/**
 * The state of `data` and of the memory it is kept in.
 * @param {TrustData} data
 * @param {Memory} memory
 * @returns {TrustState}
 */
export function stateOf(data, memory) {
  const { pin, digest, compared, otherPin, refused, online, asking, samples, older, damaged, store } = data;
  return {
    pin, digest, compared, otherPin, refused, online, asking, samples, older, damaged,
    lasting: memory.lasting,
    implementation: ed25519.implementation,
    trust: store === null ? null : trustOf(store),
  };
}

/**
 * Agreement texts by when they act, how old each party's manifest is, and how early a clock may honestly be.
 * @param {TrustStore} store
 */
function trustOf({ chain, parties, newestByRoot }) {
  return {
    versions: chain.versions.map(({ halves, actsFrom }) => ({
      text: halves[0].value.credentialSubject,
      actsFrom: actsFrom.seconds,
    })),
    manifests: [...parties.values()].map(({ issuer, manifest }) => ({
      issuer,
      created: manifest?.value.proof.created ?? null,
      signed: manifest?.created.seconds ?? null,
      until: manifest?.body.validUntil.seconds ?? null,
    })),
    earliest: newestByRoot.seconds - CLOCK_TOLERANCE,
  };
}

/**
 * The agreement text in force at `now`, else the last that was; before the first acts, the first.
 * @param {Pick<TrustKnown, 'versions'>} trust
 * @param {number} now
 */
export const textAt = ({ versions }, now) =>
  (versions.findLast(({ actsFrom }) => actsFrom <= now) ?? versions[0]).text;

/**
 * The agreement text of `textAt`; without trust data one that names nobody.
 * @param {Pick<TrustKnown, 'versions'> | null} trust
 * @param {number} now
 * @returns {NamingText}
 */
export const textOrNone = (trust, now) => (trust === null ? { parties: [], schemes: [] } : textAt(trust, now));

/**
 * Whether a root signed something later than `now`, by more than clocks may differ.
 * @param {Pick<TrustKnown, 'earliest'> | null} trust
 * @param {number} now
 */
export const clockIsBehind = (trust, now) => trust !== null && now < trust.earliest;
