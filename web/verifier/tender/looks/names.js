// verifier/tender/looks/names.py: names compared: the list's, the certificate's, and the newest certificate's in a register.

import { formatTime } from '../../../credentials/times.js';
import { calledIn } from '../documents/bidders.js';
import { inOrder } from '../order.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Bidder } from '../documents/bidders.js' */
/** @import { JudgedCredential, JudgedOrNot } from '../judging.js' */

/**
 * Returns one spelling of a name: NFKC, one form of brackets, no spaces.
 * @param {string} name
 */
const foldName = (name) =>
  name.normalize('NFKC').replace(/[〔【[〈《]/gu, '(').replace(/[〕】\]〉》]/gu, ')').replaceAll(' ', '');

/** What registers hold of enterprises; each credential of theirs is judged where it is asked for. */
export class Names {
  #credentials;
  #judge;
  /** @type {Map<string, JudgedCredential[]>} */
  #judged = new Map();

  /**
   * @param {JudgedRecord[]} credentials
   * @param {(record: JudgedRecord) => Promise<JudgedOrNot>} judge
   */
  constructor(credentials, judge) {
    this.#credentials = credentials;
    this.#judge = judge;
  }

  /**
   * Where names differ, and the certificate that registers hold which is newer.
   * @param {Bidder} bidder
   * @param {JudgedCredential} judged
   */
  async tell(bidder, judged) {
    return { differing: await this.#compare(bidder, judged), newer: await this.#findNewer(judged) };
  }

  /**
   * Returns the facts if the names are not all the same, else null.
   * @param {Bidder} bidder
   * @param {JudgedCredential} judged
   */
  async #compare(bidder, judged) {
    const listed = calledIn(bidder, judged.holder);
    const { name } = judged.record.holder;
    const [newest] = await this.#newestFirst(judged.holder);
    const newer = newest?.record.holder.name ?? name;
    if (foldName(newer) !== foldName(name)) return { kind: 'renamed', listed, name, newest: newer, number: newest.record.title };
    return foldName(listed) === foldName(name) ? null : { listed, name };
  }

  /**
   * The newest later certificate of the same kind and category, by digest, with what is said of it; else null.
   * @param {JudgedCredential} judged
   */
  async #findNewer(judged) {
    const all = await this.#newestFirst(judged.holder);
    const later = all.filter((other) => inOrder([other, judged], orderOf)[0] === judged);
    const newer = later.find((other) => isSameKind(other, judged));
    if (newer === undefined) return null;
    const { body, created, graded, holder, title } = newer.record;
    return {
      digest: newer.digest,
      facts: {
        number: title, name: holder.name, scheme: newer.scheme, grade: graded.grade, signed: formatTime(created), until: formatTime(body.validUntil),
      },
    };
  }

  /** @param {string} holder */
  async #newestFirst(holder) {
    const known = this.#judged.get(holder);
    if (known !== undefined) return known;
    const answers = await Promise.all(this.#credentials.filter((record) => record.holder.code === holder).map(this.#judge));
    const judged = inOrder(answers.flatMap((answer) => answer.judged ?? []), orderOf).reverse();
    this.#judged.set(holder, judged);
    return judged;
  }
}

/** @param {JudgedCredential} judged */
const orderOf = ({ record, digest }) => [record.created.seconds, digest];

/**
 * @param {JudgedCredential} first
 * @param {JudgedCredential} other
 */
const isSameKind = (first, other) =>
  first.record.body.issuer === other.record.body.issuer && first.scheme === other.scheme
  && first.record.graded.categories.some((category) => other.record.graded.categories.includes(category));
