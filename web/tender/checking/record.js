// The record of an opening from the thread of checks: the receipt, and the pack once the files for people are there.

import { digestOf } from '../../credentials/record.js';
import { VERSION } from '../../page/resources.js';
import { writePack } from '../../verifier/tender/record/pack.js';
import { listPack, vouch } from '../../verifier/tender/record/pack_files.js';
import { drawUp, webCode } from '../../verifier/tender/record/receipt.js';
import { check } from './opening_check.js';

/** @import { PrintedFile } from '../../verifier/tender/record/pack_files.js' */
/** @import { InstalledCode } from '../../verifier/tender/record/receipt.js' */
/** @import { Signer } from '../../signing/keys/signer.js' */
/** @import { HeldRegister } from './held_register.js' */
/** @import { OpeningAsked, ReceiptHeader, RecordBy, Trusted } from './opening_check.js' */

const SEED_BYTES = 32;

/** A receipt that was drawn up; its key signs once more, for the files that are made of it. */
export class DrawnRecord {
  /**
   * @param {Awaited<ReturnType<typeof drawUp>>} receipt
   * @param {Map<string, Uint8Array>} files that it rests on
   * @param {InstalledCode} code
   * @param {Signer | null} signer
   */
  constructor({ value, data }, files, code, signer) {
    this.receipt = { value: /** @type {{ header: ReceiptHeader }} */ (/** @type {unknown} */ (value)), data, digest: digestOf(value) };
    this.files = files;
    this.code = code;
    this.signer = signer;
  }

  /**
   * The pack, in parts: all that the receipt rests on, what people read, and the statement that vouches for it.
   * @param {PrintedFile[]} printed
   */
  async pack(printed) {
    const papers = await vouch(this.receipt, printed, this);
    return writePack(new Map([...this.files, ...printed.map(({ name, data }) => /** @type {const} */ ([name, data])), ['papers.json', papers]]));
  }
}

/**
 * @param {Trusted} trusted
 * @param {OpeningAsked} request
 * @param {RecordBy} by
 * @param {HeldRegister | null} register
 */
export async function drawUpAsked(trusted, request, { release, key }, register) {
  const signer = key === null ? null : await (await import('../../signing/keys/signer.js')).readSigner(key.pem, key.passphrase);
  const { opening, matrix } = await check(trusted, request, register);
  const seed = crypto.getRandomValues(new Uint8Array(SEED_BYTES));
  const code = webCode(release, VERSION);
  const receipt = await drawUp(opening, matrix, { code, seed, signer });
  return new DrawnRecord(receipt, await listPack(receipt, opening), code, signer);
}
