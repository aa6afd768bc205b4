// verifier/tender/record/paper/telling.py and tender/command/compare.py: the causes of a difference in words.

import { CAUSES, VERSIONS } from '../../texts/tender/causes.js';
import { sayAlone, sayRow } from '../../verifier/tender/words.js';

/** @import { AgreementNames } from '../../credentials/documents/agreement_names.js' */
/** @import { Lang } from '../../signing/errors.js' */
/** @import { SentenceFacts } from '../../verifier/tender/matrix.js' */
/** @import { ChangedCell } from '../../verifier/tender/record/difference/cells.js' */
/** @import { ChangeCause } from '../../verifier/tender/record/difference/whole.js' */
/** @import { VersionBreak } from '../../verifier/tender/record/difference/versions.js' */

/**
 * A cause in words; a status event is quoted.
 * @param {ChangeCause} cause
 * @param {Lang} lang
 * @param {AgreementNames | null} names
 */
export function sayCause({ code, facts: evidence }, lang, names) {
  const facts = /** @type {SentenceFacts} */ (evidence);
  if (code === 'status-event') {
    const words = sayAlone('cells', `${facts.status}`, facts, lang, names);
    return sayRow(CAUSES[evidence.begins ? code : 'status-event:over'], { ...facts, said: words }, lang);
  }
  const { before, after } = facts;
  const kind = before === null ? 'new' : after === null ? 'dropped' : before === after ? 'same' : '';
  return sayRow(CAUSES[`${code}:${kind}`] ?? CAUSES[code], facts, lang, names);
}

/**
 * Why a cell changed, each sentence once: of two certificates that came the same is said.
 * @param {ChangedCell} cell
 * @param {Lang} lang
 * @param {AgreementNames | null} names
 */
export const sayCauses = ({ causes }, lang, names) => [...new Set(causes.map((cause) => sayCause(cause, lang, names)))];

/**
 * What is wrong with the versions of tender or bidders, and how to mend it.
 * @param {VersionBreak} one
 * @param {Lang} lang
 */
export const sayBreak = ({ code, facts }, lang) => sayRow(VERSIONS[code], facts, lang);
