// credentials/documents/conferences/resolution.py: a resolution of a joint conference, as one party signs it.

import * as is from '../../members.js';
import { credential, vcType } from '../../record.js';
import { startOf } from '../../times.js';
import { checkDays, checkOnce, prose } from './technology.js';

/** @typedef {import('../../words/days.js').Moment} Moment */

const number = is.integer(1, 60);
const citation = is.model({
  kind: is.literal('agreement', 'scheme', 'technology', 'standard', 'report', 'survey', 'document'),
  digest: is.digest,
  name: is.maybe(is.names),
});
const TOLD = /** @type {const} */ (['title', 'text', 'decision']);
const ACTS = /** @type {const} */ (['due', 'owner']);

const item = is.model(
  {
    no: number,
    title: is.maybe(is.names),
    text: is.maybe(prose),
    decision: is.maybe(is.literal('adopted', 'rejected', 'noted')),
    refers: is.maybe(is.list(citation, { min: 1, max: 20 })),
    due: is.maybe(is.date),
    owner: is.maybe(is.did),
    withheld: is.maybe(is.digest),
  },
  (body, path) => {
    if (body.withheld !== undefined) {
      const stray = [...TOLD, /** @type {const} */ ('refers'), ...ACTS].find((member) => body[member] !== undefined);
      if (stray !== undefined) throw is.refuse('condition-stray', path, stray);
      return;
    }
    const wanting = TOLD.find((member) => body[member] === undefined);
    if (wanting !== undefined) throw is.refuse('member-missing', path, wanting);
    const stray = ACTS.find((member) => body[member] !== undefined);
    if (body.decision !== 'adopted' && stray !== undefined) throw is.refuse('condition-stray', path, stray);
    checkOnce(path, 'refers', (body.refers ?? []).map(({ kind, digest }) => `${kind} ${digest}`));
  },
);

const meeting = is.model({ title: is.names, place: is.line, from: is.date, until: is.date }, ({ from, until }, path) =>
  checkDays(from, until, path, 'until'),
);

const subject = is.model(
  {
    type: is.literal('Resolution'),
    number: is.code,
    resolvedOn: is.date,
    meeting,
    parties: is.list(is.did, { min: 2, max: 16 }),
    items: is.list(item, { min: 1, max: 60 }),
    dissent: is.maybe(is.list(is.model({ dissenter: is.did, item: number, text: prose }), { min: 1, max: 60 })),
  },
  ({ parties, meeting: { from }, resolvedOn, items, dissent = [] }, path) => {
    checkOnce(path, 'parties', parties);
    checkDays(from, resolvedOn, path, 'resolvedOn');
    const checkParty = (/** @type {string} */ member, /** @type {string | undefined} */ party) => {
      if (party !== undefined && !parties.includes(party)) throw is.refuse('reference-unknown', path, member, { item: party });
    };
    items.forEach(({ no, due, owner }, i) => {
      if (no !== i + 1) throw is.refuse('member-value', path, `items[${i}].no`, { expected: `${i + 1}` });
      if (due !== undefined) checkDays(resolvedOn, due, path, `items[${i}].due`);
      checkParty(`items[${i}].owner`, owner);
    });
    checkOnce(path, 'dissent', dissent.map(({ dissenter, item: no }) => `${dissenter} ${no}`));
    dissent.forEach(({ dissenter, item: no }, i) => {
      checkParty(`dissent[${i}].dissenter`, dissenter);
      if (no > items.length) throw is.refuse('reference-unknown', path, `dissent[${i}].item`, { item: `${no}` });
    });
  },
);

const whole = { type: vcType('ResolutionHalfCredential'), credentialSubject: subject };

/** @typedef {import('../../record.js').VcBody<typeof whole>} ResolutionBody */
/** @typedef {ResolutionBody['credentialSubject']} Resolution */

export const RESOLUTION = credential(
  'resolution',
  whole,
  ({ issuer, credentialSubject: { parties } }, path) => {
    if (!parties.includes(issuer)) throw is.refuse('issuer-no-party', path, 'credentialSubject.parties', { item: issuer });
  },
  {
    checkCreated: (/** @type {ResolutionBody} */ { credentialSubject: { resolvedOn } }, /** @type {Moment} */ created) => {
      if (created.seconds < startOf(resolvedOn).seconds) throw is.refuse('not-yet', 'credentialSubject.resolvedOn');
    },
    titleOf: (/** @type {ResolutionBody} */ { credentialSubject }) => credentialSubject.number,
  },
);
