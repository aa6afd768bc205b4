// Written by `python -m tools.docs.build` from verifier/tender/words.py; do not edit.
// code: [sentence, 句子, what to do next, 怎么办]
/** @type {Record<string, string[]>} */
export const CELLS = {
  'own-grade': ['Holds {grade:text}.', '持有 {grade:text}。', '', ''],
  'equivalent': ['Holds what counts as {grade:text} by {clause:text} of the agreement.', '所持等级依互认协议{clause:text}视同 {grade:text}。', '', ''],
  'no-credential': ['Nothing was handed in that this requirement could be met by.', '没有提交可用于此项要求的证书。', '', ''],
  'file-unread': ['Not to be decided: what was handed in could not all be read ({files:list}).', '不能据此判定为不满足：提交的文件未能全部读取（{files:list}）。', 'Ask in writing for a readable copy, or leave the file aside and say why.', '请书面要求提交可读取的文件，或注明理由后不计此文件。'],
  'file-unread:one': ['Not to be decided: what was handed in could not all be read ({files:list} and one more).', '不能据此判定为不满足：提交的文件未能全部读取（{files:list}等，另有 1 个）。', 'Ask in writing for a readable copy, or leave the file aside and say why.', '请书面要求提交可读取的文件，或注明理由后不计此文件。'],
  'file-unread:many': ['Not to be decided: what was handed in could not all be read ({files:list} and {more:number} more).', '不能据此判定为不满足：提交的文件未能全部读取（{files:list}等，另有 {more:number} 个）。', 'Ask in writing for a readable copy, or leave the file aside and say why.', '请书面要求提交可读取的文件，或注明理由后不计此文件。'],
  'work-item-unassigned': ['No member of the consortium does the work item {item:quoted}.', '联合体成员中无人承担工作内容 {item:quoted}。', 'Ask the bidder in writing to explain, as the tender allows.', '可按招标文件规定书面要求投标人澄清。'],
  'requirement-unclear': ['The agreement does not know what is asked for.', '互认协议中没有所要求的内容。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'requirement-unclear:unknown-scheme': ['The scheme asked for is none of the home association\'s.', '所要求的评价办法不是我方协会的。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'requirement-unclear:unknown-category': ['The scheme has no such category as is asked for.', '评价办法中没有所要求的类别。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'requirement-unclear:unknown-grade': ['The scheme has no such grade as is asked for.', '评价办法中没有所要求的等级。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'date-pending': ['The date that counts is still to come.', '起决定作用的日期尚未到来。', 'Check again when it has come.', '到期后请再次核验。'],
  'category-unmapped': ['Counts as {grade:text}, but the agreement does not say for which category here.', '视同 {grade:text}，但互认协议没有说明对应此处的哪一类别。', 'Ask the bidder in writing to explain, as the tender allows.', '可按招标文件规定书面要求投标人澄清。'],
  'ends-before-contract:one': ['Expires one day before the contract ends ({lastDay:day}).', '比合同到期日（{lastDay:day}）早 1 天失效。', '', ''],
  'ends-before-contract:many': ['Expires {days:number} days before the contract ends ({lastDay:day}).', '比合同到期日（{lastDay:day}）早 {days:number} 天失效。', '', ''],
  'grade-lower:one': ['One grade short: {grade:text}, where {minGrade:text} is asked for.', '差一级：所持为 {grade:text}，要求为 {minGrade:text}。', '', ''],
  'grade-lower:many': ['{steps:number} grades short: {grade:text}, where {minGrade:text} is asked for.', '差 {steps:number} 级：所持为 {grade:text}，要求为 {minGrade:text}。', '', ''],
  'no-equivalent': ['By the agreement, {grade:text} of {scheme:scheme} counts as nothing here.', '依互认协议，{scheme:scheme}的 {grade:text} 在此不计。', '', ''],
  'equivalents-not-accepted': ['Issued under {scheme:scheme}; the tender accepts no equivalents.', '依 {scheme:scheme}颁发，而招标文件不接受视同的等级。', '', ''],
  'category-missing': ['Category {categories:list} missing.', '缺少类别：{categories:list}。', '', ''],
  'suspended:one': ['Suspended one day after the opening, as of {since:moment} ({reason:reason}).', '开标后 1 天（{since:moment}）起暂停，原因：{reason:reason}。', '', ''],
  'suspended:many': ['Suspended {days:number} days after the opening, as of {since:moment} ({reason:reason}).', '开标后 {days:number} 天（{since:moment}）起暂停，原因：{reason:reason}。', '', ''],
  'expired:one': ['Had expired one day before ({until:end}).', '前 1 天（{until:end}）已失效。', '', ''],
  'expired:many': ['Had expired {days:number} days before ({until:end}).', '{days:number} 天前（{until:end}）已失效。', '', ''],
  'not-yet-valid:one': ['Not yet valid: its term begins one day later ({since:moment}).', '尚未生效：1 天后（{since:moment}）才开始。', '', ''],
  'not-yet-valid:many': ['Not yet valid: its term begins {days:number} days later ({since:moment}).', '尚未生效：{days:number} 天后（{since:moment}）才开始。', '', ''],
  'signed-after': ['Was not there yet: it was signed at {created:moment}.', '当时尚不存在：签署于 {created:moment}。', '', ''],
};
/** @type {Record<string, string[]>} */
export const FLAGS = {
  'double-participation': ['One enterprise takes part in several bids for this lot.', '同一企业参加了本标段的多个投标。', 'Mind what the law says of it (实施条例 37).', '请依《招标投标法实施条例》第三十七条处理。'],
  'double-participation-other-lot': ['An enterprise of this bid takes part in another bid for another lot.', '本投标中的企业还参加了其他标段的另一投标。', '', ''],
  'joint-agreement-missing': ['The consortium handed in no joint agreement.', '联合体没有提交共同投标协议。', 'Mind what the law says of it (实施条例 51).', '请依《招标投标法实施条例》第五十一条处理。'],
  'consortium-not-allowed': ['A consortium bids, and the tender accepts none.', '投标人为联合体，而招标文件不接受联合体。', '', ''],
  'consortium-too-large': ['The consortium has {members:number} members; the tender accepts {most:number}.', '联合体有 {members:number} 个成员，招标文件规定最多 {most:number} 个。', '', ''],
};
/** @type {Record<string, string[]>} */
export const PAPERS = {
  'subject-mismatch': ['Belongs to another enterprise: {name:text} ({holder:text}). It is in no cell.', '属于另一企业：{name:text}（{holder:text}），不计入任何一格。', '', ''],
  'file-unread': ['The file could not be read.', '此文件未能读取。', 'Ask in writing for a readable copy, or leave the file aside and say why.', '请书面要求提交可读取的文件，或注明理由后不计此文件。'],
  'ignored': ['Left aside by a person: {reason:text}', '已人工注明不计：{reason:text}', '', ''],
  'late': ['Handed in later, and nobody had asked for it in writing: it is in no cell.', '事后提交，且无书面澄清要求，不计入任何一格。', '', ''],
  'clarified': ['Handed in later because it was asked for: {request:text}', '应书面要求事后提交：{request:text}', '', ''],
  'page-without-code': ['No code could be read on this page.', '此页没有可识读的二维码。', 'Look at the page; if it shows a certificate, mark it.', '请查看此页，若为证书请加以标注。'],
  'page-marked': ['No code could be read; a person marked the page: {claims:text}', '此页没有可识读的二维码，人工标注：{claims:text}', '', ''],
  'page-marked:certificate': ['No code could be read; a person marked the page as a certificate.', '此页没有可识读的二维码，人工标注为证书。', '', ''],
  'duplicate': ['Handed in more than once; it counts once.', '重复提交，只计一次。', '', ''],
  'no-credential-code': ['A code that is of no certificate of the agreement\'s associations.', '此码不是互认协议各协会的证书。', '', ''],
};
/** @type {Record<string, string[]>} */
export const LINT = {
  'association-certificate-as-qualification': ['An association\'s certificate is a condition of qualification. A list of {dated:day} forbids it: {basis:text}.', '以协会颁发的证书作为资格条件；{dated:day} 的一份清单禁止此类做法：{basis:text}。', 'Look whether such a list applies here; scoring or information may be meant.', '请核对当地是否适用，可考虑改为评分或说明项。'],
  'region-locked': ['Only certificates under {scheme:scheme} count, though the agreement has equivalents.', '只接受依 {scheme:scheme}颁发的证书，而互认协议中有视同的等级。', 'Accept equivalents, or say why not (实施条例 32).', '请接受视同的等级，或说明理由（实施条例第三十二条）。'],
  'bonus-by-region': ['Points are given only for certificates under {scheme:scheme}, though the agreement has equivalents.', '只对依 {scheme:scheme}颁发的证书给分，而互认协议中有视同的等级。', 'Accept equivalents, or say why not (实施条例 32).', '请接受视同的等级，或说明理由（实施条例第三十二条）。'],
  'unknown-scheme': ['{scheme:quoted} is no scheme of the home association.', '{scheme:quoted} 不是我方协会的评价办法。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'unknown-category': ['The scheme has not all of these categories: {categories:codes}.', '评价办法中没有这些类别的全部：{categories:codes}。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'unknown-grade': ['The scheme has no grade {grade:quoted}.', '评价办法中没有等级 {grade:quoted}。', 'The buyer says which of the agreement\'s is meant.', '由招标方说明所指的是协议中的哪一项。'],
  'grade-normalised': ['{written:quoted} is read as {grade:quoted}.', '{written:quoted} 按 {grade:quoted} 理解。', 'Write it as the scheme does.', '请按评价办法的写法填写。'],
  'impossible': ['By the agreement nobody can hold a certificate under {scheme:scheme} at the opening.', '依互认协议，开标时无人可能持有依 {scheme:scheme}颁发的证书。', 'Mend the requirement.', '请修改此项要求。'],
  'contract-longer-than-validity': ['The contract ends later than any such certificate can last ({months:number} months).', '合同期超过此类证书的最长有效期（{months:number} 个月）。', 'Ask for it at the opening or the award only.', '请只要求在开标或定标时有效。'],
  'or-group-empty': ['A group of this criterion asks for nothing, so nothing is established by it.', '此条件有一组没有任何要求，无从确定。', 'Fill the group, or remove it.', '请补全或删去该组。'],
  'points-gap:order': ['The rows of points are not in the order of the grades, best first.', '得分表未按等级由高到低排列。', 'Put them in order.', '请按顺序排列。'],
  'points-gap:below': ['{grade:text} is enough for the requirement and reaches no row of points.', '{grade:text} 已满足要求，但得分表中没有对应的一行。', 'Add a row, or ask for a higher grade.', '请补上该行，或提高要求的等级。'],
  'consortium-not-stated': ['The tender does not say whether consortia are accepted.', '招标文件没有说明是否接受联合体。', 'Say it (实施条例 37).', '请予以说明（实施条例第三十七条）。'],
};
