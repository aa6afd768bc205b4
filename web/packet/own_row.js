// tender/command/packet/making.py: the row of one enterprise's certificates for a tender, and the members of its
// packet.

import { formatTime, later } from '../credentials/times.js';
import { encodeHex, encodeText } from '../signing/bytes.js';
import { sha256Large } from '../signing/sha256.js';
import { check } from '../verifier/tender/check.js';
import { readBidders } from '../verifier/tender/documents/bidders.js';
import { failAfterHours, requirementsOf } from '../verifier/tender/documents/tender.js';
import { MET, listCited } from '../verifier/tender/matrix.js';

/** @import { JudgedRecord } from '../credentials/kinds.js' */
/** @import { Moment } from '../credentials/times.js' */
/** @import { Trusted } from '../tender/checking/opening_check.js' */
/** @import { BidderList } from '../verifier/tender/documents/bidders.js' */
/** @import { Tender } from '../verifier/tender/documents/tender.js' */
/** @import { Matrix } from '../verifier/tender/check.js' */

/** @typedef {{ path: string, record: JudgedRecord, data: Uint8Array }} OwnCertificate a certificate, its bytes, and where it stands in the packet */
/** @typedef {{ name: string, size: number, sha256: string }} PacketFile */
/** @typedef {Awaited<ReturnType<OwnRow['describe']>>} Described the members of a packet but its files */

/** Id of the bidder in a check of its own certificates alone. */
export const OWN = '1';

export class OwnRow {
  /**
   * Runs the officer's check as of the opening; as of now if the trust data is too old for the opening.
   * @param {Tender} tender
   * @param {string[]} lots
   * @param {OwnCertificate[]} own
   * @param {Trusted} trusted
   * @param {Moment} now
   */
  static async of(tender, lots, own, trusted, now) {
    const newest = own.reduce((best, paper) => (paper.record.created.seconds > best.record.created.seconds ? paper : best)).record.holder;
    const bidders = readBidders({ type: 'Bidders/1', version: 1, bidders: [{ id: OWN, name: newest.name, uscc: newest.code, lots: [...lots] }] });
    const papers = own.map(({ path, record, data }) => ({ path, sha256: record.digest, codes: [{ data }], pages: 0 }));
    const checkAt = (/** @type {Tender} */ body, /** @type {Moment} */ moment) => check(body, bidders, new Map([[OWN, papers]]), trusted.store, { now: moment });
    const opening = later(now, tender.body.openingAt);
    const matrix = await checkAt(tender, opening);
    const isTooOld = opening.seconds > now.seconds && matrix.trust.manifests.some(({ ageHours }) => ageHours >= failAfterHours(tender.body));
    if (!isTooOld) return new OwnRow(tender, lots, own, trusted, bidders, opening, matrix);
    const opened = { ...tender, body: { ...tender.body, openingAt: now } };
    return new OwnRow(tender, lots, own, trusted, bidders, now, await checkAt(opened, now));
  }

  /**
   * @param {Tender} tender
   * @param {string[]} lots
   * @param {OwnCertificate[]} papers
   * @param {Trusted} trusted
   * @param {BidderList} bidders
   * @param {Moment} asOf
   * @param {Matrix} matrix
   */
  constructor(tender, lots, papers, trusted, bidders, asOf, matrix) {
    this.tender = tender;
    this.lots = lots;
    this.held = papers;
    this.trusted = trusted;
    this.bidders = bidders;
    this.asOf = asOf;
    this.matrix = matrix;
  }

  /** Returns each criterion that is met with the digest of each certificate that meets it. */
  #cited() {
    const met = new Set(this.matrix.criteria.filter(({ state }) => state === MET).map(({ lot, criterion }) => `${lot} ${criterion}`));
    const requirements = new Map(this.tender.body.criteria.flatMap(requirementsOf).map((requirement) => [requirement.id, requirement]));
    return this.matrix.cells.filter(({ lot, criterion }) => met.has(`${lot} ${criterion}`)).flatMap((cell) =>
      listCited(cell, requirements.get(cell.requirement)?.validAt ?? 'all').map((digest) => ({ criterion: cell.criterion, digest })));
  }

  /** The certificates by which a criterion is met. */
  choose() {
    const cited = new Set(this.#cited().map(({ digest }) => digest));
    return this.held.filter(({ record }) => cited.has(record.digest));
  }

  /**
   * Returns the numbers of the certificates that meet the criterion.
   * @param {string} criterion
   */
  metBy(criterion) {
    const cited = new Set(this.#cited().filter((claim) => claim.criterion === criterion).map(({ digest }) => digest));
    return this.held.filter(({ record }) => cited.has(record.digest)).map(({ record }) => record.title);
  }

  /**
   * @param {Moment} made
   * @param {string} software
   */
  async describe(made, software) {
    const { number, version, title } = this.tender.body;
    const [{ name, uscc }] = this.bidders.body.bidders;
    const numbers = new Map(this.held.map(({ record }) => [record.digest, record.title]));
    const claims = this.#cited().map(({ criterion, digest }) => ({ criterion, number: `${numbers.get(digest)}` }));
    return {
      tender: { number, version, digest: this.tender.digest, title },
      enterprise: { name: `${name}`, uscc: `${uscc}` },
      made: formatTime(made),
      asOf: formatTime(this.asOf),
      lots: [...this.lots],
      outcomes: this.matrix.criteria.map(({ lot, criterion, state }) => ({ lot, criterion, state })),
      claims: [...new Map(claims.map((claim) => [`${claim.criterion} ${claim.number}`, claim])).values()],
      trust: {
        pin: this.trusted.pin,
        bundle: encodeHex(await sha256Large(this.trusted.bundle)),
        manifests: this.matrix.trust.manifests.map(({ issuer, issued }) => ({ issuer, issued })),
      },
      software,
    };
  }
}

/**
 * Returns all files by name with size and digest, as a packet lists them.
 * @param {Map<string, Uint8Array>} files
 * @returns {Promise<PacketFile[]>}
 */
export const listFiles = (files) =>
  Promise.all([...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(async ([name, data]) => ({ name, size: data.length, sha256: encodeHex(await sha256Large(data)) })));

/**
 * Returns packet.json, with its type first.
 * @param {Described & { files: PacketFile[] }} value
 */
export const formatPacket = (value) => encodeText(`${JSON.stringify({ type: 'TenderPacket/1', ...value }, null, 1)}\n`);
