// credentials/documents/salvage.py: the records of a compromised key that stand.

import * as is from '../members.js';
import { credential, vcType } from '../record.js';

const digests = is.list(is.digest, { max: 100_000 });

const subject = is.model({ type: is.literal('SalvageList'), key: is.methodId, keep: digests, void: digests });

/** @typedef {ReturnType<typeof subject>} Salvage */
/** @typedef {import('../record.js').RecordOf<import('../record.js').VcBody<{ credentialSubject: typeof subject }>>} SalvageList */

export const SALVAGE_LIST = credential('salvage', {
  type: vcType('SalvageListCredential'),
  credentialSubject: subject,
});
