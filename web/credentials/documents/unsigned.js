// credentials/unsigned.py: documents that carry no proof: read strictly, identified by a digest.

import { LABEL } from '../identifiers.js';
import { RecordError } from '../errors.js';
import { refuse, text } from '../members.js';
import { digestOf, parseDocument } from '../record.js';
import { encodeProfile } from '../../signing/jcs.js';

/** A label by which other parts of a document refer to a part: `C1`, `lot-2`. */
export const label = text({ pattern: LABEL });
export const passage = text({ min: 1, max: 2_000 });
/** A path below a folder, with `/`. */
export const fileName = text({ min: 1, max: 1_000 });

/**
 * An unsigned document: its JSON value, `body`, the typed reading of it, and its digest.
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
 * Returns the document in JSON bytes; RecordError names the member. The caps apply before parsing.
 * @template B
 * @param {Uint8Array} data
 * @param {(value: unknown) => B} read
 * @param {{ maxBytes: number, maxValues: number }} caps
 */
export function parseUnsigned(data, read, { maxBytes, maxValues }) {
  return readUnsigned(parseDocument(data, maxBytes, maxValues), read);
}

/**
 * Returns the document in a JSON value, such as a form or a sheet makes; RecordError names the member.
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
 * Throws `item-repeated` if a name occurs twice.
 * @param {string} path
 * @param {string} member
 * @param {(string | boolean | undefined)[]} names
 */
export function checkOnce(path, member, names) {
  const twice = names.find((name, place) => names.indexOf(name) < place);
  if (twice !== undefined) throw refuse('item-repeated', path, member, { item: twice });
}

/**
 * Throws `reference-unknown` for the first name that is not in `known`.
 * @param {string} path
 * @param {string} member
 * @param {string[]} names
 * @param {string[]} known
 */
export function checkKnown(path, member, names, known) {
  const strange = names.find((name) => !known.includes(name));
  if (strange !== undefined) throw refuse('reference-unknown', path, member, { item: strange });
}
