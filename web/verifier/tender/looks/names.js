// verifier/tender/looks/names.py: names compared: the list's, the certificate's, and the newest certificate's in a register.

import { formatTime } from '../../../credentials/times.js';
import { calledIn } from '../documents/bidders.js';
import { inOrder } from '../order.js';

/** @import { JudgedRecord } from '../../../credentials/kinds.js' */
/** @import { Bidder } from '../documents/bidders.js' */
/** @import { JudgedCredential, JudgedOrNot } from '../judging.js' */

/**
 * One way to write a name: NFKC, one form of brackets, no spaces.
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
   * @param {JudgedCredential} held
   */
  async tell(bidder, held) {
    return { differing: await this.#compare(bidder, held), newer: await this.#findNewer(held) };
  }

  /**
   * The facts where the names are not all the same, else null.
   * @param {Bidder} bidder
   * @param {JudgedCredential} held
   */
  async #compare(bidder, held) {
    const listed = calledIn(bidder, held.holder);
    const { name } = held.record.holder;
    const [newest] = await this.#newestFirst(held.holder);
    const newer = newest?.record.holder.name ?? name;
    if (foldName(newer) !== foldName(name)) return { kind: 'renamed', listed, name, newest: newer, number: newest.record.title };
    return foldName(listed) === foldName(name) ? null : { listed, name };
  }

  /**
   * The newest later certificate of the same kind and category, by digest, with what is said of it; else null.
   * @param {JudgedCredential} held
   */
  async #findNewer(held) {
    const all = await this.#newestFirst(held.holder);
    const later = all.filter((other) => inOrder([other, held], orderOf)[0] === held);
    const one = later.find((other) => isSameKind(other, held));
    if (one === undefined) return null;
    const { body, created, graded, holder, title } = one.record;
    return {
      digest: one.digest,
      facts: {
        number: title, name: holder.name, scheme: one.scheme, grade: graded.grade, signed: formatTime(created), until: formatTime(body.validUntil),
      },
    };
  }

  /** @param {string} holder */
  async #newestFirst(holder) {
    const known = this.#judged.get(holder);
    if (known !== undefined) return known;
    const found = await Promise.all(this.#credentials.filter((record) => record.holder.code === holder).map(this.#judge));
    const judged = inOrder(found.flatMap((one) => one.judged ?? []), orderOf).reverse();
    this.#judged.set(holder, judged);
    return judged;
  }
}

/** @param {JudgedCredential} judged */
const orderOf = ({ record, digest }) => [record.created.seconds, digest];

/**
 * @param {JudgedCredential} one
 * @param {JudgedCredential} other
 */
const isSameKind = (one, other) =>
  one.record.body.issuer === other.record.body.issuer && one.scheme === other.scheme
  && one.record.graded.categories.some((category) => other.record.graded.categories.includes(category));
