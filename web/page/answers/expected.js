// Which enterprise a bidder's folder should be about: what an officer typed, else what the folder's name says, else
// whose most of its credentials are.

import { parseUscc } from '../../credentials/identifiers.js';
import { plain } from '../../verifier/checks/subject.js';
import { namesBidder } from './groups.js';

const CODE_LENGTH = 18;
const SHORTEST = 4; // characters of a folder's name that may be a part of an enterprise's
const BESIDE = /^[0-9a-z号._\-()（）、\s]+|[0-9._\-()（）、\s]+$/giu; // numbers and marks around a name

/** A Unified Social Credit Code in a text, or null. */
export function findUscc(text) {
  for (const word of text.normalize('NFKC').toUpperCase().split(/[^0-9A-Z]+/)) {
    if (word.length !== CODE_LENGTH) continue;
    try {
      return parseUscc(word);
    } catch {
      // looks like one
    }
  }
  return null;
}

/**
 * Gives each group `expected`, `{uscc, name, by, isDoubtful}` or null: `by` is `typed`, `folder`, `name` or `most`; and
 * each row `isDoubtful`: whether it is of another enterprise than `most`, which is presumed and decides nothing.
 * `typed` maps keys of groups to codes; `isAsked` says that an enterprise is expected of all.
 */
export function expectOfEach(groups, typed, isAsked) {
  const names = new Map(groups.flatMap(({ rows }) => rows.map(holderOf)).filter(Boolean));
  const isSeveral = groups.filter(({ key }) => key !== '').length > 1;
  for (const group of groups) {
    const found = find(group, { names, typed, isAsked, isSeveral });
    group.expected = found === null ? null : { name: names.get(found.uscc) ?? null, isDoubtful: false, ...found };
    for (const row of group.rows) row.isDoubtful = found?.by === 'most' && (holderOf(row) ?? [found.uscc])[0] !== found.uscc;
  }
  return groups;
}

function find(group, { names, typed, isAsked, isSeveral }) {
  const entered = typed.get(group.key);
  if (entered !== undefined) return { uscc: entered, by: 'typed' };
  if (group.key === '') return null;
  const folder = group.key.split('/').at(-1);
  const code = findUscc(folder);
  if (code !== null) return { uscc: code, by: 'folder' };
  if (isAsked) return null;
  const named = [...names].filter(([, name]) => isNamed(folder, name));
  if (named.length === 1) return { uscc: named[0][0], by: 'name' };
  const most = isSeveral ? majority(group.rows) : null;
  return most === null ? null : { uscc: most, by: 'most', isDoubtful: namesBidder(folder) };
}

function holderOf({ answer }) {
  const subject = answer.verdict.credential?.credentialSubject;
  const code = subject?.unifiedSocialCreditCode;
  return code === undefined || subject.legalName === undefined ? null : [code, subject.legalName];
}

/** Whether a folder's name holds the enterprise's, or is a part of it that says enough. */
function isNamed(folder, name) {
  const [whole, part] = [plain(name), plain(folder.replace(BESIDE, ''))];
  return plain(folder).includes(whole) || ([...part].length >= SHORTEST && whole.includes(part));
}

/** The code of more than half of the credentials, or null. */
function majority(rows) {
  const codes = rows.map(holderOf).filter(Boolean).map(([code]) => code);
  return codes.find((code) => codes.filter((other) => other === code).length * 2 > codes.length) ?? null;
}
