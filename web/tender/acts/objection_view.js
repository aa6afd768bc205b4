// tender/command/objection.py: an objection to a record: entered, or one that was kept answered; read as a file is, and saved.

import { el, saveFile } from '../../page/dom.js';
import { language, say } from '../../page/words/sentences.js';
import { formatTime, parseTime } from '../../credentials/times.js';
import { CHINA, Moment } from '../../credentials/words/days.js';
import { encodeHex, encodeText } from '../../signing/bytes.js';
import { HurenError } from '../../signing/errors.js';
import { plain } from '../../signing/plain_text.js';
import { sha256Large } from '../../signing/sha256.js';
import { KEPT } from '../../texts/tender/causes.js';
import { OUTCOMES, REMEDIES, SUBJECTS } from '../../texts/tender/objection.js';
import { STATES } from '../../texts/tender/words.js';
import { parseObjection } from '../../verifier/tender/record/objection.js';
import { sayRow } from '../../verifier/tender/words.js';
import { dropFault, fieldAt, findFaults, showFaults } from '../form/faults.js';
import { block, button, choiceField, selectField, textField } from '../form/fields.js';
import { nameRecord } from './kept.js';

/** @import { Checking } from '../checking/client.js' */
/** @import { Value } from '../form/fields.js' */
/** @import { KeptRecord } from './kept.js' */

/** @typedef {{ value: Value, times: Value, answer: Value, record: Value }} Draft times as the fields have them, and what is answered */

const MINUTE = 16; // characters of a moment down to the minute

/** @type {Draft | null} */
let draft = null;

/** @returns {Draft} */
const newDraft = () => ({ value: { raisedBy: {}, classification: 'cell', about: {}, arguments: [{ evidence: [] }], remedies: ['check-again'] }, times: {}, answer: {}, record: {} });

/**
 * An objection that was kept takes the place of the one that is being entered.
 * @param {Value} kept
 */
export function takeObjection(kept) {
  const { answer = {}, raisedAt, ...value } = structuredClone(kept);
  const { answeredAt, ...rest } = answer;
  draft = { value, times: { raisedAt: fieldOf(raisedAt), answeredAt: answeredAt && fieldOf(answeredAt) }, answer: rest, record: { digest: value.receipt } };
}

/**
 * A moment as a field has it, in Beijing time.
 * @param {string} text
 */
const fieldOf = (text) => formatTime(new Moment(parseTime(text).seconds, CHINA)).slice(0, MINUTE);

/** @param {string | undefined} field */
const momentOf = (field) => (field === undefined ? undefined : `${field}:00+08:00`);

/**
 * @param {KeptRecord[]} records
 * @param {Checking} checking
 */
export function renderObjection(records, checking) {
  draft ??= newDraft();
  const { value, times, answer, record: chosen } = draft;
  if (!records.some(({ summary }) => summary.digest === chosen.digest)) chosen.digest ??= records.at(-1)?.summary.digest;
  const refusal = el('div', { role: 'alert', tabindex: -1 });
  const fields = el('div', { class: 'flow' });
  const said = el('div', { role: 'status', id: 'objection-told' });
  const again = () => {
    refusal.replaceChildren();
    const record = records.find(({ summary }) => summary.digest === chosen.digest);
    fields.replaceChildren(...renderFields({ value, times, answer }, record ?? null, again), renderAnswer(answer, times, records));
  };
  const make = () => {
    const record = records.find(({ summary }) => summary.digest === chosen.digest);
    const tender = record?.summary.header.tender.digest ?? value.tender;
    const given = answer.outcome === undefined ? {} : { answer: { ...answer, answeredAt: momentOf(times.answeredAt) } };
    return encodeText(JSON.stringify({ ...value, type: 'Objection/1', tender, receipt: chosen.digest, raisedAt: momentOf(times.raisedAt), ...given }));
  };
  const save = async (/** @type {Event} */ event) => {
    event.preventDefault();
    for (const field of fields.querySelectorAll('[aria-invalid]')) dropFault(refusal, field);
    said.replaceChildren();
    const faults = findFaults(fields);
    const record = records.find(({ summary }) => summary.digest === chosen.digest);
    if (record === undefined) faults.push({ field: null, words: say('objectionOther') });
    const data = make();
    const refused = faults.length > 0 ? null : await refusedAs(data);
    if (refused !== null) faults.push({ field: fieldAt(fields, refused.field), words: refused.words });
    if (faults.length > 0 || record === undefined) return showFaults(refusal, faults);
    const done = await checking.onKept('objectToKept', record.file, data);
    if (done === null) return;
    if ('refused' in done) return showFaults(refusal, [{ field: fieldAt(fields, done.field), words: done.refused[language()] }]);
    refusal.replaceChildren();
    saveFile('objection.json', /** @type {BlobPart} */ (done.data), 'application/json');
    const lines = done.cells.map((cell) => [cell.lot, cell.bidder, cell.criterion, cell.requirement, STATES[cell.state][language() === 'zh' ? 1 : 0]].join(' '));
    said.replaceChildren(el('p', {}, say('objectionSaved')), ...(lines.length === 0 ? [] : [el('p', {}, sayRow(KEPT['objection-cells'], {}, language())), el('ul', { class: 'bullets' }, lines.map((line) => el('li', {}, line)))]));
  };
  again();
  return el('section', { class: 'flow', 'aria-labelledby': 'objection-heading' },
    el('h3', { id: 'objection-heading' }, say('objectionHead')),
    el('details', { id: 'objection', open: value.receipt !== undefined },
      el('summary', {}, say('objectionEnter')),
      el('form', { class: 'making', novalidate: true, 'aria-label': say('objectionHead'), on: { submit: save } },
        el('p', { class: 'soft small' }, say('objectionWhat')),
        refusal,
        selectField(chosen, 'digest', { label: say('recordOf'), path: 'receipt' }, records.map((one) => [one.summary.digest, nameRecord(one)]), again),
        fields,
        el('p', { class: 'row' }, el('button', { type: 'submit', id: 'save-objection' }, say('saveObjection'))),
        said)));
}

/**
 * Why it is no objection, in words, and which member; null where it is one.
 * @param {Uint8Array} data
 */
async function refusedAs(data) {
  try {
    parseObjection(data);
    return null;
  } catch (error) {
    if (!(error instanceof HurenError)) throw error;
    return { field: error.field, words: `${await error.sentence(language())} ${await error.mend(language())}` };
  }
}

/**
 * @param {Pick<Draft, 'value' | 'times' | 'answer'>} draft
 * @param {KeptRecord | null} record
 * @param {() => void} again
 */
function renderFields({ value, times }, record, again) {
  const all = /** @type {[string, string]} */ (['', say('allOfThem')]);
  const { bidders = [], places = [] } = record?.summary ?? {};
  const some = (/** @type {'lot' | 'criterion' | 'requirement'} */ name) => [all, ...[...new Set(places.map((one) => one[name]))].map((one) => /** @type {[string, string]} */ ([one, one]))];
  const argumentsOf = /** @type {Value[]} */ (value.arguments);
  return [
    el('div', { class: 'fields' },
      textField(value.raisedBy, 'name', { label: say('raisedBy'), path: 'raisedBy.name', required: true }),
      textField(value.raisedBy, 'uscc', { label: say('enterpriseCode'), path: 'raisedBy.uscc' }),
      textField(times, 'raisedAt', { label: say('raisedAt'), hint: say('beijingTime'), path: 'raisedAt', type: 'datetime-local', required: true }),
      selectField(value, 'classification', { label: say('objectionAbout'), path: 'classification' }, wordsOf(SUBJECTS)),
      selectField(value.about, 'lot', { label: say('lotOf'), path: 'about.lot' }, some('lot')),
      selectField(value.about, 'bidder', { label: say('bidderOf'), path: 'about.bidder' }, [all, ...bidders.map(({ id, enterprises }) => /** @type {[string, string]} */ ([id, [id, ...enterprises.map(({ name }) => plain(name))].join(' ')]))]),
      selectField(value.about, 'criterion', { label: say('criterionOf'), path: 'about.criterion' }, some('criterion')),
      selectField(value.about, 'requirement', { label: say('requirementOf'), path: 'about.requirement' }, some('requirement'))),
    ...argumentsOf.map((one, place) => renderArgument(one, `arguments[${place}]`, place, argumentsOf.length < 2 ? null : () => {
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
const wordsOf = (table) => Object.entries(table).map(([code, words]) => [code, words[language() === 'zh' ? 1 : 0]]);

/**
 * @param {Value} one
 * @param {string} path
 * @param {number} place
 * @param {(() => void) | null} remove
 * @param {() => void} again
 */
function renderArgument(one, path, place, remove, again) {
  const evidence = /** @type {Value[]} */ (one.evidence);
  const file = fileField(say('addEvidence'), ({ name, sha256 }) => {
    evidence.push({ title: name, sha256 });
    again();
  });
  return block(say('argumentNo', { n: place + 1 }), remove, say('remove'),
    textField(one, 'text', { label: say('argumentText'), path: `${path}.text`, required: true, rows: 3 }),
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
 * @param {Value} times
 * @param {KeptRecord[]} records
 */
function renderAnswer(answer, times, records) {
  const none = /** @type {[string, string]} */ (['', '–']);
  const named = el('small', {}, answer.extract === undefined ? null : `SHA-256 ${answer.extract}`);
  const members = [
    selectField(answer, 'outcome', { label: say('outcomeOf'), path: 'answer.outcome' }, [['', say('notAnswered')], ...wordsOf(OUTCOMES)]),
    textField(times, 'answeredAt', { label: say('answeredAt'), hint: say('beijingTime'), path: 'answer.answeredAt', type: 'datetime-local' }),
    textField(answer, 'text', { label: say('answerText'), path: 'answer.text', rows: 3 }),
    fileField(say('answerExtract'), ({ sha256 }) => {
      answer.extract = sha256;
      named.textContent = `SHA-256 ${sha256}`;
    }), named,
    selectField(answer, 'receipt', { label: say('answerReceipt'), path: 'answer.receipt' }, [none, ...records.map((one) => /** @type {[string, string]} */ ([one.summary.digest, nameRecord(one)]))]),
  ];
  return block(say('answerHead'), null, '', ...members);
}
