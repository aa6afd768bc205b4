// Many answers as a list: how many of each, a group a bidder with the enterprise it should be about, failures first,
// what had no code to read; and the way to a spreadsheet and to a printed record.

import { byId, el, icon, saveFile } from '../dom.js';
import { unread } from '../input/candidates.js';
import { nextTask } from '../yielding.js';
import { colon, comma, say } from '../words/sentences.js';
import { askedOf } from './answer.js';
import { formatCsv } from './csv.js';
import { expectOfEach, parseTyped } from './expected.js';
import { renderLevels } from './folders/choice.js';
import { countAll, groupAnswers, levelsOf } from './groups.js';
import { filesWords, placeOf } from './line.js';
import { renderForm, renderOpener } from './printing/form.js';
import { listenForRecord } from './record.js';
import { addRows, renderEmpty } from './rows.js';
import { rowsOf } from './spreadsheet.js';
import { STANDINGS, TONES, countStandings, differs, endsSoon, wordOf } from './standing.js';
import { isCounted, renderChoice } from './one/here.js';

/** @import { Standing } from './standing.js' */
/** @import { Answer } from '../verifying/worker_client.js' */
/** @import { Candidate } from '../input/candidates.js' */
/** @import { Attributes, Child } from '../dom.js' */
/** @import { PageQuestion } from '../question.js' */
/** @import { View } from './answer.js' */
/** @import { Expectation, Group, Row } from './groups.js' */

const MOST_SHOWN = 500;
const SLICE = 6; // rows at once, so that a slow computer listens meanwhile
const LONGEST = 200; // ten codes and what stands between them
/** @type {Record<string, (row: Row) => boolean>} */
const FILTERS = {
  problems: ({ standing, isDoubtful }) => standing !== 'valid' || isDoubtful,
  all: () => true,
  differs: ({ answer, isDoubtful }) => differs(answer.verdict) || isDoubtful,
  soon: ({ answer }) => endsSoon(answer.verdict),
  ...Object.fromEntries(STANDINGS.map((standing) => [standing, (/** @type {Row} */ row) => row.standing === standing])),
};
const WHOLE = ['problems', 'all']; // a bidder of whom nothing was read is a problem
/** @type {Record<string, string>} */
const CHIPS = { problems: 'problemsChip', all: 'allChip', differs: 'differsChip', soon: 'soonChip' };

/** What a person did with the list in view: it stays while answers are asked anew or one of them is shown whole. */
let kept = begin();

/**
 * @typedef {object} Kept
 * @property {string} filter
 * @property {Map<string, boolean>} open whether a part is, by its key
 * @property {number | null} level at which bidders' folders are, where a person has chosen it
 * @property {Map<string, string[]>} typed codes by the key of a group
 * @property {Map<string, { text: string, code: string }>} wrong what was typed there instead
 * @property {number} scroll
 * @property {Group[]} groups
 * @property {boolean} isNew
 * @property {(() => unknown)[]} rest steps that are left of a new list
 */

/** @returns {Kept} */
function begin() {
  return { filter: '', open: new Map(), level: null, typed: new Map(), wrong: new Map(), scroll: 0, groups: [], isNew: true, rest: [] };
}

/**
 * Another list comes into view, or more of the same: the level of its folders may be another then.
 * @param {boolean} isSame
 */
export function beginList(isSame) {
  kept = isSame ? { ...kept, level: null, isNew: true } : begin();
}

/**
 * The groups of `answers`, each with the enterprise that is expected of it.
 * @param {Answer[]} answers
 * @param {string[]} others
 * @param {PageQuestion} question
 */
const arrange = (answers, others, { expect }) => expectOfEach(groupAnswers(answers, others, kept.level), kept.typed, expect !== null);

/**
 * The answers, those asked by `ask` anew that were compared with another enterprise than is expected of their group, and after them
 * those on what bidders have of whom no file was read.
 * @param {Answer[]} answers
 * @param {string[]} others
 * @param {PageQuestion} question
 * @param {(candidates: Candidate[]) => Promise<Answer[] | null>} ask
 */
export async function compareEach(answers, others, question, ask) {
  /** @type {Map<Answer, Candidate>} */
  const changed = new Map();
  const groups = arrange(answers, others, question);
  for (const { rows, expected } of groups) {
    const expect = expected === null || expected.by === 'most' ? undefined : expected.enterprises.map(({ uscc }) => ({ uscc }));
    for (const answer of rows.flatMap((row) => row.answers)) {
      if (codesOf(answer.candidate.expect) !== codesOf(expect)) changed.set(answer, { ...answer.candidate, expect });
    }
  }
  const found = (changed.size === 0 ? null : await ask([...changed.values()])) ?? [];
  const anew = new Map([...changed.keys()].map((answer, i) => [answer, found[i] ?? answer]));
  const silent = groups.filter(({ rows, codeless }) => rows.length === 0 && codeless.length === 0).flatMap(({ unread }) => unread);
  return [...answers.map((answer) => anew.get(answer) ?? answer), ...((silent.length > 0 && (await ask(silent.map(ofOtherKind)))) || [])];
}

/**
 * A file that is not read, of a bidder of whom nothing else is there: it has not passed.
 * @param {string} name
 */
const ofOtherKind = (name) =>
  unread(name, 'unreadable', '不读取这类文件；压缩包请先解压，文档请另存为 PDF。', 'files of this kind are not read; unpack an archive, save a document as PDF.');

/**
 * The codes of the enterprises that are expected, as they are typed.
 * @param {{ uscc: string }[] | undefined} enterprises
 */
const codesOf = (enterprises) => (enterprises ?? []).map(({ uscc }) => uscc).join(comma());

/**
 * `60 certificates · 62 files, 1 of them without · 2 invalid · 58 valid`, for a screen reader.
 * @param {Answer[]} answers
 * @param {string[]} others
 */
export function tally(answers, others) {
  const groups = groupAnswers(answers, others, kept.level);
  const counted = countAll(groups);
  const words = countStandings(rowsIn(groups)).filter(([, count]) => count > 0).map(([standing, count]) => say('countOf', { count, word: wordOf(standing) }));
  return [say('certificates', counted), filesWords(counted), ...words, ...(counted.pages > 0 ? [say('codelessCount', { n: counted.pages })] : [])].join(' · ');
}

/** @param {Group[]} groups */
const rowsIn = (groups) => groups.flatMap(({ rows }) => rows);

/**
 * What the groups of a list are made with.
 * @typedef {object} ListContext
 * @property {View} view
 * @property {(answer: Answer) => void} onOpen
 * @property {() => unknown} onExpect
 * @property {() => void} again
 * @property {number} left rows that may still be shown
 * @property {(step: () => unknown, rows: number) => void} put
 * @property {boolean} isOne
 * @property {boolean} isTitled
 */

/**
 * The list of `answers`. `view` holds `names`, `home`, `question`, `others`, `state` of the trust data and `pinWords()`, and `scanNext()` and `beginAnew()` for its buttons; `onOpen(answer)`
 * is called for the one to be shown whole, `onExpect()` when another enterprise is expected of a group, or groups are others.
 * @param {Answer[]} answers
 * @param {View} view
 * @param {(answer: Answer) => void} onOpen
 * @param {() => unknown} onExpect
 * @returns {HTMLElement}
 */
export function renderTable(answers, view, onOpen, onExpect) {
  const groups = arrange(answers, view.others, view.question);
  const rows = rowsIn(groups);
  const counted = countAll(groups);
  const troubled = groups.filter((group) => isTroubled(group) || groups.length === 1);
  const others = groups.filter((group) => !troubled.includes(group));
  if (kept.filter === '') kept.filter = groups.length > 1 && rows.some(FILTERS.problems) ? 'problems' : 'all';
  kept.groups = groups;
  kept.rest = [];
  const again = () => {
    const list = renderTable(answers, view, onOpen, onExpect);
    const had = document.activeElement?.id;
    byId('list')?.replaceWith(list);
    byId(had || 'list')?.focus({ preventScroll: true });
  };
  /** @type {ListContext} */
  const context = { view, onOpen, onExpect, again, left: MOST_SHOWN, put: inSlices(kept.isNew), isOne: groups.length === 1, isTitled: groups.length > 1 || groups[0].key !== '' };
  kept.isNew = false;
  listenForRecord(groups, view);
  const list = el('section', { id: 'list', class: 'list flow', tabindex: '-1', 'aria-label': say('list') },
    renderHead(groups, counted, view),
    renderLevels(levelsOf(answers, view.others, kept.level), (level) => ((kept.level = level), onExpect())),
    renderForm(),
    view.home === null && rows.some(({ answer }) => isCounted(answer.verdict)) ? el('div', { class: 'card' }, renderChoice(view.parties, view.chooseHome)) : null,
    renderTally(rows, counted, view.home, again),
    renderChips(rows, again),
    ...renderPart(say('needLook', { n: troubled.length }), troubled, others.length > 0, context),
    ...renderPart(say('allValid', { n: others.length }), others, troubled.length > 0, context),
    context.left === MOST_SHOWN ? el('p', { class: 'card' }, say('noneSuch')) : null,
    context.left < 0 ? el('p', { class: 'soft' }, say('more', { shown: MOST_SHOWN })) : null,
    renderCodeless(groups, counted.pages));
  if (kept.rest.length > 0) list.setAttribute('aria-busy', 'true');
  return list;
}

/**
 * Takes the steps that make a list: of a new one the first rows at once, the others when `fillList` comes to them.
 * @param {boolean} isNew
 */
function inSlices(isNew) {
  let done = 0;
  return (/** @type {() => unknown} */ step, /** @type {number} */ rows) => {
    if (isNew && done >= SLICE) kept.rest.push(step);
    else step();
    done += rows;
  };
}

/** What is left of a new list, a step a task; one that was made anew meanwhile is whole. */
export async function fillList() {
  const list = byId('list');
  while (kept.rest.length > 0) {
    await nextTask();
    kept.rest.shift()?.();
  }
  list?.removeAttribute('aria-busy');
}

/**
 * Whether somebody has to look at a group.
 * @param {Group} group
 */
const isTroubled = ({ rows, expected }) => rows.length === 0 || rows.some(FILTERS.problems) || (expected?.isDoubtful ?? false);

/**
 * @param {Group[]} groups
 * @param {ReturnType<typeof countAll>} counted
 * @param {View} view
 */
function renderHead(groups, counted, view) {
  const save = () => saveFile('huren.csv', formatCsv(rowsOf(groups, view)), 'text/csv;charset=utf-8');
  const { later, through } = view.question;
  const bidders = groups.filter(({ isBidder }) => isBidder).length;
  const [first] = [...rowsIn(groups), ...groups.flatMap(({ codeless }) => codeless)].flatMap(({ answer }) => answer ?? []);
  return el('div', { class: 'row between totals' },
    el('div', {},
      el('h2', { class: 'name' }, say(bidders > 1 ? 'bidders' : 'certificates', { bidders, ...counted })),
      el('p', { class: 'soft' }, filesWords(counted)),
      el('p', { class: 'soft' }, `${say('asOf')}${colon()}${askedOf(first.verdict, view.question)} · ${say('home')}${colon()}${view.home === null ? say('homeNone') : view.names.party(view.home)}`),
      later === null ? null : el('p', {}, say('later', { day: later })),
      through === null ? null : el('p', { class: 'soft' }, say('termOnly'))),
    el('div', { class: 'row files noprint' },
      el('button', { type: 'button', on: { click: view.scanNext } }, icon('scan'), say('scanNext')),
      el('button', { type: 'button', on: { click: view.beginAnew } }, say('beginAnew')),
      el('button', { type: 'button', on: { click: save } }, icon('down'), say('saveCsv')),
      renderOpener({ class: 'main' })));
}

/**
 * A link that filters: it leads nowhere else.
 * @param {string} filter
 * @param {() => void} again
 * @param {Attributes<'a'> & { of?: string }} attributes
 * @param {Child[]} children
 */
const filterLink = (filter, again, attributes, ...children) =>
  el('a', {
    ...attributes, href: '#list', id: `filter-${attributes.of ?? 'chip'}-${filter}`, of: null, 'aria-current': kept.filter === filter && 'true',
    on: { click: (event) => (event.preventDefault(), (kept.filter = filter), again()) },
  }, ...children);

/**
 * The certificates by their standing, which sum up to all; apart from them the files and the pages without one.
 * @param {Row[]} rows
 * @param {{ without: number, pages: number }} counted
 * @param {string | null} home
 * @param {() => void} again
 */
const renderTally = (rows, { without, pages }, home, again) =>
  el('div', { class: 'tally' },
    countStandings(rows, home).map(([standing, count]) =>
      filterLink(standing, again, { class: TONES[standing], of: 'tally' }, el('b', {}, count), wordOf(standing))),
    home === null ? el('span', {}, el('b', {}, '–'), wordOf('uncounted')) : null,
    without === 0 ? null : filterLink('none', again, { class: TONES.none, of: 'tally' }, el('b', {}, without), wordOf('none')),
    el('a', { href: '#codeless', on: { click: showCodeless } }, el('b', {}, pages), say('codeless')));

/** @param {Event} event */
function showCodeless(event) {
  event.preventDefault();
  byId('codeless')?.scrollIntoView();
}

/**
 * @param {Row[]} rows
 * @param {() => void} again
 */
function renderChips(rows, again) {
  const links = Object.keys(CHIPS).map((filter) => ({ filter, n: rows.filter((row) => row.standing !== 'none' && FILTERS[filter](row)).length })).filter(({ filter, n }) => n > 0 || filter === 'all');
  return el('nav', { class: 'chips noprint', 'aria-label': say('filter') },
    links.map(({ filter, n }) => filterLink(filter, again, {}, say(CHIPS[filter], { n }))));
}

/**
 * Groups under a heading, where there are others, too; `isSplit`, so that each part says which it is.
 * @param {string} heading
 * @param {Group[]} groups
 * @param {boolean} isSplit
 * @param {ListContext} context
 */
function renderPart(heading, groups, isSplit, context) {
  const shown = groups.flatMap((group) => renderGroup(group, context) ?? []);
  return shown.length === 0 ? [] : isSplit ? [el('h3', {}, heading), ...shown] : shown;
}

/**
 * A group with the rows that the filter lets through; null where it lets none.
 * @param {Group} group
 * @param {ListContext} context
 */
function renderGroup(group, context) {
  const isFolded = !isTroubled(group) && !context.isOne;
  const passes = FILTERS[kept.filter];
  const rows = kept.filter === 'problems' && !group.rows.some(passes) ? group.rows : group.rows.filter(passes);
  if (rows.length === 0 && (group.rows.length > 0 || !WHOLE.includes(kept.filter))) return null;
  const shown = rows.slice(0, Math.max(0, context.left));
  context.left -= rows.length;
  const rest = group.rows.length - rows.length;
  const open = kept.open.get(group.key) ?? (context.left < MOST_SHOWN && !isFolded);
  const box = context.isTitled
    ? el('details', { class: 'card group', open, on: { toggle: ({ currentTarget: { open: isOpen } }) => kept.open.set(group.key, isOpen) } }, renderSummary(group))
    : el('div', { class: 'card' });
  const table = shown.length > 0 ? renderEmpty() : null;
  context.put(() => box.append(...[
    context.isTitled && group.key !== '' ? renderExpected(group, context) : null,
    group.rows.length === 0 ? el('p', {}, say('nothingRead')) : null,
    table,
    rest > 0 ? el('p', { class: 'soft small' }, say('notListed', { n: rest })) : null,
  ].filter((part) => part !== null)), 0);
  for (let at = 0; at < shown.length; at += SLICE) {
    const some = shown.slice(at, at + SLICE);
    context.put(() => table && addRows(table, some, group, context.view, context.onOpen), some.length);
  }
  return box;
}

/**
 * The certificates of a group by their standing, and its files without one.
 * @param {Row[]} rows
 */
const inSummary = (rows) => [...countStandings(rows), /** @type {[Standing, number]} */ (['none', rows.filter(({ standing }) => standing === 'none').length])];

/** @param {Group} group */
function renderSummary({ title, rows, expected }) {
  const whose = (expected?.enterprises ?? []).map(({ name, uscc }) =>
    el('span', { class: 'soft small whose' }, name === null || title.includes(name) ? null : `${name} `, title.includes(uscc) ? null : el('span', { class: 'code' }, uscc)));
  return el('summary', { class: 'row between' },
    el('span', {},
      el('b', { lang: 'zh-CN' }, title === '' ? say('noFolder') : title),
      ' ', whose),
    el('span', { class: 'row' }, inSummary(rows).filter(([, count]) => count > 0).map(([standing, count]) =>
      el('span', { class: `mark ${TONES[standing]}` }, icon(TONES[standing]), el('span', { class: 'hide' }, wordOf(standing)), count))));
}

/**
 * The enterprise a group should be about, to be typed or corrected.
 * @param {Group} group
 * @param {ListContext} context
 */
function renderExpected({ key, expected, holders }, { onExpect, again }) {
  const id = `expect-${kept.groups.findIndex((group) => group.key === key)}`;
  const wrong = kept.wrong.get(key);
  const isSure = wrong === undefined && expected !== null && !expected.isDoubtful;
  const change = (/** @type {{ currentTarget: HTMLInputElement }} */ { currentTarget: { value } }) => {
    const { codes, wrong: bad } = parseTyped(value);
    kept.wrong.delete(key);
    if (bad !== undefined) {
      kept.wrong.set(key, { text: value.trim(), code: bad });
      return again();
    }
    if (codes.length === 0) kept.typed.delete(key);
    else kept.typed.set(key, codes);
    return onExpect();
  };
  const field = el('form', { class: wrong === undefined ? 'field' : 'field no', on: { submit: (event) => event.preventDefault() } },
    el('label', { for: id }, say('expectUscc')),
    wrong === undefined ? null : el('p', { class: 'err', id: `${id}-err` }, say('codeBad', wrong)),
    el('p', { class: 'soft small', id: `${id}-hint` }, say('expectSeveral')),
    el('input', {
      id, class: 'code', maxlength: LONGEST, autocomplete: 'off', autocapitalize: 'characters', spellcheck: 'false', value: wrong?.text ?? codesOf(expected?.enterprises),
      'aria-invalid': wrong !== undefined && 'true', 'aria-describedby': wrong === undefined ? `${id}-hint` : `${id}-err ${id}-hint`, on: { change },
    }));
  return el('div', { class: 'expect noprint' },
    holders > 1 ? el('p', { class: 'note warn' }, say('severalHolders', { n: holders })) : null,
    expected?.isDoubtful ? el('p', { class: 'note warn' }, say('folderDiffers', { name: expected.enterprises[0].name })) : null,
    el('details', { open: kept.open.get(`${key} expected`) ?? !isSure, on: { toggle: ({ currentTarget: { open } }) => kept.open.set(`${key} expected`, open) } },
      el('summary', { class: 'small' }, say(expected === null ? 'byNone' : BY[expected.by])), field));
}

const BY = { typed: 'byTyped', folder: 'byFolder', name: 'byName', most: 'byMost' };

/**
 * @param {Group[]} groups
 * @param {number} pages
 */
function renderCodeless(groups, pages) {
  if (pages === 0) return null;
  const lines = groups.filter(({ codeless }) => codeless.length > 0);
  return el('section', { class: 'card', id: 'codeless', 'aria-labelledby': 'codeless-heading' },
    el('h3', { id: 'codeless-heading' }, say('codelessHead', { n: pages })),
    el('p', { class: 'soft' }, say('codelessWhy')),
    el('ul', { class: 'lines' }, lines.map(({ key, title, codeless }) =>
      el('li', {}, title === '' ? null : el('b', {}, `${title} `), codeless.map((one) => placeOf(one.name, one.pages, key)).join(' · ')))));
}

/** Remembers where the list was, before one of its answers is shown whole. */
export function leave() {
  kept.scroll = scrollY;
}

/**
 * Where the list was when `answer` was shown whole, and the focus where that was opened from.
 * @param {Answer} answer
 */
export function arrive(answer) {
  scrollTo({ top: kept.scroll, behavior: 'instant' });
  const link = /** @type {HTMLElement | null | undefined} */ (byId('list')?.querySelector(`[data-answer="${CSS.escape(answer.name)}"]`));
  (link ?? byId('list'))?.focus({ preventScroll: true });
}
