// Written by `python -m tools.docs.build` from verifier/tender/record: paper/sentences.py, printed_papers.py; do not edit.
// code: [sentence, 句子, what to do next, 处理办法]
/** @type {Record<string, string[]>} */
export const CAUSES = {
  'input': ['Other papers.', '提交的文件不同。', '', ''],
  'status-event': ['The status of certificate {number:quoted} changed: {said:said}', '证书 {number:quoted} 的状态发生变化：{said:said}', '', ''],
  'status-event:over': ['The status of certificate {number:quoted} changed; this no longer holds: {said:said}', '证书 {number:quoted} 的状态发生变化，以下所述不再成立：{said:said}', '', ''],
  'tender': ['Another version of the tender: {after:number} instead of {before:number}.', '招标文件版本不同：由第 {before:number} 版改为第 {after:number} 版。', '', ''],
  'tender:same': ['The text of the tender differs under the same version: {after:number}.', '招标文件版本号相同（第 {after:number} 版），但文本不同。', '', ''],
  'bidders': ['Another version of the list of bidders: {after:number} instead of {before:number}.', '投标人名单版本不同：由第 {before:number} 版改为第 {after:number} 版。', '', ''],
  'bidders:same': ['The text of the list of bidders differs under the same version: {after:number}.', '投标人名单版本号相同（第 {after:number} 版），但文本不同。', '', ''],
  'agreement': ['Another version of the agreement: {after:number} instead of {before:number}.', '互认协议版本不同：由第 {before:number} 版改为第 {after:number} 版。', '', ''],
  'agreement:same': ['The text of the agreement differs under the same version: {after:number}.', '互认协议版本号相同（第 {after:number} 版），但文本不同。', '', ''],
  'agreement-row': ['By {clause:term} of the agreement, {grade:text} of {scheme:scheme} counts as {after:text} now, and counted as {before:text}.', '依互认协议{clause:term}，{scheme:scheme}的 {grade:text} 现视同 {after:text}，此前视同 {before:text}。', '', ''],
  'agreement-row:same': ['{grade:text} of {scheme:scheme} counts as {after:text} as before, by another clause: {clause:term}.', '{scheme:scheme}的 {grade:text} 仍视同 {after:text}，依据条款改为{clause:term}。', '', ''],
  'agreement-row:new': ['By {clause:term} of the agreement, {grade:text} of {scheme:scheme} counts as {after:text} now; before, it counted as nothing.', '依互认协议{clause:term}，{scheme:scheme}的 {grade:text} 现视同 {after:text}，此前不计。', '', ''],
  'agreement-row:dropped': ['{grade:text} of {scheme:scheme} counts as nothing now; by {clause:term} of the agreement it counted as {before:text}.', '{scheme:scheme}的 {grade:text} 现不计；此前依互认协议{clause:term}视同 {before:text}。', '', ''],
  'policy': ['Trust data may be {after:number} hours old instead of {before:number}.', '信任数据的允许时限不同：由 {before:number} 小时改为 {after:number} 小时。', '', ''],
  'date': ['Checked at another time: {after:moment} instead of {before:moment}.', '核验时间不同：由 {before:moment} 改为 {after:moment}。', '', ''],
  'trust-data': ['Other trust data.', '信任数据不同。', '', ''],
  'software': ['Other software: version {after:text} instead of {before:text}.', '核验程序不同：由 {before:text} 版改为 {after:text} 版。', '', ''],
  'software:same': ['Other software under the same version: {after:text}.', '核验程序版本号相同（{after:text} 版），但程序不同。', '', ''],
  'pack-files': ['The pack lacks files that the record rests on: {files:list}.', '归档包缺少记录所依据的文件：{files:list}。', 'Use the pack as it was made.', '请使用未经改动的归档包。'],
  'pack-files:many': ['The pack lacks files that the record rests on: {files:list} and {more:number} more.', '归档包缺少记录所依据的文件：{files:list}等，另有 {more:number} 个。', 'Use the pack as it was made.', '请使用未经改动的归档包。'],
  'unexplained': ['Nothing that both receipts say explains it.', '两份核验回执所载均不能说明原因。', '', ''],
};
/** @type {Record<string, string[]>} */
export const VERSIONS = {
  'tender:other-text': ['The tender differs from the one that was checked first, under the same version: {after:number}.', '招标文件版本号（第 {after:number} 版）与首次核验时相同，但文本不同。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
  'tender:older': ['The tender is older than the one that was checked first: version {after:number}, then {before:number}.', '招标文件（第 {after:number} 版）早于首次核验时的第 {before:number} 版。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
  'tender:other-previous': ['Version {after:number} of the tender does not continue the version {before:number} that was checked first.', '招标文件第 {after:number} 版所指的上一版不是首次核验时的第 {before:number} 版。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
  'bidders:other-text': ['The list of bidders differs from the one that was checked first, under the same version: {after:number}.', '投标人名单版本号（第 {after:number} 版）与首次核验时相同，但文本不同。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
  'bidders:older': ['The list of bidders is older than the one that was checked first: version {after:number}, then {before:number}.', '投标人名单（第 {after:number} 版）早于首次核验时的第 {before:number} 版。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
  'bidders:other-previous': ['Version {after:number} of the list of bidders does not continue the version {before:number} that was checked first.', '投标人名单第 {after:number} 版所指的上一版不是首次核验时的第 {before:number} 版。', 'Every edit is a new version that names the digest of the one before.', '请递增版本号，并写明上一版的摘要：每次修改均为新的一版。'],
};
/** @type {Record<string, string[]>} */
export const KEPT = {
  'same': ['Nothing differs.', '没有不同之处。', '', ''],
  'changed': ['{count:number} cells changed', '{count:number} 格有变化', '', ''],
  'as-before': ['{state:said} as before, for other reasons', '{state:said}（结果不变，依据有变）', '', ''],
  'aside': ['In {count:number} more cells something changed only at a date that does not count there.', '另有 {count:number} 格仅在不计的时点有变化。', '', ''],
  'extract-unsigned': ['Nobody vouches for this extract: it is not signed, and anybody can write such a file, rows and header alike.', '此摘录未经签署，无人负责：各行与抬头任何人均可编造。', 'Ask for the extract of a signed record.', '请索取已签署记录的摘录。'],
  'extract-own-header': ['Its {count:number} rows belong to its own header, which says no more than whoever wrote it.', '其中 {count:number} 行与自身抬头相符，但抬头仅为制作者单方所述。', '', ''],
  'extract-signed': ['{count:number} rows belong to the record of {now:moment}, signed by the key {officer:said}: compare it with the officer\'s public key. That there are no others of this bidder, an extract cannot tell.', '{count:number} 行确属 {now:moment} 的记录，签名密钥为 {officer:said}：请与核验人的公钥核对。摘录不能说明该投标人是否还有其他行。', '', ''],
  'objection-cells': ['The record has there:', '记录中的相关各格：', '', ''],
  'extract-made-unsigned': ['The record is not signed, so nobody vouches for this extract.', '记录未经签署，无人对此摘录负责。', 'Sign the record, and make the extract of that.', '请先签署记录，再由其生成摘录。'],
};
/** @type {Record<string, string[]>} */
export const PAPER_STATES = {
  'same': ['the file that the officer vouched for.', '与核验人确认的文件一致。', '', ''],
  'unsigned': ['as it was written with the record, which nobody signed.', '与出具记录时一致；记录未经签署。', '', ''],
  'appended': ['it begins with what was vouched for, and something was appended, such as a seal.', '开头与所确认的文件一致，其后另有附加内容（如电子印章）。', 'Check the seal with a PDF reader: what is appended may show other pages.', '请用 PDF 阅读器核对印章：附加内容可能改变显示的页面。'],
  'changed': ['it is not the file that was vouched for.', '不是所确认的文件，请勿采信；以回执所载为准。', 'Do not rely on it; the receipt says what was recorded.', ''],
  'missing': ['vouched for, and not in the pack.', '已经确认，但归档包中没有此文件。', '', ''],
  'unvouched': ['nobody vouches for it; the receipt says what was recorded.', '无人为此文件作确认；以回执所载为准。', '', ''],
};
