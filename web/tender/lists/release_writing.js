// tender/ocds/writing.py: a tender and its bidders as a release of the Open Contracting Data Standard 1.1.

import { encodeText } from '../../signing/bytes.js';
import { EXTENSION } from './release_members.js';

/** @import { Value } from './release_members.js' */

const BUYER = 'buyer';
const LIST_OF_CODES = 'CN-SAIC'; // of identifiers (org-id.guide) of enterprises registered in China
const EXTENSIONS = ['requirements', 'lots', 'bid', 'bidOpening'].map((name) => `https://raw.githubusercontent.com/open-contracting-extensions/ocds_${name}_extension/master/extension.json`);
/**
 * What a list of bidders says of papers, which is for the committee and stands in no release. `claims` are none of it: a bidder
 * states in its bid which certificate it names for which criterion.
 */
export const OF_PAPERS = ['folder', 'jointAgreement', 'ignore', 'marks', 'looked', 'clarifications'];

/**
 * The file of the release of both documents, which are valid, at `date`.
 * @param {Value} tender
 * @param {Value | null} bidders
 * @param {{ ocid: string, date: string }} how
 */
export function writeRelease(tender, bidders, { ocid, date }) {
  /** @type {Value[]} */
  const parties = [{ id: BUYER, name: tender.buyer, roles: ['buyer', 'procuringEntity'] }];
  const buyer = { id: BUYER, name: tender.buyer };
  /** @type {Value} */
  const release = {
    ocid, id: `${ocid}-${tender.version}`, date, tag: ['tender'], initiationType: 'tender', language: 'zh', extensions: EXTENSIONS, parties, buyer,
    tender: { ...writeTender(tender), procuringEntity: buyer },
  };
  if (bidders !== null) {
    release.bids = { details: bidders.bidders.map((/** @type {Value} */ bidder) => writeBid(bidder, parties)), [EXTENSION]: others(bidders, ['type', 'bidders']) };
  }
  return encodeText(`${JSON.stringify(release, null, 2)}\n`);
}

/** @param {Value} tender */
function writeTender(tender) {
  const { contract } = tender;
  return {
    id: tender.number,
    title: tender.title,
    lots: tender.lots,
    tenderPeriod: { endDate: tender.openingAt },
    bidOpening: { date: tender.openingAt },
    contractPeriod: { startDate: `${contract.from}T00:00:00+08:00`, endDate: `${contract.until}T23:59:59+08:00` },
    criteria: tender.criteria.map(writeCriterion),
    ...(tender.awardAt !== undefined && { awardPeriod: { endDate: tender.awardAt } }),
    [EXTENSION]: others(tender, ['type', 'number', 'title', 'buyer', 'lots', 'openingAt', 'awardAt', 'contract', 'criteria']),
  };
}

/** @param {Value} criterion */
const writeCriterion = (criterion) => ({
  id: criterion.id,
  ...(criterion.title !== undefined && { title: criterion.title }),
  source: 'tenderer',
  relatesTo: 'tenderer',
  requirementGroups: criterion.groups.map((/** @type {Value} */ group) => ({ id: group.id, requirements: group.requirements.map(writeRequirement) })),
  [EXTENSION]: others(criterion, ['id', 'title', 'groups']),
});

/** @param {Value} requirement */
const writeRequirement = (requirement) => ({
  id: requirement.id,
  title: `${requirement.scheme} ${requirement.minGrade}`,
  ...(requirement.text !== undefined && { description: requirement.text }),
  [EXTENSION]: others(requirement, ['id', 'text']),
});

/**
 * @param {Value} bidder
 * @param {Value[]} parties
 */
function writeBid(bidder, parties) {
  const isAlone = bidder.members === undefined;
  /** @type {Value[]} */
  const who = isAlone ? [bidder] : bidder.members;
  for (const { uscc, name } of who) {
    if (parties.some(({ id }) => id === uscc)) continue;
    parties.push({ id: uscc, name, identifier: { scheme: LIST_OF_CODES, id: uscc, legalName: name }, roles: ['tenderer'] });
  }
  const own = others(bidder, ['id', 'lots', 'members', ...OF_PAPERS, ...(isAlone ? ['name', 'uscc'] : [])]);
  if (!isAlone) own.members = who.map((member) => others(member, ['name', 'uscc']));
  return { id: bidder.id, tenderers: who.map(({ uscc, name }) => ({ id: uscc, name })), relatedLots: bidder.lots, [EXTENSION]: own };
}

/**
 * @param {Value} members
 * @param {string[]} written
 * @returns {Value}
 */
const others = (members, written) => Object.fromEntries(Object.entries(members).filter(([name]) => !written.includes(name)));
