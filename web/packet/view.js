// The view of a packet: the row of the officer's check, its gaps with the next step, its contents.

import { parseTime } from '../credentials/times.js';
import { formatMoment } from '../credentials/words/days.js';
import { el, icon } from '../page/dom.js';
import { comma, label, language, say } from '../page/words/sentences.js';
import { plain } from '../signing/plain_text.js';
import { renderLot } from '../tender/matrix/lot_view.js';
import { toldCell } from '../tender/matrix/short.js';
import { Telling } from '../tender/matrix/telling.js';
import { Opening } from '../tender/opening.js';
import { COVER } from '../texts/tender/packet.js';
import { MET } from '../verifier/tender/matrix.js';
import { say as sayStated } from '../verifier/tender/words.js';
import { OWN } from './own_row.js';

/** @import { OpenCell } from '../tender/results_view.js' */
/** @import { CellReason } from '../verifier/tender/matrix.js' */
/** @import { Making } from './making.js' */
/** @import { OwnRow } from './own_row.js' */

/**
 * @typedef {object} PacketActs
 * @property {(change: Partial<Pick<Making, 'lots' | 'chosen'>>) => Promise<void>} change
 * @property {(tell: (words: string) => void) => Promise<void>} save
 */

const PLACE = 'packet-row';
const NOT_YET = 'not-yet-valid';
/**
 * Remedies that an enterprise has for a reason, by its code; for other reasons it asks the association.
 * @type {Record<string, string>}
 */
const REMEDIES = {
  'no-credential': 'doApply', 'category-missing': 'doApply', 'grade-lower': 'doApply', 'ends-before-contract': 'doRenew', expired: 'doRenew',
  'no-equivalent': 'doBuyer', 'equivalents-not-accepted': 'doBuyer', 'category-unmapped': 'doBuyer', 'requirement-unclear': 'doBuyer', 'date-pending': 'doWait',
};

/**
 * Shows the packet at the end of the page, in place of an earlier one; `show` shows it again.
 * @param {Making} making
 * @param {PacketActs} acts
 */
export function renderPacket(making, acts) {
  const place = el('div', { class: 'flow noprint', id: PLACE });
  document.getElementById(PLACE)?.remove();
  document.getElementById('main')?.append(place);
  /** @type {OpenCell | null} */
  let open = null;
  let words = '';
  let shown = making;
  const draw = () => {
    const focused = document.activeElement?.id;
    place.replaceChildren(
      renderHead(shown), ...renderRows(shown, open, (cell) => {
        open = cell;
        draw();
      }), renderShort(shown), renderChoice(shown, acts, words, tell));
    if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
  };
  const tell = (/** @type {string} */ text) => {
    words = text;
    const status = document.getElementById('packet-saved');
    if (status !== null) status.textContent = words;
  };
  draw();
  document.getElementById('packet-head')?.focus();
  return {
    /** @param {Making} changed */
    show(changed) {
      shown = changed;
      words = '';
      draw();
    },
  };
}

/** @param {Making} making */
function renderHead({ tender: { body, digest }, all, brought }) {
  const facts = [[label(COVER, 'buyer'), plain(body.buyer)], [label(COVER, 'opening'), formatMoment(body.openingAt)], [label(COVER, 'version'), `${body.version} · ${digest.slice(0, 16)}…`]];
  return el('section', { class: 'card' },
    el('h2', { id: 'packet-head', tabindex: -1 }, say('packetHead', { number: plain(body.number) })),
    el('p', {}, el('b', {}, el('bdi', {}, plain(body.title)))),
    el('dl', { class: 'facts' }, facts.map(([name, text]) => [el('dt', {}, name), el('dd', {}, text)])),
    el('p', { class: 'soft small' }, say('packetSilent')),
    all.asOf.seconds < body.openingAt.seconds ? el('p', { class: 'note warn' }, say('packetAsOf', { when: formatMoment(all.asOf) })) : null,
    brought.isWhole ? null : el('p', { class: 'note warn' }, say('packetIncomplete', { n: brought.held.length })));
}

/**
 * @param {OwnRow} row
 * @param {Making} making
 */
const tellRow = (row, { tender, naming }) =>
  new Telling({ tender: tender.body, bidders: row.bidders.body, matrix: row.matrix, naming, files: new Map([[OWN, []]]) }, language());

/**
 * Shows the chosen lots by the chosen certificates; if none is chosen, by all certificates of the enterprise.
 * @param {Making} making
 * @param {OpenCell | null} open
 * @param {(cell: OpenCell | null) => void} toggle
 */
function renderRows(making, open, toggle) {
  const view = { told: tellRow(making.row ?? making.all, making), opening: new Opening(), reading: null, isShown: () => true, open, toggle };
  return [
    el('p', {}, say(making.row === null ? 'packetRowOfAll' : 'packetRow')),
    ...making.tender.body.lots.filter(({ id }) => making.lots.includes(id)).map((lot) => renderLot(lot, view)),
  ];
}

/**
 * Shows each criterion that the chosen certificates do not meet, the reason, and the next step; the reasons come from
 * all certificates of the enterprise.
 * @param {Making} making
 */
function renderShort(making) {
  const { all, row, tender } = making;
  const telling = tellRow(all, making);
  const keyOf = (/** @type {{ lot: string, criterion: string }} */ { lot, criterion }) => `${lot} ${criterion}`;
  const states = new Map(row?.matrix.criteria.map((outcome) => [keyOf(outcome), outcome.state]));
  const short = all.matrix.criteria.filter((outcome) => states.get(keyOf(outcome)) !== MET);
  const titles = new Map(tender.body.criteria.map((criterion) => [criterion.id, telling.criterion(criterion)]));
  return el('section', { class: 'card', id: 'packet-short' },
    el('h2', {}, say('packetShort')),
    short.length === 0 ? el('p', {}, el('span', { class: 'mark ok' }, icon('ok'), telling.state(MET)), ' ', say('packetNoShort')) : null,
    short.length === 0 ? null : el('ul', { class: 'lines' }, short.map((outcome) => el('li', {},
      el('b', {}, tender.body.lots.length > 1 ? `${outcome.lot} · ` : '', titles.get(outcome.criterion)), ' ',
      ...(outcome.state === MET
        ? [say('packetLeftOut', { numbers: all.metBy(outcome.criterion).map(plain).join(comma()) })]
        : explain(outcome, telling))))));
}

/**
 * Shows why a criterion is not met, then what the enterprise can do; steps for the officer are left out.
 * @param {{ lot: string, criterion: string, state: string }} outcome
 * @param {Telling} telling
 */
function explain({ lot, criterion, state }, telling) {
  const cell = toldCell(telling.matrix.cells.filter((row) => row.lot === lot && row.criterion === criterion), state);
  const reasons = telling.deciding(cell);
  const why = reasons.length > 0 ? reasons.map((item) => telling.reason(item, false)) : cell.codes.map((code) => sayStated('cells', code, {}, telling.lang, telling.names));
  const remedies = new Set(cell.codes.map((code) => adviseOn(code, reasons, telling)));
  return [telling.once(why), el('br'), el('b', {}, say('packetDo')), ' ', [...remedies].join(language() === 'zh' ? '' : ' ')];
}

/**
 * Returns what an enterprise can do about a reason; for a certificate whose term has not begun, whether it begins in
 * time.
 * @param {string} code
 * @param {CellReason[]} reasons
 * @param {Telling} told
 */
function adviseOn(code, reasons, { tender }) {
  const reason = code === NOT_YET ? reasons.find((reason) => reason.code === code) : undefined;
  if (reason === undefined) return say(REMEDIES[code] ?? 'doAssociation');
  const since = parseTime(`${reason.facts.since}`);
  return say(since.seconds > tender.openingAt.seconds ? 'doLater' : 'doSoon', { since: formatMoment(since) });
}

/**
 * @param {Making} making
 * @param {PacketActs} acts
 * @param {string} words what came of saving
 * @param {(words: string) => void} tell
 */
function renderChoice(making, acts, words, tell) {
  const { tender, brought, lots, chosen, row, all } = making;
  const { names } = tellRow(all, making);
  const toggled = (/** @type {Iterable<string>} */ before, /** @type {string} */ lot) => (new Set(before).has(lot) ? [...before].filter((other) => other !== lot) : [...before, lot]);
  const past = brought.held.filter(({ isPrinted }) => !isPrinted).map(({ record }) => plain(record.title));
  const save = el('button', { type: 'button', class: 'main', id: 'packet-save', disabled: row === null, on: { click: async () => {
    save.disabled = true;
    await acts.save(tell).finally(() => {
      save.disabled = false;
    });
  } } }, icon('down'), say('packetSave'));
  return el('section', { class: 'card', id: 'packet-choice' },
    el('h2', {}, say('packetPick')),
    tender.body.lots.length < 2 ? null : el('fieldset', { class: 'field' }, el('legend', {}, say('packetLots')),
      tender.body.lots.map(({ id, title }) => renderPick(`packet-lot-${id}`, lots.includes(id), `${id} ${plain(title)}`, () =>
        acts.change({ lots: tender.body.lots.map((lot) => lot.id).filter((lot) => toggled(lots, id).includes(lot)) })))),
    el('fieldset', { class: 'field' }, el('legend', {}, say('packetCertificates')),
      brought.held.filter(({ isPrinted }) => isPrinted).map(({ record: { digest, title, graded: { scheme, categories, grade } } }) =>
        renderPick(`packet-${digest.slice(0, 12)}`, chosen.has(digest), [title, names.scheme(scheme), names.terms(categories.flatMap((term) => term ?? [])), names.grade(scheme, grade)].filter(Boolean).map(plain).join(' · '), () =>
          acts.change({ chosen: new Set(toggled(chosen, digest)) })))),
    el('p', { class: 'soft small' }, say('packetPickNote')),
    past.length === 0 ? null : el('p', { class: 'soft small' }, say('packetPast', { numbers: past.join(comma()) })),
    row === null ? el('p', { class: 'note warn' }, say('packetEmpty')) : null,
    el('p', { class: 'row' }, save),
    el('p', { class: 'small', role: 'status', id: 'packet-saved' }, words));
}

/**
 * @param {string} id
 * @param {boolean} checked
 * @param {string} words
 * @param {() => unknown} change
 */
const renderPick = (id, checked, words, change) =>
  el('label', { class: 'pick', for: id }, el('input', { type: 'checkbox', id, checked, on: { change } }), el('span', {}, words));
