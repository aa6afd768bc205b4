// What is asked: the home association, the date asked about, whom the credentials should be about.

import { parseUscc } from '../credentials/identifiers.js';
import { parseTime } from '../credentials/times.js';
import { byId, el } from './dom.js';
import { today } from './names.js';
import { pick, say } from './words.js';

const HOME = 'huren.home';

/** The home association this device remembers, or null. */
function rememberedHome() {
  try {
    return localStorage.getItem(HOME);
  } catch {
    return null;
  }
}

/** Calls `onChange` when a person changed the question. */
export function listenToQuestion(onChange) {
  byId('question').addEventListener('change', (event) => {
    if (event.target.id === 'home') {
      try {
        localStorage.setItem(HOME, event.target.value);
      } catch {
        // then it is not remembered
      }
    }
    onChange();
  });
  byId('question').addEventListener('submit', (event) => event.preventDefault());
}

/** Fills the list of associations from the agreement's text, keeping what was chosen. */
export function offerHomes(text) {
  const list = byId('home');
  const chosen = list.value || rememberedHome();
  const options = text.parties.map((party) => el('option', { value: party.id }, pick(party.legalName)));
  list.replaceChildren(el('option', { value: '' }, say('homeNone')), ...options);
  list.value = text.parties.some((party) => party.id === chosen) ? chosen : '';
}

/** The question as it stands in the form; mistakes are said beside their fields and left out. */
export function readQuestion(now) {
  const date = byId('at');
  date.max = today(now);
  const late = date.value > date.max;
  byId('at-hint').textContent = say(late ? 'atFuture' : 'atHint');
  const at = date.value === '' || late ? null : parseTime(`${date.value}T00:00:00+08:00`);
  return { home: byId('home').value || null, at, expect: readExpected() };
}

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
