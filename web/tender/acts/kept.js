// The records that a person has at hand in the page: files that were kept, and the check in view.

import { language, say } from '../../page/words/sentences.js';
import { formatMoment } from '../../credentials/words/days.js';
import { parseTime } from '../../credentials/times.js';
import { plain } from '../../signing/plain_text.js';
import { drawInView } from '../record/record_view.js';

/** @import { NamedFile } from '../../page/input/files.js' */
/** @import { Checking } from '../checking/client.js' */
/** @import { KeptSummary } from '../checking/kept_records.js' */
/** @import { Opening } from '../opening.js' */
/** @import { Drawn } from '../record/record_view.js' */

/** @typedef {NonNullable<KeptSummary>} Summary */
/** @typedef {Extract<Summary, { kind: 'record' }>} RecordSummary */
/** @typedef {Extract<Summary, { kind: 'extract' }>} ExtractSummary */
/** @typedef {{ name: string | null, file: Blob, summary: RecordSummary }} KeptRecord null is the name of the check in view */
/** @typedef {{ name: string, file: Blob, summary: ExtractSummary }} KeptExtract */

/**
 * @typedef {object} ActsHow
 * @property {Opening} opening
 * @property {Checking} checking
 * @property {() => void} check asks for a check with what was chosen here
 */

export class Kept {
  /** @type {KeptRecord[]} */
  records = [];
  /** @type {KeptExtract[]} */
  extracts = [];
  /** @type {import('../../credentials/record.js').JsonObject | null} */
  objection = null; // the objection chosen last
  /** @type {KeptRecord | null} */
  inView = null;
  /** @type {unknown} */
  #drawn = null; // the record that `inView` belongs to
  #described = Promise.resolve(); // the description of the record drawn up last

  /** Those there are, the check in view last. */
  get all() {
    return [...this.records, ...(this.inView === null ? [] : [this.inView])];
  }

  /**
   * Takes a chosen file; resolves to why it was refused, or null.
   * @param {NamedFile} one
   * @param {Checking} checking
   * @returns {Promise<string | null>}
   */
  async take({ name, file }, checking) {
    const summary = await checking.onKept('describeKept', file);
    if (summary === null) return say('keptOther', { name });
    if ('refused' in summary) return say('refusedDocument', { name, why: summary.refused[language()] });
    if (summary.kind === 'objection') this.objection = summary.value;
    else if (summary.kind === 'extract') this.extracts = [...this.extracts.filter((entry) => entry.name !== name), { name, file, summary }];
    else this.records = [...this.records.filter((entry) => entry.summary.digest !== summary.digest), { name, file, summary }];
    return null;
  }

  /** @param {KeptRecord | KeptExtract} item */
  forget(item) {
    this.records = this.records.filter((other) => other !== item);
    this.extracts = this.extracts.filter((other) => other !== item);
  }

  /**
   * Draws up the record of the check in view, where it is whole; the same one that is taken away.
   * @param {ActsHow} how
   */
  async draw({ opening, checking }) {
    const drawn = opening.isWhole ? await drawInView(opening, checking) : null;
    if (drawn !== this.#drawn) {
      this.#drawn = drawn;
      this.inView = null;
      this.#described = drawn === null ? Promise.resolve() : this.#describe(drawn, checking);
    }
    await this.#described;
  }

  /**
   * @param {Drawn} drawn
   * @param {ActsHow['checking']} checking
   */
  async #describe({ pack }, checking) {
    const file = new Blob(/** @type {BlobPart[]} */ (pack));
    const summary = await checking.onKept('describeKept', file);
    if (summary !== null && !('refused' in summary) && summary.kind === 'record') this.inView = { name: null, file, summary };
  }
}

/**
 * Returns the name of a record in a list.
 * @param {KeptRecord} record
 */
export const nameRecord = (record) => say('keptNamed', { name: nameFile(record), at: formatMoment(parseTime(record.summary.header.now)) });

/** @param {KeptRecord} record */
export const nameFile = ({ name }) => (name === null ? say('keptInView') : plain(name));

/**
 * Each by its digest.
 * @param {KeptRecord[]} records
 */
export const chooseRecord = (records) => records.map((record) => /** @type {[string, string]} */ ([record.summary.digest, nameRecord(record)]));

/** @param {RecordSummary['bidders']} bidders */
export const chooseBidder = (bidders) => bidders.map(({ id, enterprises }) => /** @type {[string, string]} */ ([id, [id, ...enterprises.map(({ name }) => plain(name))].join(' ')]));

/** The choice of none in particular. */
export const chooseAll = () => /** @type {[string, string]} */ (['', say('allOfThem')]);

/**
 * Returns a choice among the lots, criteria or requirements, or all of them.
 * @param {RecordSummary['places']} places
 * @param {'lot' | 'criterion' | 'requirement'} name
 */
export const choosePlace = (places, name) => [chooseAll(), ...[...new Set(places.map((place) => place[name]))].map((id) => /** @type {[string, string]} */ ([id, id]))];
