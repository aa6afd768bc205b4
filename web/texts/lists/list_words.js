// Written by `python -m tools.docs.build` from tender/bidder_list/words.py and tender/ocds/words.py; do not edit.
/** @type {Record<string, string[]>} */
export const LIST_WORDS = {
  'TO_FILL': ['To be filled in: {what} of {ids}', '待填写：{ids} 的{what}'],
  'FAULTS': ['To be filled in or mended in {name}:', '{name} 中待补填或更正：'],
  'RENAMED': ['Ids that a tender cannot have:', '不能用于招标文件的标识：'],
  'LEFT': ['Not taken from the release:', '未从发布文件取用：'],
  'MORE': ['… and {more} more', '……另有 {more} 项'],
  'FOLDERS': ['Write down the folder of each bidder; a release does not tell of papers.', '请补填各投标人的文件夹；发布文件不含投标文件信息。'],
  'OF_COMMITTEE': ['Left out, for the committee alone: {names}', '仅供评标委员会，未写入：{names}'],
};
/** @type {Record<string, string[]>} */
export const MISSING = {
  'name': ['the name', '名称'],
  'uscc': ['the unified social credit code', '统一社会信用代码'],
  'lots': ['the lots', '标段'],
};
