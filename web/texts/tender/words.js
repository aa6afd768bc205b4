// Written by `python -m tools.docs.build` from verifier/tender/words.py and lint.py; do not edit.
/** @type {Record<string, string[]>} */
export const STATES = {
  'met': ['met', '满足'],
  'cannot-establish': ['cannot be established', '无法确定'],
  'not-met': ['not met', '不满足'],
};
/** @type {Record<string, string[]>} */
export const COLUMN_WORDS = {
  'opening': ['bid opening', '开标'],
  'award': ['award', '定标'],
  'contractEnd': ['end of the contract', '合同到期'],
};
export const RULES = [
  { code: 'association-certificate-as-qualification', regimes: ['government'], uses: ['qualification'], basis: '安康市政府采购负面清单（服务类）第 7、11 项：不得将行业协会、商会颁发的企业资质证书作为资格条件', dated: '2018-07-26', source: 'https://ggzyjy.ankang.gov.cn/Content-2370644.html' },
];
