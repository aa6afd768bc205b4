"""Refusals of what this node would sign: numbers, status, drafts; a table of `RegistryError`."""

from signing.errors import Message

DESK_MESSAGES = {
    # numbers
    "certificate-number-taken": Message(
        "the number {number:quoted} belongs to a credential of the enterprise {enterprise:text} that is neither revoked nor superseded.",
        "编号 {number:quoted} 已属于企业 {enterprise:text} 的凭证，而该凭证既未终止也未被取代。",
        "Use another number; what replaces that credential names it, with a reason, as what it supersedes.",
        "请换用其他编号；如用于取代该凭证，请写明被取代的证书编号与取代原因。",
    ),
    "certificate-number-given": Message(
        "the number {number:quoted} was given to another enterprise ({enterprise:text}).",
        "编号 {number:quoted} 已用于另一家企业（{enterprise:text}）。",
        "Use a number that nobody has had: a number is never given to another enterprise.",
        "请使用从未用过的编号：编号一经使用，不再用于其他企业。",
    ),
    "certificate-number-repeated": Message(
        "the number {number:quoted} stands in draft {other:number} of this batch as well.",
        "编号 {number:quoted} 与本批次第 {other:number} 条草稿重复。",
        "Give each its own number.",
        "请为每条草稿使用不同的编号。",
    ),
    # status
    "unknown-credential": Message(
        "this registry does not hold {reference:credential} of this association as a record that can be changed or replaced.",
        "本登记库没有该协会可变更、可取代的{reference:credential}。",
        "Check the number or id; where the record is not here yet, import or submit it, then change or replace it.",
        "请核对编号或标识；如该记录尚未入库，请先导入或提交，再办理变更或取代。",
    ),
    "ambiguous-reference": Message(
        "{reference:credential} may be one of several: {choices:codes}.",
        "{reference:credential} 不止一份：{choices:codes}。",
        "Write the id of the one you mean in place of the number, or name its association too.",
        "请以所指凭证的标识代替编号，或同时指明发证协会。",
    ),
    "other-association": Message(
        "{reference:credential} is one of {issuer:parties}, not of this association.",
        "{reference:credential} 由 {issuer:parties} 签发，不属于本协会。",
        "An association changes and replaces its own credentials only: name one of them.",
        "协会只能变更、取代自己签发的凭证：请填写本协会的凭证。",
    ),
    "already-final": Message(
        "{reference:credential} has ended or is superseded, which is final.",
        "{reference:credential} 已终止或被取代，不可再变更。",
        "Issue a new credential instead.",
        "请改为签发新凭证。",
    ),
    "other-reason": Message(
        "{reference:credential} is of the kind “{kind:record}”, whose status is not changed so ({reason:reason}).",
        "{reference:credential} 的类型为“{kind:record}”，不能这样变更（{reason:reason}）。",
        "Reasons for it are: {allowed:reasons}; notices are cancelled, postponed and corrected with huren notice.",
        "请使用下列原因之一：{allowed:reasons}；公告的取消、延期、更正用 huren notice 办理。",
    ),
    "technology-listed": Message(
        "this version of the technology is listed by {issuer:party} already, for a time that meets this one.",
        "该技术的这一版本已由 {issuer:party} 入库，且有效期与此重叠。",
        "Join that listing, where it is another association's; name your own as the record it succeeds, or give the version that is new.",
        "如为其他协会入库，请以入库意见联合入库；如为本协会入库，请写明所接替的记录，或填写新的版本号。",
    ),
    "own-technology": Message(
        "the technology is listed by {issuer:party} itself.",
        "该技术由 {issuer:party} 自己入库。",
        "Your own listing needs no joining: sign nothing here; to take it back, revoke its record.",
        "请勿签署：本协会入库的技术无需再表示意见；如需撤回，请终止该技术记录。",
    ),
    "outlives": Message(
        "{field:member} is {until:end}, and the technology is listed only until {end:end}.",
        "{field:member}为 {until:end}，晚于该技术的入库期限 {end:end}。",
        "Give an end no later than {end:end}, or leave it out.",
        "请填写不晚于 {end:end} 的截止日期，或不填。",
    ),
    "notice-unfinished": Message(
        "{field:member} is {end:day}, after the day from which it is listed, {start:day}.",
        "{field:member}为 {end:day}，晚于入库之日 {start:day}。",
        "List it when the public notice has ended, or correct the day.",
        "请在公示结束后入库，或更正所填日期。",
    ),
    "no-former": Message(
        "{field:member} is not one of the technologies that {issuer:party} has listed here: {id:quoted}.",
        "{field:member}不在本登记库中 {issuer:party} 入库的技术之列：{id:quoted}。",
        "Correct the id, or leave it out; where that record is missing here, import it first.",
        "请更正标识或留空；如本库缺少该记录，请先导入。",
    ),
    "listing-sequence": Message(
        "the listing has the number {found:number}; the next of this association on this technology is {expected:number}.",
        "该入库意见的序号为 {found:number}；该协会就此技术的下一序号应为 {expected:number}。",
        "Number it so; where earlier ones are missing here, import them first.",
        "请按此编号；如本库缺少此前的意见，请先导入。",
    ),
    "number-taken": Message(
        "{field:member} {what:quoted} is taken: {issuer:party} has signed another document under it.",
        "{field:member}{what:quoted} 已被占用：{issuer:party} 已以此签署另一份文件。",
        "Compare the two; what is to be signed anew needs the next free number, version or edition.",
        "请比对两份文件；重新签署须改用下一个未占用的编号、版本或期次。",
    ),
    "half-signed": Message(
        "{field:member} {what:quoted}: {issuer:party} has signed this document already.",
        "{field:member}{what:quoted}：{issuer:party} 已签署此文件。",
        "Sign nothing here; to see who has signed: huren resolution show {what:text}.",
        "无需再签；如需查看各方是否已签，请运行 huren resolution show {what:text}。",
    ),
    "year-reported": Message(
        "the answers of {year:text} are reported already: {issuer:party} has signed a report of that year.",
        "{year:text} 年度已公布：{issuer:party} 已签署该年度的汇总。",
        "A year is reported once: two reports would tell who is in one and not in the other. What came late goes into no report.",
        "请勿再次公布：每个年度只公布一次，两份汇总相减即可推知个别填报单位；迟报的数据不再公布。",
    ),
    "survey-differs": Message(
        "{field:member} is no survey of {issuer:party} here that asks what is reported.",
        "{field:member}不是本库中 {issuer:party} 提出的、与所公布指标和分组一致的自愿填报方案。",
        "Make the report with huren survey report; where the survey is missing here, import it first.",
        "请用 huren survey report 生成汇总；如本库缺少该方案，请先导入。",
    ),
    "survey-open": Message(
        "answers are taken through {until:day}.",
        "填报期限至 {until:day}，该日全天有效。",
        "Sign the report after that day; --dry-run of huren survey report shows the totals so far.",
        "请在该日之后签署汇总；此前可用 huren survey report 的 --dry-run 查看。",
    ),
    "half-differs": Message(
        "{field:member} is not what {issuer:party} signed under this number.",
        "{field:member} 与 {issuer:party} 以此编号签署的内容不同。",
        "Compare the two with huren resolution diff, agree on one text, and sign that.",
        "请用 huren resolution diff 比较两份文件，商定同一文本后再签署。",
    ),
    "before-agreement": Message(
        "{field:member} is {day:day}, before the agreement acts ({start:day}): nothing was resolved under it then.",
        "{field:member}为 {day:day}，早于协议生效之日（{start:day}），当时不能依该协议作出决议。",
        "Correct the day; only the conference that adopts the agreement itself may be earlier.",
        "请更正日期；只有通过该协议本身的会议可以更早。",
    ),
    "parties-differ": Message(
        "{field:member} are not the parties of the agreement on that day: {parties:parties}.",
        "{field:member} 不是当日协议的缔约方：{parties:parties}。",
        "Name all of them and nobody else.",
        "请列出全部缔约方，不得增减。",
    ),
    "previous-differs": Message(
        "{field:member} is not the version before: {what:quoted}.",
        "{field:member} 不是上一版：{what:quoted}。",
        "Give the digest of the version before of the same standard, as huren show tells it.",
        "请填写同一标准上一版的摘要，可用 huren show 查看。",
    ),
    "already-suspended": Message(
        "{reference:credential} is suspended, or will be, at {at:moment}.",
        "{reference:credential} 在 {at:moment} 时已处于或将处于暂停状态。",
        "Reinstate it first, or choose a time after the suspension.",
        "请先恢复，或选择暂停结束后的时间。",
    ),
    "other-enterprise": Message(
        "{reference:credential} is one of {found:text}.",
        "{reference:credential} 属于 {found:text}。",
        "Correct the number or the name, whichever is wrong.",
        "请更正编号或名称。",
    ),
    "change-repeated": Message(
        "another change of the same batch is about {reference:credential}.",
        "同一批中还有另一项变更涉及 {reference:credential}。",
        "Make one change a credential and batch, and one that leans on it in a batch of its own.",
        "每批中每份凭证只办理一项变更；以该凭证为后继的取代，请另行办理。",
    ),
    "not-suspended": Message(
        "{reference:credential} is not suspended at {at:moment}.",
        "{reference:credential} 在 {at:moment} 时并未暂停。",
        "Nothing needs to be reinstated.",
        "无需恢复。",
    ),
    "grade-direction": Message(
        "{field:member} does not fit: from {before:quoted} to {after:quoted} is a matter of {expected:reason}.",
        "{field:member}不相符：由 {before:quoted} 到 {after:quoted} 为{expected:reason}。",
        "Correct the reason, or the grade.",
        "请更正原因或等级。",
    ),
    "successor-mismatch": Message(
        "{successor:credential} does not fit as successor: {what:member} does not go with it.",
        "{successor:credential} 不能作为后继：{what:member} 不相符。",
        "Name a credential of the same association, scheme and enterprise, and a date from the beginning of its term on.",
        "请填写同一协会、同一评价办法、同一企业的凭证，取代时间不早于其有效期起。",
    ),
    "successor-itself": Message(
        "{reference:credential} cannot be superseded by itself.",
        "{reference:credential} 不能由其自身取代。",
        "Name the credential that replaces it; issue that one first.",
        "请填写取代它的另一份凭证；尚无该凭证的，请先签发。",
    ),
    "successor-not-in-force": Message(
        "{successor:credential} is not in force when it would replace: it {state:said}.",
        "取代生效时，{successor:credential} 作为后继并非有效：{state:said}。",
        "Name a credential that is in force from then on; reinstate a suspended one first.",
        "请填写届时有效的凭证；已暂停的须先恢复。",
    ),
    "successor-circle": Message(
        "{successor:credential} is itself to be superseded, and in the end by {reference:credential}.",
        "{successor:credential} 本身将被取代，且最终由 {reference:credential} 取代，形成循环。",
        "Name a credential that goes on.",
        "请填写不由其取代的凭证。",
    ),
    "sequence-conflict": Message(
        "this event has sequence {found:number}; the next one of this credential is {expected:number}.",
        "该事件序号为 {found:number}，此凭证的下一序号应为 {expected:number}。",
        "Make the event again; another one was stored meanwhile, or one before it is missing.",
        "请重新制作该事件：期间已存入另一事件，或缺少其前一事件。",
    ),
    # issuing
    "batch-refused": Message(
        "{count:number} of {total:number} drafts are refused; nothing was reserved.",
        "{total:number} 条草稿中有 {count:number} 条不予接收；未保存任何内容。",
        "Mend the rows that are named and try again.",
        "请修正所列各行后重试。",
    ),
    "assessed-in-future": Message(
        "the day of assessment {day:day} is still to come.",
        "评价日期 {day:day} 尚未到来。",
        "Check the date; if it is right all the same, repeat with --anyway.",
        "请核对日期；确认无误时加 --anyway 重试。",
    ),
    "ended-before-issue": Message(
        "its last day would be {day:day}, before it is issued.",
        "其有效期至 {day:day}，早于签发时间。",
        "Check the dates; if they are right all the same, repeat with --anyway.",
        "请核对日期；确认无误时加 --anyway 重试。",
    ),
    "begins-before-assessed": Message(
        "its term begins on {begin:day}, more than 31 days before the day of assessment {day:day}.",
        "其有效期自 {begin:day} 起，比评价日期 {day:day} 早 31 天以上。",
        "A term follows on the assessment: check both dates; if they are right all the same, repeat with --anyway.",
        "有效期应在评价之后开始：请核对两个日期；确认无误时加 --anyway 重试。",
    ),
    "assessed-long-ago": Message(
        "the day of assessment {day:day} is more than five years before its term begins ({begin:day}).",
        "评价日期 {day:day} 比有效期起始日 {begin:day} 早五年以上。",
        "So old an assessment says little: check the date; if it is right all the same, repeat with --anyway.",
        "评价时间过久：请核对日期；确认无误时加 --anyway 重试。",
    ),
    "credential-issued": Message(
        "{holder:credential} was issued already and says the same.",
        "{holder:credential}此前已签发，内容与期限完全相同。",
        "Nothing is to be done: take the row out, or repeat with --skip-bad-rows.",
        "无需再次签发：请将该行移除，或加 --skip-bad-rows 签发其余各行。",
    ),
    "draft-issued": Message(
        "{holder:credential} that it would supersede is a successor already and says the same.",
        "其所取代的 {holder:credential} 本身即为后继凭证，内容与期限完全相同。",
        "It was issued already: take the row out. If a second one is meant all the same, repeat with --anyway.",
        "该行此前已签发，请将其移除；确需再签一份的，加 --anyway 重试。",
    ),
    "name-differs-here": Message(
        "the code {uscc:text} stands for {known:quoted} so far.",
        "代码 {uscc:text} 此前对应的企业名称为{known:quoted}。",
        "Check the code and the name. After a change of name supersede with the reason “rename”; else --anyway.",
        "请核对代码与名称。企业更名的，以“更名”为由取代原凭证；其他情形加 --anyway。",
    ),
    "not-planned": Message(
        "this registry did not plan this document, or its content was changed before it was signed.",
        "本登记库未曾拟定此文件，或其内容在签署前被改动。",
        "Export the batch again and sign exactly what is in it.",
        "请重新导出批次，并原样签署。",
    ),
    "exchange-type": Message(
        "this is not a {expected:quoted} file.",
        "这不是 {expected:quoted} 文件。",
        "Choose the file that was exported for signing, or the one that came back signed.",
        "请选择为签署而导出的文件，或签署后带回的文件。",
    ),
}  # fmt: skip
"""Codes of registry.issuing.rules.named_credential, numbers, status, enterprises, drafts and signed."""
