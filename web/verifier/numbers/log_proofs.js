// verifier/checks/log.py: log proofs of an opening, each for whichever record it is of.

import { decodeHex, encodeHex } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { encodeProfile } from '../../signing/jcs.js';
import { parseCheckpoint } from '../../signing/log/checkpoint.js';
import { parseLogProof } from '../../signing/log/log_proof.js';
import { checkInclusion } from '../../signing/log/merkle_proofs.js';
import { chooseProof } from '../checks/log_inclusion.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { TrustStore } from '../trust/trust_store.js' */

/**
 * In the order of their bytes.
 * @param {Uint8Array[]} proofs
 */
export const eachOnce = (proofs) =>
  [...new Map(proofs.map((data) => [encodeHex(data), data]))].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, data]) => data);

/** Of many records each gets its own. */
export class LogProofs {
  #trust;
  #read;

  /**
   * @param {TrustStore} trust
   * @param {Uint8Array[]} proofs
   */
  constructor(trust, proofs) {
    this.#trust = trust;
    this.#read = eachOnce(proofs).flatMap(read);
  }

  /**
   * The one to judge the record by of those whose hashes lead from it to a root, or null.
   * @param {JudgedRecord} record
   */
  async of(record) {
    const leaf = decodeHex(record.digest);
    const proofs = this.#read.filter(({ proof, checkpoint }) =>
      checkInclusion(leaf, proof.index, checkpoint.size, proof.hashes, checkpoint.root));
    return proofs.length === 0 ? null : chooseProof(encodeProfile(record.value), this.#trust, proofs.map(({ data }) => data));
  }
}

/** @param {Uint8Array} data */
function read(data) {
  try {
    const proof = parseLogProof(data);
    return [{ data, proof, checkpoint: parseCheckpoint(proof.note.text) }];
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return [];
  }
}
