// log, where there is a proof: the rest of verifier/checks/log.py.

import { logOrigin } from '../../credentials/identifiers.js';
import { Moment, formatTime } from '../../credentials/times.js';
import { decodeHex } from '../../signing/bytes.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { HurenError } from '../../signing/errors.js';
import { parseLogProof } from '../../signing/log/log_proof.js';
import { checkInclusion } from '../../signing/log/merkle.js';
import { checkCosignature } from '../../signing/log/note.js';
import { passed, unclear } from '../findings.js';
import { isCheckpointSigned } from '../trust/checkpoints.js';

/** @import { Inquiry } from '../findings.js' */
/** @import { Note } from '../../signing/log/note.js' */
/** @import { PartyTrust } from '../trust/party_trust.js' */

const CHECK = 'log';
const LATEST = 2n ** 32n;

/**
 * Passes with a proof that holds for the signed record, and leaves its witnessed date in the case.
 * @param {Inquiry} inquiry
 * @param {PartyTrust} party
 * @param {Uint8Array} proofData
 */
export async function checkLogProof(inquiry, party, proofData) {
  const { issuer, record } = inquiry;
  let proof;
  let checkpoint;
  try {
    proof = parseLogProof(proofData);
    checkpoint = parseCheckpoint(proof.note.text);
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return notLogged(await error.sentence('en'), await error.sentence('zh'));
  }
  if (checkpoint.origin !== logOrigin(issuer) || !(await isCheckpointSigned(proof.note, party))) {
    return notLogged("its checkpoint is not signed by the issuer's log.", '检查点不是发证方日志所签。');
  }
  const leaf = decodeHex(record.digest);
  if (!checkInclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root)) {
    return notLogged('it is not for this record.', '证明不对应此记录。');
  }
  const witnessed = await findWitness(inquiry, proof.note);
  if (witnessed === null) {
    return inquiry.snapshot.summary.text.log === undefined ? passed(CHECK, 'logged') : unclear(CHECK, 'witness-needed', { kind: 'not-yet' });
  }
  inquiry.dated = new Moment(Number(witnessed.time), 0);
  return passed(CHECK, 'witnessed', { by: witnessed.by, seen: formatTime(inquiry.dated) });
}

/**
 * When another party cosigned the checkpoint first, and which; the issuer's own word dates nothing, nor does a
 * cosignature of a compromised key, nor one before the record says it was signed.
 * @param {Inquiry} inquiry
 * @param {Note} note
 */
async function findWitness({ trust, party, created }, note) {
  const signed = BigInt(created.seconds);
  /** @type {{ time: bigint, by: string } | null} */
  let earliest = null;
  for (const other of trust.parties.values()) {
    for (const key of other === party ? [] : other.publicationKeys()) {
      const time = await checkCosignature(note, logOrigin(other.issuer), key);
      if (time === null || time < signed || time >= LATEST) continue;
      if (earliest === null || time < earliest.time) earliest = { time, by: other.issuer };
    }
  }
  return earliest;
}

/**
 * @param {string} reason
 * @param {string} reasonZh
 */
const notLogged = (reason, reasonZh) => unclear(CHECK, 'not-logged', { reason, reason_zh: reasonZh });
