// verifier/tender/record/receipt.py: the consistency of a kept receipt, and the signature of its header.

import { parseProof, checkSignature } from '../../../signing/data_integrity.js';
import { decodeHex, encodeHex } from '../../../signing/bytes.js';
import { HurenError } from '../../../signing/errors.js';
import { decodeMultikey } from '../../../signing/multikey.js';
import { commitTo } from './receipt.js';
import { saltRows } from './rows.js';
import { ReceiptError } from './errors.js';

/** @import { Receipt, ReceiptBody, StatedHeader } from './document.js' */
/** @import { RowsBasis } from './rows.js' */

const DID_KEY = 'did:key:';

/**
 * Whether signature, rows and the rest belong together; an unsigned receipt passes. Throws ReceiptError officer-form,
 * header-signature, receipt-rows, receipt-content.
 * @param {Receipt} receipt
 */
export async function checkReceipt({ body, value }) {
  await checkHeader(body.header);
  const { tree } = rowsOf(body);
  const { count, root } = body.header.rows;
  if (tree.size !== count || encodeHex(tree.root()) !== root) throw new ReceiptError('receipt-rows', 'cells');
  const rest = { ...value };
  delete rest.header;
  delete rest.seed;
  if (commitTo(rest, decodeHex(body.seed)) !== body.header.content) throw new ReceiptError('receipt-content', 'inputs');
}

/**
 * The rows of a receipt with their salts, and their tree.
 * @param {ReceiptBody} body
 */
export const rowsOf = (body) => saltRows(/** @type {RowsBasis} */ (/** @type {unknown} */ (body)), decodeHex(body.seed));

/**
 * The signature of a header, dated by the time of the check.
 * @param {StatedHeader} header
 */
export const checkHeader = (header) => checkOfficerProof(header, header.now, 'header-signature');

/**
 * The proof over what an officer signs, dated by the time of the check. Throws ReceiptError with `code`, and officer-form.
 * @param {{ officer: string | null, proof?: unknown }} document
 * @param {string} created
 * @param {string} code
 */
export async function checkOfficerProof(document, created, code) {
  const { officer, proof: written } = document;
  if (officer === null && written === undefined) return;
  if (officer === null || written === undefined) throw new ReceiptError(code, 'proof');
  const key = officer.slice(DID_KEY.length);
  const proof = orRefuse(() => parseProof(document), code, 'proof');
  const publicKey = orRefuse(() => decodeMultikey(key), 'officer-form', 'header.officer');
  const isSound = await checkSignature(document, proof, publicKey);
  if (!isSound || proof.verificationMethod !== `${officer}#${key}` || proof.created !== created) throw new ReceiptError(code, 'proof');
}

/**
 * What `read` gives; an error of the family becomes one of a receipt.
 * @template T
 * @param {() => T} read
 * @param {string} code
 * @param {string} field
 */
function orRefuse(read, code, field) {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    throw new ReceiptError(code, field);
  }
}
