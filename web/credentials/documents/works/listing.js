// credentials/documents/works/listing.py: the statement of another association on a listed technology.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';

const subject = is.model(
  {
    type: is.literal('TechnologyListing'),
    technology: is.digest,
    sequence: is.version,
    decision: is.literal('joins', 'objects', 'withdraws'),
    reviewers: is.maybe(is.integer(1, 99)),
    clause: is.maybe(is.line),
    grounds: is.maybe(is.line),
  },
  ({ decision, grounds }, path) => {
    if (decision === 'objects' && grounds === undefined) throw is.refuse('member-missing', path, 'grounds');
  },
);

const whole = { validFrom: is.time, validUntil: is.time, type: vcType('TechnologyListingCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} ListingBody */

export const LISTING = credential(
  'listing',
  whole,
  ({ validFrom, validUntil }, path) => {
    if (validFrom.seconds >= validUntil.seconds) throw is.refuse('interval-empty', path, 'validUntil');
  },
  { titleOf: (/** @type {ListingBody} */ { credentialSubject: { technology } }) => `${technology.slice(0, 12)}…` },
);
