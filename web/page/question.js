// The question: home association, day or moment asked about, last day that the term must reach, enterprise.

import { parseUscc } from '../credentials/identifiers.js';
import { parseDate, parseTime } from '../credentials/times.js';
import { byId, el } from './dom.js';
import { clockIsBehind } from './trust/trust_state.js';
import { today } from './words/names.js';
import { pick, say } from './words/sentences.js';

/** @import { AgreementText } from '../credentials/documents/agreement.js' */
/** @import { TrustKnown } from './trust/trust_state.js' */

const HOME = 'huren.home';

/** The home association this device remembers, or null. */
function rememberedHome() {
  try {
    return localStorage.getItem(HOME);
  } catch {
    return null;
  }
}

/**
 * Calls `onChange` when a person has changed the question.
 * @param {() => void} onChange
 */
export function listenToQuestion(onChange) {
  byId('question').addEventListener('change', ({ target }) => {
    if (target === byId('home')) {
      try {
        localStorage.setItem(HOME, byId('home').value);
      } catch {
        // then it is not remembered
      }
    }
    onChange();
  });
  byId('question').addEventListener('submit', (event) => event.preventDefault());
}

/** @typedef {ReturnType<typeof readQuestion>} PageQuestion */

/**
 * Returns the question in one line, shown above its folded fields.
 * @param {PageQuestion} question
 * @param {Date} now
 */
export function tellQuestion({ at, later, through, expect }, now) {
  const basis = at ?? later;
  const parts = [
    basis === null ? say('basisNow', { day: today(now) }) : say('basis', { day: basis.slice(0, 16).replace('T', ' ') }),
    through === null ? null : say('basisThrough', { day: through }),
    expect === null ? null : say('basisExpect'),
    through === null && expect === null ? say('basisMore') : null,
  ];
  byId('asked').textContent = parts.filter(Boolean).join(' · ');
}

/**
 * Chooses the home association as a person would in the list, and moves the focus there.
 * @param {string} did
 */
export function chooseHome(did) {
  byId('home').value = did;
  byId('home').focus({ preventScroll: true });
  byId('home').dispatchEvent(new Event('change', { bubbles: true }));
}

/**
 * Fills the list of associations from the agreement's text and keeps the choice.
 * @param {{ parties: Pick<AgreementText['parties'][number], 'id' | 'legalName'>[] }} text
 */
export function offerHomes(text) {
  const list = byId('home');
  const chosen = list.value || rememberedHome() || '';
  const options = text.parties.map((party) => el('option', { value: party.id }, pick(party.legalName)));
  list.replaceChildren(el('option', { value: '' }, say('homeNone')), ...options);
  list.value = text.parties.some((party) => party.id === chosen) ? chosen : '';
}

/**
 * The question as it stands in the form, `at` a day, a time or null; mistakes are said beside their fields and left
 * out. `trust` is what is known of the trust data, or null.
 * @param {Date} now
 * @param {TrustKnown | null} trust
 */
export function readQuestion(now, trust) {
  const { at, later } = readAt(now.getTime() / 1000, trust);
  const through = readDay('through') ?? later;
  return { home: byId('home').value || null, at, later, through, expect: readExpected() };
}

/**
 * The time or the day asked about; of one that is yet to come the day alone, as `later`. A clock that is behind has
 * no say.
 * @param {number} now
 * @param {TrustKnown | null} trust
 * @returns {{ at: string | null, later: string | null }}
 */
function readAt(now, trust) {
  const day = readDay('at');
  const time = byId('at-time').value;
  const moment = day === null ? null : `${day}T${`${time || '00:00'}:00`.slice(0, 8)}+08:00`;
  const isLater = moment !== null && parseTime(moment).seconds > now && !clockIsBehind(trust, now);
  const hint = isLater ? 'atFuture' : day === null && time !== '' ? 'atNoDate' : 'atHint';
  byId('at-hint').textContent = say(hint);
  byId('at').setAttribute('aria-invalid', String(hint !== 'atHint'));
  if (isLater) return { at: null, later: day };
  return { at: time === '' ? day : moment, later: null };
}

/**
 * Returns the day in a field, or null, also while its year is still being typed.
 * @param {'at' | 'through'} id
 */
function readDay(id) {
  try {
    return parseDate(byId(id).value);
  } catch {
    return null;
  }
}

/** @returns {{ uscc: string, name?: string } | null} */
function readExpected() {
  const code = byId('uscc').value.trim().toUpperCase();
  const name = byId('expected-name').value.trim();
  let uscc = null;
  try {
    if (code !== '') uscc = parseUscc(code);
  } catch {
    uscc = null;
  }
  const wrong = code !== '' && uscc === null;
  byId('uscc').setAttribute('aria-invalid', String(wrong));
  byId('uscc-hint').textContent = wrong ? say('usccBad') : '';
  if (uscc === null) return null;
  return name === '' ? { uscc } : { uscc, name };
}
