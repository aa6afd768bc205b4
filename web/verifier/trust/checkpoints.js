// verifier/trust/trust_store.py, read_checkpoints: the log heads of a bundle, each signed by its association.

import { logOrigin } from '../../credentials/identifiers.js';
import { encodeHex } from '../../signing/bytes.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { HurenError } from '../../signing/errors.js';
import { checkNote, parseNote } from '../../signing/log/note.js';
import { TrustError } from '../errors.js';

/** The checkpoints by association, without those that the newest manifest contradicts; TrustError for a malformed one. */
export async function readCheckpoints(notes, parties) {
  const byOrigin = new Map([...parties.values()].map((party) => [logOrigin(party.issuer), party]));
  const found = new Map();
  for (const text of notes) {
    const { note, checkpoint } = read(text);
    const party = byOrigin.get(checkpoint.origin);
    if (party === undefined) throw new TrustError('unknown-party', 'checkpoints', { issuer: checkpoint.origin });
    const name = `checkpoints (${party.issuer})`;
    if (!(await isCheckpointSigned(note, party, true))) throw new TrustError('bad-signature', name);
    const head = party.manifest?.body.credentialSubject.checkpoint;
    const isContradicted = head && BigInt(head.size) === checkpoint.size && head.root !== encodeHex(checkpoint.root);
    if (isContradicted || !(await isCheckpointSigned(note, party))) continue;
    found.set(party.issuer, [...(found.get(party.issuer) ?? []), checkpoint]);
  }
  return found;
}

function read(text) {
  try {
    const note = parseNote(text);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new TrustError(error.code, 'checkpoints', error.facts);
  }
}

/** Whether a publication key of the association signed it; a compromised one only where allowed. */
export async function isCheckpointSigned(note, party, byCompromised = false) {
  for (const key of party.publicationKeys(byCompromised)) {
    if (await checkNote(note, logOrigin(party.issuer), key)) return true;
  }
  return false;
}
