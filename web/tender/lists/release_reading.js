// tender/ocds/reading.py: a release of the Open Contracting Data Standard into a tender and its bidders, as far as it says them.

import { readDraft } from '../../credentials/drafting/faults.js';
import { RecordError } from '../../credentials/errors.js';
import { parseUscc } from '../../credentials/identifiers.js';
import { dayOf, formatTime, parseTime } from '../../credentials/times.js';
import { HurenError } from '../../signing/errors.js';
import { isObject } from '../../signing/json_profile.js';
import { bidder as bidderModel, bidders as biddersModel, checkPair, member as memberModel, readBidders } from '../../verifier/tender/documents/bidders.js';
import { criterion as criterionModel, group as groupModel, readTender, requirement as requirementModel, tender as tenderModel } from '../../verifier/tender/documents/tender.js';
import { parseIso } from './iso_time.js';
import { GivenLabels, Members } from './release_members.js';

/** @import { Reader } from '../../credentials/drafting/faults.js' */
/** @import { Value } from './release_members.js' */

/**
 * What a release says, what is missing or wrong in that, and what of the release was not taken.
 * @typedef {object} OcdsReading
 * @property {Value} tender
 * @property {Value | null} bidders
 * @property {{ tender: RecordError[], bidders?: RecordError[] }} faults empty where each reads as it stands
 * @property {string[]} left
 * @property {[id: string, label: string][]} renamed
 */

/**
 * Both documents as far as `value` says them; RecordError names a member of the wrong type.
 * @param {Value} value
 * @returns {OcdsReading}
 */
export function readRelease(value) {
  const release = new Members(value);
  if (!release.has('tender')) throw new RecordError('member-missing', 'tender');
  const lots = new GivenLabels('L');
  const { tender, labels } = tenderOf(release, lots);
  const parties = new Map(release.objects('parties').map((entry) => [entry.id(), entry]));
  for (const party of parties.values()) if (party.texts('roles').includes('buyer')) party.know('name');
  const bids = bidsOf(release, { parties, lots, allLots: tender.lots.map((/** @type {Value} */ { id }) => id) });
  release.know('ocid', 'id', 'date', 'tag', 'initiationType', 'language', 'extensions');
  const ofTender = faultsOfTender(tender);
  const faults = { tender: ofTender, ...(bids.found !== null && { bidders: faultsOfBidders(bids.found, tender, ofTender.length === 0) }) };
  return { tender, bidders: bids.found, faults, left: release.left(), renamed: [lots, ...labels, bids.labels].flatMap(({ renamed }) => renamed) };
}

/**
 * @param {Members} release
 * @param {GivenLabels} lots
 */
function tenderOf(release, lots) {
  const source = release.object('tender');
  const labels = { criteria: new GivenLabels('C'), requirements: new GivenLabels('R') };
  const opening = source.object('bidOpening').text('date');
  const closing = source.object('tenderPeriod').text('endDate');
  const award = source.object('awardPeriod').text('endDate');
  const period = source.object('contractPeriod');
  const title = source.text('title');
  const buyers = [release.object('buyer'), source.object('procuringEntity')];
  for (const party of buyers) party.know('id');
  const [buyer, entity] = buyers.map((buyer) => buyer.text('name'));
  const value = known({
    number: source.id(),
    title,
    buyer: buyer ?? entity,
    lots: source.objects('lots').map((lot) => known({ id: lots.give(lot.id()), title: lot.text('title') })),
    openingAt: momentOf(opening ?? closing),
    awardAt: momentOf(award),
    contract: known({ from: dayIn(period.text('startDate')), until: dayIn(period.text('endDate')) }),
    criteria: source.objects('criteria').flatMap((criterion) => (isAboutBidders(criterion) ? [criterionOf(criterion, labels)] : [])),
  });
  /** @type {Value} */
  const tender = { version: 1, ...source.extension(), type: 'Tender/1', ...value };
  if (tender.lots.length === 0) tender.lots = [known({ id: 'L1', title })];
  return { tender, labels: [labels.criteria, labels.requirements] };
}

/**
 * Whether bidders are asked for something; a criterion of items, or without requirements, is left.
 * @param {Members} criterion
 */
function isAboutBidders(criterion) {
  if ([null, 'tenderer'].includes(criterion.text('relatesTo')) && criterion.has('requirementGroups')) return true;
  criterion.passOver();
  return false;
}

/**
 * @param {Members} criterion
 * @param {{ criteria: GivenLabels, requirements: GivenLabels }} labels
 */
function criterionOf(criterion, labels) {
  const groups = new GivenLabels('g');
  criterion.know('source');
  return {
    ...criterion.extension(),
    ...known({
      id: labels.criteria.give(criterion.id()),
      title: criterion.text('title'),
      groups: criterion.objects('requirementGroups').map((group) => ({
        id: groups.give(group.id()),
        requirements: group.objects('requirements').map((requirement) => requirementOf(requirement, labels.requirements)),
      })),
    }),
  };
}

/**
 * @param {Members} requirement
 * @param {GivenLabels} labels
 */
function requirementOf(requirement, labels) {
  const own = requirement.extension();
  let text = requirement.text('description');
  if (Object.keys(own).length === 0) text ??= requirement.text('title');
  requirement.know('title');
  return { ...own, ...known({ id: labels.give(requirement.id()), text }) };
}

/** @typedef {Map<string | null, Members>} Parties */

/**
 * A bidder a bid; without bids, a bidder for each tenderer, whose lots are known where there is one.
 * @param {Members} release
 * @param {{ parties: Parties, lots: GivenLabels, allLots: string[] }} of
 */
function bidsOf(release, { parties, lots, allLots }) {
  const labels = new GivenLabels('B');
  const section = release.object('bids');
  /** @type {Value[]} */
  const bids = [];
  for (const bid of section.objects('details')) {
    if (['withdrawn', 'invited'].includes(bid.text('status') ?? '')) {
      bid.passOver();
      continue;
    }
    const related = bid.texts('relatedLots').map((id) => lots.find(id));
    const who = bid.objects('tenderers').map((party) => enterpriseOf(party, parties));
    const bidder = { id: labels.give(bid.id()), lots: related.length > 0 ? related : [...allLots] };
    bids.push({ ...joinEnterprises(who, bid.extension()), ...bidder });
  }
  const own = section.extension();
  if (!section.has('details')) {
    for (const [id, party] of parties) {
      if (!party.texts('roles').includes('tenderer')) continue;
      bids.push({ id: labels.give(id), ...partyOf(party), ...(allLots.length === 1 && { lots: [...allLots] }) });
    }
  }
  return { found: bids.length === 0 ? null : { version: 1, ...own, type: 'Bidders/1', bidders: bids }, labels };
}

/**
 * One enterprise, or members of a consortium, each with what our member says of it.
 * @param {Value[]} who
 * @param {Value} extension
 */
function joinEnterprises(who, { members, ...own }) {
  if (who.length === 1) return { ...own, ...who[0] };
  const given = Array.isArray(members) ? members : [];
  return { ...own, members: who.map((member, place) => ({ ...(isObject(given[place]) ? given[place] : {}), ...member })) };
}

/**
 * Who is referred to; the name is the one in the reference.
 * @param {Members} reference
 * @param {Parties} parties
 */
function enterpriseOf(reference, parties) {
  const id = reference.id();
  const name = reference.text('name');
  const party = id === null ? undefined : parties.get(id);
  return { ...(party === undefined ? {} : partyOf(party)), ...known({ name }) };
}

/**
 * Name and code; the code is the identifier that is one, whatever list it is said to be from.
 * @param {Members} party
 */
function partyOf(party) {
  const identifier = party.object('identifier');
  const codes = [identifier.id(), ...party.objects('additionalIdentifiers').map((other) => other.id()), party.id()];
  const name = party.text('name') ?? identifier.text('legalName');
  identifier.know('legalName', 'scheme');
  return known({ name, uscc: codes.map(codeOf).find((code) => code !== null) ?? null });
}

/** @param {string | null} text */
function codeOf(text) {
  try {
    return parseUscc((text ?? '').split('-').at(-1)?.toUpperCase());
  } catch {
    return null;
  }
}

/** @param {Value} members */
const known = (members) => /** @type {Value} */ (Object.fromEntries(Object.entries(members).filter(([, value]) => value !== null)));

/**
 * A time as a tender writes it; what is none stays for the list of what is wrong.
 * @param {string | null} text
 */
function momentOf(text) {
  try {
    parseTime(text);
    return text;
  } catch {
    const moment = parseIso(text ?? '');
    return moment === null ? text : formatTime(moment);
  }
}

/** @param {string | null} text */
function dayIn(text) {
  const moment = parseIso(text ?? '');
  return moment === null ? text : dayOf(moment);
}

/**
 * All that is missing or wrong, member by member; where nothing is, what the whole refuses.
 * @param {Value} tender
 */
export function faultsOfTender(tender) {
  const faults = faultsOf(tenderModel, tender, '', 'criteria');
  if (tender.criteria.length === 0) faults.push(new RecordError('member-missing', 'criteria'));
  tender.criteria.forEach((/** @type {Value} */ criterion, /** @type {number} */ place) => {
    const where = `criteria[${place}]`;
    faults.push(...faultsOf(criterionModel, criterion, where, 'groups'));
    criterion.groups.forEach((/** @type {Value} */ group, /** @type {number} */ number) => {
      const within = `${where}.groups[${number}]`;
      faults.push(...faultsOf(groupModel, group, within, 'requirements'));
      group.requirements.forEach((/** @type {Value} */ requirement, /** @type {number} */ index) => faults.push(...faultsOf(requirementModel, requirement, `${within}.requirements[${index}]`)));
    });
  });
  return faults.length > 0 ? faults : refusalOf(() => readTender(tender));
}

/**
 * @param {Value} bidders
 * @param {Value} tender
 * @param {boolean} isTenderWhole
 */
export function faultsOfBidders(bidders, tender, isTenderWhole) {
  const faults = faultsOf(biddersModel, bidders, '', 'bidders');
  bidders.bidders.forEach((/** @type {Value} */ bidder, /** @type {number} */ place) => {
    const where = `bidders[${place}]`;
    faults.push(...faultsOf(bidderModel, bidder, where, 'members'));
    (bidder.members ?? []).forEach((/** @type {Value} */ member, /** @type {number} */ number) => faults.push(...faultsOf(memberModel, member, `${where}.members[${number}]`)));
  });
  if (faults.length > 0) return faults;
  return refusalOf(() => {
    const whole = readBidders(bidders);
    if (isTenderWhole) checkPair(readTender(tender).body, whole.body);
  });
}

/**
 * What is missing or wrong in one object; its list `apart` is looked at by itself.
 * @param {Reader} model
 * @param {Value} members
 * @param {string} where
 * @returns {RecordError[]}
 */
function faultsOf(model, members, where, apart = '') {
  if (!Object.hasOwn(members, apart)) return readDraft(model, members, undefined, where).faults;
  const { [apart]: _, ...others } = members;
  return readDraft(model, others, where === '' ? apart : `${where}.${apart}`, where).faults;
}

/**
 * @param {() => void} read
 * @returns {RecordError[]}
 */
function refusalOf(read) {
  try {
    read();
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return [error];
  }
  return [];
}
