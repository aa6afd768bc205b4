// The basis of the answers, always in view: the pin as eight words, the age of the data, the owner of this page; and
// alerts that a person must know before relying on an answer.

import { byId, el, icon, show, toneOf } from '../dom.js';
import { formatAge, formatMoment, today } from '../words/names.js';
import { pinWords } from './pin.js';
import { SERVED } from '../resources.js';
import { clockIsBehind, textAt } from './trust_state.js';
import { language, say } from '../words/sentences.js';

/** @import { NamingText } from '../../credentials/documents/agreement_names.js' */
/** @import { SpokenNames } from '../words/names.js' */
/** @import { Verifying } from '../verifying/worker_client.js' */
/** @import { Child } from '../dom.js' */
/** @import { ManifestKnown, TrustKnown, TrustState } from './trust_state.js' */

const HOUR = 3600;
const AGEING_HOURS = 24;

/**
 * Pin, age and host into the panel; `seconds` is now.
 * @param {Verifying} verifying
 * @param {SpokenNames} names
 * @param {number} seconds
 */
export function renderTrust(verifying, names, seconds) {
  const data = verifying.state;
  const { trust } = data;
  if (trust !== null) show(byId('example'), isExample(textAt(trust, seconds))); // before, the node has said so
  const parts = [];
  const technical = [SERVED ? say('host', { host: location.host }) : say('hostFile')];
  if (data.pin !== null) {
    parts.push(
      el('h3', {}, say('pin')),
      el('ol', { class: 'pin words' }, pinWords(data.pin, language()).map((word) => el('li', {}, word))),
      el('p', { class: 'small' }, say('pinCompare')),
      data.compared === null
        ? el('p', { class: 'noprint' }, el('button', { type: 'button', on: { click: () => verifying.confirmPin(today(new Date(seconds * 1000))) } }, say('pinConfirm')))
        : el('p', { class: 'mark ok' }, icon('ok'), say('pinCompared', { day: data.compared })),
      el('details', {}, el('summary', {}, say('pinWhole')), el('code', {}, data.pin)));
  }
  if (trust !== null) {
    const text = textAt(trust, seconds);
    parts.push(el('ul', { class: 'ages' }, text.parties.map((party) => renderAge(party.id, trust, names, seconds))));
    technical.push(say('agreementLine', { agreement: text.agreement, version: text.version }));
  }
  parts.push(
    el('p', { class: 'soft small' }, say('convenience')),
    el('details', { class: 'small' }, el('summary', {}, say('technical')), technical.map((words) => el('p', {}, words))));
  byId('trust-words').replaceChildren(...parts);
  renderStrip(data, seconds);
}

/**
 * Whether the parties of a text are made up: their names are of those that are never given out (RFC 2606 2).
 * @param {Pick<NamingText, 'parties'>} text
 */
const isExample = ({ parties }) => parties.some(({ id }) => id.split(':')[2].split('%3A')[0].endsWith('.example'));

/**
 * @param {string} issuer
 * @param {TrustKnown} trust
 * @param {SpokenNames} names
 * @param {number} seconds
 */
function renderAge(issuer, trust, names, seconds) {
  const manifest = trust.manifests.find((entry) => entry.issuer === issuer) ?? null;
  if (manifest === null || manifest.created === null) return el('li', { class: 'stale no' }, icon('no'), say('ageNone', { party: names.party(issuer) }));
  const { hours, kind } = ageOf(manifest, seconds);
  const issued = formatMoment(manifest.created);
  const words = say('age', { party: names.party(issuer), issued, age: formatAge(hours) });
  return el('li', { class: `${kind} ${toneOf(kind)}` }, icon(toneOf(kind)), words + (kind === 'stale' ? ` ${say('ageOld')}` : ''));
}

/**
 * Pin and age in one line, for screens too narrow to have the panel in view.
 * @param {TrustState} data
 * @param {number} seconds
 */
function renderStrip(data, seconds) {
  const strip = byId('strip');
  const ages = data.trust === null ? [] : data.trust.manifests.map((manifest) => ageOf(manifest, seconds));
  const oldest = ages.reduce((worst, age) => (age.hours > worst.hours ? age : worst), ages[0] ?? { hours: 0, kind: 'stale' });
  strip.hidden = data.pin === null;
  strip.className = `noprint ${oldest.kind} ${toneOf(oldest.kind)}`;
  const age = data.trust === null ? '' : ` · ${formatAge(oldest.hours)}`;
  if (data.pin !== null) strip.textContent = pinWords(data.pin, language()).join(' ') + age;
  strip.onclick = () => byId('trust').scrollIntoView();
}

/**
 * Hours since a manifest was signed, and whether it is fresh, ageing or stale; of none, stale.
 * @param {ManifestKnown} manifest
 * @param {number} seconds
 */
function ageOf(manifest, seconds) {
  if (manifest.signed === null || manifest.until === null) return { hours: 0, kind: 'stale' };
  const hours = Math.max(0, Math.floor((seconds - manifest.signed) / HOUR));
  if (seconds >= manifest.until) return { hours, kind: 'stale' };
  return { hours, kind: hours >= AGEING_HOURS ? 'ageing' : 'fresh' };
}

/**
 * The alerts at `seconds`; `onClear()` is called by a person who wants this device's data forgotten.
 * @param {Verifying} verifying
 * @param {number} seconds
 * @param {() => void} onClear
 */
export function renderAlerts(verifying, seconds, onClear) {
  const data = verifying.state;
  byId('alerts').replaceChildren(
    ...[
      data.otherPin === null ? null : renderOtherPin(verifying),
      data.refused === null ? null : notice('bad', say('refusedBundle', { why: data.refused[language()] })),
      data.damaged ? renderDamaged(data.damaged, onClear) : null,
      data.trust === null && !data.asking && !data.damaged ? notice('bad', say('noTrust')) : null,
      clockIsBehind(data.trust, seconds) ? notice('bad', say('clockBehind')) : null,
      data.older ? notice('', say('olderFile')) : null,
      data.implementation === 'noble' ? notice('', say('noble')) : null,
      data.lasting ? null : notice('', say('noMemory')),
    ].filter((alert) => alert !== null),
  );
}

const NOTICE_TONES = { '': 'warn', bad: 'no', good: 'ok' };

/**
 * A framed notice of the kind `''` (amber), `bad` or `good`.
 * @param {keyof typeof NOTICE_TONES} kind
 * @param {Child[]} words
 */
export const notice = (kind, ...words) => el('div', { class: `note ${NOTICE_TONES[kind]} ${kind}` }, ...words.map((word) => (typeof word === 'string' ? el('p', {}, word) : word)));

/**
 * @param {'damaged' | 'stuck'} how
 * @param {() => void} onClear
 */
const renderDamaged = (how, onClear) =>
  notice('bad', say(how === 'stuck' ? 'stuck' : 'damaged'), el('button', { type: 'button', on: { click: onClear } }, say('clear')));

/** @param {Verifying} verifying */
function renderOtherPin(verifying) {
  const data = verifying.state;
  return notice('bad',
    el('strong', {}, say('pinChanged')),
    el('p', {}, say('pinChangedWhy')),
    el('dl', { class: 'facts' },
      el('dt', {}, say('pinOld')), el('dd', {}, pinWords(`${data.pin}`, language()).join(' ')),
      el('dt', {}, say('pinNew')), el('dd', {}, pinWords(`${data.otherPin}`, language()).join(' '))),
    el('button', { type: 'button', on: { click: () => verifying.takeOtherPin() } }, say('pinAccept')));
}
