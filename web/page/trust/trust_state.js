// What a page knows of its trust data: values that cross from the verifier's thread, enough to show and to ask by.

import * as ed25519 from '../../signing/ed25519.js';
import { CLOCK_TOLERANCE } from '../../verifier/policy.js';

/** Before anything is known. */
export const NOTHING = {
  pin: null, digest: null, compared: null, otherPin: null, online: true, asking: true, samples: [], older: false, damaged: false, refused: null,
  lasting: true, implementation: null, trust: null,
};

/** A refusal in both languages, with what to do next; null for an error that is none of ours. */
export async function saidOf(error) {
  if (typeof error?.sentence !== 'function') return null;
  const sentence = async (lang) => `${await error.sentence(lang)} ${await error.mend(lang)}`;
  return { zh: await sentence('zh'), en: await sentence('en') };
}

/** The state of `data` and of the memory it is kept in. */
export function stateOf(data, memory) {
  const { pin, digest, compared, otherPin, refused, online, asking, samples, older, damaged, store } = data;
  return {
    pin, digest, compared, otherPin, refused, online, asking, samples, older, damaged,
    lasting: memory.lasting,
    implementation: ed25519.implementation,
    trust: store === null ? null : trustOf(store),
  };
}

/** Agreement texts by when they act, how old each party's manifest is, and how early a clock may honestly be. */
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

/** The agreement text in force at `now`, else the last that was; before the first acts, the first. */
export const textAt = ({ versions }, now) =>
  (versions.findLast(({ actsFrom }) => actsFrom <= now) ?? versions[0]).text;

/** Whether a root signed something later than `now`, by more than clocks may differ. */
export const clockIsBehind = (trust, now) => trust !== null && now < trust.earliest;
