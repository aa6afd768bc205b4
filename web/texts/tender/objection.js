// Written by `python -m tools.docs.build` from verifier/tender/record/objection.py; do not edit.
// code: [words, 词]
/** @type {Record<string, string[]>} */
export const SUBJECTS = {
  'requirement': ['what the tender asks', '招标文件的要求'],
  'cell': ['the outcome of a requirement', '某项要求的核验结果'],
  'consortium': ['a consortium', '联合体'],
  'double-participation': ['one enterprise in several bids', '同一企业参加多个投标'],
  'papers': ['papers: read, not read, late', '文件：读取、未读取、逾期'],
  'procedure': ['the procedure', '程序'],
};
/** @type {Record<string, string[]>} */
export const REMEDIES = {
  'check-again': ['check again', '重新核验'],
  'clarify': ['ask for a clarification', '要求澄清'],
  'correct-the-record': ['correct the record', '更正记录'],
  'correct-the-tender': ['correct the tender', '更正招标文件'],
  'other': ['something else', '其他'],
};
/** @type {Record<string, string[]>} */
export const OUTCOMES = {
  'upheld': ['upheld', '成立'],
  'partly-upheld': ['partly upheld', '部分成立'],
  'rejected': ['rejected', '不成立'],
  'withdrawn': ['withdrawn', '已撤回'],
};
