"""What the desk refuses of what this node would sign: numbers, status, drafts; a table of `RegistryError`."""

from signing.errors import Message

DESK_MESSAGES = {
    # numbers
    "certificate-number-taken": Message(
        "the number {number} belongs to {holder}, which is neither revoked nor superseded.",
        "编号 {number} 已属于 {holder}，而该凭证既未终止也未被取代。",
        "Use another number, or issue it as the successor of that credential and submit both together.",
        "请换用其他编号，或作为该凭证的后继签发，并将凭证与取代事件一并提交。",
    ),
    "certificate-number-given": Message(
        "the number {number} was given to another enterprise ({holder}).",
        "编号 {number} 已给予另一家企业（{holder}）。",
        "Use a number that nobody has had: a number is never given to another enterprise.",
        "请使用从未给出的编号：编号不会再给予其他企业。",
    ),
    "certificate-number-repeated": Message(
        "the number {number} stands in draft {other} of this batch as well.",
        "编号 {number} 在本批次第 {other} 条草稿中也出现了。",
        "Give each its own number.",
        "请为每条使用不同的编号。",
    ),
    # status
    "unknown-credential": Message(
        "no credential {reference} of this association is stored.",
        "未存有该协会的凭证 {reference}。",
        "Check the number or id; submit the credential before events about it.",
        "请核对编号或标识；须先提交凭证，再提交其状态事件。",
    ),
    "ambiguous-reference": Message(
        "{reference} may be one of several credentials: {choices}.",
        "{reference} 对应多张凭证：{choices}。",
        "Write the id (urn:uuid:…) of the one you mean in place of the number, or name its association too.",
        "请以所指凭证的标识（urn:uuid:…）代替编号，或同时指明发证协会。",
    ),
    "other-association": Message(
        "the credential {reference} is one of {issuer}, not of this association.",
        "凭证 {reference} 由 {issuer} 签发，不属于本协会。",
        "An association changes and replaces its own credentials only: name one of them.",
        "协会只能变更、取代自己签发的凭证：请填写本协会的凭证。",
    ),
    "already-final": Message(
        "the credential {reference} has ended or is superseded, which is final.",
        "凭证 {reference} 已终止或被取代，不可再变更。",
        "Issue a new credential instead.",
        "请改为签发新凭证。",
    ),
    "already-suspended": Message(
        "the credential {reference} is suspended, or will be, at {at}.",
        "凭证 {reference} 在 {at} 时已处于或将处于暂停状态。",
        "Reinstate it first, or choose a time after the suspension.",
        "请先恢复，或选择暂停结束后的时间。",
    ),
    "other-enterprise": Message(
        "the credential {reference} is of {found}.",
        "凭证 {reference} 属于 {found}。",
        "Correct the number or the name, whichever is wrong.",
        "请更正编号或名称。",
    ),
    "change-repeated": Message(
        "another change of the same batch is about {reference}.",
        "同一批中还有另一项变更涉及 {reference}。",
        "Make one change a credential and batch, and one that leans on it in a batch of its own.",
        "每批中每张凭证只做一项变更；以其为后续凭证的取代请另行办理。",
    ),
    "not-suspended": Message(
        "the credential {reference} is not suspended at {at}.",
        "凭证 {reference} 在 {at} 时并未暂停。",
        "Nothing needs to be reinstated.",
        "无需恢复。",
    ),
    "successor-mismatch": Message(
        "the successor {successor} does not fit: {what}.",
        "后继凭证 {successor} 不相符：{what}。",
        "Name a credential of the same association, scheme and enterprise, and a date from its validFrom on.",
        "后继须为同一协会、同一评价办法、同一企业的凭证，且取代时间不早于其 validFrom。",
    ),
    "successor-itself": Message(
        "the credential {reference} cannot be superseded by itself.",
        "凭证 {reference} 不能由其自身取代。",
        "Name the credential that replaces it; issue that one first.",
        "请填写取代它的另一张凭证；尚无该凭证的，请先签发。",
    ),
    "successor-not-in-force": Message(
        "the successor {successor} is not in force when it would replace: it {state}.",
        "取代生效时，后继凭证 {successor} 并非有效：{state_zh}。",
        "Name a credential that is in force from then on; reinstate a suspended one first.",
        "请填写届时有效的凭证；已暂停的须先恢复。",
    ),
    "successor-circle": Message(
        "the successor {successor} is itself to be superseded, and in the end by {reference}.",
        "后继凭证 {successor} 本身将被取代，且最终由 {reference} 取代，形成循环。",
        "Name a credential that goes on.",
        "请填写不会被其取代的凭证。",
    ),
    "sequence-conflict": Message(
        "this event has sequence {found}; the next one of this credential is {expected}.",
        "该事件序号为 {found}，此凭证的下一序号应为 {expected}。",
        "Make the event again; another one was stored meanwhile, or one before it is missing.",
        "请重新制作该事件：期间已存入另一事件，或缺少其前一事件。",
    ),
    # issuing
    "batch-refused": Message(
        "{count} of {total} drafts are refused; nothing was reserved.",
        "{total} 条草稿中有 {count} 条被拒；未保留任何内容。",
        "Mend the rows that are named and try again.",
        "请修正所列各行后重试。",
    ),
    "assessed-in-future": Message(
        "the day of assessment {day} is still to come.",
        "评价日期 {day} 尚未到来。",
        "Check the date; if it is right all the same, repeat with --force.",
        "请核对日期；确认无误时加 --force 重试。",
    ),
    "ended-before-issue": Message(
        "its last day would be {day}, before it is issued.",
        "其有效期至 {day}，早于签发时间。",
        "Check the dates; if they are right all the same, repeat with --force.",
        "请核对日期；确认无误时加 --force 重试。",
    ),
    "begins-before-assessed": Message(
        "its term begins on {begin}, more than 31 days before the day of assessment {day}.",
        "其有效期起 {begin}，早于评价日期 {day} 超过 31 天。",
        "A term follows on the assessment: check both dates; if they are right all the same, repeat with --force.",
        "有效期应在评价之后开始：请核对两个日期；确认无误时加 --force 重试。",
    ),
    "assessed-long-ago": Message(
        "the day of assessment {day} is more than five years before its term begins ({begin}).",
        "评价日期 {day} 早于有效期起（{begin}）五年以上。",
        "So old an assessment says little: check the date; if it is right all the same, repeat with --force.",
        "评价时间过久：请核对日期；确认无误时加 --force 重试。",
    ),
    "draft-issued": Message(
        "the credential {holder} that it would supersede is a successor already and says the same.",
        "其所取代的凭证 {holder} 本身即为后继凭证，内容与期限完全相同。",
        "It was issued already: take the row out. If a second one is meant all the same, repeat with --force.",
        "该行此前已签发，请将其移除；确需再签一张的，加 --force 重试。",
    ),
    "name-differs-here": Message(
        "the code {uscc} stands for “{known}” so far.",
        "代码 {uscc} 此前对应的企业名称为“{known}”。",
        "Check the code and the name. After a change of name supersede with the reason rename; else --force.",
        "请核对代码与名称。企业更名的，以“更名”为由取代原凭证；其他情形加 --force。",
    ),
    "not-planned": Message(
        "this registry did not plan this document, or its content was changed before it was signed.",
        "本登记系统未曾拟定此文件，或其内容在签署前被改动。",
        "Export the batch again and sign exactly what is in it.",
        "请重新导出批次，并原样签署。",
    ),
    "exchange-type": Message(
        "this is not a {expected} file.",
        "这不是 {expected} 文件。",
        "Choose the file that was exported for signing, or the one that came back signed.",
        "请选择为签署而导出的文件，或签署后带回的文件。",
    ),
}  # fmt: skip
"""The codes of registry.naming, numbers, status, enterprises, drafts and signed."""
