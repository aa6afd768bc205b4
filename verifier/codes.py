"""Every code a finding can carry: its check, its outcome, one sentence and what to do next.

This table is the vocabulary of verdicts; `docs/reference/checks.md` is tested against it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from credentials.wording import Labels
from signing.errors import Message

PLAIN = "ok"
"""The code of a pass that has nothing to add."""

NOT_ASKED = "not-asked"
"""The code of a check nobody asked for, and of a verdict without findings."""

CHECKS = (
    "well-formed",
    "issuer-key",
    "proof",
    "agreement",
    "authority",
    "validity-period",
    "status",
    "freshness",
    "log",
    "recognition",
    "subject",
)
"""The checks, in the order in which findings stand."""

DAY = "day"
"""The finding that a question about a whole day adds, after those of the checks."""

CHECK_WORDS: Labels = {
    "well-formed": ("form", "格式"),
    "issuer-key": ("issuer's key", "签发密钥"),
    "proof": ("signature", "签名"),
    "agreement": ("agreement", "协议"),
    "authority": ("authority", "签发权限"),
    "validity-period": ("validity period", "有效期"),
    "status": ("status", "状态"),
    "freshness": ("freshness", "时效"),
    "log": ("log", "日志"),
    "recognition": ("recognition", "互认"),
    "subject": ("enterprise", "企业"),
    "day": ("that day", "当日"),
}
"""The checks in words, in English and Chinese."""

Level = Literal["passed", "failed", "indeterminate", "skipped"]


@dataclass(frozen=True, slots=True)
class Code:
    """One row: which check gives this code, with which outcome."""

    check: str
    outcome: Level
    message: Message


def _row(check: str, outcome: Level, *texts: str) -> Code:
    """`texts`: what was found in English and Chinese, then what to do next in both, or nothing."""
    en, zh, mend_en, mend_zh = (*texts, "", "")[:4]
    return Code(check, outcome, Message(en, zh, mend_en, mend_zh))


_REFETCH = ("Get a newer bundle and verify again.", "请获取更新的信任包后重新核验。")
_REFUSE = ("Do not rely on it; ask the issuing association.", "请勿采信，并向发证协会核实。")

CODES: dict[str, Code] = {
    PLAIN: _row("*", "passed", "Passed.", "通过。"),
    "prerequisite": _row("*", "skipped", "Not checked: it needs the check {needs} to pass.", "未检查：须先通过 {needs}。"),
    NOT_ASKED: _row("*", "skipped", "Not asked for.", "未要求。"),
    # well-formed
    "malformed": _row("well-formed", "failed",
        "Not a credential of the closed profile: {reason}", "不是合规的凭证：{reason_zh}", *_REFUSE),
    "too-large": _row("well-formed", "failed",
        "Larger than a credential can be; it was not read.", "超出凭证的大小上限，未读取。", *_REFUSE),
    "unreadable": _row("well-formed", "indeterminate",
        "No credential could be read: {reason}", "读不出凭证：{reason_zh}",
        "Not passed. Scan again, or ask for the credential file.", "视为未通过。请重新扫描，或索取凭证文件。"),
    "unsupported": _row("well-formed", "indeterminate",
        "This version cannot read this form: {reason}", "本版本不支持此格式：{reason_zh}",
        "Update huren and verify again.", "请升级 huren 后重新核验。"),
    "print-differs": _row("well-formed", "indeterminate",
        "This file is not in one piece: a credential attached to it is not among the codes printed on its pages.",
        "此文件内容不一致：所附凭证与页面上印的二维码不是同一份。",
        "Not passed. Ask for the PDF as it was issued, or verify the paper's code by itself.",
        "视为未通过。请索取签发时的 PDF 原件，或单独核验纸面上的二维码。"),
    "print-unread": _row("well-formed", "indeterminate",
        "A code printed on the pages could not be decoded, so it was not compared with the credential attached.",
        "页面上印的二维码未能解码，没有与所附凭证核对。",
        "Not passed. Scan the paper's code by itself, or ask for the PDF as it was issued.",
        "视为未通过。请单独扫描纸面上的二维码，或索取签发时的 PDF 原件。"),
    "print-absent": _row("well-formed", "passed",
        "The credential is attached, but no readable code of one is printed on the pages: nothing ties what they show to it.",
        "凭证在附件中，但页面上没有可识读的凭证二维码，页面所示内容与凭证没有关联。",
        "Go by what is listed here, not by the pages.", "请以此处所列内容为准，不以页面为准。"),
    # issuer-key
    "unknown-key": _row("issuer-key", "failed",
        "The issuer has no key {key}.", "发证方没有密钥 {key}。", *_REFUSE),
    "weak-key": _row("issuer-key", "failed",
        "The key {key} is one under which anybody can forge.", "密钥 {key} 是任何人都能伪造签名的弱密钥。", *_REFUSE),
    "wrong-use": _row("issuer-key", "failed",
        "The key {key} is for {use}, not for assessments.", "密钥 {key} 用于 {use}，不能签发评价。", *_REFUSE),
    "key-expired": _row("issuer-key", "failed",
        "Signed at {created}, when the key {key} did not sign ({since} to {until}).",
        "签署于 {created}，不在密钥 {key} 的签署期内（{since} 至 {until}）。", *_REFUSE),
    "key-compromised": _row("issuer-key", "failed",
        "The key {key} is compromised since {since}, and the issuer does not confirm this credential.",
        "密钥 {key} 自 {since} 起失密，发证方未确认此凭证。",
        "Ask the issuing association to issue it again.", "请要求发证协会重新签发。"),
    "unknown-issuer": _row("issuer-key", "indeterminate",
        "The issuer {issuer} is not a party of the agreement.", "发证方 {issuer} 不是互认协议的成员。",
        "The agreement says nothing about it; do not count it as recognised.", "协议未涵盖，不能按互认采信。"),
    "newer-than-trust-data": _row("issuer-key", "indeterminate",
        "Signed at {created} with the key {key}, after the issuer's key list known here ({known}).",
        "签署于 {created}，所用密钥 {key} 晚于本地的密钥清单（{known}）。", *_REFETCH),
    # proof
    "bad-signature": _row("proof", "failed",
        "The signature does not fit: content or signature was changed, or the key is another.",
        "签名不符：内容或签名被改动，或所用密钥不对。", *_REFUSE),
    # agreement
    "agreement-outdated": _row("agreement", "indeterminate",
        "A manifest names agreement version {named}; known here is {known}.",
        "发布清单提到协议第 {named} 版，本地只有第 {known} 版。", *_REFETCH),
    "agreement-fork": _row("agreement", "indeterminate",
        "Two different complete texts of agreement version {named} exist.",
        "协议第 {named} 版存在两份不同的完整文本。",
        "Ask the associations which one stands.", "请向各协会核实以哪一份为准。"),
    # authority
    "out-of-scope": _row("authority", "failed",
        "The agreement did not entitle the issuer to this at {created}: {what} {value}.",
        "{created} 时协议未授权发证方：{what} {value}。", *_REFUSE),
    "too-long": _row("authority", "failed",
        "Valid until {until}; the scheme allows {months} months from {since}.",
        "有效期至 {until}，超过评价办法允许的 {months} 个月（自 {since} 起）。", *_REFUSE),
    "issued-before-agreement": _row("authority", "failed",
        "Signed at {created}, before the issuer's grant began at {since}.",
        "签署于 {created}，早于授权开始时间 {since}。", *_REFUSE),
    "grant-ended": _row("authority", "indeterminate",
        "The issuer's grant held until {until} and has ended; a date within it is only the issuer's word.",
        "发证方的授权有效期至 {until}，已经结束；其间的签署时间只有发证方自己的说法。",
        "Ask for an inclusion proof dated before the end.", "请索取授权结束前的日志存在性证明。"),
    # validity-period
    "not-yet-valid": _row("validity-period", "failed",
        "Valid from {since}; the date asked about is {at}.", "自 {since} 起有效；核验日期为 {at}。",
        "Verify again from that date on.", "请在生效后再核验。"),
    "expired": _row("validity-period", "failed",
        "Valid until {until}; the date asked about is {at}.", "有效期至 {until}；核验日期为 {at}。",
        "Ask the enterprise for its renewed credential.", "请要求企业提供续期后的凭证。"),
    "signed-in-future": _row("validity-period", "failed",
        "Signed at {created}, which is later than now ({now}).", "签署时间 {created} 晚于当前时间 {now}。",
        "Check this computer's clock; if it is right, do not rely on the credential.",
        "请检查本机时钟；时钟无误则请勿采信。"),
    "signed-after": _row("validity-period", "indeterminate",
        "Signed at {created}, after the date asked about ({at}).", "签署于 {created}，晚于核验日期 {at}。",
        "It did not exist on that date as signed; decide by your own rules.", "该日尚无此签名，请按贵方规则决定。"),
    "backdated": _row("validity-period", "passed",
        "Valid from {since}, more than 24 hours before it was signed at {created}.",
        "自 {since} 起有效，早于签署时间 {created} 24 小时以上。"),
    # status
    "revoked": _row("status", "failed",
        "Revoked as of {since} ({reason}), signed {signed}.", "自 {since} 起终止（{reason}），签署于 {signed}。", *_REFUSE),
    "suspended": _row("status", "failed",
        "Suspended as of {since} ({reason}); ends: {until}; signed {signed}.",
        "自 {since} 起暂停（{reason}）；截止：{until}；签署于 {signed}。",
        "Verify again when the suspension is over.", "请在暂停解除后重新核验。"),
    "superseded": _row("status", "failed",
        "Superseded as of {since} ({reason}) by {successor}.", "自 {since} 起被 {successor} 取代（{reason}）。",
        "Ask the enterprise for the newer credential.", "请要求企业提供新凭证。"),
    "status-incomplete": _row("status", "indeterminate",
        "{known} status events of the issuer are here; {named} exist according to {by}.",
        "本地有发证方 {known} 条状态事件，而 {by} 称有 {named} 条。", *_REFETCH),
    "status-conflict": _row("status", "indeterminate",
        "The issuer's status events contradict each other: {what}.", "发证方的状态事件相互矛盾：{what_zh}。",
        "Ask the issuing association.", "请向发证协会核实。"),
    "reinstated": _row("status", "passed",
        "Was suspended, and is active again since {since}.", "曾被暂停，自 {since} 起恢复。"),
    # freshness
    "stale": _row("freshness", "indeterminate",
        "The trust data of {issuer} is too old: issued {issued}, good until {until}.",
        "{issuer} 的信任数据过旧：发布于 {issued}，可用至 {until}。", *_REFETCH),
    "key-list-expired": _row("freshness", "indeterminate",
        "The key list of {issuer} was good until {until}.", "{issuer} 的密钥清单有效期至 {until}，已到期。", *_REFETCH),
    "clock": _row("freshness", "indeterminate",
        "This computer says {now}, yet the trust data holds a signature of {newest}.",
        "本机时间为 {now}，而信任数据中已有 {newest} 的签名。",
        "Set the clock right and verify again.", "请校准时钟后重新核验。"),
    "unwitnessed": _row("freshness", "indeterminate",
        "No recent manifest of another party confirms what {issuer} publishes (asked: {by}; last seen: {seen}).",
        "没有其他成员近期的发布清单印证 {issuer} 所发布的内容（印证方：{by}；最近一次：{seen}）。",
        "Get a newer bundle, also from the other association, and verify again.",
        "请获取更新的信任包（也可从另一方协会获取）后重新核验。"),
    "rollback": _row("freshness", "indeterminate",
        "The newest manifest of {issuer} counts {named} status events, an earlier one {known}.",
        "{issuer} 最新的发布清单计有 {named} 条状态事件，较早的一份却计有 {known} 条。",
        "Keep both as evidence and ask the association; its publication key may be in other hands.",
        "请保留两份作为证据并询问该协会；其发布密钥可能已落入他人之手。"),
    "equivocation": _row("freshness", "indeterminate",
        "{issuer} has signed two different accounts of one thing ({version}).",
        "{issuer} 对同一事项（{version}）签发了两种不同的说法。",
        "Keep both as evidence and ask the association; its publication key may be in other hands.",
        "请保留两份作为证据并询问该协会；其发布密钥可能已落入他人之手。"),
    "ageing": _row("freshness", "passed",
        "The trust data of {issuer} is {hours} hours old.", "{issuer} 的信任数据已有 {hours} 小时。"),
    "known-before-at": _row("freshness", "passed",
        "The trust data of {issuer} was issued {issued}, before the date asked about ({at}).",
        "{issuer} 的信任数据发布于 {issued}，早于核验日期 {at}。"),
    # log
    "not-logged": _row("log", "indeterminate",
        "No inclusion proof that holds: {reason}", "没有成立的日志存在性证明：{reason_zh}",
        "Ask the enterprise or the association for the proof file.", "请向企业或协会索取证明文件。"),
    # recognition
    "own-grade": _row("recognition", "passed",
        "Issued under a scheme of the home association itself.", "按本地协会自己的评价办法签发。"),
    "no-equivalent": _row("recognition", "passed",
        "The agreement gives this grade no equivalent in {home}.", "协议未规定该等级在 {home} 的对应等级。"),
    "agreement-ended": _row("recognition", "passed",
        "At {at} the agreement recognises nothing of this issuer and scheme.",
        "在 {at}，协议对该发证方及该评价办法的互认不在有效期内。"),
    "declined": _row("recognition", "passed",
        "{home} has declined to recognise this issuer since {since}.", "{home} 自 {since} 起暂停对该发证方的认可。"),
    # subject
    "subject-mismatch": _row("subject", "failed",
        "Belongs to the enterprise {found}, not {expected}.", "属于 {found}，而不是 {expected}。",
        "Ask the bidder for its own credential.", "请要求投标人提供其本企业的凭证。"),
    "name-differs": _row("subject", "passed",
        "The code fits, the name differs: {found} here, {expected} expected.",
        "代码相符，名称不同：凭证为 {found}，预期为 {expected}。"),
    # the whole of a day
    "changed-that-day": _row(DAY, "passed",
        "On {day} the answer changed at {times} (+08:00); this is the worst of that day.",
        "{day} 当日结论在 {times}（北京时间）有变，此处为当日最不利的结论。",
        "Ask with the time that counts, such as the bid opening.", "请写明所需的时刻（如开标时间）再核验。"),
}  # fmt: skip

ENDS: dict[str, Message] = {
    "annulled": Message(
        "Annulled as of {since} ({reason}), signed {signed}.", "自 {since} 起撤销（{reason}），签署于 {signed}。", *_REFUSE),
    "cancelled": Message(
        "Cancelled as of {since} ({reason}), signed {signed}.", "自 {since} 起取消（{reason}），签署于 {signed}。", *_REFUSE),
    "given-up": Message(
        "Given up as of {since} ({reason}), signed {signed}.", "自 {since} 起注销（{reason}），签署于 {signed}。",
        "Do not rely on it from then on; nobody is blamed.", "自该时起请勿采信；注销不含否定评价。"),
}  # fmt: skip
"""The sentence of `revoked` by its legal kind, the member `kind` of its evidence."""

NOTES: dict[str, Message] = {
    "reinstatement": Message(
        "Active again as said from {since}, more than 24 hours before that was signed at {created}; it acts from then.",
        "恢复声称自 {since} 起，早于签署时间 {created} 24 小时以上；自签署时起恢复。", "", ""),
    "loose": Message(
        "{by} holds a status event of this credential that is not here ({digest}).",
        "{by} 持有该凭证的一条状态事件（{digest}），而本地没有。", *_REFETCH),
    "cut": Message(
        "{by} holds {named} status events of the issuer that nothing counts yet, and names only {known} of them.",
        "{by} 持有发证方 {named} 条尚未计入的状态事件，只列出了其中 {known} 条。", *_REFETCH),
    "manifest": Message(
        "{by} repeats a manifest of the issuer that is not here ({digest}).",
        "{by} 所转述的发证方发布清单（{digest}）不在本地。", *_REFETCH),
    "key-list": Message(
        "A manifest of {issuer} names key list {named}; known here is {known}.",
        "{issuer} 的发布清单提到密钥清单第 {named} 版，本地只有第 {known} 版。", *_REFETCH),
    "events": Message(
        "{issuer} has signed two different accounts of its first {count} status events.",
        "{issuer} 对其最初 {count} 条状态事件签发了两种不同的说法。",
        "Keep both as evidence and ask the association; its publication key may be in other hands.",
        "请保留两份作为证据并询问该协会；其发布密钥可能已落入他人之手。"),
    "event": Message(
        "A status event signed at {created} with the key {key}, which is not in the key list known here, was set aside.",
        "有一条状态事件签署于 {created}，所用密钥 {key} 不在本地的密钥清单中，未予采用。", *_REFETCH),
}  # fmt: skip
"""The sentence of a code that says several things, by the `kind` of its evidence."""


def find_message(code: str, evidence: Mapping[str, object]) -> Message:
    """The sentence of a finding with this code and evidence."""
    kind = str(evidence.get("kind"))
    return (ENDS if code == "revoked" else NOTES).get(kind) or CODES[code].message
