"""Row type of verifier.codes.CODES, and the rows of the agreement's other works."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from signing.errors import Message

Level = Literal["passed", "failed", "indeterminate", "skipped"]


@dataclass(frozen=True, slots=True)
class CodeRow:
    """One code: its check, its outcome and its sentence."""

    check: str
    outcome: Level
    message: Message


def make_row(check: str, outcome: Level, *texts: str) -> CodeRow:
    """Make a row; `texts` are the finding in English and Chinese, then optionally the next step in both."""
    en, zh, mend_en, mend_zh = (*texts, "", "")[:4]
    return CodeRow(check, outcome, Message(en, zh, mend_en, mend_zh))


_REFUSE = ("Do not rely on it; ask the association.", "请勿采信，并向该协会核实。")


WORK_ROWS: Mapping[str, CodeRow] = {
    # verification
    "unverified": make_row("verification", "passed",
        "It names no verification statement.", "未列技术验证声明。"),
    "verification-expired": make_row("verification", "passed",
        "The verification statement of {verifier:quoted} was good until {until:end}; listed, but no longer verified.",
        "{verifier:quoted} 的技术验证声明有效期至 {until:end}，已到期：仍在库，但不再属于已验证。",
        "Ask the enterprise for a newer statement.", "请向企业索取新的验证声明。"),
    "verification-later": make_row("verification", "passed",
        "The verification statement of {verifier:quoted} begins at {since:moment}.",
        "{verifier:quoted} 的技术验证声明自 {since:moment} 起有效，尚未开始。"),
    # listing
    "joint": make_row("listing", "passed",
        "Listed jointly with {parties:parties}, as known at {known:moment}.",
        "与 {parties:parties} 联合入库（截至 {known:moment} 所知）。"),
    "not-joint": make_row("listing", "passed",
        "Not listed jointly: {parties:parties} neither joins nor objects, as known at {known:moment}.",
        "非联合入库：{parties:parties} 未联合入库，也未提出异议（截至 {known:moment} 所知）。"),
    "joint-unknown": make_row("listing", "passed",
        "Whether {parties:parties} joins its listing or objects to it is not known here.",
        "{parties:parties} 是否联合入库或提出异议，本机无从得知。",
        "Get that association's records of technologies (“technologies.json”) together with the newest bundle.",
        "请同时获取最新信任包与该协会的技术记录文件“technologies.json”。"),
    "objected": make_row("listing", "passed",
        "{parties:parties} objects to this listing.", "{parties:parties} 对此入库提出异议。",
        "Read the grounds in that association's listing.", "请查阅该协会入库意见所载的理由。"),
    # refers
    "no-technology": make_row("refers", "failed",
        "The record it is about (digest {digest:digest}) is not a technology.", "所指记录（摘要 {digest:digest}）不是技术。", *_REFUSE),
    "own-technology": make_row("refers", "failed",
        "{issuer:party} says it of a technology that it listed itself.", "{issuer:party} 是就本协会自己入库的技术发表意见。", *_REFUSE),
    "outlives": make_row("refers", "failed",
        "It lasts until {until:end}, the technology only until {end:end}.", "其有效期至 {until:end}，而该技术仅至 {end:end}。", *_REFUSE),
    # sequence
    "listing-replaced": make_row("sequence", "failed",
        "The association said something newer of this technology at {since:moment}.",
        "该协会已于 {since:moment} 对此技术作出更新的意见。", "Go by its newest listing.", "请以其最新的入库意见为准。"),
    "listing-conflict": make_row("sequence", "indeterminate",
        "The association has signed two different listings of this technology under number {number:number}.",
        "该协会就此技术以同一序号 {number:number} 签发了两份不同的入库意见。",
        "Ask the association which one stands.", "请向该协会核实以哪一份为准。"),
    # complete
    "resolved": make_row("complete", "passed",
        "Signed by {parties:parties}, the last at {since:moment}.", "{parties:parties} 均已签署，最后一份签署于 {since:moment}。"),
    "parties-differ": make_row("complete", "failed",
        "The parties of the agreement on that day were {parties:parties}; the resolution names others.",
        "当日协议的缔约方是 {parties:parties}，与决议所列不同。", *_REFUSE),
    "half-missing": make_row("complete", "indeterminate",
        "The half of {parties:parties} is not at hand: nothing shows that it was resolved.",
        "未见 {parties:parties} 的签署件，不能确认已作出该决议。",
        "Not passed. Verify it with the other half beside it; where there is none, it is a draft.",
        "视为未通过。请连同另一方的签署件一并核验；没有另一份的，只是草案。"),
    "half-differs": make_row("complete", "indeterminate",
        "{parties:parties} signed something else under the same number.", "{parties:parties} 以同一编号签署了不同内容。",
        "Not passed. Compare the two with huren resolution diff, and ask both associations.",
        "视为未通过。请用 huren resolution diff 比较两份文件，并向双方协会核实。"),
    # adopted
    "adopted": make_row("adopted", "passed",
        "Adopted by resolution {number:quoted} of {day:day}.", "已由 {day:day} 的决议 {number:quoted} 通过。"),
    "unadopted": make_row("adopted", "passed",
        "No resolution at hand that all parties signed adopts it: it is a draft.", "未见各方签署并通过它的决议，目前只是草案。",
        "Ask the association for the resolution.", "请向该协会索取决议。"),
    "survey-unadopted": make_row("adopted", "indeterminate",
        "No resolution at hand that all parties signed adopts its survey: it is no published result.",
        "未见各方签署并通过其填报方案的决议，不能视为已公布的汇总。",
        "Not passed. Verify it with the resolutions of all parties (“resolutions.json”) beside it; where there is none, it is a draft.",
        "视为未通过。请连同各方的决议文件“resolutions.json”一并核验；没有相应决议的，只是草案。"),
    # recomputed
    "report-conflict": make_row("recomputed", "indeterminate",
        "The association has signed two different reports as edition {edition:number}.",
        "该协会以同一期号 {edition:number} 签发了两份不同的统计报告。",
        "Ask the association which one stands.", "请向该协会核实以哪一份为准。"),
    "not-recomputed": make_row("recomputed", "passed",
        "That the association counted this is certain; the numbers were not counted again, for that takes the logs.",
        "此统计确由该协会作出；各项数字未经复算，复算须有各协会的日志。",
        "Count again with a registry that holds the logs: “huren statistics recheck”.",
        "请在存有各协会日志的登记库上用“huren statistics recheck”复算。"),
    # disclosure
    "survey-differs": make_row("disclosure", "failed",
        "Its survey is another association's, or asks something else.", "所依据的自愿填报方案由其他协会提出，或者内容不同。", *_REFUSE),
    "survey-open": make_row("disclosure", "failed",
        "It was signed before the last day of answers, {until:day}, was over.", "签署时填报期限尚未届满（最后一日为 {until:day}）。", *_REFUSE),
    "survey-conflict": make_row("disclosure", "indeterminate",
        "The association has signed two different reports of the answers of {year:text}.",
        "该协会就 {year:text} 年度签发了两份不同的自愿填报汇总。",
        "Do not set one beside the other; ask the association which one stands.", "请勿将两份相互比较，并向该协会核实以哪一份为准。"),
}  # fmt: skip

_DISREGARD = (
    "Do not go by this notice; ask the association that signed it.",
    "请勿依此公告办理，可向公告协会询问。",
)
_NEWER_NOTICE = ("Go by the newer notice of the association.", "请以该协会的后续公告为准。")

NOTICE_ENDS: dict[str, Message] = {
    "called-off": Message(
        "Cancelled as of {since:moment}: it does not go ahead; signed {signed:moment}.",
        "自 {since:moment} 起取消，所公告的事项不再进行；签署于 {signed:moment}。", *_DISREGARD),
    "issued-in-error": Message(
        "Withdrawn as of {since:moment}: the notice should not have been signed; signed {signed:moment}.",
        "自 {since:moment} 起撤回，该公告系误发；签署于 {signed:moment}。", *_DISREGARD),
    "postponed": Message(
        "Postponed as of {since:moment}: a newer notice has the new days.",
        "自 {since:moment} 起延期，新的日期见后续公告。", *_NEWER_NOTICE),
    "correction": Message(
        "Corrected as of {since:moment}: a newer notice has taken its place.",
        "自 {since:moment} 起更正，已有更正后的公告。", *_NEWER_NOTICE),
}  # fmt: skip
"""Sentences on the end of a notice, by its reason; those of certificates do not fit it."""
