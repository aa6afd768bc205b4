// credentials/words/speech.py: how a thing is said in a sentence, a function for each kind of placeholder.

import { ABSENT } from '../../signing/errors.js';
import { LONGEST, quoted, shown } from '../../signing/plain_text.js';
import { ACTIONS, CHECKS, MEMBERS, REASONS, RECORDS, REGIONS, USES } from '../../texts/labels.js';
import { wordFor } from './closed_lists.js';
import { CHINA, formatEnd, formatMoment, Moment } from './days.js';
import { formatForm, formatType, formatValues } from './value_forms.js';

const SHOWN = 12;
const WRAPPERS = ['credentialSubject', 'assessment'];
const OWNED = /^(did:\S+) (key list \d+)$|^([^ ]+) \((did:[^)]+)\)$|^(did:\S+) \((\w+)\)$/;
const TYPED = /^--[a-z-]{1,30}$/; // an option, which is written alike in every language
const URN = 'urn:uuid:';
const IS_URN = /^urn:uuid:([0-9a-f]{8})/;

/** The value in words; `names` (credentials/documents/agreement_names.js) calls the parties by their names, if given. */
export function speak(kind, value, lang, names = null) {
  if ((value === null || value === undefined) && kind !== 'end') return ABSENT;
  try {
    return KINDS[kind](value, lang, names);
  } catch {
    return shown(value); // whatever stands in a document, a person reads a sentence
  }
}

/** What stands for a party that no agreement names: where it says it is at home on the Web. */
export const hostOf = (did) => did.replace(/^did:web:/, '').replaceAll(':', '/').replaceAll('%3A', ':');

/** The name of a region; the code itself for one outside China. */
export const regionName = (code, lang) => wordFor(REGIONS, code, lang);

function formatKey(method, lang) {
  const name = method.slice(method.lastIndexOf('#') + 1);
  const [, use, number] = /^(root|assessment|publication)(?:-(\d+))?$/.exec(name) ?? [];
  if (use === undefined) return lang === 'zh' ? `密钥${quoted(name)}` : `key ${quoted(name)}`;
  const suffix = number === undefined ? '' : ` ${number}`;
  return wordFor(USES, use, lang) + (lang === 'zh' ? '密钥' : ' key') + suffix;
}

function formatCredential(reference, lang) {
  const [, start] = IS_URN.exec(reference) ?? [];
  if (start === undefined && reference.startsWith(URN)) {
    const rest = quoted(reference.slice(URN.length));
    return lang === 'zh' ? `标识为${rest}的凭证` : `the credential with the id ${rest}`;
  }
  if (start === undefined) return lang === 'zh' ? `编号为${quoted(reference)}的凭证` : `the credential ${quoted(reference)}`;
  return lang === 'zh' ? `标识以“${start}”开头的凭证` : `the credential whose id begins with “${start}”`;
}

function formatDigest(digest) {
  const signs = Array.from(digest);
  return quoted(signs.length > SHOWN ? `${signs.slice(0, SHOWN).join('')}…` : digest);
}

/** `parties[1].rootKey` as the root key of the parties (item 2); in quotes as it is where a part has no word. */
function formatMember(path, lang, names) {
  const owned = OWNED.exec(path);
  if (owned !== null) {
    const [, issuer, list, inside, party, owner, use] = owned;
    const said = keyOf(use, lang) ?? sayMember((inside ?? list ?? use).replace('key list', 'key-list'), lang);
    const who = partyOf(party ?? issuer ?? owner, names);
    return lang === 'zh' ? ofWhom(who, said) : `${said} of ${who}`;
  }
  if (path.includes('#')) {
    const key = formatKey(path, lang);
    const party = partyOf(path.slice(0, path.indexOf('#')), names);
    return lang === 'zh' ? ofWhom(party, key) : `the ${key} of ${party}`;
  }
  return sayMember(path, lang);
}

const ofWhom = (who, what) => `${who}${/^[\x00-\x7f]*$/.test(who) ? ' ' : ''}的${what}`;

function sayMember(path, lang) {
  const parts = path.replace(/\.(\d{1,6})(?=\.|$)/g, ' $1').split('.');
  if (path === '') return '';
  const words = parts.filter((part, i) => i === parts.length - 1 || !WRAPPERS.includes(part)).map((part) => sayPart(part, lang));
  if (words.includes(null) || Array.from(path).length > LONGEST) return TYPED.test(path) ? path : quoted(path);
  return lang === 'zh' ? words.join('的') : words.reverse().map((word) => `the ${word}`).join(' of ');
}

function sayPart(part, lang) {
  const [, name, places, version] = /^([^[\] ]+)((?:\[\d{1,6}\])*)(?: (\d{1,6}))?$/.exec(part) ?? [];
  const pair = name === undefined ? null : pairOf(name);
  if (pair === null) return null;
  const [en, zh] = pair;
  if (version !== undefined) return lang === 'zh' ? `${zh}第 ${version} 版` : `${en}, version ${version}`;
  const numbers = (places.match(/\d+/g) ?? []).map((place) => Number(place) + 1);
  return lang === 'zh' ? zh + numbers.map((at) => `第 ${at} 项`).join('') : en + (numbers.length > 0 ? ` (item ${numbers.join('.')})` : '');
}

function pairOf(name) {
  const known = [MEMBERS, RECORDS].find((table) => Object.hasOwn(table, name));
  return known === undefined ? null : known[name];
}

function keyOf(use, lang) {
  if (use === undefined || !Object.hasOwn(USES, use)) return null;
  return lang === 'zh' ? `${USES[use][1]}密钥` : `${USES[use][0]} key`;
}

function timeOf(value, say) {
  if (value instanceof Moment) return say(value);
  return value[10] === 'T' ? say(new Moment(Date.parse(value) / 1000, CHINA)) : shown(value);
}

function endOf(value, lang) {
  if (value === null || value === undefined) return lang === 'zh' ? '未定' : 'open';
  return timeOf(value, formatEnd);
}

const partyOf = (did, names) => {
  if (!did.startsWith('did:')) return shown(did);
  return shown(names === null ? hostOf(did) : names.party(did));
};

const listed = (values, lang, say = shown) =>
  [values].flat().map((one) => say(one)).join(lang === 'zh' ? '、' : ', ');

const word = (labels) => (code, lang) => shown(wordFor(labels, code, lang));

const KINDS = {
  text: shown,
  quoted,
  said: String,
  number: shown,
  list: (values, lang) => listed(values, lang),
  codes: (values, lang) => listed(values, lang, quoted),
  digest: formatDigest,
  moment: (value) => timeOf(value, formatMoment),
  end: endOf,
  day: shown,
  party: (did, _, names) => partyOf(did, names),
  parties: (dids, lang, names) => listed(dids, lang, (did) => partyOf(did, names)),
  region: (code, lang) => shown(regionName(code, lang)),
  scheme: (slug, _, names) => shown(names === null ? slug : names.scheme(slug)),
  credential: formatCredential,
  key: formatKey,
  member: formatMember,
  type: formatType,
  form: formatForm,
  values: formatValues,
  reason: word(REASONS),
  action: word(ACTIONS),
  actions: (codes, lang) => listed(codes, lang, (code) => shown(wordFor(ACTIONS, code, lang))),
  use: word(USES),
  record: word(RECORDS),
  check: word(CHECKS),
};
