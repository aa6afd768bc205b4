// tender/command/check.py and beside.py: the answers of a dropped register on an opening.

import { readCredential } from '../../verifier/checks/well_formed.js';
import { bundleOfRegister, searchRegister } from '../../verifier/numbers/register.js';
import { UNNUMBERED, enterprisesOf } from '../../verifier/tender/documents/bidders.js';

/** @import { JudgedRecord } from '../../credentials/kinds.js' */
/** @import { Moment } from '../../credentials/times.js' */
/** @import { SearchedRegister } from '../../verifier/numbers/register.js' */
/** @import { Register } from '../../verifier/tender/claims.js' */
/** @import { BidderList } from '../../verifier/tender/documents/bidders.js' */
/** @import { ReceiptInput } from '../../verifier/tender/record/inputs.js' */
/** @import { TrustStore } from '../../verifier/trust/trust_store.js' */

/** The file, gone through once for the same numbers and enterprises. */
export class HeldRegister {
  #file;
  #asked = '';
  /** @type {SearchedRegister | null} */
  #found = null;

  /** @param {Blob} file */
  constructor(file) {
    this.#file = file;
  }

  /** The bundle in the file; throws where that is not whole. */
  async open() {
    await this.#search([], []);
    return bundleOfRegister(this.#unpacked());
  }

  /** @returns {import('../../verifier/numbers/register.js').UnpackedFile} */
  #unpacked() {
    return this.#file.stream().pipeThrough(new DecompressionStream('gzip'));
  }

  /**
   * The numbers that were marked by hand, the credentials of who bids, and what its logs prove of what was handed in.
   * @param {BidderList['body']} bidders
   * @param {Map<string, ReceiptInput[]>} inputs
   * @param {TrustStore} trust
   * @param {Moment} now
   * @returns {Promise<Register>}
   */
  async ask({ bidders }, inputs, trust, now) {
    const marks = bidders.flatMap((bidder) => bidder.marks ?? []).map(({ claims }) => claims);
    const numbers = [...new Set(marks)].filter((number) => number !== UNNUMBERED).sort();
    const { proofs, credentials, logs } = await this.#search(numbers, bidders.flatMap(enterprisesOf));
    const logProofs = [];
    for (const record of logs.size === 0 ? [] : await recordsAmong(inputs, credentials)) {
      const proof = await logs.get(record.body.issuer)?.prove(record, trust, now);
      if (proof) logProofs.push(proof);
    }
    return { proofs, credentials, logProofs };
  }

  /**
   * @param {string[]} numbers
   * @param {string[]} enterprises
   */
  async #search(numbers, enterprises) {
    const query = JSON.stringify([numbers, enterprises]);
    if (this.#found === null || query !== this.#asked) this.#found = await searchRegister(this.#unpacked(), numbers, enterprises);
    this.#asked = query;
    return this.#found;
  }
}

/**
 * Those of papers and register, each once.
 * @param {Map<string, ReceiptInput[]>} inputs
 * @param {JudgedRecord[]} credentials
 */
async function recordsAmong(inputs, credentials) {
  const codes = [...inputs.values()].flat().flatMap(({ paper }) => paper.codes ?? []);
  const read = await Promise.all(codes.map(async ({ data }) => (await readCredential(data)).record));
  return new Map([...read, ...credentials].flatMap((record) => (record === null ? [] : [[record.digest, record]]))).values();
}
