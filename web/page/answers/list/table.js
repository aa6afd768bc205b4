// Many answers as a list: the number of each outcome, a group a bidder with its expected enterprise, failures first,
// files without a readable code; links to a spreadsheet and to a printed record.

import { byId, el, icon, saveFile } from '../../dom.js';
import { unread } from '../../input/candidates.js';
import { nextTask } from '../../yielding.js';
import { colon, say } from '../../words/sentences.js';
import { askedOf } from '../answer.js';
import { returnToList } from '../browser_history.js';
import { codesOf, expectOfEach } from '../expected.js';
import { renderLevels } from '../folders/choice.js';
import { countAll, groupAnswers, levelsOf } from '../groups.js';
import { filesWords } from '../line.js';
import { placeKey, placeOf } from '../places.js';
import { renderForm, renderOpener } from '../printing/form.js';
import { listenForRecord } from '../record.js';
import { countStandings, wordOf } from '../standing.js';
import { isCounted, renderChoice } from '../one/here.js';
import { isProblem, isTroubled, renderChips, renderTally } from './filters.js';
import { MOST_SHOWN, SLICE, renderGroup } from './group.js';
import { kept, keepNothing } from './kept.js';

/** @import { Answer } from '../../verifying/worker_client.js' */
/** @import { Candidate } from '../../input/candidates.js' */
/** @import { PageQuestion } from '../../question.js' */
/** @import { View } from '../answer.js' */
/** @import { Group } from '../groups.js' */
/** @import { ListContext } from './group.js' */

/**
 * Prepares for another list, or for more of the same one: the level of its folders may then differ.
 * @param {boolean} isSame
 */
export function beginList(isSame) {
  if (isSame) Object.assign(kept, { level: null, isNew: true });
  else keepNothing();
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
  const fresh = (changed.size === 0 ? null : await ask([...changed.values()])) ?? [];
  const anew = new Map([...changed.keys()].map((answer, i) => [answer, fresh[i] ?? answer]));
  const silent = groups.filter(({ rows, codeless }) => rows.length === 0 && codeless.length === 0).flatMap(({ unread }) => unread);
  return [...answers.map((answer) => anew.get(answer) ?? answer), ...((silent.length > 0 && (await ask(silent.map(ofOtherKind)))) || [])];
}

/**
 * Returns the answer for a bidder of whom only unread files are there: it has not passed.
 * @param {string} name
 */
const ofOtherKind = (name) =>
  unread(name, 'unreadable', '不读取这类文件；压缩包请先解压，文档请另存为 PDF。', 'files of this kind are not read; unpack an archive, save a document as PDF.');

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
  if (kept.filter === '') kept.filter = groups.length > 1 && rows.some(isProblem) ? 'problems' : 'all';
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
 * Runs the steps that build a list: the first rows of a new list at once, the others when `fillList` reaches them.
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

/** Builds the rest of a new list, one step in each task; stops if the list was replaced meanwhile. */
export async function fillList() {
  const list = byId('list');
  while (kept.rest.length > 0) {
    await nextTask();
    kept.rest.shift()?.();
  }
  list?.removeAttribute('aria-busy');
}

/**
 * @param {Group[]} groups
 * @param {ReturnType<typeof countAll>} counted
 * @param {View} view
 */
function renderHead(groups, counted, view) {
  const save = async () => saveFile('huren.csv', (await import('../spreadsheet.js')).formatSpreadsheet(groups, view), 'text/csv;charset=utf-8');
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
 * Returns groups under a heading; with `isSplit` there are other parts, and the heading says which this is.
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
      el('li', {}, title === '' ? null : el('b', {}, `${title} `), codeless.map((entry) => placeOf(entry.name, entry.pages, key)).join(' · ')))));
}

/** The way back from one of its answers. */
export const renderBack = () =>
  el('p', { class: 'noprint' }, el('button', { type: 'button', on: { click: () => returnToList(true) } }, say('backToList')));

/** Remembers the position in the list before one of its answers is shown whole. */
export function leave() {
  kept.scroll = scrollY;
}

/**
 * Restores the position of the list from when `answer` was shown whole, and the focus on the link that opened it.
 * @param {Answer} answer
 */
export function arrive(answer) {
  scrollTo({ top: kept.scroll, behavior: 'instant' });
  const link = /** @type {HTMLElement | null | undefined} */ (byId('list')?.querySelector(`[data-answer="${CSS.escape(placeKey(answer))}"]`));
  (link ?? byId('list'))?.focus({ preventScroll: true });
}
