// verifier/tender/record/paper/pages.py: the pages of the record as texts: title and facts, matrices, lines, sentences to
// paste, lines to sign.

import { formatMoment } from '../../credentials/words/days.js';
import { parseTime } from '../../credentials/times.js';
import { plain } from '../../signing/plain_text.js';
import { DEADLINES, VOLUNTARY } from '../../texts/tender/record.js';
import { bearingOf, criteriaOf, requirementsOf } from '../../verifier/tender/documents/tender.js';
import { MET, NOT_MET, UNCLEAR } from '../../verifier/tender/matrix.js';
import { say, sayRow } from '../../verifier/tender/words.js';
import { layOutSheet } from './contact_sheet.js';
import { lineOf } from '../matrix/certificate_lines.js';
import { lettersOf, rejectionsOf } from '../matrix/pasted.js';
import { columnsOf } from '../matrix/columns.js';
import { LOOK_FIRST, groupBy } from '../matrix/said.js';
import { UNREAD, explainUnread } from '../matrix/telling.js';

/** @import { PaperNote } from '../../verifier/tender/collecting.js' */
/** @import { ReceiptHeader } from '../checking/opening_check.js' */
/** @import { Checked } from '../opening.js' */
/** @import { Telling } from '../matrix/telling.js' */
/** @import { Criterion } from '../../verifier/tender/documents/tender.js' */
/** @import { Flag } from '../../verifier/tender/flags.js' */
/** @import { Outcome } from '../matrix/said.js' */

const MOST_COLUMNS = 12; // criteria of one table; more go into further tables
const SIGNATURE_LINES = 7;
const MOST_LISTED = 20; // lines that say the same
const MOST_CHARACTERS = 150_000; // in the lines of all sections: some 1,000 certificates

/** @typedef {{ state: string, bearing: string, text: string, points: string, by: string[] }} MatrixMark */
/** @typedef {{ title: string, head: string[], rows: (string | MatrixMark)[][], note: string }} PrintedMatrix */
/** @typedef {{ isShown: (bidder: string) => boolean, waits: (bidder: string) => string }} Shown */
/** @typedef {{ name: string, title: string, intro: string, head: string[], rows: string[][] }} PrintedSection */

/** @type {Shown} */
const ALL = { isShown: () => true, waits: () => '' };

/**
 * What the header of a receipt of this check would say, but for who signs it.
 * @param {Checked} checked
 * @param {ReceiptHeader['software']} software
 * @returns {ReceiptHeader}
 */
export function headerOf({ matrix, tender: { body }, bidders, asked }, software) {
  const files = asked.files.flatMap(([, found]) => found);
  const { tender, dates, trust, policy, now, home } = matrix;
  return {
    officer: null, ...(asked.award?.first && { first: asked.award.first.digest }), now, home, tender, dates, trust, policy, software,
    counts: {
      lots: body.lots.length,
      bidders: bidders.body.bidders.length,
      criteria: body.criteria.length,
      requirements: body.criteria.flatMap(requirementsOf).length,
      otherCriteria: body.otherCriteria ?? null,
      files: files.length,
      pages: files.reduce((sum, { pages }) => sum + pages, 0),
      credentials: matrix.credentials.length,
    },
  };
}

/**
 * All pages in the language of `told`: under the header of a receipt and its digest, or that of a check of which none was
 * drawn up. In the matrices stand the bidders `isShown`; of one whose papers are not read, what `waits` says of it.
 * @param {Telling} told
 * @param {{ header: ReceiptHeader, digest: string | null, words: Record<'zh' | 'en', string> }} receipt
 * @param {Shown} shown
 */
export function layOut(told, { header, digest, words }, shown = ALL) {
  return {
    lang: told.lang,
    title: { zh: titleIn(told, 'zh'), en: titleIn(told, 'en') },
    annex: told.label('annex'),
    facts: [...listFacts(told, header, digest)].map(([name, text]) => [told.label(name), text]),
    words: { title: told.label('words'), ...words, note: noteOf(told) },
    statements: [...listStatements(told, header)],
    matrices: [...listMatrices(told, shown)],
    sections: shorten([...listSections(told)], told),
    sheet: layOutSheet(told),
    signatures: { title: told.label('signatures'), head: ['member', 'signature', 'day', 'dissent'].map((name) => told.label(name)), lines: SIGNATURE_LINES },
  };
}

/** @param {Telling} told */
function noteOf(told) {
  const flags = told.matrix.flags.length;
  return told.tell('same-words') + (flags === 0 ? '' : (told.isChinese ? '' : ' ') + told.tell('words-without', { flags }));
}

/**
 * @param {Telling} told
 * @param {'zh' | 'en'} lang
 */
const titleIn = (told, lang) => told.labelIn('title', lang);

/**
 * @param {Telling} told
 * @param {ReceiptHeader} header
 * @param {string | null} digest
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
  yield ['published', manifests.map((one) => tellManifest(told, one, header.policy.warnAfterHours)).join('；')];
  yield ['scope', told.tell('counts', header.counts)];
  yield ['software', `huren ${header.software.version}${short(header.software.digest)}`];
  if (digest === null) return;
  yield ['officer', header.officer?.replace('did:key:', '') ?? told.label('unsigned')];
  if (header.first !== undefined) yield ['first', header.first];
  yield ['receipt', digest];
}

/**
 * Whose data of when; how old, where the tender wants that remarked upon and something rests on it.
 * @param {Telling} told
 * @param {ReceiptHeader['trust']['manifests'][number]} manifest
 * @param {number} limit
 */
function tellManifest(told, { issuer, issued, ageHours, isAgeing }, limit) {
  const aged = isAgeing && told.restsOn(issuer) ? told.aside(told.tell('ageing', { hours: ageHours, limit })) : '';
  return `${told.names.party(issuer)} ${formatMoment(parseTime(issued))}${aged}`;
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
 * @param {Shown} shown
 * @returns {Generator<PrintedMatrix, void>}
 */
function* listMatrices(told, { isShown, waits }) {
  const outcomes = new Map(told.matrix.criteria.map((one) => [`${one.lot} ${one.bidder} ${one.criterion}`, one]));
  for (const { id: lot, title } of told.tender.lots) {
    const criteria = criteriaOf(told.tender, lot);
    const bidders = told.bidders.bidders.filter(({ id, lots }) => lots.includes(lot) && isShown(id)).map(({ id }) => id);
    for (let start = 0; start < criteria.length; start += MOST_COLUMNS) {
      const part = criteria.slice(start, start + MOST_COLUMNS);
      yield {
        title: `${told.label('matrix')} · ${told.label('lot')} ${lot} ${plain(title)}`,
        head: [told.label('bidder'), ...part.map((one) => told.criterion(one))],
        rows: bidders.map((bidder) => [`${bidder} ${told.called.get(bidder)}`, ...(told.files.has(bidder) ? part.map((one) => markOf(told, outcomes.get(`${lot} ${bidder} ${one.id}`), one)) : [waits(bidder)])]),
        note: told.tell('marks'),
      };
    }
  }
}

/**
 * What a criterion came to; where it is met, the row of points and by which certificates.
 * @param {Telling} told
 * @param {Outcome | undefined} outcome
 * @param {Criterion} criterion
 * @returns {MatrixMark}
 */
function markOf(told, outcome, criterion) {
  const bearing = bearingOf(criterion);
  if (outcome === undefined) return { state: '', bearing, text: '', points: '', by: [] };
  const { state, bidder, points } = outcome;
  const cells = state === MET ? requirementsOf(criterion).flatMap(({ id }) => told.cells.get(`${bidder} ${id}`) ?? []) : [];
  const by = cells.flatMap((cell) => told.metBy(cell)).map((column) => told.sayMetBy(bidder, column));
  return { state, bearing, text: told.state(state), points: points === null ? '' : told.tell('points', { points: points.points }), by: [...new Set(by)] };
}

/**
 * @param {Telling} told
 * @returns {Generator<PrintedSection, void>}
 */
function* listSections(told) {
  const section = (/** @type {string} */ name, /** @type {string[]} */ head, /** @type {string[][]} */ rows, intro = '') =>
    ({ name, title: told.label(name), intro: rows.length > 0 ? intro : told.label('none'), head: head.map((one) => told.label(one)), rows });
  yield section('criteria', ['criterion', 'requirement'], told.tender.criteria.map((one) => criterionRow(told, one)));
  yield section('certificates', ['mark', 'bidder', 'number', 'issuer', 'certificate', 'term', 'place', 'why'], heldRows(told));
  yield section('not-met', ['bidder', 'requirement', 'bearing', 'at-opening', 'at-award', 'at-contract-end', 'why'], [NOT_MET, UNCLEAR].flatMap((state) => cellRows(told, state)));
  yield section('without', ['bidder', 'requirement', 'why'], withoutRows(told));
  yield section('flags', ['lot', 'bidder', 'why'], told.matrix.flags.map((flag) => flagRow(told, flag)));
  const law = told.tender.regime === 'government' ? 'clarify-tender' : 'clarify-law';
  yield section('looks', ['bidder', 'why'], lookRows(told));
  yield section('clarify', [], lettersOf(told).map((one) => [one]), told.tell(law));
  yield section('reject', [], rejectionsOf(told).map((one) => [one]));
  yield section('papers', ['bidder', 'place', 'why'], paperRows(told));
  yield section('deadline', [], [[sayRow(DEADLINES[told.tender.regime], {}, told.lang)]]);
  yield section('again', [], [[told.tell('again')]]);
}

/**
 * @param {Telling} told
 * @param {Criterion} criterion
 */
function criterionRow(told, criterion) {
  const said = criterion.groups.map(({ requirements }) => requirements.map((one) => `${one.id} ${told.asked(one.id)}`).join('；'));
  return [told.criterion(criterion) + told.aside(told.label(criterion.use)), said.join(told.isChinese ? ' 或 ' : ' OR ')];
}

/** @param {Telling} told */
const heldRows = (told) =>
  told.held.map(({ number, bidder, held }) =>
    [`${number}`, `${bidder} ${plain(held.name)}`, plain(held.number), told.issuer(held), told.certificate(held), told.term(held), told.places(bidder, held), lineOf(told, bidder, held)]);

/**
 * Who shares what is met and handed in nothing for it.
 * @param {Telling} told
 */
const withoutRows = (told) =>
  [...told.cells.values()].flatMap((cell) => {
    if (!told.files.has(cell.bidder)) return [];
    const said = cell.state === MET ? told.without(cell) : '';
    return said === '' ? [] : [[`${cell.bidder} ${told.called.get(cell.bidder)}`, `${cell.criterion} / ${cell.requirement}`, said]];
  });

/**
 * Where another group of a criterion is met, nothing is left to explain; nor of papers that are not read.
 * @param {Telling} told
 * @param {string} state
 */
const cellRows = (told, state) =>
  told.bidders.bidders.filter(({ id }) => told.files.has(id)).flatMap(({ id }) => [...told.requirements.keys()].flatMap((requirement) => {
    const cell = told.cells.get(`${id} ${requirement}`);
    if (cell === undefined || cell.state !== state || told.criteria.get(`${id} ${cell.criterion}`) === MET) return [];
    const columns = columnsOf(cell).map(([, column]) => told.state(column === null ? null : column.state));
    const bearing = told.tender.criteria.filter((one) => one.id === cell.criterion).map((one) => told.label(bearingOf(one)));
    return [[`${id} ${told.called.get(id)}`, `${cell.criterion} / ${requirement}`, ...bearing, ...columns, told.why(cell)]];
  }));

/**
 * Of each bidder how many pages were to be looked at, and were.
 * @param {Telling} told
 */
const lookRows = (told) => told.matrix.looks.flatMap((looks) => {
  const { bidder, toLookAt, like } = looks;
  const names = ['looks', ...(like > 0 ? ['looks-like'] : []), ...(told.isLookedAt(bidder) ? [] : ['looks-open'])];
  const said = names.map((name) => told.tellLooks(name, looks)).join(told.isChinese ? '' : ' ');
  return toLookAt === 0 ? [] : [[`${bidder} ${told.called.get(bidder)}`, said]];
});

/**
 * @param {Telling} told
 * @param {Flag} flag
 */
function flagRow(told, { code, lot, bidders, enterprise, facts }) {
  const who = enterprise === null ? '' : `${plain(told.enterprise(enterprise))} · `;
  return [lot, bidders.map((/** @type {string} */ one) => `${one} ${told.called.get(one)}`).join('；'), who + say('flags', code, facts, told.lang, told.names)];
}

/**
 * A line a file and sentence; of many that say the same the first few.
 * @param {Telling} told
 */
function paperRows(told) {
  const { papers } = told.matrix;
  const first = LOOK_FIRST.flatMap((code) => papers.filter((note) => note.code === code));
  const others = papers.filter(({ code }) => !LOOK_FIRST.includes(code));
  const notes = [first, others].flatMap((listed) => told.bidders.bidders.flatMap(({ id }) => listed.filter(({ bidder }) => bidder === id)));
  const lines = groupBy(notes.flatMap((note) => noteRows(told, note)), ([who, , said]) => JSON.stringify([who, said]));
  return [...lines.values()].flatMap((rows) => {
    const [[who, , said]] = rows;
    const places = [...new Set(rows.map(([, place]) => place))];
    const more = places.length - MOST_LISTED;
    return [...places.slice(0, MOST_LISTED).map((place) => [who, place, said]), ...(more > 0 ? [[who, '', told.tell('more-places', { more })]] : [])];
  });
}

/**
 * Who, where and what.
 * @param {Telling} told
 * @param {PaperNote} note
 * @returns {string[][]}
 */
function noteRows(told, note) {
  const who = `${note.bidder} ${told.called.get(note.bidder)}`;
  const said = say('papers', note.code, note.facts, told.lang, told.names);
  if (note.code !== UNREAD) return [[who, told.place(note.file, note.page), said]];
  return told.unreadOf(note).map(({ page, reason }) => [who, told.place(note.file, page), explainUnread(reason, page, told.lang) ?? said]);
}

/**
 * verifier/tender/record/paper/shortening.py: what is printed of a very large opening; what short sections leave, long ones get.
 * @param {PrintedSection[]} sections
 * @param {Telling} told
 */
function shorten(sections, told) {
  const byLength = [...sections].sort((a, b) => lengthOf(a.rows) - lengthOf(b.rows));
  let left = MOST_CHARACTERS;
  /** @type {Map<PrintedSection, PrintedSection>} */
  const kept = new Map();
  for (const [place, section] of byLength.entries()) {
    const share = Math.floor(left / (byLength.length - place));
    const length = lengthOf(section.rows);
    kept.set(section, length <= share ? section : cut(section, share, told));
    left -= Math.min(share, length);
  }
  return sections.flatMap((section) => kept.get(section) ?? []);
}

/**
 * @param {PrintedSection} section
 * @param {number} most
 * @param {Telling} told
 * @returns {PrintedSection}
 */
function cut(section, most, told) {
  const { rows, head } = section;
  let length = 0;
  const end = rows.findIndex((row) => (length += lengthOf([row])) > most);
  const more = told.tell('further-lines', { more: rows.length - end });
  return { ...section, rows: [...rows.slice(0, end), [more, ...Array.from({ length: Math.max(0, head.length - 1) }, () => '')]] };
}

/** @param {string[][]} rows */
const lengthOf = (rows) => rows.flat().reduce((sum, text) => sum + Array.from(text).length, 0);
