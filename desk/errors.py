"""Refusals of the desk: its own, and every answer of the rules (`verifier.desk.words`) with its mend."""

from collections.abc import Mapping
from typing import ClassVar

from credentials.words.closed_lists import Labels
from credentials.words.speech import SpokenError
from signing.errors import Message
from verifier.desk.words import AGAINST, ASIDE, CHECKED, LISTS, PROOFS

_MENDS: Labels = {
    # against signing
    "no-decision": ("Make a plan of it (huren desk plan …), and let it be decided.", "请先立方案（huren desk plan …）并经表态决定。"),
    "wrong-document": ("Sign the documents as they were exported, unchanged.", "请原样签署导出的文件，不作改动。"),
    "created-ahead": ("Set the signing machine's clock, and sign again.", "请校准签署机的时钟后重新签署。"),
    "before-plan": ("Set the signing machine's clock, and sign again.", "请校准签署机的时钟后重新签署。"),
    "people-missing": ("Bring the newest people list: huren desk people import FILE.", "请导入最新的人员名单：huren desk people import 文件。"),
    "people-unanchored": ("Name the list in the next key list: huren key list --root PEM --people DIGEST.", "请在下一版密钥清单中指明该名单：huren key list --root PEM --people 摘要。"),
    "people-expired": ("Renew the people list first: huren desk people renew.", "请先换发人员名单：huren desk people renew。"),
    "not-a-subset": ("Split the plan that was returned: huren desk plan split.", "请从被退回的方案拆出：huren desk plan split。"),
    "stock-used": ("Issue these under a public notice.", "请先公示，再行颁发。"),
    "notice-missing": ("Name the notice in the plan (--notice), or skip it with reasons.", "请在方案中写明公示（--notice），或说明理由后不作公示。"),
    "stored": ("There is nothing left to do.", "无需再办。"),
    "plan-replaced": ("Go on with the newer plan ({other:text}).", "请办理新方案（{other:text}）。"),
    "plan-overtaken": ("Decide on that plan first ({other:text}).", "请先就该方案（{other:text}）作出决定。"),
    "other-plan-open": ("Finish the other plan ({other:text}), or reject it.", "请先办结或否决另一份方案（{other:text}）。"),
    "plan-expired": ("Make a new plan.", "请另立方案。"),
    "rejected": ("Whoever rejected it may withdraw that; else make a new plan.", "否决人可以撤回否决；否则请另立方案。"),
    "returned": ("Split the plan (huren desk plan split), or ask whoever returned it to withdraw.", "请拆分方案（huren desk plan split），或请退回人撤回。"),
    "no-maker": ("Somebody who may decide states “make”.", "请由有权决定的人员表态“经办”。"),
    "too-few": ("Ask the persons whom the plan waits for.", "请方案所等待的人员表态。"),
    "chair-missing": ("Ask a chair to state.", "请负责人表态。"),
    "before-statement": ("Sign again, later than the last statement.", "请在最后一份表态之后重新签署。"),
    "clock": ("Set the signing machine's clock, or export the plan anew.", "请校准签署机的时钟，或重新导出方案。"),
    "not-before": ("Wait for that day.", "请待该日之后再办。"),
    "item-missing": ("Return the row and split the plan (huren desk plan split): a later version of the notice adds no item.", "请退回该行并拆分方案（huren desk plan split）；公示的后续版本不能增加项目。"),
    "notice-open": ("Wait until the notice is over.", "请待公示期满。"),
    "objection-open": ("Settle the objection first, or return the row and split the plan (huren desk plan split).", "请先办结异议，或退回该行并拆分方案（huren desk plan split）。"),
    # statements that do not count
    "wrong-plan": ("State on the plan as it is here.", "请就本机所存的方案表态。"),
    "ahead": ("Set the clock, and state again.", "请校准时钟后重新表态。"),
    "out-of-time": ("State while the plan is open.", "请在方案有效期内表态。"),
    "unknown-list": ("State again by the people list in force.", "请依据现行人员名单重新表态。"),
    "not-in-list": ("Ask a person of the list in force, or change the list first.", "请由现行名单中的人员表态，或先变更名单。"),
    "association-key": ("State with a key of your own.", "请用本人的密钥表态。"),
    "key-not-listed": ("Use a key that the list has, or have this one added first (huren desk people).", "请使用名单所列的密钥，或先将此密钥列入名单（huren desk people）。"),
    "out-of-term": ("Ask a person in term, or change the list first.", "请由任期内的人员表态，或先变更名单。"),
    "auditor": ("Ask somebody who may decide.", "请由有权决定的人员表态。"),
    "removed-by-plan": ("Ask somebody whom the plan keeps.", "请由方案所保留的人员表态。"),
    "own-plan": ("Ask another person to approve.", "请由他人审批。"),
    "seat-taken": ("There is nothing to do: another person stands as maker.", "无需再办：经办人已由他人接替。"),
    # people lists
    "policy-unsatisfiable": ("Add persons, a chair or longer terms, or ask for fewer persons.", "请增加人员或负责人、延长任期，或减少所要求的人数。"),
    "alone-not-one": ("Leave `alone` out.", "请去掉“单人”。"),
    "key-twice": ("Give each person keys of their own.", "请为每人登记各自的密钥。"),
    "valid-too-long": ("Give it 180 days at most.", "有效期请勿超过 180 天。"),
    # what a check finds
    "undecided": ("Ask the key holder who had it signed, and end what nobody wanted.", "请向持钥人查明由谁交签；无人要求签署的，请予终止。"),
    "edited": ("Compare it with a backup or an exported folder, and find out who writes to the database.", "请与备份或导出的文件夹比对，并查明何人改动数据库。"),
    "statement-dropped": ("Ask its author for their own copy, and bring it in again.", "请向表态人索取其留存的文件，重新录入。"),
    # proofs
    "key-kind": ("State again with the key as the list has it.", "请按名单所列类别使用密钥，重新表态。"),
    "form": ("State again in the browser.", "请在浏览器中重新表态。"),
    "signature": ("State again.", "请重新表态。"),
    "other-bytes": ("Open the plan again and state.", "请重新打开方案后表态。"),
    "other-site": ("Open the desk at the address of the people list.", "请用名单所载网址打开工作台。"),
    "not-verified": ("State again, with PIN, fingerprint or face.", "请使用 PIN、指纹或面容重新表态。"),
}  # fmt: skip


KEPT: Labels = {
    "already-final": ("The certificate has ended, or is replaced.", "证书已终止、到期或被取代。"),
    "already-suspended": ("The certificate is suspended, or will be.", "证书已处于或将处于暂停状态。"),
    "not-suspended": ("The certificate is not suspended.", "证书并未暂停。"),
    "sequence-conflict": ("Another change of the certificate was stored meanwhile: plan this one again.", "期间已存入该证书的另一项变更：此项须另立方案。"),
    "successor-not-in-force": ("The certificate that would replace it is not in force then.", "拟取代它的证书届时并非有效。"),
    "certificate-number-taken": ("Another certificate in force has this number.", "该编号已由另一张有效证书使用。"),
    "certificate-number-given": ("The number was given to another enterprise before.", "该编号曾用于另一家企业。"),
}  # fmt: skip
"""Reasons of the registry against documents of a plan, as one sentence for several of them."""
NOT_STORED = "The registry does not store it ({code}).", "登记库不予入库（{code}）。"
"""Its sentence for any other reason."""


class DeskError(SpokenError):
    """Refusal of an act at the desk."""

    MESSAGES: ClassVar[Mapping[str, Message]] = {
        **{
            code: Message(en, zh, *_MENDS[code])
            for labels in (AGAINST, ASIDE, LISTS, PROOFS, CHECKED)
            for code, (en, zh) in labels.items()
            if code in _MENDS
        },
        "people-version": Message(
            "The file has version {version:number} of the people list, and {typed:number} was typed.",
            "文件中的人员名单为第 {version:number} 版，填写的是第 {typed:number} 版。",
            "If your card is right, do not sign, and have the plan exported anew; if it is old, get a new one from a chair.",
            "卡片无误的，请勿签署，并请工作台重新导出方案；卡片已旧的，请向负责人领取新卡片。",
        ),
        "signature-broken": Message(
            "A signature made just now does not verify; nothing was written.",
            "刚刚作出的签名核验不符，未写出任何文件。",
            "Sign on another machine: the memory of this one may be faulty.",
            "请换一台机器签署：本机内存可能有故障。",
        ),
        "people-few": Message(
            "Only {count:number} have enrolled a key file; the first people list needs two, or one who decides alone.",
            "仅 {count:number} 人登记了密钥文件；首份人员名单须有两人，或设为单人决定。",
            "Invite them (huren desk people invite) and let each enrol a key file, or add --alone.",
            "请邀请人员（huren desk people invite），由各人登记密钥文件，或加 --alone。",
        ),
        "people-silent": Message(
            "Not everybody in the first people list has stated: {persons:codes}.",
            "首份人员名单中尚有人未表态：{persons:codes}。",
            "Let each of them state (huren desk state), or make the list without them.",
            "请其逐一表态（huren desk state），或另做名单，不列未表态的人员。",
        ),
        "person-unknown": Message(
            "There is no person {person:quoted} in the list, and none has enrolled.",
            "名单中没有 {person:quoted}，也没有以此登记的人员。",
            "See the people: huren desk people show.",
            "请查看人员：huren desk people show。",
        ),
        "plan-unknown": Message(
            "There is no plan {plan:quoted} here.",
            "本机没有方案 {plan:quoted}。",
            "See the plans: huren desk plan list.",
            "请查看方案：huren desk plan list。",
        ),
        "rows-refused": Message(
            "{count:number} rows of the plan may not be signed. {rows:said}.",
            "方案中有 {count:number} 行不得签署。{rows:said}。",
            "Return these rows and split the plan (huren desk plan split), or wait until the objection is settled.",
            "请退回这些行并拆分方案（huren desk plan split）；属异议未办结的，也可待办结后再导出。",
        ),
        "number-refused": Message(
            "Row {row:number} ({enterprise:text}): {why:said}",
            "第 {row:number} 行（{enterprise:text}）：{why:said}",
            "{next:said}",
            "{next:said}",
        ),
        "no-effect": Message(
            "Row {row:number} ({enterprise:text}): {why:said}",
            "第 {row:number} 行（{enterprise:text}）：{why:said}",
            "{next:said} A plan goes on without the row (return it, and split the plan); a plan of this row alone is rejected and made again.",
            "{next:said}已立方案的，退回该行并拆分方案；仅有该行的，否决后另立方案。",
        ),
        "row-unknown": Message(
            "The plan has {count:number} rows; row {row:number} is none of them.",
            "方案共 {count:number} 行，没有第 {row:number} 行。",
            "Name rows of the plan, or return it whole.",
            "请填写方案中的行，或退回整份方案。",
        ),
        "notice-short": Message(
            "The last day of the notice (until) is {until:day}, and it runs {days:number} days at least, the first and the last counted.",
            "公示截止日期填写为 {until:day}，而公示至少 {days:number} 天，首尾两日均计。",
            "Give {first:day} or a later day.",
            "请填写 {first:day} 或更晚的日期。",
        ),
        "batch-unknown": Message(
            "There is no such batch here, or it was taken off the list.",
            "没有该批次，或该批次已移出列表。",
            "See the page “Batches”; plans and certificates made of it stay.",
            "请查看“批次”页；据该批次所立的方案与证书不受影响。",
        ),
        "batch-named": Message(
            "Another batch is named {name:quoted}.",
            "已有名为 {name:quoted} 的批次。",
            "Choose another name, or upload the sheet on the page of that batch.",
            "请另起名称，或在该批次页面重新上传表格。",
        ),
        "batches-full": Message(
            "There are {most:number} batches, as many as the desk keeps.",
            "批次已达 {most:number} 个，为工作台保留的上限。",
            "Take finished ones off the list first.",
            "请先将办结的批次移出列表。",
        ),
        "entry-unknown": Message(
            "There is no entry {entry:quoted} in the inbox.",
            "收件中没有 {entry:quoted}。",
            "Open the inbox again.",
            "请重新打开收件页。",
        ),
        "entry-closed": Message(
            "This was done already, or is not next.",
            "此项已办理，或尚不能办理。",
            "Open the entry again, and go on from its present state.",
            "请查看该件的最新状态。",
        ),
        "entry-open": Message(
            "It is not dealt with yet, so there is no answer to send.",
            "此件尚未办结，没有可寄发的答复。",
            "Answer it first, or refuse it by two persons.",
            "请先作出答复，或由两人决定不予受理。",
        ),
        "entry-not-taken": Message(
            "What {name:quoted} sent is no application that was taken up.",
            "{name:quoted} 提交的不是已受理的申请。",
            "Take the application up first; one that was refused or returned starts no batch.",
            "请先受理申请；不予受理或已退回的，不能生成批次。",
        ),
        "entry-in-batch": Message(
            "The application of {name:quoted} is in the batch {batch:quoted}.",
            "{name:quoted} 的申请已列入批次 {batch:quoted}。",
            "Go on in that batch, or take it off the list first.",
            "请在该批次办理，或先将该批次移出列表。",
        ),
        "subject-missing": Message(
            "The objection is about nothing here yet.",
            "异议尚未指明对象。",
            "Choose an item of a notice, or give the number of a certificate.",
            "请选择公示中的一项，或填写证书编号。",
        ),
        "notice-unknown": Message(
            "The association has no such notice here.",
            "本机没有该协会的这项公示。",
            "Choose the notice from the list.",
            "请从列表中选择公示。",
        ),
        "item-unknown": Message(
            "The notice has no such item: its items are 1 to {count:number}.",
            "公示中没有此项；序号为 1 至 {count:number}。",
            "Choose the item from the list of the notice.",
            "请从公示名单中选择。",
        ),
        "number-unknown": Message(
            "The association has no certificate {number:quoted} here.",
            "本机没有该协会编号为 {number:quoted} 的证书。",
            "Copy the number from the certificate; where it is not issued yet, choose an item of a notice.",
            "请照证书抄录编号；尚未发证的，请选择公示中的一项。",
        ),
        "scheme-not-own": Message(
            "The association issues under no scheme {scheme:quoted}.",
            "该协会没有评价办法 {scheme:quoted}。",
            "See the schemes and their settings: huren desk settings.",
            "请查看各评价办法的设置：huren desk settings。",
        ),
        "setting-absent": Message(
            "There is no setting {setting:quoted}.",
            "没有设置项 {setting:quoted}。",
            "Use one of {settings:codes}.",
            "请使用下列之一：{settings:codes}。",
        ),
        "setting-range": Message(
            "{setting:text} is a whole number from {least:number} to {most:number}.",
            "{setting:text} 须为 {least:number} 至 {most:number} 的整数。",
            "Give such a number, as in {setting:text}=10.",
            "请填写此范围内的数，如 {setting:text}=10。",
        ),
        "code-differs": Message(
            "is not that of the certificate, which is {found:text}.",
            "与证书所载的 {found:text} 不一致。",
            "Correct the code or the number, whichever is wrong.",
            "请更正代码或证书编号。",
        ),
        "day-outside": Message(
            "is not from {since:day} to {until:day}.",
            "不在 {since:day} 至 {until:day} 之间。",
            "Give a day from the first to the last of these.",
            "请填写此范围内的日期。",
        ),
        "inbox-full": Message(
            "The desk takes no more online from this network today.",
            "今日来自该网络的线上提交已达上限，暂停接收。",
            "Hand it in on paper at the association today: a paper counts from the day of its receipt, without this "
            "limit. Or try again tomorrow.",
            "请于今日以书面形式送交协会：书面材料以协会收到之日为准，不受此限；也可明日再试。",
        ),
    }
