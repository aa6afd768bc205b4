// What tests/parity/tender/openings.py tells of a register.

import { parseJudged } from '../../../web/credentials/kinds.js';
import { decodeBase64 } from '../../../web/signing/bytes.js';

/** The proofs and credentials, read. */
export const readRegister = async ({ proofs, credentials, logProofs }) => ({
  proofs: new Map(Object.entries(proofs).map(([issuer, shown]) =>
    [issuer, new Map(Object.entries(shown).map(([number, proof]) => [number, decodeBase64(proof)]))])),
  credentials: await Promise.all(credentials.map((one) => parseJudged(decodeBase64(one)))),
  logProofs: logProofs.map(decodeBase64),
});
