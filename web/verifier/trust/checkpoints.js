// verifier/trust/trust_store.py, read_checkpoints: the log heads of a bundle, each signed by its association.

import { logOrigin } from '../../credentials/identifiers.js';
import { encodeHex } from '../../signing/bytes.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { HurenError } from '../../signing/errors.js';
import { checkNote, parseNote } from '../../signing/log/note.js';

/** @import { Note } from '../../signing/log/note.js' */
/** @import { PartyTrust } from './party_trust.js' */

/** @typedef {Map<string, ReturnType<typeof parseCheckpoint>[]>} Checkpoints by association */

/**
 * Returns, by association, the checkpoints that it signed and that its newest manifest does not contradict.
 * @param {Iterable<string>} notes
 * @param {Map<string, PartyTrust>} parties
 */
export async function readCheckpoints(notes, parties) {
  const byOrigin = new Map([...parties.values()].map((party) => [logOrigin(party.issuer), party]));
  /** @type {Checkpoints} */
  const heads = new Map();
  for (const text of notes) {
    const { note, checkpoint } = read(text) ?? {};
    const party = checkpoint && byOrigin.get(checkpoint.origin);
    if (note === undefined || checkpoint === undefined || party === undefined) continue;
    const head = party.manifest?.body.credentialSubject.checkpoint;
    const isContradicted = head && BigInt(head.size) === checkpoint.size && head.root !== encodeHex(checkpoint.root);
    if (isContradicted || !(await isCheckpointSigned(note, party))) continue;
    heads.set(party.issuer, [...(heads.get(party.issuer) ?? []), checkpoint]);
  }
  return heads;
}

/** @param {string} text */
function read(text) {
  try {
    const note = parseNote(text);
    return { note, checkpoint: parseCheckpoint(note.text) };
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return null;
  }
}

/**
 * Whether a publication key of the association signed it; a compromised one where allowed, or where another
 * party cosigned it at `seen`, in seconds, before that.
 * @param {Note} note
 * @param {PartyTrust} party
 * @param {bigint | null} seen
 */
export async function isCheckpointSigned(note, party, byCompromised = false, seen = null) {
  for (const key of party.publicationKeys(byCompromised, seen)) {
    if (await checkNote(note, logOrigin(party.issuer), key)) return true;
  }
  return false;
}
