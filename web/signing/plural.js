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
