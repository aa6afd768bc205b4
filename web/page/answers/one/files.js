// The actions on an answer: scan the next, print it, keep the verdict as a file.

import { detailOf } from '../../../verifier/verdict.js';
import { el, icon, saveFile } from '../../dom.js';
import { say } from '../../words/sentences.js';
import { renderForm, renderOpener } from '../printing/form.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { View } from '../answer.js' */

const LONGEST = 80;

/**
 * The buttons below an answer, and the form that one of them opens.
 * @param {Answer} answer
 * @param {View} view
 */
export function renderFiles({ name, verdict, candidate: { pages } }, { scanNext, names }) {
  const number = verdict.credential?.credentialSubject?.assessment?.certificateNumber ?? '';
  const list = () => verdict.findings.map((finding) => ({ ...finding, detail: detailOf(finding, names) }));
  const save = () => saveFile(fileName(number), JSON.stringify({ input: name, pages, ...verdict, findings: list() }, null, 1), 'application/json');
  return [
    el('p', { class: 'row files noprint' },
      el('button', { type: 'button', class: 'main', on: { click: scanNext } }, icon('scan'), say('scanNext')),
      renderOpener(),
      el('button', { type: 'button', on: { click: save } }, icon('down'), say('saveVerdict'))),
    renderForm(),
  ];
}

/**
 * Returns the file name for a verdict: letters, digits and hyphens of the number, which are safe on every system.
 * @param {string} number
 */
function fileName(number) {
  const kept = [...number.normalize('NFC').replace(/[^\p{L}\p{N}]+/gu, '-')].slice(0, LONGEST).join('');
  return `${`verdict-${kept}`.replace(/-+$/, '')}.json`;
}
