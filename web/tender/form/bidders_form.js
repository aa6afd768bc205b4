// The form of the list of bidders: bidders with their lots and folders; consortia, written requests, own lists.

import { parseUscc } from '../../credentials/identifiers.js';
import { el } from '../../page/dom.js';
import { label, say, semicolon } from '../../page/words/sentences.js';
import { LIST_WORDS, MISSING } from '../../texts/lists/list_words.js';
import { block, button, checkbox, choiceField, nextId, selectField, textField } from './fields.js';

/** @import { Opening } from '../opening.js' */
/** @import { Value } from './fields.js' */

/** @typedef {{ opening: Opening, again: () => void }} BiddersHow */

/** @returns {Value} */
export const newBidders = () => ({ type: 'Bidders/1', version: 1, bidders: [] });

/**
 * @param {Value} value
 * @param {BiddersHow} how
 */
export function renderBiddersForm(value, how) {
  const { opening, again } = how;
  const lots = (opening.tender?.value.lots ?? [{ id: 'L1', title: '' }]).map((/** @type {Value} */ { id, title }) => [id, `${id} ${title}`]);
  const taken = () => value.bidders.map((/** @type {Value} */ { id }) => id);
  const folders = foldersOf([...opening.files.keys()]).filter((name) => !value.bidders.some((/** @type {Value} */ { folder }) => folder !== undefined && (name === folder || name.endsWith(`/${folder}`) || folder.endsWith(`/${name}`))));
  return [
    opening.tender === null ? el('p', { class: 'note warn' }, say('biddersBefore')) : null,
    folders.length > 0 ? el('p', {}, button(say('addFolders', { n: folders.length }), async () => {
      const { proposeBidders } = await import('../lists/folders.js');
      for (const { id, name, uscc, lots: all, folder } of proposeBidders(folders, lots.map((/** @type {string[]} */ [lot]) => lot))) {
        value.bidders.push({ id: taken().includes(id) ? nextId('B', taken()) : id, ...(name !== '' && { name }), ...(uscc !== '' && { uscc }), ...(all.length > 0 && { lots: all }), folder });
      }
      again();
    })) : null,
    renderMissing(value),
    value.bidders.map((/** @type {Value} */ bidder, /** @type {number} */ place) => renderBidder(value, bidder, place, lots, how)),
    el('p', {}, button(say('addBidder'), () => {
      value.bidders.push({ id: nextId('B', taken()), lots: [lots[0][0]] });
      again();
    })),
  ];
}

/**
 * What the names of the folders did not say.
 * @param {Value} value
 */
function renderMissing(value) {
  const lines = Object.keys(MISSING).flatMap((member) => {
    const ids = value.bidders.filter((/** @type {Value} */ bidder) => bidder.folder !== undefined && bidder.members === undefined && (bidder[member] ?? '').length === 0).map((/** @type {Value} */ { id }) => id);
    return ids.length === 0 ? [] : [label(LIST_WORDS, 'TO_FILL').replace('{what}', label(MISSING, member)).replace('{ids}', ids.join(', '))];
  });
  return lines.length === 0 ? null : el('p', { class: 'note warn' }, lines.join(semicolon()));
}

/**
 * The folders that hold files of one bidder each: those below the one that was chosen, or those that were dropped.
 * @param {string[]} names
 */
function foldersOf(names) {
  const folders = names.filter((name) => name.includes('/')).map((name) => name.split('/'));
  const roots = new Set(folders.map(([root]) => root));
  const isOne = roots.size === 1 && folders.every((parts) => parts.length > 2);
  return [...new Set(folders.map((parts) => parts.slice(0, isOne ? 2 : 1).join('/')))].sort(new Intl.Collator('zh-CN', { numeric: true }).compare);
}

/**
 * @param {Value} value
 * @param {Value} bidder
 * @param {number} place
 * @param {[string, string][]} lots
 * @param {BiddersHow} how
 */
function renderBidder(value, bidder, place, lots, how) {
  const path = `bidders[${place}]`;
  const { again } = how;
  const beConsortium = (/** @type {boolean} */ isOne) => {
    if (isOne) {
      bidder.members = [{ name: bidder.name ?? '', uscc: bidder.uscc ?? '', lead: true }, { name: '', uscc: '' }];
      delete bidder.uscc;
      delete bidder.name;
    } else {
      Object.assign(bidder, { name: bidder.members[0].name, uscc: bidder.members[0].uscc });
      delete bidder.members;
      delete bidder.jointAgreement;
    }
    again();
  };
  const remove = () => {
    value.bidders.splice(place, 1);
    again();
  };
  return block(bidder.id, remove, say('remove'),
    bidder.members === undefined ? renderEnterprise(bidder, path) : renderMembers(bidder, path, how),
    el('div', { class: 'fields' },
      textField(bidder, 'folder', { label: say('folderName'), hint: say('folderHint'), path: `${path}.folder` }),
      bidder.members === undefined ? null : textField(bidder, 'jointAgreement', { label: say('jointAgreement'), hint: say('jointHint'), path: `${path}.jointAgreement` })),
    lots.length > 1 ? choiceField(bidder, 'lots', { label: say('bidderLots'), path: `${path}.lots` }, lots) : null,
    checkbox(say('isConsortium'), bidder.members !== undefined, beConsortium),
    renderRequests(bidder, path, again),
    renderOwnList(bidder, path, how));
}

/**
 * @param {Value} member
 * @param {string} path
 */
const renderEnterprise = (member, path) =>
  el('div', { class: 'fields' },
    textField(member, 'name', { label: say('enterpriseName'), path: `${path}.name`, required: true }),
    textField(member, 'uscc', { label: say('enterpriseCode'), path: `${path}.uscc`, required: true, fault: faultOfCode }));

/** @param {string} text */
function faultOfCode(text) {
  try {
    parseUscc(text);
    return '';
  } catch {
    return say('codeWrong');
  }
}

/**
 * @param {Value} bidder
 * @param {string} path
 * @param {BiddersHow} how
 */
function renderMembers(bidder, path, { opening, again }) {
  const items = (opening.tender?.value.workItems ?? []).map((/** @type {Value} */ { id, title }) => [id, `${id} ${title}`]);
  const lead = (/** @type {Value} */ chosen) => (/** @type {boolean} */ isLead) => {
    for (const member of bidder.members) delete member.lead;
    if (isLead) chosen.lead = true;
    again();
  };
  return [
    ...bidder.members.map((/** @type {Value} */ member, /** @type {number} */ number) => block(say('memberNumber', { n: number + 1 }), bidder.members.length === 2 ? null : () => {
      bidder.members.splice(number, 1);
      again();
    }, say('remove'),
    renderEnterprise(member, `${path}.members[${number}]`),
    items.length > 0 ? choiceField(member, 'workItems', { label: say('memberItems'), path: `${path}.members[${number}].workItems` }, items) : null,
    checkbox(say('isLead'), member.lead === true, lead(member)))),
    button(say('addMember'), () => {
      bidder.members.push({ name: '', uscc: '' });
      again();
    }),
  ];
}

/**
 * What the committee asked for in writing: a file that came later counts by it.
 * @param {Value} bidder
 * @param {string} path
 * @param {() => void} again
 */
function renderRequests(bidder, path, again) {
  /** @type {Value[]} */
  const requests = bidder.clarifications ?? [];
  const remove = (/** @type {number} */ place) => () => {
    requests.splice(place, 1);
    if (requests.length === 0) delete bidder.clarifications;
    again();
  };
  return el('details', { open: requests.length > 0 }, el('summary', {}, say('requestsHead', { n: requests.length })),
    el('p', { class: 'soft small' }, say('requestsWhat')),
    requests.map((request, place) => block(`${place + 1}`, remove(place), say('remove'), el('div', { class: 'fields' },
      textField(request, 'request', { label: say('requestDay'), path: `${path}.clarifications[${place}].request`, type: 'date', required: true }),
      textField(request.about, 'file', { label: say('requestAbout'), path: `${path}.clarifications[${place}].about.file`, required: true }),
      textField(request.about, 'page', { label: say('requestPage'), path: `${path}.clarifications[${place}].about.page`, type: 'number', min: 1 }),
      textField(request, 'answerBy', { label: say('answerBy'), path: `${path}.clarifications[${place}].answerBy`, type: 'date' }),
      textField(request, 'file', { label: say('requestFile'), hint: say('requestFileHint'), path: `${path}.clarifications[${place}].file` })))),
    button(say('addRequest'), () => {
      bidder.clarifications = [...requests, { request: '', about: { file: '' } }];
      again();
    }));
}

/**
 * Which certificate the bidder itself names for which criterion.
 * @param {Value} bidder
 * @param {string} path
 * @param {BiddersHow} how
 */
function renderOwnList(bidder, path, { opening, again }) {
  /** @type {Value[]} */
  const claims = bidder.claims ?? [];
  const criteria = (opening.tender?.value.criteria ?? []).map((/** @type {Value} */ { id, title }) => [id, title === undefined ? id : `${id} ${title}`]);
  const remove = (/** @type {number} */ place) => () => {
    claims.splice(place, 1);
    if (claims.length === 0) delete bidder.claims;
    again();
  };
  return el('details', { open: claims.length > 0 }, el('summary', {}, say('ownListHead', { n: claims.length })),
    el('p', { class: 'soft small' }, say('ownListWhat')),
    claims.map((claim, place) => block(`${place + 1}`, remove(place), say('remove'), el('div', { class: 'fields' },
      selectField(claim, 'criterion', { label: say('ownListCriterion'), path: `${path}.claims[${place}].criterion` }, criteria),
      textField(claim, 'number', { label: say('ownListNumber'), path: `${path}.claims[${place}].number`, required: true })))),
    button(say('addOwnList'), () => {
      bidder.claims = [...claims, { criterion: criteria[0]?.[0] ?? '', number: '' }];
      again();
    }));
}
