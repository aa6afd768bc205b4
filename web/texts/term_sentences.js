// Written by `python -m tools.docs.build` from verifier/term.py; do not edit.
// code: [sentence, 句子, what to do next, 处理办法]
/** @type {Record<string, string[]>} */
export const TERM = {
  'reaches': ['The term lasts until {until:end} and reaches {day:day}.', '有效期至 {until:end}，可覆盖至 {day:day}。', 'This is the term only: what happens between now and then nobody knows.', '这只是有效期限；此后至该日如有变化，目前无从得知。'],
  'ends-before': ['The term lasts until {until:end} and does not reach to the end of {day:day}.', '有效期至 {until:end}，不能覆盖 {day:day} 全天。', 'This is the term only: whether it will be renewed nobody knows.', '这只是有效期限；届时是否续评，目前无从得知。'],
  'begins-after': ['The term begins on {since:moment} and does not cover {day:day}.', '有效期自 {since:moment} 起，不含 {day:day}。', 'This is the term only: what happens between now and then nobody knows.', '这只是有效期限；此后至该日如有变化，目前无从得知。'],
  'not-valid': ['The term lasts until {until:end}, but the verdict is not valid: do not count on it for {day:day}.', '有效期至 {until:end}，但此凭证的核验结论并非有效，不能据以认为可覆盖至 {day:day}。', 'This is the term only: whether the credential will be valid then nobody knows.', '这只是有效期限；届时凭证是否有效，目前无从得知。'],
  'unread': ['No signature was found to hold, so nothing is said of a term.', '签名未能核验属实，故不对有效期限作出说明。', '', ''],
};
