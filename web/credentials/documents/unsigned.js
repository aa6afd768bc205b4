// credentials/unsigned.py: documents that carry no proof: read strictly, identified by a digest.

import { LABEL } from '../identifiers.js';
import { RecordError } from '../errors.js';
import { refuse, text } from '../members.js';
import { digestOf, parseDocument } from '../record.js';
import { encodeProfile } from '../../signing/jcs.js';

/** The name by which other parts of a document refer to one: `C1`, `lot-2`. */
export const label = text({ pattern: LABEL });
export const passage = text({ min: 1, max: 2_000 });
/** A path below a folder, with `/`. */
export const fileName = text({ min: 1, max: 1_000 });

/**
 * A document as it stands: its JSON value, `body`, the typed reading of it, and its digest.
 * @template B
 */
class Unsigned {
  /**
   * @param {import('../record.js').JsonObject} value
   * @param {B} body
   */
  constructor(value, body) {
    this.value = value;
    this.body = body;
    this.digest = digestOf(value);
  }
}

/**
 * The document in JSON bytes; RecordError names the member. The caps hold before anything is parsed.
 * @template B
 * @param {Uint8Array} data
 * @param {(value: unknown) => B} read
 * @param {{ maxBytes: number, maxValues: number }} caps
 */
export function parseUnsigned(data, read, { maxBytes, maxValues }) {
  return readUnsigned(parseDocument(data, maxBytes, maxValues), read);
}

/**
 * The document in a JSON value, as a form or a sheet gives it; RecordError names the member.
 * @template B
 * @param {import('../record.js').JsonObject} value
 * @param {(value: unknown) => B} read
 */
export function readUnsigned(value, read, { maxBytes = Infinity } = {}) {
  const list = new Unsigned(value, read(value));
  const size = maxBytes === Infinity ? 0 : encodeProfile(value).length;
  if (size > maxBytes) throw new RecordError('too-large', '', { size, limit: maxBytes });
  return list;
}

/**
 * Refuses `item-repeated` where a name stands twice.
 * @param {string} path
 * @param {string} member
 * @param {(string | boolean | undefined)[]} names
 */
export function checkOnce(path, member, names) {
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw refuse('item-repeated', path, member, { item: twice });
}

/**
 * Refuses `reference-unknown` for the first name that is not among `known`.
 * @param {string} path
 * @param {string} member
 * @param {string[]} names
 * @param {string[]} known
 */
export function checkKnown(path, member, names, known) {
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw refuse('reference-unknown', path, member, { item: strange });
}
