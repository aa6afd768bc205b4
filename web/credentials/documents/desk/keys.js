// credentials/documents/desk/keys.py: public keys of people: a key file's, or a passkey's.

import { parsePasskey } from '../../../signing/keys/assertion.js';
import { SigningError } from '../../../signing/errors.js';
import * as is from '../../members.js';

export const BASE64URL = '^[A-Za-z0-9_-]+$';

/** @type {import('../../members.js').Member<string>} */
export const passkey = (value, path) => {
  if (typeof value !== 'string') throw is.refuse('member-type', path, '', { expected: 'string' });
  try {
    parsePasskey(value);
  } catch (error) {
    if (error instanceof SigningError) throw is.refuse('passkey-form', path);
    throw error;
  }
  return value;
};
