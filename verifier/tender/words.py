"""Sentences on a cell, a bid, a paper or a tender: one for each code in zh and en, filled with facts.

A code that verdicts have too takes the verdict's sentence (verifier.codes), unless this module has its own.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Literal

from credentials.documents.agreement_names import AgreementNames
from credentials.words.closed_lists import Labels
from credentials.words.speech import speak
from signing.errors import Lang, Message, fill
from verifier.codes import find_message
from verifier.numbers.words import ANSWERS, BASIS, COVERED, DATED
from verifier.tender.looks.words import ABSENCE, LOOKS

MatrixPart = Literal["cells", "flags", "papers", "lint"]

STATES: Labels = {
    "met": ("met", "满足"),
    "cannot-establish": ("cannot be established", "无法确定"),
    "not-met": ("not met", "不满足"),
}
"""The three values of a cell, worded alike on every page and report."""
COLUMN_WORDS: Labels = {
    "opening": ("bid opening", "开标"),
    "award": ("award", "定标"),
    "contractEnd": ("end of the contract", "合同到期"),
}
_UNKNOWN_MEND = (
    "The buyer says which of the agreement's is meant.", "请招标人说明所指的是协议中的哪一项。")  # fmt: skip
_UNREAD_MEND = (
    "Ask in writing for a readable copy, or leave the file aside and say why.",
    "请书面要求提交可读取的文件，或注明理由后不计此文件。")  # fmt: skip
_ASK = (
    "Ask the bidder in writing to explain, as the tender allows.", "可按招标文件规定书面要求投标人澄清。")  # fmt: skip
_ISSUED_OWN = (
    "{issuer:party} has issued {number:quoted} to this bidder ({name:text}): {scheme:scheme}, {grade:text}, until {until:end}.",
    "{issuer:party}向本投标人（{name:text}）颁发过编号为{number:quoted}的证书：{scheme:scheme}，{grade:text}，有效期至 {until:end}。")  # fmt: skip
_AGREEMENT_MEND = (
    "Look in its papers first, and mind what the law says of it (实施条例 51).",
    "请先查看其投标文件，再依《招标投标法实施条例》第五十一条处理。")  # fmt: skip
_NAME_MEND = (
    "Mend it in a new version of the list of bidders: a path below the bidder's folder, as files are named here.",
    "请在投标人名单的新版本中更正：填写该投标人文件夹之下的路径，写法与此处所列文件相同。")  # fmt: skip

CELLS: Mapping[str, Message] = {
    "own-grade": Message("Holds {grade:text}.", "持有 {grade:text}。", "", ""),
    "equivalent": Message(
        "Holds what counts as {grade:text} by {clause:term} of the agreement.",
        "所持等级依互认协议{clause:term}视同 {grade:text}。", "", ""),
    **ABSENCE,
    "member-without:work": Message(
        "{name:text} does this work, too; in the pages read ({pages:number} pages), no certificate of it was found that "
        "counts for this and has a readable code.",
        "{name:text}也承担此项工作；在已读取的页面（共 {pages:number} 页）中，没有找到其二维码可识读且可计入此项的证书。", "", ""),
    "member-without:member": Message(
        "{name:text} is of the same consortium; in the pages read ({pages:number} pages), no certificate of it was found "
        "that counts for this and has a readable code.",
        "{name:text}为联合体成员；在已读取的页面（共 {pages:number} 页）中，没有找到其二维码可识读且可计入此项的证书。", "", ""),
    "code-unreadable": Message(
        "Not to be decided: a code could not be read on pages that nobody has looked at ({count:number} in all, including {places:places}).",
        "不能据此判定为不满足：以下页面上有未能识读的二维码，且尚未人工查看（共 {count:number} 页，包括 {places:places}）。",
        "Look at them, and say what each shows.", "请查看这些页面，并注明各页所示内容。"),
    "illegible": Message(
        "Not to be decided: pages show a certificate that nobody could read ({count:number} in all, including {places:places}).",
        "不能据此判定为不满足：以下页面上的证书经人工查看仍无法辨认（共 {count:number} 页，包括 {places:places}）。",
        "Ask once in writing for a readable copy, and say by when.", "可书面要求提交一次清晰的副本，并写明期限。"),
    "illegible:unanswered": Message(
        "Pages show a certificate that nobody could read; a readable copy was asked for in writing and none was handed in "
        "by the day set ({count:number} in all, including {places:places}).",
        "以下页面上的证书经人工查看仍无法辨认；已书面要求提交清晰的副本，期限内未收到（共 {count:number} 页，包括 {places:places}）。", "", ""),
    "illegible:asked": Message(
        "Not to be decided: pages show a certificate that nobody could read; a readable copy was asked for in writing and may "
        "still come ({count:number} in all, including {places:places}).",
        "不能据此判定为不满足：以下页面上的证书经人工查看仍无法辨认，已书面要求提交清晰的副本，期限未到（共 {count:number} 页，包括 {places:places}）。", "", ""),
    "answer-awaited": Message(
        "Not to be decided: the bidder was asked in writing about pages that were marked as certificates, and the answer "
        "has not come ({count:number} in all, including {places:places}).",
        "不能据此判定为不满足：已就人工标注为证书的页面提出书面要求，尚未收到答复（共 {count:number} 页，包括 {places:places}）。", "", ""),
    "by-number": Message(
        "No code of it was read: it counts by its number {claims:quoted}, which a person read on page {page:number} of {file:path} "
        "and the association's register holds for this enterprise.",
        "其二维码未能识读；人工在 {file:path} 第 {page:number} 页辨认出编号 {claims:quoted}，协会登记中有此编号且属于该企业，据此计入。", "", ""),
    "name-differs": Message(
        "It names {name:text}, the list of bidders {listed:text}, under one credit code.",
        "证书所载名称为{name:text}，投标人名单为{listed:text}，统一社会信用代码相同。", "", ""),
    "file-unread": Message(
        "Not to be decided: what was handed in could not all be read ({files:list}).",
        "不能据此判定为不满足：提交的文件未能全部读取（{files:list}）。", *_UNREAD_MEND),
    "file-unread:one": Message(
        "Not to be decided: what was handed in could not all be read ({files:list} and one more).",
        "不能据此判定为不满足：提交的文件未能全部读取（{files:list}等，另有 1 个）。", *_UNREAD_MEND),
    "file-unread:many": Message(
        "Not to be decided: what was handed in could not all be read ({files:list} and {more:number} more).",
        "不能据此判定为不满足：提交的文件未能全部读取（{files:list}等，另有 {more:number} 个）。", *_UNREAD_MEND),
    "work-item-unassigned": Message(
        "No member of the consortium does the work item {item:quoted}.", "联合体成员中无人承担工作内容 {item:quoted}。", *_ASK),
    "requirement-unclear": Message(
        "The agreement does not know what is asked for.", "互认协议中没有所要求的内容。", *_UNKNOWN_MEND),
    "requirement-unclear:unknown-scheme": Message(
        "The scheme asked for is none of the home association's.", "所要求的评价办法不是我方协会的。", *_UNKNOWN_MEND),
    "requirement-unclear:unknown-category": Message(
        "The scheme has no such category as is asked for.", "评价办法中没有所要求的类别。", *_UNKNOWN_MEND),
    "requirement-unclear:unknown-grade": Message(
        "The scheme has no such grade as is asked for.", "评价办法中没有所要求的等级。", *_UNKNOWN_MEND),
    "date-pending": Message(
        "The date that counts is still to come.", "起决定作用的日期尚未到来。",
        "Check again when it has come.", "到期后请再次核验。"),
    "category-unmapped": Message(
        "Counts as {grade:text}, but the agreement does not say for which category here.",
        "视同 {grade:text}，但互认协议没有说明对应此处的哪一类别。", *_ASK),
    "ends-before-contract:one": Message(
        "Expires one day before the contract ends ({lastDay:day}).", "比合同到期日（{lastDay:day}）早 1 天到期。", "", ""),
    "ends-before-contract:many": Message(
        "Expires {days:number} days before the contract ends ({lastDay:day}).",
        "比合同到期日（{lastDay:day}）早 {days:number} 天到期。", "", ""),
    "grade-lower:one": Message(
        "One grade short: {grade:text}, where {minGrade:text} is asked for.",
        "差一级：所持为 {grade:text}，要求为 {minGrade:text}。", "", ""),
    "grade-lower:many": Message(
        "{steps:number} grades short: {grade:text}, where {minGrade:text} is asked for.",
        "差 {steps:number} 级：所持为 {grade:text}，要求为 {minGrade:text}。", "", ""),
    "grade-lower:equivalent:one": Message(
        "Its {held:text} under {scheme:scheme} counts as {grade:text} by {clause:term} of the agreement, one grade short of "
        "{minGrade:text}, which is asked for.",
        "所持为{scheme:scheme}的 {held:text}，依互认协议{clause:term}视同 {grade:text}，比所要求的 {minGrade:text} 差一级。", "", ""),
    "grade-lower:equivalent:many": Message(
        "Its {held:text} under {scheme:scheme} counts as {grade:text} by {clause:term} of the agreement, {steps:number} grades "
        "short of {minGrade:text}, which is asked for.",
        "所持为{scheme:scheme}的 {held:text}，依互认协议{clause:term}视同 {grade:text}，比所要求的 {minGrade:text} 差 {steps:number} 级。", "", ""),
    "no-equivalent": Message(
        "By the agreement, {grade:text} of {scheme:scheme} counts as nothing here.",
        "依互认协议，{scheme:scheme}的 {grade:text} 在此不计。", "", ""),
    "equivalents-not-accepted": Message(
        "Issued under {scheme:scheme}; the tender accepts no equivalents.",
        "依 {scheme:scheme}颁发，而招标文件不接受视同的等级。", "", ""),
    "category-missing": Message(
        "The certificate does not have the category {categories:terms}.", "该证书不含类别：{categories:terms}。", "", ""),
    "suspended:one": Message(
        "Suspended one day after the opening, as of {since:moment} ({reason:reason}).",
        "开标后 1 天（{since:moment}）起暂停，原因：{reason:reason}。", "", ""),
    "suspended:many": Message(
        "Suspended {days:number} days after the opening, as of {since:moment} ({reason:reason}).",
        "开标后 {days:number} 天（{since:moment}）起暂停，原因：{reason:reason}。", "", ""),
    "expired:one": Message(
        "Had expired one day before {at:moment} ({until:end}).", "截至 {at:moment} 已到期 1 天（有效期至 {until:end}）。", "", ""),
    "expired:many": Message(
        "Had expired {days:number} days before {at:moment} ({until:end}).",
        "截至 {at:moment} 已到期 {days:number} 天（有效期至 {until:end}）。", "", ""),
    "not-yet-valid:one": Message(
        "Not yet valid at {at:moment}: its term begins one day later ({since:moment}).",
        "截至 {at:moment} 尚未生效：1 天后（{since:moment}）才开始。", "", ""),
    "not-yet-valid:many": Message(
        "Not yet valid at {at:moment}: its term begins {days:number} days later ({since:moment}).",
        "截至 {at:moment} 尚未生效：{days:number} 天后（{since:moment}）才开始。", "", ""),
    "signed-after": Message(
        "Was not there yet: it was signed at {created:moment}.", "当时尚不存在：签署于 {created:moment}。", "", ""),
}  # fmt: skip
"""Sentences on the reasons of a column, and on a cell of a future date."""

FLAGS: Mapping[str, Message] = {
    "double-participation": Message(
        "One enterprise takes part in several bids for this lot.", "同一企业参加了本标段的多个投标。",
        "Mind what the law says of it (实施条例 37).", "请依《招标投标法实施条例》第三十七条处理。"),
    "double-participation-other-lot": Message(
        "An enterprise of this bid takes part in another bid for another lot.",
        "本投标中的企业还参加了其他标段的另一投标。", "", ""),
    "joint-agreement-missing": Message(
        "The list of bidders names no joint agreement of the consortium.", "投标人名单未列明联合体的共同投标协议文件。",
        *_AGREEMENT_MEND),
    "joint-agreement-missing:not-handed-in": Message(
        "Its folder has no such file as is named as the joint agreement: {file:path}.",
        "其文件夹中没有名单所指的共同投标协议文件：{file:path}。", *_AGREEMENT_MEND),
    "joint-agreement-missing:late": Message(
        "The joint agreement was handed in after the opening: {file:path}.",
        "共同投标协议在开标后才提交：{file:path}。", *_AGREEMENT_MEND),
    "consortium-not-allowed": Message(
        "A consortium bids, and the tender accepts none.", "投标人为联合体，而招标文件不接受联合体。", "", ""),
    "consortium-too-large": Message(
        "The consortium has {members:number} members; the tender accepts {most:number}.",
        "联合体有 {members:number} 个成员，招标文件规定最多 {most:number} 个。", "", ""),
}  # fmt: skip
"""Sentences on whole bids."""


_PARTS: Mapping[str, tuple[Message, ...]] = {
    "found": (BASIS,),
    "absent": (BASIS, COVERED),
    "absent:dated": (BASIS, COVERED, DATED),
    "not-covered:unwitnessed": (BASIS,),
    "not-covered:scheme": (BASIS,),
    "not-covered:issued": (BASIS, COVERED),
    "not-covered:since": (BASIS,),
}


def _as_of(message: Message, answer: str = "found") -> Message:
    """Add the register's publication to its answer, and the coverage where it matters."""
    messages = (message, *_PARTS.get(answer, ()))
    return replace(
        message,
        en=" ".join(message_part.en for message_part in messages),
        zh="".join(message_part.zh for message_part in messages),
    )


def _as_held(message: Message) -> Message:
    """Add that the answer rests on a credential in a register that commits to no numbers."""
    return replace(message, en=f"{message.en} {_HELD[0]}", zh=message.zh + _HELD[1])


_HELD = (
    "As its credential in the register that was loaded says, signed {created:moment}.",
    "以所载入登记数据文件中签署于 {created:moment} 的凭证为准。")  # fmt: skip
_OF_OWN = {
    "own": Message(
        _ISSUED_OWN[0] + " It counts by its number.", _ISSUED_OWN[1] + "据此编号计入。", "", ""),
    "own-held": Message(
        _ISSUED_OWN[0] + " It was handed in elsewhere, too; it counts once.",
        _ISSUED_OWN[1] + "该证书另有提交，只计一次。", "", ""),
    "own-late": Message(
        _ISSUED_OWN[0] + " The page was handed in later: it is in no cell.",
        _ISSUED_OWN[1] + "此页为事后提交，不计入任何一格。", "", ""),
    "other": Message(
        "{issuer:party} has issued {number:quoted} to another enterprise: {name:text} ({holder:text}).",
        "{issuer:party}颁发的编号为{number:quoted}的证书属于另一企业：{name:text}（{holder:text}）。",
        "Check the number letter by letter; if it is right, ask the bidder and the association.",
        "请逐字核对编号；编号无误的，请询问投标人与协会。"),
}  # fmt: skip

PAPERS: Mapping[str, Message] = {
    **LOOKS,
    "subject-mismatch": Message(
        "Belongs to another enterprise: {name:text} ({holder:text}). It is in no cell.",
        "属于另一企业：{name:text}（{holder:text}），不计入任何一格。", "", ""),
    "file-unread": Message(
        "The file could not be read.", "此文件未能读取。", CELLS["file-unread"].mend_en, CELLS["file-unread"].mend_zh),
    "ignored": Message(
        "Left aside by a person, with all that is in it: {reason:text}", "已人工注明不计，其中内容均不计入：{reason:text}", "", ""),
    "late": Message(
        "Handed in later, and nobody had asked for it in writing: it is in no cell.",
        "事后提交，且无书面澄清要求，不计入任何一格。", "", ""),
    "late:known": Message(
        "Handed in later, and nobody had asked for it in writing: of what is in it only certificates that had been handed in "
        "in time count.",
        "事后提交，且无书面澄清要求；其中只有此前已按时提交过的证书计入。", "", ""),
    "page-without-code": Message(
        "No code could be read on these pages: {pages:pages}.", "以下页没有可识读的二维码：{pages:pages}。",
        "Look at them; mark those that show a certificate.", "请查看这些页面；属于证书的，请加以标注。"),
    "page-marked": Message(
        "No code could be read; a person marked the page: {claims:text}", "此页没有可识读的二维码，人工标注：{claims:text}", "", ""),
    "page-marked:certificate": Message(
        "No code could be read; a person marked the page as a certificate.", "此页没有可识读的二维码，人工标注为证书。", "", ""),
    "page-marked-beside": Message(
        "A person marked the page besides what could be read on it: {claims:text}", "除已识读的内容外，此页另有人工标注：{claims:text}", "", ""),
    "page-marked-beside:certificate": Message(
        "A person marked the page as a certificate besides what could be read on it.", "除已识读的内容外，此页另由人工标注为证书。", "", ""),
    "no-such-page": Message(
        "Marked by hand, but the file has no such page (pages: {pages:number}).", "人工标注了此页，但文件没有这一页（共 {pages:number} 页）。", *_NAME_MEND),
    "not-handed-in:jointAgreement": Message(
        "Named as the joint agreement, and its folder has no such file.", "名单中列为共同投标协议，但其文件夹中没有此文件。", *_NAME_MEND),
    "not-handed-in:ignore": Message(
        "To be left aside, and its folder has no such file.", "名单中列为不计的文件，但其文件夹中没有此文件。", *_NAME_MEND),
    "not-handed-in:marks": Message(
        "Marked by hand, and its folder has no such file.", "名单中标注了此文件的页面，但其文件夹中没有此文件。", *_NAME_MEND),
    "not-handed-in:looked": Message(
        "Said to have been looked at, and its folder has no such file.", "名单中列为已查看的文件，但其文件夹中没有此文件。", *_NAME_MEND),
    "not-handed-in:clarifications": Message(
        "Named as handed in on request, and its folder has no such file.", "名单中列为应要求提交的文件，但其文件夹中没有此文件。", *_NAME_MEND),
    **{f"number-{answer}": _as_of(message, answer) for answer, message in ANSWERS.items()},
    "number-absent:dated": _as_of(ANSWERS["absent"], "absent:dated"),
    **{f"number-found:{kind}": _as_of(message) for kind, message in _OF_OWN.items()},
    **{f"number-held:{kind}": _as_held(message) for kind, message in _OF_OWN.items()},
    "duplicate": Message("Handed in more than once; it counts once.", "重复提交，只计一次。", "", ""),
    "no-credential-code": Message(
        "What stands here is not a certificate of the agreement's associations.", "此处内容不是互认协议各协会的证书。", "", ""),
}  # fmt: skip
"""Sentences on files and pages."""

LINT: Mapping[str, Message] = {
    "association-certificate-as-qualification": Message(
        "An association's certificate is a condition of qualification. A list of {dated:day} forbids it: {basis:text}.",
        "以协会颁发的证书作为资格条件；{dated:day} 的一份清单禁止此类做法：{basis:text}。",
        "Look whether such a list applies here; scoring or information may be meant.",
        "请核对当地是否适用，可考虑改为评分或说明项。"),
    "region-locked": Message(
        "Only certificates under {scheme:scheme} count, though the agreement has equivalents.",
        "只接受依 {scheme:scheme}颁发的证书，而互认协议中有视同的等级。",
        "Accept equivalents, or say why not (实施条例 32).", "请接受视同的等级，或说明理由（实施条例第三十二条）。"),
    "bonus-by-region": Message(
        "Points are given only for certificates under {scheme:scheme}, though the agreement has equivalents.",
        "只对依 {scheme:scheme}颁发的证书给分，而互认协议中有视同的等级。",
        "Accept equivalents, or say why not (实施条例 32).", "请接受视同的等级，或说明理由（实施条例第三十二条）。"),
    "unknown-scheme": Message(
        "{scheme:quoted} is not a scheme of the home association.", "{scheme:quoted} 不是我方协会的评价办法。", *_UNKNOWN_MEND),
    "unknown-category": Message(
        "The scheme has not all of these categories: {categories:codes}.", "评价办法并不包含以下全部类别：{categories:codes}。", *_UNKNOWN_MEND),
    "unknown-grade": Message(
        "The scheme has no grade {grade:quoted}.", "评价办法中没有等级 {grade:quoted}。", *_UNKNOWN_MEND),
    "grade-normalised": Message(
        "{written:quoted} is read as {grade:quoted}.", "{written:quoted} 按 {grade:quoted} 理解。",
        "Write it as the scheme does.", "请按评价办法的写法填写。"),
    "impossible": Message(
        "By the agreement nobody can hold a certificate under {scheme:scheme} at the opening.",
        "依互认协议，开标时无人可能持有依 {scheme:scheme}颁发的证书。", "Mend the requirement.", "请修改此项要求。"),
    "contract-longer-than-validity": Message(
        "The contract ends later than any such certificate can last ({months:number} months).",
        "合同期超过此类证书的最长有效期（{months:number} 个月）。",
        "Ask for it at the opening or the award only.", "请只要求在开标或定标时有效。"),
    "or-group-empty": Message(
        "A group of this criterion asks for nothing, so nothing is established by it.",
        "此条件有一组没有任何要求，无从确定。", "Fill the group, or remove it.", "请补全或删去该组。"),
    "points-gap:order": Message(
        "The rows of points are not in the order of the grades, best first.", "得分表未按等级由高到低排列。",
        "Put them in order.", "请按顺序排列。"),
    "points-gap:below": Message(
        "{grade:text} is enough for the requirement and reaches no row of points.",
        "{grade:text} 已满足要求，但得分表中没有对应的一行。", "Add a row, or ask for a higher grade.", "请补上该行，或提高要求的等级。"),
    "points-gap:unreached": Message(
        "No grade that is enough for the requirement reaches the row of {grade:text}.",
        "得分表中 {grade:text} 一行低于所要求的最低等级，不会用到。", "Remove the row, or ask for a lower grade.",
        "请删去该行，或降低要求的等级。"),
    "grade-differs-from-text": Message(
        "The sentence of the tender names {grades:codes}, and the requirement asks for {grade:text}.",
        "招标文件原文为{grades:codes}，此项要求所填为 {grade:text}，两者不一致。", "Look which is meant, and mend the other.",
        "请核对以何者为准，并更正另一处。"),
    "lot-without-criteria": Message(
        "No criterion applies to lot {lot:quoted}.", "标段 {lot:quoted} 没有任何条件。",
        "Add one, or name the lot in a criterion.", "请为其补充条件，或在某一条件中写上该标段。"),
    "freshness-order": Message(
        "Data is refused after {hours:number} hours, which is sooner than the remark on its age.",
        "数据超过 {hours:number} 小时即不予采用，早于开始提示的时限。",
        "Let the hours to a remark be fewer than the hours to a refusal.", "请使提示时限短于失效时限。"),
    "consortium-not-stated": Message(
        "The tender does not say whether consortia are accepted.", "招标文件没有说明是否接受联合体。",
        "Say it (实施条例 37).", "请予以说明（实施条例第三十七条）。"),
}  # fmt: skip
"""Sentences on the tender, for its author."""

SENTENCES: Mapping[MatrixPart, Mapping[str, Message]] = {
    "cells": CELLS,
    "flags": FLAGS,
    "papers": PAPERS,
    "lint": LINT,
}


def find_sentence(part: MatrixPart, code: str, facts: Mapping[str, object]) -> Message:
    """Return the most specific sentence: by a number in the facts, by kind, by code, else a verdict's."""
    table = SENTENCES[part]
    number = facts.get("days", facts.get("steps", facts.get("more")))
    kind = facts.get("kind", facts.get("why", facts.get("claims")))
    if isinstance(number, int) and number > 0:
        count = "one" if number == 1 else "many"
        counted = table.get(f"{code}:{kind}:{count}") or table.get(f"{code}:{count}")
        if counted is not None:
            return counted
    near = f"{code}:{kind}" if kind is not None else code
    without = table.get(f"{near}:no-pages") if facts.get("pages") == 0 else None
    return without or table.get(near) or table.get(code) or find_message(code, facts)


def say(
    part: MatrixPart, code: str, facts: Mapping[str, object], lang: Lang, names: AgreementNames | None = None
) -> str:
    """Return the sentence of a code with its facts, and the next step where there is one."""
    return fill(find_sentence(part, code, facts).whole(lang), facts, lang, speak, names)
