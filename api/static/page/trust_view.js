// What the answers rest on, always in view: the pin as eight words, the age of the data, whose page this is; and
// alerts about what a person must know before relying on an answer.

import * as ed25519 from '../signing/ed25519.js';
import { byId, el } from './dom.js';
import { formatAge, formatMoment, today } from './names.js';
import { pinWords } from './pin.js';
import { SERVED } from './resources.js';
import { language, say } from './words.js';

const HOUR = 3600;
const AGEING_HOURS = 24;

/** Pin, age and host into the panel; `seconds` is now. */
export function renderTrust(data, names, seconds) {
  const { store } = data;
  const parts = [];
  if (data.pin !== null) {
    parts.push(
      el('h3', {}, say('pin')),
      el('ol', { class: 'pin' }, pinWords(data.pin, language()).map((word) => el('li', {}, word))),
      el('p', { class: 'small' }, say('pinCompare')),
      data.compared === null
        ? el('p', { class: 'noprint' }, el('button', { type: 'button', on: { click: () => data.confirmPin(today(new Date(seconds * 1000))) } }, say('pinConfirm')))
        : el('p', { class: 'mark valid' }, `✓ ${say('pinCompared', { day: data.compared })}`),
      el('details', {}, el('summary', {}, say('pinWhole')), el('code', {}, data.pin)));
  }
  if (store !== null) {
    const { text } = store.chain.inForceOrLast(seconds);
    parts.push(
      el('ul', { class: 'ages' }, text.parties.map((party) => renderAge(party.id, store, names, seconds))),
      el('p', { class: 'soft small' }, say('agreementLine', { agreement: text.agreement, version: text.version })));
  }
  const host = SERVED ? say('host', { host: location.host }) : say('hostFile');
  parts.push(el('p', { class: 'small' }, host), el('p', { class: 'soft small' }, say('convenience')));
  byId('trust-words').replaceChildren(...parts);
  renderStrip(data, seconds);
}

function renderAge(issuer, store, names, seconds) {
  const manifest = store.parties.get(issuer)?.manifest ?? null;
  if (manifest === null) return el('li', { class: 'stale' }, say('ageNone', { party: names.party(issuer) }));
  const { hours, kind } = ageOf(manifest, seconds);
  const issued = formatMoment(manifest.value.proof.created);
  const words = say('age', { party: names.party(issuer), issued, age: formatAge(hours) });
  return el('li', { class: kind }, words + (kind === 'stale' ? ` ${say('ageOld')}` : ''));
}

/** Pin and age in one line, for screens too narrow to have the panel in view. */
function renderStrip(data, seconds) {
  const strip = byId('strip');
  const ages = data.store === null ? [] : [...data.store.parties.values()].map(({ manifest }) => ageOf(manifest, seconds));
  const oldest = ages.reduce((worst, age) => (age.hours > worst.hours ? age : worst), ages[0] ?? { hours: 0, kind: 'stale' });
  strip.hidden = data.pin === null;
  strip.className = `noprint ${oldest.kind}`;
  if (data.pin !== null) strip.textContent = `${pinWords(data.pin, language()).join(' ')} · ${formatAge(oldest.hours)}`;
  strip.onclick = () => byId('trust').scrollIntoView();
}

/** Hours since a manifest was signed, and whether it is fresh, ageing or stale; of none, stale. */
function ageOf(manifest, seconds) {
  if (manifest === null) return { hours: 0, kind: 'stale' };
  const hours = Math.max(0, Math.floor((seconds - manifest.created.seconds) / HOUR));
  if (seconds >= manifest.body.validUntil.seconds) return { hours, kind: 'stale' };
  return { hours, kind: hours >= AGEING_HOURS ? 'ageing' : 'fresh' };
}

/** The alerts of the moment; `memory` says whether this device keeps anything. */
export function renderAlerts(data, memory) {
  byId('alerts').replaceChildren(
    ...[
      data.otherPin === null ? null : renderOtherPin(data),
      data.refused === null ? null : notice('bad', say('refusedBundle', { why: explain(data.refused) })),
      data.pin !== null && data.store === null ? notice('bad', say('noTrust')) : null,
      data.older ? notice('', say('olderFile')) : null,
      data.pin === null && !data.online ? notice('bad', say('noTrust')) : null,
      ed25519.implementation === 'noble' ? notice('', say('noble')) : null,
      memory.lasting ? null : notice('', say('noMemory')),
    ].filter(Boolean),
  );
}

const explain = (error) => `${error.sentence(language())} ${error.mend(language())}`;

/** A framed notice of the kind `''` (amber), `bad` or `good`. */
export const notice = (kind, ...words) => el('div', { class: `notice ${kind}` }, ...words.map((word) => (typeof word === 'string' ? el('p', {}, word) : word)));

function renderOtherPin(data) {
  return notice('bad',
    el('strong', {}, say('pinChanged')),
    el('p', {}, say('pinChangedWhy')),
    el('dl', { class: 'facts' },
      el('dt', {}, say('pinOld')), el('dd', {}, pinWords(data.pin, language()).join(' ')),
      el('dt', {}, say('pinNew')), el('dd', {}, pinWords(data.otherPin, language()).join(' '))),
    el('button', { type: 'button', on: { click: () => data.takeOtherPin() } }, say('pinAccept')));
}
