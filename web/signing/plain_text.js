// signing/plain_text.py: texts that others wrote, as they may stand in a sentence.

// C0 and C1 controls, halves of characters, and what hides or reorders text (UTS 39 3.1; UAX 9 2).
const UNSAFE =
  /[\x00-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff\u{e0000}-\u{e007f}]/gu;

/** How many characters of a text a sentence shows. */
export const LONGEST = 120;

/**
 * The text with what could hide or turn text around made visible.
 * @param {string} text
 */
export const plain = (text) =>
  text.replace(UNSAFE, (character) => `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, '0')}`);

/**
 * The text as a sentence shows it: one line, its beginning, and no quotation mark that ends a quotation.
 * @param {unknown} text
 */
export function shown(text) {
  const line = Array.from(plain(String(text)).replaceAll('“', '‘').replaceAll('”', '’'));
  return line.length <= LONGEST ? line.join('') : `${line.slice(0, LONGEST - 1).join('')}…`;
}

/**
 * The same in quotation marks.
 * @param {unknown} text
 */
export const quoted = (text) => `“${shown(text)}”`;

// signing/plural.py: English agrees in number: “1 record was read”, “2 records were read”.
const AFTER_A_NUMBER = new RegExp(
  '^( (?:(?:different|evidence|key|log|loose|more|new|open|other|published|reserved|salvage|status|stored) )*)' +
    '(alerts|answers|attachments|attempts|bars|bidders|bits|bytes|categories|cells|certificates|changes|characters|' +
    'checkpoints|codes|conferences|credentials|days|documents|dissents|drafts|enterprises|entries|events|fields|' +
    'files|folders|grades|hours|indexes|indicators|inputs|items|letters|lists|lots|members|minutes|months|notices|' +
    'operations|packets|pages|papers|parts|persons|pixels|places|problems|records|resolutions|rows|seconds|' +
    'signatures|standards|technologies|texts|times|values|verifications|versions|words|years)\\b' +
    '( (?:are|were|have|belong|stand|fall)\\b)?',
);
/** @type {Record<string, string>} */
const VERBS = { ' are': ' is', ' were': ' was', ' have': ' has' };

/**
 * The English `words` that follow a number: after 1, their noun and its verb in the singular.
 * @param {unknown} number
 * @param {string} words
 */
export function agree(number, words) {
  const match = String(number) === '1' ? AFTER_A_NUMBER.exec(words) : null;
  if (match === null) return words;
  const [all, kinds, noun, verb = ''] = match;
  const singular = noun.replace(/(?:(ie)|(x)e|)s$/, (_, ie, x) => (ie ? 'y' : (x ?? '')));
  return kinds + singular + (VERBS[verb] ?? (verb && `${verb}s`)) + words.slice(all.length);
}
