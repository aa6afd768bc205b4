// tender/packet/cover.py: the cover sheet of a packet, here as a print file that stands alone.

import { AgreementNames } from '../credentials/documents/agreement_names.js';
import { parseTime } from '../credentials/times.js';
import { wordFor } from '../credentials/words/closed_lists.js';
import { formatEnd, formatMoment } from '../credentials/words/days.js';
import { el } from '../page/dom.js';
import { encodeText } from '../signing/bytes.js';
import { plain } from '../signing/plain_text.js';
import { COVER } from '../texts/tender/packet.js';
import { STATES } from '../texts/tender/words.js';
import { foldNumber } from '../verifier/numbers/commitment.js';
import { MET } from '../verifier/tender/matrix.js';

/** @import { JudgedRecord } from '../credentials/kinds.js' */
/** @import { Lang } from '../signing/errors.js' */
/** @import { Naming } from '../tender/checking/naming.js' */
/** @import { TenderBody } from '../verifier/tender/documents/tender.js' */
/** @import { Described, PacketFile } from './own_row.js' */

/**
 * Contents of the sheet; `files` are the files of the packet without the sheet itself.
 * @typedef {{ packet: Described & { files: PacketFile[] }, tender: TenderBody, records: JudgedRecord[], naming: Naming }} CoverSheet
 */

/** Its name in a packet. */
export const COVER_SHEET = 'cover.html';
const SHORT = 16;
const HEAD = '<!doctype html>\n<!-- TenderPacket/1 -->\n'; // readers of papers skip a file that begins so: carriers/papers/kinds.py
const POLICY = "default-src 'none'; img-src data:; style-src 'unsafe-inline'"; // nothing in the sheet runs or is fetched
const FONTS = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", "Source Han Sans SC", sans-serif';
const STYLE = [
  `@page { size: A4; margin: 14mm 14mm 16mm; @bottom-right { font: 9pt ${FONTS}; content: counter(page) " / " counter(pages); } }`,
  `:root { color-scheme: light; background: #fff; color: #000; font: 10pt/1.4 ${FONTS}; }`,
  'body { max-width: 182mm; margin: 12mm auto; padding: 0 1rem; }',
  'section + section { break-before: page; margin-top: 3rem; }',
  'h1 { font-size: 1.9em; text-align: center; }',
  'h1 small { display: block; font-size: .5em; font-weight: 400; }',
  'h2 { font-size: 1.15em; margin: 1.5rem 0 .5rem; break-after: avoid; }',
  'dl { display: grid; grid-template-columns: minmax(6rem, max-content) minmax(0, 1fr); gap: .15rem 1rem; margin: 0; }',
  'dt { color: #333; }',
  'dd { margin: 0; overflow-wrap: anywhere; }',
  'table { width: 100%; border-collapse: collapse; }',
  'td, th { padding: .2rem .5rem .2rem 0; border-bottom: 1px solid #bbb; text-align: left; vertical-align: top; overflow-wrap: anywhere; }',
  'tr, .held { break-inside: avoid; }',
  '.held { display: flex; flex-wrap: wrap; gap: 1rem; align-items: center; border-bottom: 1px solid #bbb; padding: .4rem 0; }',
  '.held dl { flex: 1 1 15rem; }',
  '.held img { width: 44mm; height: 44mm; }',
  '.files { font-size: .75em; }',
  '@media print { body { max-width: none; margin: 0; padding: 0; } section + section { margin: 0; } }',
].join('\n');

/**
 * @param {string} name
 * @param {Lang} lang
 */
const label = (name, lang) => wordFor(COVER, name, lang);

/**
 * @param {string} name
 * @param {Lang} lang
 * @param {Record<string, string>} facts
 */
const tell = (name, lang, facts) => label(name, lang).replace(/\{(\w+)\}/g, (_, fact) => facts[fact]);

/**
 * Returns all texts of the sheet in one language.
 * @param {CoverSheet} sheet
 * @param {Lang} lang
 */
export function layOut({ packet, tender, records, naming }, lang) {
  const names = new AgreementNames(naming.text, lang, naming.older);
  const head = (/** @type {string[]} */ listed) => listed.map((name) => label(name, lang));
  return {
    lang,
    title: { zh: label('title', 'zh'), en: label('title', 'en') },
    facts: tellFacts(packet, tender, names, lang).map(([name, text]) => [label(name, lang), text]),
    statements: [
      parseTime(packet.asOf).seconds >= tender.openingAt.seconds ? label('as-of-opening', lang) : tell('as-of-made', lang, { when: formatMoment(parseTime(packet.asOf)) }),
      label('proves', lang), label('silent-browser', lang)],
    certificates: {
      title: label('certificates', lang), head: head(['number', 'scheme', 'grade', 'until', 'meant']),
      rows: records.map((record) => tellCertificate(packet, record, names, lang)),
    },
    outcomes: { title: label('outcomes', lang), head: head(['lot', 'criterion', 'state', 'by']), rows: tellOutcomes(packet, tender, lang) },
    files: { title: label('files', lang), head: head(['file', 'size', 'digest']), rows: packet.files.map(({ name, size, sha256 }) => [plain(name), size.toLocaleString('en-US'), sha256]) },
  };
}

/**
 * @param {CoverSheet['packet']} packet
 * @param {TenderBody} tender
 * @param {AgreementNames} names
 * @param {Lang} lang
 * @returns {[string, string][]}
 */
function tellFacts({ tender: body, enterprise, trust, made }, tender, names, lang) {
  const published = trust.manifests.map(({ issuer, issued }) => tell('published', lang, { who: names.party(issuer), when: formatMoment(parseTime(issued)) })).join('；');
  return [
    ['tender', `${plain(body.number)} ${plain(body.title)}`],
    ['version', `${body.version} · ${tell('digest-of', lang, { digest: body.digest })}`],
    ['buyer', plain(tender.buyer)],
    ['opening', formatMoment(tender.openingAt)],
    ['enterprise', `${plain(enterprise.name)} ${enterprise.uscc}`],
    ['trust', `${published} · ${tell('digest-of', lang, { digest: `${trust.bundle.slice(0, SHORT)}…` })}`],
    ['made', formatMoment(parseTime(made))],
  ];
}

/**
 * @param {CoverSheet['packet']} packet
 * @param {JudgedRecord} record
 * @param {AgreementNames} names
 * @param {Lang} lang
 */
function tellCertificate({ claims }, { title, graded, body }, names, lang) {
  const meant = claims.filter(({ number }) => foldNumber(number) === foldNumber(title)).map(({ criterion }) => criterion);
  return [plain(title), plain(names.scheme(graded.scheme)), plain(names.grade(graded.scheme, graded.grade)), formatEnd(body.validUntil), [...new Set(meant)].join('、') || label('none', lang)];
}

/**
 * @param {CoverSheet['packet']} packet
 * @param {TenderBody} tender
 * @param {Lang} lang
 */
function tellOutcomes({ outcomes, claims }, tender, lang) {
  const titles = new Map(tender.criteria.map(({ id, title = '' }) => [id, title]));
  const lots = new Map(tender.lots.map(({ id, title }) => [id, title]));
  return outcomes.map(({ lot, criterion, state }) => [
    plain(`${lot} ${lots.get(lot)}`.trim()),
    plain(`${criterion} ${titles.get(criterion)}`.trim()),
    wordFor(STATES, state, lang),
    (state === MET ? claims.filter((claim) => claim.criterion === criterion).map(({ number }) => plain(number)).join('、') : '') || '–',
  ]);
}

/**
 * Returns the sheet in each language, the first language in front; `codes` are the addresses of the pictures beside the
 * certificates.
 * @param {CoverSheet} sheet
 * @param {string[]} codes
 * @param {Lang[]} languages
 */
export function formatCover(sheet, codes, languages) {
  const style = el('style');
  style.textContent = STYLE;
  const sections = languages.map((lang) => renderSheet(layOut(sheet, lang), codes));
  const page = el('html', { lang: tagOf(languages[0]) },
    el('head', {},
      el('meta', { charset: 'utf-8' }),
      el('meta', { name: 'viewport', content: 'width=device-width' }),
      el('meta', { 'http-equiv': 'Content-Security-Policy', content: POLICY }),
      el('title', {}, `${label('title', languages[0])} · ${plain(sheet.tender.number)}`),
      style),
    el('body', {}, el('main', {}, sections)));
  return encodeText(`${HEAD}${page.outerHTML}\n`);
}

/** @param {Lang} lang */
const tagOf = (lang) => (lang === 'zh' ? 'zh-CN' : 'en');

/**
 * @param {ReturnType<typeof layOut>} texts
 * @param {string[]} codes
 */
function renderSheet({ lang, title, facts, statements, certificates, outcomes, files }, codes) {
  const other = lang === 'zh' ? 'en' : 'zh';
  return el('section', { lang: tagOf(lang) },
    el('h1', {}, title[lang], el('small', { lang: tagOf(other) }, title[other])),
    renderFacts(facts),
    statements.map((text) => el('p', {}, text)),
    el('h2', {}, certificates.title),
    certificates.rows.map((row, place) => el('div', { class: 'held' },
      renderFacts(row.map((text, column) => [certificates.head[column], text])), el('img', { src: codes[place], alt: row[0] }))),
    el('h2', {}, outcomes.title), renderTable(outcomes),
    el('h2', {}, files.title), renderTable(files, 'files'));
}

/** @param {string[][]} facts */
const renderFacts = (facts) => el('dl', {}, facts.map(([name, text]) => [el('dt', {}, name), el('dd', {}, text)]));

/**
 * @param {{ head: string[], rows: string[][] }} table
 * @param {string | null} named
 */
const renderTable = ({ head, rows }, named = null) =>
  el('table', { class: named }, el('thead', {}, el('tr', {}, head.map((name) => el('th', {}, name)))),
    el('tbody', {}, rows.map((row) => el('tr', {}, row.map((text) => el('td', {}, text))))));
