// verifier/tender/record/paper/pages.py: the pages of the record as texts: title and facts, matrices, lines, sentences to
// paste, lines to sign.

import { formatMoment } from '../../credentials/words/days.js';
import { parseTime } from '../../credentials/times.js';
import { plain } from '../../signing/plain_text.js';
import { DEADLINES, VOLUNTARY } from '../../texts/tender_record.js';
import { criteriaOf } from '../../verifier/tender/documents/tender.js';
import { MET, NOT_MET, UNCLEAR } from '../../verifier/tender/matrix.js';
import { say, sayRow } from '../../verifier/tender/words.js';
import { pasted } from '../matrix/pasted.js';
import { columnsOf } from '../matrix/columns.js';
import { explainUnread, groupBy, listPages } from '../matrix/telling.js';

/** @import { ReceiptHeader } from '../checking/opening_check.js' */
/** @import { Telling } from '../matrix/telling.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */
/** @import { Flag } from '../../verifier/tender/flags.js' */
/** @import { Outcome } from '../matrix/telling.js' */

const MOST_COLUMNS = 12; // criteria of one table; more go into further tables
const SIGNATURE_LINES = 7;

/** @typedef {{ state: string, text: string, points: string }} MatrixMark */
/** @typedef {{ title: string, head: string[], rows: (string | MatrixMark)[][] }} PrintedMatrix */
/** @typedef {{ name: string, title: string, intro: string, head: string[], rows: string[][] }} PrintedSection */

/**
 * All pages in the language of `told`; `receipt` is the value of the receipt that they are of, and its digest.
 * @param {Telling} told
 * @param {{ value: { header: ReceiptHeader }, digest: string, words: Record<'zh' | 'en', string> }} receipt
 */
export function layOut(told, { value, digest, words }) {
  return {
    lang: told.lang,
    title: { zh: titleIn(told, 'zh'), en: titleIn(told, 'en') },
    annex: told.label('annex'),
    facts: [...listFacts(told, value.header, digest)].map(([name, text]) => [told.label(name), text]),
    words: { title: told.label('words'), ...words, note: told.tell('same-words') },
    statements: [...listStatements(told, value.header)],
    matrices: [...listMatrices(told)],
    sections: [...listSections(told)],
    signatures: { title: told.label('signatures'), head: ['member', 'signature', 'day', 'dissent'].map((name) => told.label(name)), lines: SIGNATURE_LINES },
  };
}

/**
 * @param {Telling} told
 * @param {'zh' | 'en'} lang
 */
const titleIn = (told, lang) => told.labelIn('title', lang);

/**
 * @param {Telling} told
 * @param {ReceiptHeader} header
 * @param {string} digest
 * @returns {Generator<[name: string, text: string], void>}
 */
function* listFacts(told, header, digest) {
  const { tender } = told;
  const moment = (/** @type {string} */ text) => formatMoment(parseTime(text));
  const short = (/** @type {string} */ text) => told.aside(`${text.slice(0, 16)}…`);
  yield ['tender', `${plain(tender.number)} ${plain(tender.title)}`];
  yield ['buyer', plain(tender.buyer)];
  yield ['version', `${header.tender.version}${short(header.tender.digest)}`];
  yield ['opening', moment(header.dates.opening)];
  yield ['award', header.dates.award === null ? told.label('pending') : moment(header.dates.award)];
  yield ['contract', header.dates.contractEnd];
  yield ['checked', moment(header.now)];
  yield ['home', told.names.party(header.home)];
  const { agreement, version, digest: of, manifests } = header.trust;
  yield ['agreement', `${agreement} ${version}${short(of)}`];
  yield ['published', manifests.map((one) => `${told.names.party(one.issuer)} ${moment(one.issued)}`).join('；')];
  yield ['counts', told.tell('counts', header.counts)];
  yield ['software', `huren ${header.software.version}${short(header.software.digest)}`];
  yield ['officer', header.officer?.replace('did:key:', '') ?? told.label('unsigned')];
  if (header.first !== undefined) yield ['first', header.first];
  yield ['receipt', digest];
}

/**
 * @param {Telling} told
 * @param {ReceiptHeader} header
 */
function* listStatements(told, { counts, first }) {
  yield told.tell('states-facts');
  const others = counts.otherCriteria;
  yield others === null ? told.tell('others-unknown') : told.tell('not-looked-at', { others, all: others + counts.criteria });
  yield told.tell(first === undefined ? 'all-in-time' : 'late-papers');
  yield VOLUNTARY[told.isChinese ? 1 : 0];
}

/**
 * A table a lot, its criteria in columns; as many tables as they need.
 * @param {Telling} told
 * @returns {Generator<PrintedMatrix, void>}
 */
function* listMatrices(told) {
  const outcomes = new Map(told.matrix.criteria.map((one) => [`${one.lot} ${one.bidder} ${one.criterion}`, one]));
  for (const { id: lot, title } of told.tender.lots) {
    const criteria = criteriaOf(told.tender, lot);
    const bidders = told.bidders.bidders.filter(({ lots }) => lots.includes(lot)).map(({ id }) => id);
    for (let start = 0; start < criteria.length; start += MOST_COLUMNS) {
      const part = criteria.slice(start, start + MOST_COLUMNS);
      yield {
        title: `${told.label('matrix')} · ${told.label('lot')} ${lot} ${plain(title)}`,
        head: [told.label('bidder'), ...part.map(({ id }) => id)],
        rows: bidders.map((bidder) => [`${bidder} ${told.called.get(bidder)}`, ...part.map(({ id }) => markOf(told, outcomes.get(`${lot} ${bidder} ${id}`)))]),
      };
    }
  }
}

/**
 * @param {Telling} told
 * @param {Outcome | undefined} outcome
 * @returns {MatrixMark}
 */
const markOf = (told, outcome) => ({ state: outcome?.state ?? '', text: told.state(outcome?.state ?? null), points: outcome?.points?.points ?? '' });

/**
 * @param {Telling} told
 * @returns {Generator<PrintedSection, void>}
 */
function* listSections(told) {
  const section = (/** @type {string} */ name, /** @type {string[]} */ head, /** @type {string[][]} */ rows, intro = '') =>
    ({ name, title: told.label(name), intro: rows.length > 0 ? intro : told.label('none'), head: head.map((one) => told.label(one)), rows });
  yield section('criteria', ['criterion', 'requirement'], told.tender.criteria.map((one) => criterionRow(told, one)));
  yield section('certificates', ['bidder', 'number', 'certificate', 'term', 'place', 'why'], heldRows(told));
  yield section('not-met', ['bidder', 'requirement', 'at-opening', 'at-award', 'at-contract-end', 'why'], [NOT_MET, UNCLEAR].flatMap((state) => cellRows(told, state)));
  yield section('flags', ['lot', 'bidder', 'why'], told.matrix.flags.map((flag) => flagRow(told, flag)));
  const law = told.tender.regime === 'government' ? 'clarify-tender' : 'clarify-law';
  yield section('clarify', [], pasted(told, 'clarify').map((one) => [one]), told.tell(law));
  yield section('reject', [], pasted(told, 'reject').map((one) => [one]));
  yield section('papers', ['bidder', 'place', 'why'], paperRows(told));
  yield section('deadline', [], [[sayRow(DEADLINES[told.tender.regime], {}, told.lang)]]);
  yield section('again', [], [[told.tell('again')]]);
}

/**
 * @param {Telling} told
 * @param {Criterion} criterion
 */
function criterionRow(told, { id, title, use, groups }) {
  const said = groups.map(({ requirements }) => requirements.map((one) => `${one.id} ${told.asked(one.id)}`).join('；'));
  return [`${id}${title === undefined ? '' : ` ${plain(title)}`}${told.aside(told.label(use))}`, said.join(told.isChinese ? ' 或 ' : ' OR ')];
}

/** @param {Telling} told */
const heldRows = (told) =>
  told.bidders.bidders.flatMap(({ id }) => told.matrix.credentials.flatMap((held) => {
    const places = told.places(id, held);
    return places === '' ? [] : [[`${id} ${plain(held.name)}`, plain(held.number), told.certificate(held), told.term(held), places, told.line(id, held)]];
  }));

/**
 * Where another group of a criterion is met, nothing is left to explain.
 * @param {Telling} told
 * @param {string} state
 */
const cellRows = (told, state) =>
  told.bidders.bidders.flatMap(({ id }) => [...told.requirements.keys()].flatMap((requirement) => {
    const cell = told.cells.get(`${id} ${requirement}`);
    if (cell === undefined || cell.state !== state || told.criteria.get(`${id} ${cell.criterion}`) === MET) return [];
    const columns = columnsOf(cell).map(([, column]) => told.state(column === null ? null : column.state));
    return [[`${id} ${told.called.get(id)}`, `${cell.criterion} / ${requirement}`, ...columns, told.why(cell)]];
  }));

/**
 * @param {Telling} told
 * @param {Flag} flag
 */
function flagRow(told, { code, lot, bidders, enterprise, facts }) {
  const who = enterprise === null ? '' : `${plain(told.enterprise(enterprise))} · `;
  return [lot, bidders.map((/** @type {string} */ one) => `${one} ${told.called.get(one)}`).join('；'), who + say('flags', code, facts, told.lang, told.names)];
}

/**
 * A line a file and sentence; pages without a code together.
 * @param {Telling} told
 */
function paperRows(told) {
  const codeless = told.matrix.papers.filter(({ code }) => code === 'page-without-code');
  const rows = told.matrix.papers.filter(({ code }) => code !== 'page-without-code').flatMap((note) => {
    const who = `${note.bidder} ${told.called.get(note.bidder)}`;
    const said = say('papers', note.code, note.facts, told.lang, told.names);
    if (note.code !== 'file-unread') return [[who, told.place(note.file, note.page), said]];
    return told.unreadOf(note).map(({ page, reason }) => [who, told.place(note.file, page), explainUnread(reason, page, told.lang) ?? said]);
  });
  const pages = [...groupBy(codeless, ({ bidder, file }) => `${bidder} ${file}`).values()].map((notes) =>
    [`${notes[0].bidder} ${told.called.get(notes[0].bidder)}`, plain(notes[0].file), told.tell('page-ranges', { pages: listPages(notes.flatMap(({ page }) => page ?? [])) })]);
  return [...new Map([...rows, ...pages].map((row) => [JSON.stringify(row), row])).values()];
}
