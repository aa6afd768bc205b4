// The files of a check to take away: eight words, the receipt and its pack, a workbook, the printed record. One receipt
// is drawn up for a check and a key, so that the print names the one that is kept.

import { el, icon, saveFile } from '../../page/dom.js';
import { pinWords } from '../../page/trust/pin.js';
import { language, say } from '../../page/words/sentences.js';
import { fileStem } from '../matrix/said.js';
import { whenDrawn } from './contact_view.js';

/** @import { Child } from '../../page/dom.js' */
/** @import { Checked } from '../opening.js' */
/** @import { View } from '../results_view.js' */

/** @typedef {{ pem: Uint8Array, passphrase: string | null }} OfficerKey */
/** @typedef {Exclude<Awaited<ReturnType<View['checking']['drawUp']>>, null | { refused: unknown }>} Receipt */
/** @typedef {Receipt & { pack: Uint8Array[] }} Drawn */

/** @type {{ checked: Checked, drawn: Drawn } | null} */
let kept = null;
/** @type {Uint8Array | null} */
let pem = null; // the officer's key file, until it is refused or put away
let explain = () => ''; // why no record was drawn up, or who signed it
let taking = Promise.resolve(); // one after the other, so that two clicks have one receipt

/** @param {View} view */
export function renderRecord(view) {
  const { opening } = view;
  const isReady = opening.isWhole;
  const button = (/** @type {string} */ id, /** @type {string} */ shape, /** @type {string} */ sign, /** @type {string} */ words, /** @type {() => unknown} */ act) =>
    el('button', { type: 'button', id, class: shape, disabled: !isReady, on: { click: act } }, icon(sign), say(words));
  return el('div', { class: 'noprint tight taking' },
    el('div', { class: 'row' },
      button('take-pack', isReady ? 'main' : '', 'down', 'takePack', () => take(view, (drawn) => saveFile(`${nameOf(view)}-pack.zip`, new Blob(/** @type {BlobPart[]} */ (drawn.pack)), 'application/zip'))),
      button('print-record', '', 'print', 'printThis', () => take(view, () => window.print())),
      button('take-receipt', '', 'down', 'takeReceipt', () => take(view, (drawn) => saveFile(`${nameOf(view)}-receipt.json`, /** @type {BlobPart} */ (drawn.data), 'application/json'))),
      button('take-workbook', '', 'down', 'takeWorkbook', async () => saveFile(`${nameOf(view)}-matrix.xlsx`, /** @type {BlobPart} */ ((await loadPrinting()).printWorkbook(view.told)), 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'))),
    isReady ? null : el('p', { class: 'soft small' }, say('recordWaits')),
    renderSigning(view),
    el('p', { id: 'record-told', class: 'small', role: 'status' }, explain()));
}

/** What makes the files that people read is not needed at first. */
const loadPrinting = () => import('./printed_files.js');

/** @param {View} view */
const nameOf = ({ told: { tender } }) => fileStem(tender);

/**
 * The officer's own key: its file, and the passphrase where it has one.
 * @param {View} view
 */
function renderSigning(view) {
  const file = el('input', { type: 'file', accept: '.pem', id: 'key-file', on: { change: async () => {
    const [chosen] = file.files ?? [];
    pem = chosen === undefined ? null : new Uint8Array(await chosen.arrayBuffer());
    kept = null;
  } } });
  const passphrase = el('input', { type: 'password', id: 'key-passphrase', autocomplete: 'off' });
  const onSubmit = (/** @type {Event} */ event) => {
    event.preventDefault();
    kept = null;
    const given = passphrase.value || null;
    passphrase.value = '';
    void take(view, () => {}, given);
  };
  const onUnsigned = () => {
    putKeyAway();
    explain = () => say('unsignedNow');
    view.tell(explain());
  };
  return el('details', { id: 'signing' }, el('summary', {}, say('signing')),
    el('form', { class: 'tight', on: { submit: onSubmit } },
      el('p', { class: 'soft small' }, say('signingWhat')),
      el('div', { class: 'field' }, el('label', { for: 'key-file' }, say('keyFile')), file),
      el('div', { class: 'field' }, el('label', { for: 'key-passphrase' }, say('keyPassphrase')), passphrase),
      el('p', { class: 'row' },
        el('button', { type: 'submit', id: 'sign' }, say('signNow')),
        el('button', { type: 'button', id: 'unsigned', on: { click: onUnsigned } }, say('withoutSignature')))));
}

/** What is taken from now on is not signed. */
function putKeyAway() {
  pem = null;
  kept = null;
  /** @type {HTMLFormElement | null} */ (document.querySelector('#signing form'))?.reset();
}

/**
 * Draws up the record of the check in view, or takes the one that was; then does something with it.
 * @param {Pick<View, 'opening' | 'checking' | 'tell'>} view
 * @param {(drawn: Drawn) => unknown} use
 * @param {string | null} passphrase
 */
function take({ opening, checking, tell }, use, passphrase = null) {
  taking = taking.catch(() => {}).then(async () => {
    const { checked } = opening;
    if (checked === null) return;
    if (kept?.checked !== checked) {
      const drawn = await drawUp(opening, checking, checked, passphrase);
      if (drawn === null || 'refused' in drawn) {
        const isPutAway = pem !== null;
        if (isPutAway) putKeyAway();
        explain = () => [drawn === null ? say('noTrust') : drawn.refused[language()], ...(isPutAway ? [say('keyPutAway')] : [])].join(language() === 'zh' ? '' : ' ');
        return tell(explain());
      }
      kept = { checked, drawn };
      const { officer } = drawn.value.header;
      explain = () => (officer === null ? say('unsignedNow') : say('signedBy', { officer: officer.replace('did:key:', '') }));
      tell(explain());
    }
    use(kept.drawn);
  });
  return taking;
}

/**
 * The receipt, then the files for people that are made of it, then the pack of all.
 * @param {View['opening']} opening
 * @param {View['checking']} checking
 * @param {Checked} checked
 * @param {string | null} passphrase
 */
async function drawUp(opening, checking, checked, passphrase) {
  const receipt = await checking.drawUp(checked.asked, { release: release(), key: pem === null ? null : { pem, passphrase } });
  if (receipt === null || 'refused' in receipt) return receipt;
  const [{ printRecord }] = await Promise.all([loadPrinting(), whenDrawn()]);
  const pack = await checking.packUp(printRecord(opening, checked, receipt, language()));
  return pack === null || 'refused' in pack ? pack : { ...receipt, pack };
}

/**
 * The record of the check in view, as it is taken away; null where none can be drawn up, and while a key waits to sign it.
 * @param {View['opening']} opening
 * @param {View['checking']} checking
 * @returns {Promise<Drawn | null>}
 */
export async function drawInView(opening, checking) {
  if (pem === null) await take({ opening, checking, tell: () => {} }, () => {});
  return opening.checked === null ? null : receiptOf(opening.checked);
}

/** Which release of the project the page is. */
export const release = () => document.querySelector('meta[name="huren"]')?.getAttribute('content') ?? '0';

/**
 * The receipt that was drawn up of this very check, or null.
 * @param {Checked} checked
 */
export const receiptOf = (checked) => (kept?.checked === checked ? kept.drawn : null);

/** @param {View} view */
export function renderWords({ opening, told: telling }) {
  const digest = opening.checked?.words ?? '';
  /** @type {Child} */
  const words = opening.isWhole ? el('ol', { class: 'words', id: 'common-words' }, pinWords(digest, language()).map((word) => el('li', {}, word))) : el('p', { class: 'soft' }, say('recordWaits'));
  const flags = telling.matrix.flags.length;
  return el('section', { class: 'card tight', id: 'words' },
    el('h2', {}, say('wordsHead')), words,
    el('p', { class: 'soft small' }, say('wordsNote')),
    flags === 0 ? null : el('p', { class: 'small' }, telling.tell('words-without', { flags })));
}
