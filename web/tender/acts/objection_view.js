// tender/command/objection.py: an objection to a record: entered, or one that was kept answered; read as a file is, and saved.

import { el, saveFile } from '../../page/dom.js';
import { label, language, say } from '../../page/words/sentences.js';
import { encodeHex, encodeText } from '../../signing/bytes.js';
import { sha256Large } from '../../signing/sha256.js';
import { KEPT } from '../../texts/tender/causes.js';
import { OUTCOMES, REMEDIES, SUBJECTS } from '../../texts/tender/objection.js';
import { STATES } from '../../texts/tender/words.js';
import { sayRow } from '../../verifier/tender/words.js';
import { dropFault, fieldAt, findFaults, showFaults } from '../form/faults.js';
import { block, button, choiceField, momentField, selectField, textField } from '../form/fields.js';
import { chooseAll, chooseBidder, choosePlace, chooseRecord } from './kept.js';

/** @import { Checking } from '../checking/client.js' */
/** @import { Value } from '../form/fields.js' */
/** @import { KeptRecord } from './kept.js' */

/** @typedef {{ value: Value, answer: Value, record: Value }} Draft what is objected, what is answered, and to which record */

/** @type {Draft | null} */
let draft = null;

/** @returns {Draft} */
const newDraft = () => ({ value: { raisedBy: {}, classification: 'cell', about: {}, arguments: [{ evidence: [] }], remedies: ['check-again'] }, answer: {}, record: {} });

/**
 * An objection that was kept takes the place of the one that is being entered.
 * @param {Value} kept
 */
export function takeObjection(kept) {
  const { answer = {}, ...value } = structuredClone(kept);
  draft = { value, answer, record: { digest: value.receipt } };
}

/**
 * @param {KeptRecord[]} records
 * @param {Checking} checking
 */
export function renderObjection(records, checking) {
  draft ??= newDraft();
  const { value, answer, record: chosen } = draft;
  if (!records.some(({ summary }) => summary.digest === chosen.digest)) chosen.digest ??= records.at(-1)?.summary.digest;
  const refusal = el('div', { role: 'alert', tabindex: -1 });
  const fields = el('div', { class: 'flow' });
  const status = el('div', { role: 'status', id: 'objection-told' });
  const chosenRecord = () => records.find(({ summary }) => summary.digest === chosen.digest);
  const again = () => {
    refusal.replaceChildren();
    fields.replaceChildren(...renderFields(value, chosenRecord() ?? null, again), renderAnswer(answer, records));
  };
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    for (const field of fields.querySelectorAll('[aria-invalid]')) dropFault(refusal, field);
    status.replaceChildren();
    const faults = findFaults(fields);
    const record = chosenRecord();
    if (record === undefined) faults.push({ field: null, words: say('objectionOther') });
    if (faults.length > 0 || record === undefined) return showFaults(refusal, faults);
    const { tender: { digest: tender } } = record.summary.header;
    const made = { ...value, type: 'Objection/1', tender, receipt: chosen.digest, ...(answer.outcome !== undefined && { answer }) };
    const done = await checking.onKept('objectToKept', record.file, encodeText(JSON.stringify(made)));
    if (done === null) return;
    if ('refused' in done) return showFaults(refusal, [{ field: fieldAt(fields, done.field), words: done.refused[language()] }]);
    refusal.replaceChildren();
    saveFile('objection.json', /** @type {BlobPart} */ (done.data), 'application/json');
    const lines = done.cells.map((cell) => [cell.lot, cell.bidder, cell.criterion, cell.requirement, label(STATES, cell.state)].join(' '));
    status.replaceChildren(el('p', {}, say('objectionSaved')), ...(lines.length === 0 ? [] : [el('p', {}, sayRow(KEPT['objection-cells'], {}, language())), el('ul', { class: 'bullets' }, lines.map((line) => el('li', {}, line)))]));
  };
  again();
  return el('section', { class: 'flow', 'aria-labelledby': 'objection-heading' },
    el('h3', { id: 'objection-heading' }, say('objectionHead')),
    el('details', { id: 'objection', open: value.receipt !== undefined },
      el('summary', {}, say('objectionEnter')),
      el('form', { class: 'making', novalidate: true, 'aria-label': say('objectionHead'), on: { submit: save } },
        el('p', { class: 'soft small' }, say('objectionWhat')),
        refusal,
        selectField(chosen, 'digest', { label: say('recordOf'), path: 'receipt' }, chooseRecord(records), again),
        fields,
        el('p', { class: 'row' }, el('button', { type: 'submit', id: 'save-objection' }, say('saveObjection'))),
        status)));
}

/**
 * @param {Value} value
 * @param {KeptRecord | null} record
 * @param {() => void} again
 */
function renderFields(value, record, again) {
  const { bidders = [], places = [] } = record?.summary ?? {};
  const argumentsOf = /** @type {Value[]} */ (value.arguments);
  return [
    el('div', { class: 'fields' },
      textField(value.raisedBy, 'name', { label: say('raisedBy'), path: 'raisedBy.name', required: true }),
      textField(value.raisedBy, 'uscc', { label: say('enterpriseCode'), path: 'raisedBy.uscc' }),
      momentField(value, 'raisedAt', { label: say('raisedAt'), hint: say('beijingTime'), path: 'raisedAt', required: true }),
      selectField(value, 'classification', { label: say('objectionAbout'), path: 'classification' }, wordsOf(SUBJECTS)),
      selectField(value.about, 'lot', { label: say('lotOf'), path: 'about.lot' }, choosePlace(places, 'lot')),
      selectField(value.about, 'bidder', { label: say('bidderOf'), path: 'about.bidder' }, [chooseAll(), ...chooseBidder(bidders)]),
      selectField(value.about, 'criterion', { label: say('criterionOf'), path: 'about.criterion' }, choosePlace(places, 'criterion')),
      selectField(value.about, 'requirement', { label: say('requirementOf'), path: 'about.requirement' }, choosePlace(places, 'requirement'))),
    ...argumentsOf.map((argument, place) => renderArgument(argument, `arguments[${place}]`, place, argumentsOf.length < 2 ? null : () => {
      argumentsOf.splice(place, 1);
      again();
    }, again)),
    el('p', { class: 'row' }, button(say('addArgument'), () => {
      argumentsOf.push({ evidence: [] });
      again();
    })),
    choiceField(value, 'remedies', { label: say('remediesOf'), path: 'remedies' }, wordsOf(REMEDIES)),
  ];
}

/**
 * @param {Record<string, string[]>} table
 * @returns {[string, string][]}
 */
const wordsOf = (table) => Object.keys(table).map((code) => [code, label(table, code)]);

/**
 * @param {Value} argument
 * @param {string} path
 * @param {number} place
 * @param {(() => void) | null} remove
 * @param {() => void} again
 */
function renderArgument(argument, path, place, remove, again) {
  const evidence = /** @type {Value[]} */ (argument.evidence);
  const file = fileField(say('addEvidence'), ({ name, sha256 }) => {
    evidence.push({ title: name, sha256 });
    again();
  });
  return block(say('argumentNo', { n: place + 1 }), remove, say('remove'),
    textField(argument, 'text', { label: say('argumentText'), path: `${path}.text`, required: true, rows: 3 }),
    evidence.map((each, number) => el('div', { class: 'row between' },
      textField(each, 'title', { label: say('evidenceTitle'), hint: `SHA-256 ${each.sha256}`, path: `${path}.evidence[${number}].title`, required: true }),
      button(say('remove'), () => {
        evidence.splice(number, 1);
        again();
      }, 'plain'))),
    file);
}

/**
 * A file that is named by its digest; nothing else of it is taken.
 * @param {string} label
 * @param {(taken: { name: string, sha256: string }) => void} take
 */
function fileField(label, take) {
  const input = el('input', { type: 'file', on: { change: async () => {
    const [file] = input.files ?? [];
    if (file !== undefined) take({ name: file.name.slice(0, 200), sha256: encodeHex(await sha256Large(new Uint8Array(await file.arrayBuffer()))) });
  } } });
  return el('div', { class: 'field' }, el('label', {}, label, input));
}

/**
 * @param {Value} answer
 * @param {KeptRecord[]} records
 */
function renderAnswer(answer, records) {
  const none = /** @type {[string, string]} */ (['', '–']);
  const named = el('small', {}, answer.extract === undefined ? null : `SHA-256 ${answer.extract}`);
  const members = [
    selectField(answer, 'outcome', { label: say('outcomeOf'), path: 'answer.outcome' }, [['', say('notAnswered')], ...wordsOf(OUTCOMES)]),
    momentField(answer, 'answeredAt', { label: say('answeredAt'), hint: say('beijingTime'), path: 'answer.answeredAt' }),
    textField(answer, 'text', { label: say('answerText'), path: 'answer.text', rows: 3 }),
    fileField(say('answerExtract'), ({ sha256 }) => {
      answer.extract = sha256;
      named.textContent = `SHA-256 ${sha256}`;
    }), named,
    selectField(answer, 'receipt', { label: say('answerReceipt'), path: 'answer.receipt' }, [none, ...chooseRecord(records)]),
  ];
  return block(say('answerHead'), null, '', ...members);
}
