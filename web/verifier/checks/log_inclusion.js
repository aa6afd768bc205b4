// log, where there is a proof or has to be one: the rest of verifier/checks/log.py.

import { logOrigin } from '../../credentials/identifiers.js';
import { Moment, formatTime, later } from '../../credentials/times.js';
import { decodeHex } from '../../signing/bytes.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { HurenError } from '../../signing/errors.js';
import { parseLogProof } from '../../signing/log/log_proof.js';
import { checkInclusion } from '../../signing/log/merkle_proofs.js';
import { checkCosignature } from '../../signing/log/note.js';
import { passed, unclear } from '../findings.js';
import { CLOCK_TOLERANCE } from '../policy.js';
import { isCheckpointSigned } from '../trust/checkpoints.js';
import { readCredential } from './well_formed.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Note } from '../../signing/log/note.js' */
/** @import { Inquiry } from '../findings.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

/** @typedef {{ time: bigint, by: string }} Cosignature */
/** @typedef {{ cosigned: Cosignature[], reason?: undefined } | { cosigned?: undefined, reason: [en: string, zh: string] }} ReadProof */

const CHECK = 'log';
const NEVER = 2n ** 32n;

/**
 * Passes with a proof that holds for the signed record, and leaves its witnessed date in the case; where the agreement
 * asks for a witness, with one alone.
 * @param {Inquiry} inquiry
 * @param {PartyTrust} party
 */
export async function checkLogged(inquiry, party) {
  const { record, trust, created, now, snapshot, proofData } = inquiry;
  const needsWitness = snapshot.summary.text.log !== undefined;
  if (proofData === null) return needsWitness ? unclear(CHECK, 'witness-needed') : notLogged('no proof was given.', '未提供证明。');
  const { cosigned, reason } = await readProof(proofData, record, party, trust);
  if (cosigned === undefined) return notLogged(...reason);
  // if the clock is behind, uses the time of the newest root signature
  const witnessed = findFirst(cosigned, created, later(now, trust.newestByRoot).seconds + CLOCK_TOLERANCE);
  if (witnessed === null) return needsWitness ? unclear(CHECK, 'witness-needed', { kind: 'not-yet' }) : passed(CHECK, 'logged');
  inquiry.dated = new Moment(Number(witnessed.time), 0);
  return passed(CHECK, 'witnessed', { by: witnessed.by, seen: formatTime(inquiry.dated) });
}

/**
 * @param {string} reason
 * @param {string} reasonZh
 */
const notLogged = (reason, reasonZh) => unclear(CHECK, 'not-logged', { reason, reason_zh: reasonZh });

/**
 * Of several the one to judge the credential in `input` by: it holds, and was witnessed first; else the only one; or null.
 * @param {Uint8Array} input
 * @param {TrustStore} trust
 * @param {Uint8Array[]} proofs
 */
export async function chooseProof(input, trust, proofs) {
  const { record } = await readCredential(input);
  const party = record === null ? undefined : trust.parties.get(record.signer);
  if (record === null || party === undefined) return null;
  let best = null;
  for (const data of proofs) {
    const { cosigned } = await readProof(data, record, party, trust);
    if (cosigned === undefined) continue;
    const time = findFirst(cosigned, record.created)?.time ?? NEVER;
    if (best === null || time < best.time) best = { time, data };
  }
  return best?.data ?? (proofs.length === 1 ? proofs[0] : null);
}

/**
 * Returns whether the proof is valid for the record, and another party saw the checkpoint by `now`.
 * @param {Uint8Array} data
 * @param {JudgedRecord} record
 * @param {TrustStore} trust
 * @param {Moment} now
 */
export async function isWitnessed(data, record, trust, now) {
  const party = trust.parties.get(record.body.issuer);
  const { cosigned = [] } = party === undefined ? {} : await readProof(data, record, party, trust);
  return findFirst(cosigned, record.created, later(now, trust.newestByRoot).seconds + CLOCK_TOLERANCE) !== null;
}

/**
 * Who else saw the checkpoint of the party's log that holds the record, or why there is none.
 * @param {Uint8Array} data
 * @param {JudgedRecord} record
 * @param {PartyTrust} party
 * @param {TrustStore} trust
 * @returns {Promise<ReadProof>}
 */
async function readProof(data, record, party, trust) {
  let proof;
  let checkpoint;
  try {
    proof = parseLogProof(data);
    checkpoint = parseCheckpoint(proof.note.text);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { reason: [await error.sentence('en'), await error.sentence('zh')] };
  }
  const cosigned = await findCosignatures(proof.note, trust, party);
  const seen = findFirst(cosigned)?.time ?? null;
  if (checkpoint.origin !== logOrigin(party.issuer) || !(await isCheckpointSigned(proof.note, party, false, seen))) {
    return { reason: ["its checkpoint is not signed by the issuer's log.", '检查点不是发证方日志所签。'] };
  }
  const holds = checkInclusion(decodeHex(record.digest), proof.index, checkpoint.size, proof.hashes, checkpoint.root);
  return holds ? { cosigned } : { reason: ['it is not for this record.', '证明不对应此记录。'] };
}

/**
 * Returns the cosignatures of the other parties: the owner's own dates nothing, nor does that of a compromised key.
 * @param {Note} note
 * @param {TrustStore} trust
 * @param {PartyTrust} owner
 */
async function findCosignatures(note, trust, owner) {
  /** @type {Cosignature[]} */
  const signatures = [];
  for (const other of trust.parties.values()) {
    for (const key of other === owner ? [] : other.publicationKeys()) {
      const time = await checkCosignature(note, logOrigin(other.issuer), key);
      if (time !== null && time < NEVER) signatures.push({ time, by: other.issuer });
    }
  }
  return signatures;
}

/**
 * The first that dates what says that it was signed at `since`; none of after `until`, in seconds. A witness's clock
 * may be a little behind the issuer's: what it saw had been signed by then.
 * @param {Cosignature[]} cosigned
 * @param {Moment} [since]
 * @param {number} [until]
 */
function findFirst(cosigned, since, until) {
  /** @type {Cosignature | null} */
  let first = null;
  const signed = BigInt(since?.seconds ?? 0);
  for (const { time: seen, by } of cosigned) {
    if (seen < signed - BigInt(CLOCK_TOLERANCE) || (until !== undefined && seen > BigInt(until))) continue;
    const time = seen < signed ? signed : seen;
    if (first === null || time < first.time) first = { time, by };
  }
  return first;
}
