// verifier/party_trust.py: what trust data says of one association: keys, manifest, events and their completeness.

import { checkSignature } from '../signing/data_integrity.js';
import { decodeHex, encodeHex } from '../signing/bytes.js';
import { isIn } from '../credentials/times.js';
import { isWeakKey } from '../signing/ed25519.js';
import { MerkleTree } from '../signing/merkle.js';
import { decodeMultikey } from '../signing/multikey.js';
import { TrustError } from './errors.js';

/** Whether `created` lies in the key's [validFrom, signsUntil). */
export const signsAt = (key, created) => isIn(created, key.method.validFrom, key.method.signsUntil);

/** One association. `lists` are its key lists by root key, oldest root first, each in order of version. */
export class PartyTrust {
  manifest = null;
  events = new Map(); // by credential id: [{change, created, digest, counts}]
  #roots = new Map();

  static async of(issuer, lists, salvage, events) {
    const party = new PartyTrust(issuer, lists, salvage);
    party.tree = await MerkleTree.of(events.map((record) => decodeHex(record.digest)));
    const signed = await Promise.all(events.map((record) => party.#isSigned(record)));
    for (const [place, record] of events.entries()) {
      const event = party.#readEvent(record, signed[place]);
      const held = party.events.get(event.change.credential);
      if (held) held.push(event);
      else party.events.set(event.change.credential, [event]);
    }
    return party;
  }

  constructor(issuer, lists, salvage) {
    this.issuer = issuer;
    this.lists = lists;
    /** The newest key list of the newest root that signed any; a replaced root adds nothing any more. */
    this.newestKeyList = [...lists.values()].at(-1).at(-1);
    const methods = this.newestKeyList.body.verificationMethod;
    this.keys = new Map(methods.map((method) => [method.id, readKey(method, salvage)]));
  }

  /** The newest key list that this root key signed. */
  keyList(root) {
    return this.lists.get(root)?.at(-1) ?? null;
  }

  /** The public keys that sign checkpoints; those in other hands only where allowed. */
  publicationKeys(compromised = false) {
    const keys = [...this.keys.values()].filter((key) => key.method.use === 'publication');
    return keys.filter((key) => compromised || key.stand === null).map((key) => key.public);
  }

  /** The root over all events here, in hex. */
  async eventRoot(size = this.tree.size) {
    if (!this.#roots.has(size)) this.#roots.set(size, encodeHex(await this.tree.root(size)));
    return this.#roots.get(size);
  }

  /** Whether the first `count` events here have that root; null when fewer are here. */
  async agrees({ count, root }) {
    return count > this.tree.size ? null : (await this.eventRoot(count)) === root;
  }

  async #isSigned(record) {
    const key = this.keys.get(record.proof.verificationMethod);
    return key !== undefined && checkSignature(record.value, record.proof, key.public);
  }

  #readEvent(record, isSigned) {
    const name = `events.${record.body.id}`;
    if (!isSigned) throw new TrustError('bad-signature', name);
    const key = this.keys.get(record.proof.verificationMethod);
    if (key.method.use !== 'assessment') throw new TrustError('wrong-use', name, { use: key.method.use });
    const change = record.body.credentialSubject;
    const restricts = change.action !== 'reinstate';
    let counts = restricts || signsAt(key, record.created);
    if (key.stand !== null) counts = restricts ? !key.stand.void.has(record.digest) : key.stand.keep.has(record.digest);
    return { change, created: record.created, digest: record.digest, counts };
  }
}

/** A usable method: its bytes, and which of its records stand where it is compromised. */
function readKey(method, salvage) {
  let stand = null;
  if (method.compromisedSince !== undefined) {
    const named = salvage.get(method.salvage);
    if (method.salvage !== undefined && named?.key !== method.id) throw new TrustError('salvage-missing', method.id);
    stand = { keep: new Set(named?.keep), void: new Set(named?.void) };
  }
  const publicKey = decodeMultikey(method.publicKeyMultibase);
  return { method, public: publicKey, weak: isWeakKey(publicKey), stand };
}
