// verifier/agreements.py: the chain of agreement versions, under one pin.
//
// A half counts when a root key of its issuer, in its own version or the one before, signed it; a version is
// complete when every root of it and of the version before has; two complete texts with one version or one
// `previous` are a fork.

import { agreementDigest, partyOf } from '../credentials/agreement.js';
import { isIn } from '../credentials/times.js';
import { checkSignature } from '../signing/data_integrity.js';
import { decodeMultikey } from '../signing/multikey.js';
import { TrustError } from './errors.js';

/** The complete versions {text, digest} under one pin, in order of version. */
class AgreementChain {
  constructor(versions) {
    this.versions = versions;
    this.fork = findFork(versions);
    this.members = new Set(versions.flatMap(({ text }) => text.parties.map((party) => party.id)));
  }

  get first() {
    return this.versions[0];
  }

  get latest() {
    return this.versions.at(-1);
  }

  /** The highest complete version in force at `moment`, or null. */
  at(moment) {
    return this.versions.findLast(({ text }) => isIn(moment, text.effectiveFrom, text.effectiveUntil)) ?? null;
  }

  /** The version that judges a signature; before version 1 began, version 1 (its grants decide). */
  forCreated(created) {
    return created.seconds < this.first.text.effectiveFrom.seconds ? this.first : this.at(created);
  }

  /** The version whose roots vouch for key lists at `now`: the one in force, else the last that was. */
  inForceOrLast(now) {
    return this.at(now) ?? this.versions.findLast(({ text }) => isIn(now, text.effectiveFrom)) ?? this.first;
  }

  byNumber(version) {
    return this.versions.find(({ text }) => text.version === version);
  }

  /** The root keys of the party, as multikeys, one for each version that names it, oldest first. */
  rootsOf(did) {
    return this.versions.flatMap(({ text }) => partyOf(text, did)?.rootKey ?? []);
  }
}

/** The chain under `pin`; TrustError pin-mismatch, chain-broken or bad-signature. Pending versions are left out. */
export async function buildChain(halves, pin) {
  const texts = new Map();
  for (const half of halves) {
    const digest = await agreementDigest(half.value.credentialSubject);
    texts.set(digest, [...(texts.get(digest) ?? []), half]);
  }
  const complete = new Map();
  for (const digest of inOrder(texts)) {
    const text = textOf(texts.get(digest));
    const name = `agreements.${text.version}`;
    const previous = complete.get(text.previous) ?? null;
    if (text.previous === undefined && digest !== pin) throw new TrustError('pin-mismatch', name, { pin });
    if (text.previous !== undefined && previous === null) {
      if (texts.has(text.previous)) continue; // its predecessor is pending, so it is pending too
      throw new TrustError('chain-broken', name, { what: 'previous' });
    }
    if (previous !== null) checkContinuation(text, previous.text, name);
    if (await isComplete(texts.get(digest), previous, name)) complete.set(digest, { text, digest });
  }
  if (!complete.has(pin)) throw new TrustError('pin-mismatch', 'agreements', { pin });
  return new AgreementChain([...complete.values()].sort((a, b) => a.text.version - b.text.version));
}

const textOf = (halves) => halves[0].body.credentialSubject;

const inOrder = (texts) =>
  [...texts.keys()].sort((a, b) => textOf(texts.get(a)).version - textOf(texts.get(b)).version || (a < b ? -1 : 1));

function checkContinuation(text, before, name) {
  const rules = {
    agreement: text.agreement === before.agreement,
    version: text.version > before.version,
    effectiveFrom: text.effectiveFrom.seconds >= before.effectiveFrom.seconds,
  };
  for (const [what, holds] of Object.entries(rules)) {
    if (!holds) throw new TrustError('chain-broken', name, { what });
  }
}

async function isComplete(halves, previous, name) {
  const parties = [textOf(halves), ...(previous === null ? [] : [previous.text])].flatMap((text) => text.parties);
  const signed = new Set();
  for (const half of halves) {
    const candidates = new Set(parties.filter(({ id }) => id === half.signer).map(({ rootKey }) => rootKey));
    let signers = 0;
    for (const key of candidates) {
      if (!(await checkSignature(half.value, half.proof, decodeMultikey(key)))) continue;
      signers += 1;
      signed.add(key);
    }
    if (!signers) throw new TrustError('bad-signature', `${name} (${half.signer})`);
  }
  return parties.every(({ rootKey }) => signed.has(rootKey));
}

function findFork(versions) {
  const numbers = new Set();
  const predecessors = new Set();
  for (const { text } of versions) {
    if (numbers.has(text.version) || predecessors.has(text.previous)) return text.version;
    numbers.add(text.version);
    predecessors.add(text.previous);
  }
  return null;
}
