"""Sentences of the printed record beside those of cells: pairs in English and Chinese."""

from collections.abc import Mapping
from typing import Any

from credentials.documents.agreement_names import AgreementNames
from credentials.words.closed_lists import Labels
from credentials.words.speech import speak
from signing.errors import Lang, Message, fill
from signing.plain_text import quoted
from verifier.tender.documents.tender import Regime
from verifier.tender.words import CELLS, MatrixPart, find_sentence

MOST_FILES = 3
"""The most unreadable files named in one sentence; a stranger may hand in thousands."""

LABELS: Labels = {
    "title": ("Record of certificate checks", "证书核验记录"),
    "annex": ("Annex to the papers of the evaluation", "评标资料附件"),
    "tender": ("Tender", "招标项目"),
    "buyer": ("Buyer", "招标人"),
    "version": ("Version of the tender", "招标文件版本"),
    "opening": ("Bid opening", "开标时间"),
    "award": ("Award", "定标时间"),
    "contract": ("Last day of the contract", "合同最后一日"),
    "checked": ("Checked at", "核验时间"),
    "home": ("By the grades of", "按其等级核验"),
    "agreement": ("Agreement", "互认协议"),
    "published": ("Published data used", "所用发布数据"),
    "software": ("Software", "核验程序"),
    "officer": ("Signed by", "签署人"),
    "first": ("Digest of the receipt of the opening", "开标时的核验回执摘要"),
    "receipt": ("Digest of the receipt", "核验回执摘要"),
    "scope": ("Looked at", "核验范围"),
    "words": ("Words to compare between rooms", "各评标室核对用词"),
    "lot": ("Lot", "标段"),
    "bidder": ("Bidder", "投标人"),
    "criterion": ("Criterion", "条件"),
    "requirement": ("Requirement", "要求"),
    "state": ("Outcome", "核验结果"),
    "at-opening": ("At the opening", "开标时"),
    "at-award": ("At the award", "定标时"),
    "at-contract-end": ("At the end of the contract", "合同到期时"),
    "why": ("Why", "说明"),
    "codes": ("Codes", "代码"),
    "mark": ("No.", "序号"),
    "number": ("Number", "证书编号"),
    "issuer": ("Issuer", "发证方"),
    "met-by": ("Met by", "所依证书"),
    "counts": ("Grade that counts", "计入等级"),
    "clause": ("By clause", "依据条款"),
    "certificate": ("Certificate", "证书"),
    "term": ("Term", "有效期"),
    "place": ("Where", "所在文件"),
    "holder": ("Enterprise", "企业"),
    "uscc": ("Unified social credit code", "统一社会信用代码"),
    "page": ("page", "页"),
    "criteria": ("What the tender asks of certificates", "招标文件对证书的要求"),
    "matrix": ("Matrix", "核验矩阵"),
    "certificates": ("Certificates, a line each", "证书逐份说明"),
    "not-met": ("Not met, or cannot be established", "不满足或无法确定的各项"),
    "without": ("Met, and members without a certificate for it", "已满足，其中有成员无此类证书"),
    "bearing": ("Counts as", "性质"),
    "condition": ("condition", "必备条件"),
    "looks": ("Pages without a readable code, and who looked at them", "无可识读二维码页面的查看情况"),
    "contact-sheet": ("Pages without a readable code, in small", "无可识读二维码页面的缩略图"),
    "code-unreadable": ("code not read", "二维码未能识读"),
    "certificate-like": ("reads like a certificate", "文字与证书相似"),
    "page-without-code": ("nobody has looked at it", "尚未查看"),
    "clarify": ("For requests to clarify", "可用于书面澄清的文字"),
    "reject": ("For the reasons of a rejection", "可用于说明否决理由的文字"),
    "flags": ("Bids as a whole", "投标整体情况"),
    "papers": ("Papers that say less than they might", "文件读取情况"),
    "deadline": ("Objections", "异议期限"),
    "again": ("How to check again", "如何复核"),
    "signatures": ("Signatures of the committee", "评标委员会成员签名"),
    "member": ("Name", "姓名"),
    "signature": ("Signature", "签名"),
    "day": ("Date", "日期"),
    "dissent": ("Different opinion, and why", "不同意见及理由"),
    "none": ("Nothing.", "无。"),
    "unsigned": ("Nobody: this record is not signed", "无：本记录未经签署"),
    "qualification": ("qualification", "资格条件"),
    "scoring": ("scoring", "评分项"),
    "information": ("information", "说明项"),
    "pending": ("still to come", "尚未到来"),
    "not-counting": (
        "Is told of only at dates that do not count here.",
        "仅在不计的时点作过核对，不影响任何一项要求。",
    ),
    "unused": ("Answers no requirement here.", "未用于本次的任何要求。"),
}

SENTENCES: Mapping[str, Message] = {
    "states-facts": Message(
        "This record states whether certificates agree with what the tender asks. It adds up no points, ranks and "
        "recommends nobody; what follows from it the committee decides.",
        "本记录只说明证书与招标文件的要求是否相符，不计分、不排名、不作推荐；据此得出何种结论，由评标委员会决定。", "", ""),
    "not-looked-at": Message(
        "{others:number} of {all:number} criteria are not certificate criteria and were not looked at.",
        "招标文件的 {all:number} 项条件中，有 {others:number} 项不是证书条件，未予核对。", "", ""),
    "others-unknown": Message(
        "The tender does not say how many criteria are not certificate criteria; they were not looked at.",
        "招标文件没有说明有多少项不是证书条件，此类条件均未予核对。", "", ""),
    "late-papers": Message(
        "What was handed in after the opening unasked is in no cell; what happened to a certificate since may be.",
        "开标后未经要求而提交的文件不计入任何一格；证书此后的状态变化则会计入。", "", ""),
    "all-in-time": Message(
        "Every paper in the folders was taken as handed in in time: no record of the opening was named to compare with.",
        "没有指定开标时的记录供比对，文件夹中的所有文件均视为按时提交。", "", ""),
    "counts": Message(
        "{bidders:number} bidders, {criteria:number} criteria, {files:number} files of {pages:number} pages, "
        "{credentials:number} certificates",
        "{bidders:number} 个投标人，{criteria:number} 项条件，{files:number} 个文件共 {pages:number} 页，{credentials:number} 份证书", "", ""),
    "points": Message("points: {points:text}", "{points:text} 分", "", ""),
    "points-shown": Message(
        "number: points reached", "数字：所达到一行的得分", "", ""),
    "met-by": Message("No. {marks:text}: {grade:text}", "序号 {marks:text}：{grade:text}", "", ""),
    "met-by:clause": Message(
        "No. {marks:text}: as {grade:text} by {clauses:text}", "序号 {marks:text}：依{clauses:text}视同 {grade:text}", "", ""),
    "marks": Message(
        "Numbers are those of the list “Certificates, a line each”.", "序号见“证书逐份说明”。", "", ""),
    "ageing": Message(
        "older than {limit:number} hours: {hours:number} hours old",
        "已有 {hours:number} 小时，达到招标文件要求提示的 {limit:number} 小时", "", ""),
    "unread-many": Message(
        "Not to be decided: {count:number} files that were handed in could not be read (see “Papers that say less than they might”).",
        "不能据此判定为不满足：提交的文件中有 {count:number} 个未能读取（见“文件读取情况”）。",
        CELLS["file-unread"].mend_en, CELLS["file-unread"].mend_zh),
    "unread-files": Message(
        "{said:said} and {more:number} more, all of them in receipt.json", "{said:said}，另有 {more:number} 个，全部列于“receipt.json”", "", ""),
    "more-places": Message(
        "The same in {more:number} more places, all of them in receipt.json.", "另有 {more:number} 处相同，全部列于“receipt.json”。", "", ""),
    "clarify-copy": Message(
        "{bidder:said}: please hand in a readable copy of {files:said}, which could not be read.",
        "{bidder:said}：下列文件未能读取，请提交可读取的版本：{files:said}。", "", ""),
    "clarify-illegible": Message(
        "{bidder:said}: please hand in a readable copy of the certificate on these pages of your bid, "
        "which could not be read: {files:said}.",
        "{bidder:said}：贵方投标文件下列页面上的证书无法辨认，请提交清晰的副本：{files:said}。", "", ""),
    "clarify-code": Message(
        "{bidder:said}: please hand in, with a readable code, the certificate on these pages of your bid: {files:said}.",
        "{bidder:said}：贵方投标文件下列页面上的证书没有可识读的二维码，请提交二维码可识读的该证书：{files:said}。", "", ""),
    "looks": Message(
        "Pages read: {read:number}. Without a readable code: {to_look_at:number}; on {unreadable:number} of them a code was seen that "
        "could not be read. Looked at by a person: {looked_at:number} of {to_look_at:number}.",
        "已读取 {read:number} 页；无可识读二维码的 {to_look_at:number} 页，其中见到未能识读的二维码的 {unreadable:number} 页。已人工查看 {looked_at:number} 页，共应查看 {to_look_at:number} 页。", "", ""),
    "looks-like": Message(
        "Pages without a readable code that read like a certificate by their text: {like:number}.",
        "无可识读二维码而文字与证书相似的 {like:number} 页。", "", ""),
    "looks-open": Message(
        "Until all of them are looked at, no reason of a rejection is drafted for want of a certificate.",
        "全部查看之前，不拟写以缺少证书为由的否决文字。", "", ""),
    "looked-at": Message(
        "Pages without a readable code looked at by a person: {looked_at:number} of {to_look_at:number}.",
        "无可识读二维码的页面已人工查看 {looked_at:number} 页，共 {to_look_at:number} 页。", "", ""),
    "contact-sheet": Message(
        "Pictures made when the papers were read, so that a page is found again. No outcome rests on them, and the receipt "
        "has none of them: look at the page itself.",
        "缩略图在读取文件时生成，仅便于查找页面；核验结果不以其为依据，核验回执也不含缩略图。请以页面原件为准。", "", ""),
    "contact-more": Message(
        "And {more:number} more pages without a readable code, not shown here:", "另有 {more:number} 页无可识读二维码，未在此显示：", "", ""),
    "unlisted-files": Message(
        "In {more:number} more files, all of them in receipt.json.", "另有 {more:number} 个文件，全部列于“receipt.json”。", "", ""),
    "words-without": Message(
        "The words leave out the remarks on bids as a whole ({flags:number}); compare those as well.",
        "词语不含投标整体情况（{flags:number} 项），请一并核对。", "", ""),
    "clarify": Message(
        "{bidder:said}: please explain in writing: {why:said}",
        "{bidder:said}：请作出书面说明：{why:said}", "", ""),
    "clarify-law": Message(
        "By article 52 of the Implementing Regulation of the Tendering and Bidding Law: in writing, on request only, "
        "and without changing the substance of the bid.",
        "依《招标投标法实施条例》第五十二条：仅限应要求、以书面作出，且不得改变投标文件的实质性内容。", "", ""),
    "clarify-tender": Message(
        "As the tender allows: in writing, on request only, and without changing the substance of the bid.",
        "依招标文件规定：仅限应要求、以书面作出，且不得改变投标文件的实质性内容。", "", ""),
    "reject": Message(
        "{bidder:said}: by the certificates that were read, the requirement {asked:said} is not met. {why:said}",
        "{bidder:said}：依已读取的证书，不满足要求{asked:said}。{why:said}", "", ""),
    "reject:any": Message(
        "{bidder:said}: by the certificates that were read, none of the alternatives is met: {asked:said}. {why:said}",
        "{bidder:said}：依已读取的证书，以下可任选其一的要求均不满足：{asked:said}。{why:said}", "", ""),
    "again": Message(
        "Keep the pack with this record. It holds all that the check was made of; “huren tender recheck” and the file make the "
        "check again without a network, with the time recorded here, and compare the receipt byte by byte. It tells, too, whether these pages and "
        "the workbook (XLSX) are those that “papers.json” vouches for.",
        "请将归档包与本记录一并保存，其中有核验所用的全部内容。以“huren tender recheck”加该文件即可离线复核：按本记录的时间重新核验，并逐字节比较核验回执，同时说明这些页面与表格（XLSX）是否为“papers.json”所确认的文件。", "", ""),
    "same-words": Message(
        "Rooms that read the same eight words have the same matrix by the same data.",
        "各评标室读到相同的八个词，即表示数据相同、矩阵相同。", "", ""),
    "further-lines": Message(
        "{more:number} further lines are not printed; the receipt has all of them (receipt.json).",
        "另有 {more:number} 行未印出，全部内容见核验回执（receipt.json）。", "", ""),
}  # fmt: skip

DEADLINES: Mapping[Regime, Message] = {
    "mandatory": Message(
        "Objections to the outcome: while the candidates are published, at least 3 days. The answer: within 3 days, the procedure "
        "stops meanwhile. A complaint: within 10 days. Implementing Regulation of the Tendering and Bidding Law, articles 54, 60 and 61.",
        "对评标结果的异议：在中标候选人公示期间提出，公示期不少于 3 天；招标人在 3 天内答复，答复前暂停活动；投诉：10 天内（《招标投标法实施条例》第五十四、六十、六十一条）。", "", ""),
    "government": Message(
        "Challenges: within 7 working days. The answer: within 7 working days. Government Procurement Law, articles 52 and 53.",
        "质疑：7 个工作日内提出；答复：7 个工作日内作出（《政府采购法》第五十二、五十三条）。", "", ""),
    "voluntary": Message(
        "Objections: within the time that the tender names.", "异议：在招标文件规定的期限内提出。", "", ""),
}  # fmt: skip
"""Deadlines in words: the law decides from which day they run, so no date is worked out."""

CAUSES: Mapping[str, Message] = {
    "input": Message("Other papers.", "提交的文件不同。", "", ""),
    "status-event": Message(
        "The status of certificate {number:quoted} changed: {said:said}", "证书 {number:quoted} 的状态发生变化：{said:said}", "", ""),
    "status-event:over": Message(
        "The status of certificate {number:quoted} changed; this no longer holds: {said:said}",
        "证书 {number:quoted} 的状态发生变化，以下所述不再成立：{said:said}", "", ""),
    "tender": Message(
        "Another version of the tender: {after:number} instead of {before:number}.",
        "招标文件版本不同：由第 {before:number} 版改为第 {after:number} 版。", "", ""),
    "tender:same": Message(
        "The text of the tender differs under the same version: {after:number}.",
        "招标文件版本号相同（第 {after:number} 版），但文本不同。", "", ""),
    "bidders": Message(
        "Another version of the list of bidders: {after:number} instead of {before:number}.",
        "投标人名单版本不同：由第 {before:number} 版改为第 {after:number} 版。", "", ""),
    "bidders:same": Message(
        "The text of the list of bidders differs under the same version: {after:number}.",
        "投标人名单版本号相同（第 {after:number} 版），但文本不同。", "", ""),
    "agreement": Message(
        "Another version of the agreement: {after:number} instead of {before:number}.",
        "互认协议版本不同：由第 {before:number} 版改为第 {after:number} 版。", "", ""),
    "agreement:same": Message(
        "The text of the agreement differs under the same version: {after:number}.",
        "互认协议版本号相同（第 {after:number} 版），但文本不同。", "", ""),
    "agreement-row": Message(
        "By {clause:term} of the agreement, {grade:text} of {scheme:scheme} counts as {after:text} now, and counted as {before:text}.",
        "依互认协议{clause:term}，{scheme:scheme}的 {grade:text} 现视同 {after:text}，此前视同 {before:text}。", "", ""),
    "agreement-row:same": Message(
        "{grade:text} of {scheme:scheme} counts as {after:text} as before, by another clause: {clause:term}.",
        "{scheme:scheme}的 {grade:text} 仍视同 {after:text}，依据条款改为{clause:term}。", "", ""),
    "agreement-row:new": Message(
        "By {clause:term} of the agreement, {grade:text} of {scheme:scheme} counts as {after:text} now; before, it counted as nothing.",
        "依互认协议{clause:term}，{scheme:scheme}的 {grade:text} 现视同 {after:text}，此前不计。", "", ""),
    "agreement-row:dropped": Message(
        "{grade:text} of {scheme:scheme} counts as nothing now; by {clause:term} of the agreement it counted as {before:text}.",
        "{scheme:scheme}的 {grade:text} 现不计；此前依互认协议{clause:term}视同 {before:text}。", "", ""),
    "policy": Message(
        "Trust data may be {after:number} hours old instead of {before:number}.",
        "信任数据的允许时限不同：由 {before:number} 小时改为 {after:number} 小时。", "", ""),
    "date": Message(
        "Checked at another time: {after:moment} instead of {before:moment}.",
        "核验时间不同：由 {before:moment} 改为 {after:moment}。", "", ""),
    "trust-data": Message("Other trust data.", "信任数据不同。", "", ""),
    "software": Message(
        "Other software: version {after:text} instead of {before:text}.",
        "核验程序不同：由 {before:text} 版改为 {after:text} 版。", "", ""),
    "software:same": Message(
        "Other software under the same version: {after:text}.",
        "核验程序版本号相同（{after:text} 版），但程序不同。", "", ""),
    "pack-files": Message(
        "The pack lacks files that the record rests on: {files:list}.", "归档包缺少记录所依据的文件：{files:list}。",
        "Use the pack as it was made.", "请使用未经改动的归档包。"),
    "pack-files:many": Message(
        "The pack lacks files that the record rests on: {files:list} and {more:number} more.",
        "归档包缺少记录所依据的文件：{files:list}等，另有 {more:number} 个。",
        "Use the pack as it was made.", "请使用未经改动的归档包。"),
    "unexplained": Message("Nothing that both receipts say explains it.", "两份核验回执所载均不能说明原因。", "", ""),
}  # fmt: skip
"""A sentence for each cause; separate ones for an event that is over, and other bytes under one version."""

_VERSION_MEND = (
    "Every edit is a new version that names the digest of the one before.",
    "请递增版本号，并写明上一版的摘要：每次修改均为新的一版。")  # fmt: skip
VERSIONS: Mapping[str, Message] = {
    "tender:other-text": Message(
        "The tender differs from the one that was checked first, under the same version: {after:number}.",
        "招标文件版本号（第 {after:number} 版）与首次核验时相同，但文本不同。", *_VERSION_MEND),
    "tender:older": Message(
        "The tender is older than the one that was checked first: version {after:number}, then {before:number}.",
        "招标文件（第 {after:number} 版）早于首次核验时的第 {before:number} 版。", *_VERSION_MEND),
    "tender:other-previous": Message(
        "Version {after:number} of the tender does not continue the version {before:number} that was checked first.",
        "招标文件第 {after:number} 版所指的上一版不是首次核验时的第 {before:number} 版。", *_VERSION_MEND),
    "bidders:other-text": Message(
        "The list of bidders differs from the one that was checked first, under the same version: {after:number}.",
        "投标人名单版本号（第 {after:number} 版）与首次核验时相同，但文本不同。", *_VERSION_MEND),
    "bidders:older": Message(
        "The list of bidders is older than the one that was checked first: version {after:number}, then {before:number}.",
        "投标人名单（第 {after:number} 版）早于首次核验时的第 {before:number} 版。", *_VERSION_MEND),
    "bidders:other-previous": Message(
        "Version {after:number} of the list of bidders does not continue the version {before:number} that was checked first.",
        "投标人名单第 {after:number} 版所指的上一版不是首次核验时的第 {before:number} 版。", *_VERSION_MEND),
}  # fmt: skip
"""Sentences on versions of one document that do not follow each other."""


KEPT: Mapping[str, Message] = {
    "same": Message("Nothing differs.", "没有不同之处。", "", ""),
    "changed": Message("{count:number} cells changed", "{count:number} 格有变化", "", ""),
    "as-before": Message("{state:said} as before, for other reasons", "{state:said}（结果不变，依据有变）", "", ""),
    "aside": Message(
        "In {count:number} more cells something changed only at a date that does not count there.",
        "另有 {count:number} 格仅在不计的时点有变化。", "", ""),
    "extract-unsigned": Message(
        "Nobody vouches for this extract: it is not signed, and anybody can write such a file, rows and header alike.",
        "此摘录未经签署，无人负责：各行与抬头任何人均可编造。",
        "Ask for the extract of a signed record.", "请索取已签署记录的摘录。"),
    "extract-own-header": Message(
        "Its {count:number} rows belong to its own header, which says no more than whoever wrote it.",
        "其中 {count:number} 行与自身抬头相符，但抬头仅为制作者单方所述。", "", ""),
    "extract-signed": Message(
        "{count:number} rows belong to the record of {now:moment}, signed by the key {officer:said}: compare it with the "
        "officer's public key. That there are no others of this bidder, an extract cannot tell.",
        "{count:number} 行确属 {now:moment} 的记录，签名密钥为 {officer:said}：请与核验人的公钥核对。"
        "摘录不能说明该投标人是否还有其他行。", "", ""),
    "objection-cells": Message("The record has there:", "记录中的相关各格：", "", ""),
    "extract-made-unsigned": Message(
        "The record is not signed, so nobody vouches for this extract.", "记录未经签署，无人对此摘录负责。",
        "Sign the record, and make the extract of that.", "请先签署记录，再由其生成摘录。"),
}  # fmt: skip
"""Sentences on whole records that are kept: a difference, an extract, an objection."""


def label(name: str, lang: Lang) -> str:
    """Return a heading, or the name of a column."""
    return LABELS[name][lang == "zh"]


def say_stated(
    part: MatrixPart,
    code: str,
    facts: Mapping[str, object],
    lang: Lang,
    names: AgreementNames | None = None,
    *,
    whole: bool = True,
) -> str:
    """Return the sentence of a code in a receipt, `whole` with the next step.

    A code without a sentence is returned itself: another version may have stated it.
    """
    try:
        message = find_sentence(part, code, facts)
    except KeyError:
        return quoted(code)
    return fill(_template(message, lang, whole=whole), facts, lang, speak, names)


def say_cell(
    code: str,
    facts: Mapping[str, Any],
    lang: Lang,
    names: AgreementNames | None = None,
    *,
    whole: bool = True,
) -> str:
    """Return the sentence of a cell's reason; many files are counted, as the list of papers names them."""
    files, more = facts.get("files"), facts.get("more", 0)
    count = len(files) + more if code == "file-unread" and isinstance(files, list) else 0
    if count <= MOST_FILES:
        return say_stated("cells", code, facts, lang, names, whole=whole)
    return (tell if whole else tell_alone)(SENTENCES["unread-many"], lang, count=count)


def say_looks(lang: Lang, **looks: int) -> str:
    """Tell the pages of a bidder to look at, and looked at, from the members of `PagesLooked`."""
    keys = ["looks"]
    keys += ["looks-like"] if looks["like"] else []
    keys += ["looks-open"] if looks["looked_at"] < looks["to_look_at"] else []
    return (" " if lang == "en" else "").join(tell(SENTENCES[name], lang, **looks) for name in keys)


def tell(message: Message, lang: Lang, **facts: object) -> str:
    """Return a sentence with its facts, and the next step."""
    return fill(message.whole(lang), facts, lang, speak)


def tell_alone(message: Message, lang: Lang, **facts: object) -> str:
    """Return a sentence with its facts, without the next step."""
    return fill(_template(message, lang, whole=False), facts, lang, speak)


def _template(message: Message, lang: Lang, *, whole: bool) -> str:
    return message.whole(lang) if whole else message.zh if lang == "zh" else message.en
