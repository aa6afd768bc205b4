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
  const files = asked.files.flatMap(([, papers]) => papers);
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
 * All pages in the language of `telling`: under the header of a receipt and its digest, or that of a check of which none was
 * drawn up. In the matrices stand the bidders `isShown`; of one whose papers are not read, what `waits` says of it.
 * @param {Telling} telling
 * @param {{ header: ReceiptHeader, digest: string | null, words: Record<'zh' | 'en', string> }} receipt
 * @param {Shown} shown
 */
export function layOut(telling, { header, digest, words }, shown = ALL) {
  return {
    lang: telling.lang,
    title: { zh: titleIn(telling, 'zh'), en: titleIn(telling, 'en') },
    annex: telling.label('annex'),
    facts: [...listFacts(telling, header, digest)].map(([name, text]) => [telling.label(name), text]),
    words: { title: telling.label('words'), ...words, note: noteOf(telling) },
    statements: [...listStatements(telling, header)],
    matrices: [...listMatrices(telling, shown)],
    sections: shorten([...listSections(telling)], telling),
    sheet: layOutSheet(telling),
    signatures: { title: telling.label('signatures'), head: ['member', 'signature', 'day', 'dissent'].map((name) => telling.label(name)), lines: SIGNATURE_LINES },
  };
}

/** @param {Telling} telling */
function noteOf(telling) {
  const flags = telling.matrix.flags.length;
  return telling.tell('same-words') + (flags === 0 ? '' : (telling.isChinese ? '' : ' ') + telling.tell('words-without', { flags }));
}

/**
 * @param {Telling} telling
 * @param {'zh' | 'en'} lang
 */
const titleIn = (telling, lang) => telling.labelIn('title', lang);

/**
 * @param {Telling} telling
 * @param {ReceiptHeader} header
 * @param {string | null} digest
 * @returns {Generator<[name: string, text: string], void>}
 */
function* listFacts(telling, header, digest) {
  const { tender } = telling;
  const moment = (/** @type {string} */ text) => formatMoment(parseTime(text));
  const short = (/** @type {string} */ text) => telling.aside(`${text.slice(0, 16)}…`);
  yield ['tender', `${plain(tender.number)} ${plain(tender.title)}`];
  yield ['buyer', plain(tender.buyer)];
  yield ['version', `${header.tender.version}${short(header.tender.digest)}`];
  yield ['opening', moment(header.dates.opening)];
  yield ['award', header.dates.award === null ? telling.label('pending') : moment(header.dates.award)];
  yield ['contract', header.dates.contractEnd];
  yield ['checked', moment(header.now)];
  yield ['home', telling.names.party(header.home)];
  const { agreement, version, digest: of, manifests } = header.trust;
  yield ['agreement', `${agreement} ${version}${short(of)}`];
  yield ['published', manifests.map((manifest) => tellManifest(telling, manifest, header.policy.warnAfterHours)).join('；')];
  yield ['scope', telling.tell('counts', header.counts)];
  yield ['software', `huren ${header.software.version}${short(header.software.digest)}`];
  if (digest === null) return;
  yield ['officer', header.officer?.replace('did:key:', '') ?? telling.label('unsigned')];
  if (header.first !== undefined) yield ['first', header.first];
  yield ['receipt', digest];
}

/**
 * Whose data of when; how old, where the tender wants that remarked upon and something rests on it.
 * @param {Telling} telling
 * @param {ReceiptHeader['trust']['manifests'][number]} manifest
 * @param {number} limit
 */
function tellManifest(telling, { issuer, issued, ageHours, isAgeing }, limit) {
  const aged = isAgeing && telling.restsOn(issuer) ? telling.aside(telling.tell('ageing', { hours: ageHours, limit })) : '';
  return `${telling.names.party(issuer)} ${formatMoment(parseTime(issued))}${aged}`;
}

/**
 * @param {Telling} telling
 * @param {ReceiptHeader} header
 */
function* listStatements(telling, { counts, first }) {
  yield telling.tell('states-facts');
  const others = counts.otherCriteria;
  yield others === null ? telling.tell('others-unknown') : telling.tell('not-looked-at', { others, all: others + counts.criteria });
  yield telling.tell(first === undefined ? 'all-in-time' : 'late-papers');
  yield VOLUNTARY[telling.isChinese ? 1 : 0];
}

/**
 * A table a lot, its criteria in columns; as many tables as they need.
 * @param {Telling} telling
 * @param {Shown} shown
 * @returns {Generator<PrintedMatrix, void>}
 */
function* listMatrices(telling, { isShown, waits }) {
  const outcomes = new Map(telling.matrix.criteria.map((outcome) => [`${outcome.lot} ${outcome.bidder} ${outcome.criterion}`, outcome]));
  for (const { id: lot, title } of telling.tender.lots) {
    const criteria = criteriaOf(telling.tender, lot);
    const bidders = telling.bidders.bidders.filter(({ id, lots }) => lots.includes(lot) && isShown(id)).map(({ id }) => id);
    for (let start = 0; start < criteria.length; start += MOST_COLUMNS) {
      const part = criteria.slice(start, start + MOST_COLUMNS);
      yield {
        title: `${telling.label('matrix')} · ${telling.label('lot')} ${lot} ${plain(title)}`,
        head: [telling.label('bidder'), ...part.map((criterion) => telling.criterion(criterion))],
        rows: bidders.map((bidder) => [`${bidder} ${telling.called.get(bidder)}`, ...(telling.files.has(bidder) ? part.map((criterion) => markOf(telling, outcomes.get(`${lot} ${bidder} ${criterion.id}`), criterion)) : [waits(bidder)])]),
        note: telling.tell('marks'),
      };
    }
  }
}

/**
 * What a criterion came to; where it is met, the row of points and by which certificates.
 * @param {Telling} telling
 * @param {Outcome | undefined} outcome
 * @param {Criterion} criterion
 * @returns {MatrixMark}
 */
function markOf(telling, outcome, criterion) {
  const bearing = bearingOf(criterion);
  if (outcome === undefined) return { state: '', bearing, text: '', points: '', by: [] };
  const { state, bidder, points } = outcome;
  const cells = state === MET ? requirementsOf(criterion).flatMap(({ id }) => telling.cells.get(`${bidder} ${id}`) ?? []) : [];
  const by = cells.flatMap((cell) => telling.metBy(cell)).map((column) => telling.sayMetBy(bidder, column));
  return { state, bearing, text: telling.state(state), points: points === null ? '' : telling.tell('points', { points: points.points }), by: [...new Set(by)] };
}

/**
 * @param {Telling} telling
 * @returns {Generator<PrintedSection, void>}
 */
function* listSections(telling) {
  const section = (/** @type {string} */ name, /** @type {string[]} */ head, /** @type {string[][]} */ rows, intro = '') =>
    ({ name, title: telling.label(name), intro: rows.length > 0 ? intro : telling.label('none'), head: head.map((column) => telling.label(column)), rows });
  yield section('criteria', ['criterion', 'requirement'], telling.tender.criteria.map((criterion) => criterionRow(telling, criterion)));
  yield section('certificates', ['mark', 'bidder', 'number', 'issuer', 'certificate', 'term', 'place', 'why'], heldRows(telling));
  yield section('not-met', ['bidder', 'requirement', 'bearing', 'at-opening', 'at-award', 'at-contract-end', 'why'], [NOT_MET, UNCLEAR].flatMap((state) => cellRows(telling, state)));
  yield section('without', ['bidder', 'requirement', 'why'], withoutRows(telling));
  yield section('flags', ['lot', 'bidder', 'why'], telling.matrix.flags.map((flag) => flagRow(telling, flag)));
  const law = telling.tender.regime === 'government' ? 'clarify-tender' : 'clarify-law';
  yield section('looks', ['bidder', 'why'], lookRows(telling));
  yield section('clarify', [], lettersOf(telling).map((text) => [text]), telling.tell(law));
  yield section('reject', [], rejectionsOf(telling).map((text) => [text]));
  yield section('papers', ['bidder', 'place', 'why'], paperRows(telling));
  yield section('deadline', [], [[sayRow(DEADLINES[telling.tender.regime], {}, telling.lang)]]);
  yield section('again', [], [[telling.tell('again')]]);
}

/**
 * @param {Telling} telling
 * @param {Criterion} criterion
 */
function criterionRow(telling, criterion) {
  const groups = criterion.groups.map(({ requirements }) => requirements.map((item) => `${item.id} ${telling.asked(item.id)}`).join('；'));
  return [telling.criterion(criterion) + telling.aside(telling.label(criterion.use)), groups.join(telling.isChinese ? ' 或 ' : ' OR ')];
}

/** @param {Telling} telling */
const heldRows = (telling) =>
  telling.held.map(({ number, bidder, held }) =>
    [`${number}`, `${bidder} ${plain(held.name)}`, plain(held.number), telling.issuer(held), telling.certificate(held), telling.term(held), telling.places(bidder, held), lineOf(telling, bidder, held)]);

/**
 * Who shares what is met and handed in nothing for it.
 * @param {Telling} telling
 */
const withoutRows = (telling) =>
  [...telling.cells.values()].flatMap((cell) => {
    if (!telling.files.has(cell.bidder)) return [];
    const words = cell.state === MET ? telling.without(cell) : '';
    return words === '' ? [] : [[`${cell.bidder} ${telling.called.get(cell.bidder)}`, `${cell.criterion} / ${cell.requirement}`, words]];
  });

/**
 * Where another group of a criterion is met, nothing is left to explain; nor of papers that are not read.
 * @param {Telling} telling
 * @param {string} state
 */
const cellRows = (telling, state) =>
  telling.bidders.bidders.filter(({ id }) => telling.files.has(id)).flatMap(({ id }) => [...telling.requirements.keys()].flatMap((requirement) => {
    const cell = telling.cells.get(`${id} ${requirement}`);
    if (cell === undefined || cell.state !== state || telling.criteria.get(`${id} ${cell.criterion}`) === MET) return [];
    const columns = columnsOf(cell).map(([, column]) => telling.state(column === null ? null : column.state));
    const bearing = telling.tender.criteria.filter((criterion) => criterion.id === cell.criterion).map((criterion) => telling.label(bearingOf(criterion)));
    return [[`${id} ${telling.called.get(id)}`, `${cell.criterion} / ${requirement}`, ...bearing, ...columns, telling.why(cell)]];
  }));

/**
 * Of each bidder how many pages were to be looked at, and were.
 * @param {Telling} telling
 */
const lookRows = (telling) => telling.matrix.looks.flatMap((looks) => {
  const { bidder, toLookAt, like } = looks;
  const names = ['looks', ...(like > 0 ? ['looks-like'] : []), ...(telling.isLookedAt(bidder) ? [] : ['looks-open'])];
  const words = names.map((name) => telling.tellLooks(name, looks)).join(telling.isChinese ? '' : ' ');
  return toLookAt === 0 ? [] : [[`${bidder} ${telling.called.get(bidder)}`, words]];
});

/**
 * @param {Telling} telling
 * @param {Flag} flag
 */
function flagRow(telling, { code, lot, bidders, enterprise, facts }) {
  const who = enterprise === null ? '' : `${plain(telling.enterprise(enterprise))} · `;
  return [lot, bidders.map((/** @type {string} */ id) => `${id} ${telling.called.get(id)}`).join('；'), who + say('flags', code, facts, telling.lang, telling.names)];
}

/**
 * A line a file and sentence; of many that say the same the first few.
 * @param {Telling} telling
 */
function paperRows(telling) {
  const { papers } = telling.matrix;
  const first = LOOK_FIRST.flatMap((code) => papers.filter((note) => note.code === code));
  const others = papers.filter(({ code }) => !LOOK_FIRST.includes(code));
  const notes = [first, others].flatMap((listed) => telling.bidders.bidders.flatMap(({ id }) => listed.filter(({ bidder }) => bidder === id)));
  const lines = groupBy(notes.flatMap((note) => noteRows(telling, note)), ([who, , text]) => JSON.stringify([who, text]));
  return [...lines.values()].flatMap((rows) => {
    const [[who, , text]] = rows;
    const places = [...new Set(rows.map(([, place]) => place))];
    const more = places.length - MOST_LISTED;
    return [...places.slice(0, MOST_LISTED).map((place) => [who, place, text]), ...(more > 0 ? [[who, '', telling.tell('more-places', { more })]] : [])];
  });
}

/**
 * Who, where and what.
 * @param {Telling} telling
 * @param {PaperNote} note
 * @returns {string[][]}
 */
function noteRows(telling, note) {
  const who = `${note.bidder} ${telling.called.get(note.bidder)}`;
  const words = say('papers', note.code, note.facts, telling.lang, telling.names);
  if (note.code !== UNREAD) return [[who, telling.place(note.file, note.page), words]];
  return telling.unreadOf(note).map(({ page, reason }) => [who, telling.place(note.file, page), explainUnread(reason, page, telling.lang) ?? words]);
}

/**
 * verifier/tender/record/paper/shortening.py: what is printed of a very large opening; what short sections leave, long ones get.
 * @param {PrintedSection[]} sections
 * @param {Telling} telling
 */
function shorten(sections, telling) {
  const byLength = [...sections].sort((a, b) => lengthOf(a.rows) - lengthOf(b.rows));
  let left = MOST_CHARACTERS;
  /** @type {Map<PrintedSection, PrintedSection>} */
  const kept = new Map();
  for (const [place, section] of byLength.entries()) {
    const share = Math.floor(left / (byLength.length - place));
    const length = lengthOf(section.rows);
    kept.set(section, length <= share ? section : cut(section, share, telling));
    left -= Math.min(share, length);
  }
  return sections.flatMap((section) => kept.get(section) ?? []);
}

/**
 * @param {PrintedSection} section
 * @param {number} most
 * @param {Telling} telling
 * @returns {PrintedSection}
 */
function cut(section, most, telling) {
  const { rows, head } = section;
  let length = 0;
  const end = rows.findIndex((row) => (length += lengthOf([row])) > most);
  const more = telling.tell('further-lines', { more: rows.length - end });
  return { ...section, rows: [...rows.slice(0, end), [more, ...Array.from({ length: Math.max(0, head.length - 1) }, () => '')]] };
}

/** @param {string[][]} rows */
const lengthOf = (rows) => rows.flat().reduce((sum, text) => sum + Array.from(text).length, 0);
