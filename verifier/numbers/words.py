"""Sentences on a number: one for each answer in zh and en, and the next step."""

from collections.abc import Mapping

from credentials.documents.agreement_names import AgreementNames
from credentials.words.closed_lists import Labels
from credentials.words.speech import speak
from signing.errors import Lang, Message, fill
from verifier.numbers.look_up import NumberAnswer

STATES: Labels = {
    "found": ("found", "查到"),
    "absent": ("no such number", "无此编号"),
    "not-covered": ("not covered", "不在登记范围"),
}
"""The three answers, worded alike on every page and report."""

ANSWERS: Mapping[str, Message] = {
    "found": Message(
        "{issuer:party} has issued a certificate with the number {number:quoted}.", "{issuer:party}颁发过编号为{number:quoted}的证书。",
        "Its credential says how it stands; compare the enterprise, grade and term with the paper.",
        "其当前状态以凭证为准；请将企业、等级、有效期与纸质证书核对。"),
    "absent": Message(
        "The register of {issuer:party} holds no certificate with the number {number:quoted}, proven against all {count:number} of its "
        "numbers.",
        "{issuer:party}的登记中没有编号为{number:quoted}的证书，已对照其登记的全部 {count:number} 个编号证实。",
        "Check the number letter by letter; if it is right, ask the association about this paper.",
        "请逐字核对编号；编号无误的，请就该证书询问协会。"),
    "not-covered:silent": Message(
        "{issuer:party} does not publish its numbers, so that nothing follows from one that is not found.",
        "{issuer:party}尚未公布其证书编号，查不到编号不能作为判断依据。",
        "Ask the association.", "请询问协会。"),
    "not-covered:elsewhere": Message(
        "The numbers of {issuer:party} are not here, so that nothing follows from one that is not found.",
        "本机没有{issuer:party}的编号数据，查不到编号不能作为判断依据。",
        "Ask at its own node, or with its own register.", "请到其节点查询，或使用其登记数据文件。"),
    "not-covered:unwitnessed": Message(
        "The number {number:quoted} is not among those of {issuer:party}, but no other association has worked this register out: nothing follows.",
        "{issuer:party}的编号中没有{number:quoted}，但该登记尚未经其他协会复核，不能作为判断依据。",
        "Ask again tomorrow, or ask the association.", "请次日再查，或询问协会。"),
    "not-covered:scheme": Message(
        "The number {number:quoted} is not among those of {issuer:party}, but such a certificate would not have to be.",
        "{issuer:party}的编号中没有{number:quoted}，但此类证书不在其登记范围内。",
        "Ask the association.", "请询问协会。"),
    "not-covered:issued": Message(
        "The number {number:quoted} is not among those of {issuer:party}, but a certificate issued that early would not have to be.",
        "{issuer:party}的编号中没有{number:quoted}，但该证书颁发较早，不在其登记范围内。",
        "Ask the association.", "请询问协会。"),
    "not-covered:since": Message(
        "The number {number:quoted} is not among those of {issuer:party} in this publication, but one given since would not be in it.",
        "{issuer:party}在此次发布的编号中没有{number:quoted}，但此后颁发的证书不在其中，不能作为判断依据。",
        "Ask with the register of its newest publication, or ask the association.",
        "请以其最新一次发布的登记数据查询，或询问协会。"),
    "not-covered:other-publication": Message(
        "The register that was loaded holds no certificate of {issuer:party} with the number {number:quoted}; it is of a publication that "
        "the trust data used do not know, so that nothing follows.",
        "所载入的登记数据文件中没有{issuer:party}编号为{number:quoted}的证书；所用信任数据不含该文件所属的发布，查不到编号不能作为判断依据。",
        "Load register and trust data of one publication, or ask the association.",
        "请载入同一次发布的登记数据文件与信任数据，或询问协会。"),
}  # fmt: skip

BASIS = Message(
    "As of its publication of {signed:moment}.", "以其 {signed:moment} 的发布为准。", "", "")  # fmt: skip
COVERED = Message(
    "Its register covers the certificates issued under {coverage:coverage}; one issued earlier or under another scheme would not be "
    "in it.",
    "其登记范围为依以下办法颁发的证书：{coverage:coverage}；更早颁发或依其他办法颁发的证书不在其中。", "", "")  # fmt: skip
DATED = Message(
    "By the date on the paper, {issued:day}, one of these would be in it.",
    "按纸质证书所载颁发日期（{issued:day}），依上述办法颁发的证书应在其中。", "", "")  # fmt: skip


def format_answer(answer: NumberAnswer, lang: Lang, names: AgreementNames | None = None) -> list[str]:
    """Return the answer in sentences: result, date, coverage where it matters, problem, next step."""
    key = answer.state if answer.why is None else f"{answer.state}:{answer.why}"
    numbers, manifest = answer.numbers, answer.manifest
    facts = {
        "issuer": answer.issuer,
        "number": answer.number,
        "count": numbers.count if numbers is not None else 0,
    }
    sentences = [_say(ANSWERS[key], facts, lang, names)]
    if manifest is not None:
        sentences.append(_say(BASIS, {"signed": manifest.created}, lang, names))
    if numbers is not None and numbers.coverage and answer.state != "found":
        sentences.append(_say(COVERED, {"coverage": numbers.list_coverage()}, lang, names))
    if answer.problem is not None:
        sentences.append(answer.problem.detail(lang, names))
    mend = ANSWERS[key].mend_zh if lang == "zh" else ANSWERS[key].mend_en
    return [*sentences, fill(mend, facts, lang, speak, names)]


def _say(message: Message, facts: Mapping[str, object], lang: Lang, names: AgreementNames | None) -> str:
    return fill(message.zh if lang == "zh" else message.en, facts, lang, speak, names)
