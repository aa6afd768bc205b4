"""Every code a finding can carry: its check, its outcome, one sentence and what to do next.

This table is the vocabulary of verdicts; `docs/reference/checks.md` is tested against it.
"""

from collections.abc import Mapping

from signing.errors import Message
from verifier.code_rows import NOTICE_ENDS, WORK_ROWS, CodeRow, make_row

PLAIN = "ok"
"""The code of a pass that has nothing to add."""

NOT_ASKED = "not-asked"
"""The code of a check that the question does not call for, and of a verdict without findings."""

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
    "verification",
    "listing",
    "refers",
    "sequence",
    "complete",
    "adopted",
    "recomputed",
    "disclosure",
)
"""The checks, in the order in which findings stand."""

SINCE = "since"
"""The finding on later changes, if any; it follows those of the checks."""

DAY = "day"
"""The finding that a question about a whole day adds, last."""

_REFETCH = ("Get a newer bundle and verify again.", "请获取更新的信任包后重新核验。")
_REFUSE = ("Do not rely on it; ask the issuing association.", "请勿采信，并向发证方核实。")
_FROM_BOTH = (
    "Get a newer bundle, also from the other association, and verify again.",
    "请获取更新的信任包（也可从另一方协会获取）后重新核验。")  # fmt: skip
_OWN_RULES = (
    "The answer is for the moment asked about; decide by your own rules what this changes.",
    "结论只就所问时间而言；此后的变化请按贵方规则处理。")  # fmt: skip
_KEEP_BOTH = (
    "Keep both as evidence and ask the association; its publication key may be in other hands.",
    "请保留两份作为证据并询问该协会；其发布密钥可能已落入他人之手。")  # fmt: skip

CODES: dict[str, CodeRow] = {
    PLAIN: make_row("*", "passed", "Passed.", "通过。"),
    "prerequisite": make_row("*", "skipped",
        "It needs the check of the {needs:check} to pass first.", "须先通过“{needs:check}”一项。"),
    NOT_ASKED: make_row("*", "skipped", "Not asked for.", "未要求检查。"),
    # well-formed
    "malformed": make_row("well-formed", "failed",
        "This is not a credential in the form agreed on: {reason:said}", "这不是符合规定格式的凭证：{reason:said}", *_REFUSE),
    "too-large": make_row("well-formed", "failed",
        "Larger than a credential can be; it was not read.", "超出凭证的大小上限，未予读取。", *_REFUSE),
    "unreadable": make_row("well-formed", "indeterminate",
        "No credential could be read: {reason:said}", "未能读出凭证：{reason:said}",
        "Not passed. Scan again, or ask for the credential file.", "视为未通过。请重新扫描，或索取凭证文件。"),
    "unsupported": make_row("well-formed", "indeterminate",
        "This version cannot read this form: {reason:said}", "本版本不能读取此格式：{reason:said}",
        "Update huren and verify again.", "请升级 huren 后重新核验。"),
    "print-differs": make_row("well-formed", "indeterminate",
        "This file is not in one piece: a credential attached to it is not among the codes printed on its pages.",
        "此文件前后不一致：所附凭证与页面上印的二维码不是同一份。",
        "Not passed. Ask for the PDF as it was issued, or verify the paper's code by itself.",
        "视为未通过。请索取签发时的 PDF 原件，或单独核验纸面上的二维码。"),
    "print-unread": make_row("well-formed", "indeterminate",
        "A code printed on the pages could not be decoded, so it was not compared with the credential attached.",
        "页面上印的二维码未能解码，没有与所附凭证核对。",
        "Not passed. Scan the paper's code by itself, or ask for the PDF as it was issued.",
        "视为未通过。请单独扫描纸面上的二维码，或索取签发时的 PDF 原件。"),
    "print-absent": make_row("well-formed", "passed",
        "The credential is attached, but no readable code of one is printed on the pages: nothing ties what they show to it.",
        "凭证在附件中，但页面上没有可识读的凭证二维码，页面所示内容与凭证没有关联。",
        "Go by what is listed here, not by the pages.", "请以此处所列内容为准，不以页面为准。"),
    # issuer-key
    "unknown-key": make_row("issuer-key", "failed",
        "The issuer's key list has no {key:key}.", "发证方的密钥清单中没有 {key:key}。", *_REFUSE),
    "weak-key": make_row("issuer-key", "failed",
        "Anybody can forge signatures under the issuer's {key:key}.",
        "发证方的 {key:key} 是弱密钥，任何人都能据以伪造签名。", *_REFUSE),
    "wrong-use": make_row("issuer-key", "failed",
        "Signed with the issuer's {key:key}, whose use is {use:use}: it may not sign such records.",
        "签署所用的是发证方的 {key:key}，其用途为“{use:use}”，不得签署此类文件。", *_REFUSE),
    "key-expired": make_row("issuer-key", "failed",
        "Signed at {created:moment}, when the issuer's {key:key} did not sign (its term: {since:moment} to {until:end}).",
        "签署于 {created:moment}，不在发证方 {key:key} 的签署期内（{since:moment} 至 {until:end}）。", *_REFUSE),
    "key-compromised": make_row("issuer-key", "failed",
        "The issuer's {key:key} is compromised since {since:moment}, and the issuer does not confirm this credential.",
        "发证方的 {key:key} 自 {since:moment} 起失密，发证方未确认此凭证有效。",
        "Ask the issuing association to issue it again.", "请要求发证方重新签发。"),
    "unknown-issuer": make_row("issuer-key", "indeterminate",
        "The issuer {issuer:party} is not a party of the agreement held here, so its signature was not checked.",
        "发证方 {issuer:party} 不是本机所持互认协议的成员，故未核验其签名。",
        "Do not count it as recognised under this agreement; ask that association itself.",
        "不能依本协议互认；如需采信，请另向该发证方核实。"),
    "newer-than-trust-data": make_row("issuer-key", "indeterminate",
        "Signed at {created:moment} with the {key:key}, which is newer than the issuer's key list known here (of {known:moment}).",
        "签署于 {created:moment}，所用的 {key:key} 晚于本机所持的发证方密钥清单（签署于 {known:moment}）。", *_REFETCH),
    # proof
    "bad-signature": make_row("proof", "failed",
        "The signature does not fit: content or signature was changed, or the key is another.",
        "签名不符：内容或签名被改动，或所用密钥不对。", *_REFUSE),
    # agreement
    "agreement-outdated": make_row("agreement", "indeterminate",
        "A manifest names agreement version {named:number}; known here is version {known:number}.",
        "发布清单提到协议第 {named:number} 版，本机只有第 {known:number} 版。", *_REFETCH),
    "agreement-fork": make_row("agreement", "indeterminate",
        "Two different complete texts of agreement version {named:number} exist.",
        "协议第 {named:number} 版存在两份内容不同的完整文本。",
        "Ask the associations which one stands.", "请向各协会核实以哪一份为准。"),
    # authority
    "out-of-scope": make_row("authority", "failed",
        "No version of the agreement covers an assessment signed at {created:moment}.",
        "协议没有任何一版涵盖 {created:moment} 签署的评价。", *_REFUSE),
    "too-long": make_row("authority", "failed",
        "The term lasts until {until:end}; the scheme allows {months:number} months from {since:moment}.",
        "有效期至 {until:end}，超过评价办法允许的 {months:number} 个月（自 {since:moment} 起算）。", *_REFUSE),
    "issued-before-agreement": make_row("authority", "failed",
        "Signed at {created:moment}, before the issuer's grant began at {since:moment}.",
        "签署于 {created:moment}，早于发证方获得授权的时间 {since:moment}。", *_REFUSE),
    "grant-ended": make_row("authority", "indeterminate",
        "The issuer's grant held until {until:end} and has ended; that this was signed before is only the issuer's word.",
        "发证方的授权至 {until:end} 为止，已经结束；凭证在此之前签署，仅有发证方自己的说法。",
        "Ask for an inclusion proof dated before the end.", "请索取授权结束前的日志存在性证明。"),
    # validity-period
    "not-yet-valid": make_row("validity-period", "failed",
        "Valid from {since:moment}; the date asked about is {at:moment}.",
        "自 {since:moment} 起有效；核验基准为 {at:moment}，尚未生效。",
        "Verify again from that date on.", "请在生效后再核验。"),
    "expired": make_row("validity-period", "failed",
        "Valid until {until:end}; the date asked about is {at:moment}.",
        "有效期至 {until:end}；核验基准为 {at:moment}，已到期。",
        "Ask the enterprise for its renewed credential.", "请要求企业提供续评后的凭证。"),
    "signed-in-future": make_row("validity-period", "failed",
        "Signed at {created:moment}, which is later than now ({now:moment}).",
        "签署时间 {created:moment} 晚于当前时间 {now:moment}。",
        "Check this computer's clock; if it is right, do not rely on the credential.",
        "请检查本机时钟；时钟无误则请勿采信。"),
    "signed-after": make_row("validity-period", "indeterminate",
        "Signed at {created:moment}, after the date asked about ({at:moment}).",
        "签署于 {created:moment}，晚于核验基准 {at:moment}。",
        "It did not exist on that date as signed; decide by your own rules.", "当时尚无此签名，请按贵方规则决定。"),
    "backdated": make_row("validity-period", "passed",
        "Valid from {since:moment}, more than 24 hours before it was signed at {created:moment}.",
        "自 {since:moment} 起有效，比签署时间 {created:moment} 早 24 小时以上。"),
    # status
    "revoked": make_row("status", "failed",
        "Revoked as of {since:moment} ({reason:reason}), signed {signed:moment}.",
        "自 {since:moment} 起终止（原因：{reason:reason}），签署于 {signed:moment}。", *_REFUSE),
    "suspended": make_row("status", "failed",
        "Suspended as of {since:moment} ({reason:reason}); ends: {until:end}; signed {signed:moment}.",
        "自 {since:moment} 起暂停（原因：{reason:reason}）；截止：{until:end}；签署于 {signed:moment}。",
        "Verify again when the suspension is over.", "请在暂停解除后重新核验。"),
    "superseded": make_row("status", "failed",
        "Superseded as of {since:moment} ({reason:reason}): a newer credential has taken its place.",
        "自 {since:moment} 起被取代（原因：{reason:reason}），已有后继凭证。",
        "Ask the enterprise for the newer credential.", "请要求企业提供新凭证。"),
    "status-incomplete": make_row("status", "indeterminate",
        "{known:number} status events of the issuer are here; according to {by:party} there are {named:number}.",
        "本机有发证方的状态事件 {known:number} 条，而据 {by:party} 应有 {named:number} 条。", *_REFETCH),
    "status-conflict": make_row("status", "indeterminate",
        "The issuer's status events contradict each other.", "发证方的状态事件相互矛盾。",
        "Ask the issuing association.", "请向发证方核实。"),
    "reinstated": make_row("status", "passed",
        "Was suspended, and is active again since {since:moment}.", "曾暂停，自 {since:moment} 起恢复有效。"),
    # freshness
    "stale": make_row("freshness", "indeterminate",
        "The trust data of {issuer:party} is too old: issued {issued:moment}, good until {until:moment}.",
        "{issuer:party} 的信任数据过旧：发布于 {issued:moment}，可用至 {until:moment}。", *_REFETCH),
    "key-list-expired": make_row("freshness", "indeterminate",
        "The key list of {issuer:party} was good until {until:end}.",
        "{issuer:party} 的密钥清单有效期至 {until:end}，已到期。", *_REFETCH),
    "key-list-equivocation": make_row("freshness", "indeterminate",
        "{issuer:party} has signed two different key lists that take the place of one (version {version:number}).",
        "{issuer:party} 签发了接续同一版而内容不同的两份密钥清单（第 {version:number} 版）。", *_KEEP_BOTH),
    "salvage-missing": make_row("freshness", "indeterminate",
        "What of the records of the {key:key} stands is said by a salvage list that is not here.",
        "{key:key} 所签记录中哪些仍然有效，由一份补救清单写明，而本机没有该清单。", *_REFETCH),
    "part-absent": make_row("freshness", "indeterminate",
        "What {issuer:party} has published of {part:part} is not here whole, so newer words of it may be missing.",
        "{issuer:party} 所发布的{part:part}在本机不完整，可能缺少其更新的内容。",
        "Get that association's file of them together with the newest bundle, and verify again with both.",
        "请同时获取最新信任包与该协会的相应数据文件，一并核验。"),
    "clock": make_row("freshness", "indeterminate",
        "This computer says {now:moment}, yet the trust data holds a signature of {newest:moment}.",
        "本机时间为 {now:moment}，而信任数据中已有 {newest:moment} 的签名。",
        "Set the clock right and verify again.", "请校准时钟后重新核验。"),
    "unwitnessed": make_row("freshness", "indeterminate",
        "No recent manifest of {by:party} confirms what {issuer:party} publishes; the last one is of {seen:moment}.",
        "{by:party} 近期没有发布清单印证 {issuer:party} 所发布的内容，最近一次在 {seen:moment}。", *_FROM_BOTH),
    "rollback": make_row("freshness", "indeterminate",
        "The newest manifest of {issuer:party} counts {named:number} status events or log entries, an earlier one {known:number}.",
        "{issuer:party} 最新的发布清单计有状态事件或日志条目 {named:number} 条，较早的一份却计有 {known:number} 条。", *_KEEP_BOTH),
    "equivocation": make_row("freshness", "indeterminate",
        "{issuer:party} has signed two different manifests under one number ({version:number}).",
        "{issuer:party} 签发了编号同为 {version:number} 而内容不同的两份发布清单。",
        "Keep both and ask the association: it may have been restored without its newest, or its publication key is in other hands. Its next publication ends this: get a newer bundle.",
        "请保留两份并询问该协会：可能是恢复时丢失了最新发布，也可能其发布密钥已落入他人之手。其下一次发布即可消除：请获取更新的信任包。"),
    "ageing": make_row("freshness", "passed",
        "The trust data of {issuer:party} is {hours:number} hours old.",
        "{issuer:party} 的信任数据发布已有 {hours:number} 小时。"),
    "known-before-at": make_row("freshness", "passed",
        "The trust data of {issuer:party} was issued {issued:moment}, before the date asked about ({at:moment}).",
        "{issuer:party} 的信任数据发布于 {issued:moment}，早于核验基准 {at:moment}。"),
    # log
    "not-logged": make_row("log", "indeterminate",
        "There is no inclusion proof that holds: {reason:said}", "没有有效的日志存在性证明：{reason:said}",
        "Ask the enterprise or the association for the proof file.", "请向企业或协会索取证明文件。"),
    "witness-needed": make_row("log", "indeterminate",
        "By the agreement it counts only when logged and witnessed; no inclusion proof is here.",
        "依协议，须入日志并经见证方可采信，而本机没有日志存在性证明。",
        "Ask the enterprise or the association for the proof file.", "请向企业或协会索取证明文件。"),
    "logged": make_row("log", "passed",
        "Logged, not yet witnessed.", "已入日志，尚无见证。"),
    "witnessed": make_row("log", "passed",
        "Logged, witnessed by {by:party} at {seen:moment}.", "已入日志，{by:party} 见证于 {seen:moment}。"),
    # recognition
    "own-grade": make_row("recognition", "passed",
        "Issued under a scheme of the home association itself.", "按我方协会自己的评价办法签发。"),
    "no-equivalent": make_row("recognition", "passed",
        "No clause of the agreement says what this grade counts as at {home:party}: it has no equivalent there.",
        "协议未规定该等级在 {home:party} 视同何等级，故无对应等级。"),
    "agreement-ended": make_row("recognition", "passed",
        "At {at:moment} the agreement recognises no certificate of this issuer under this scheme.",
        "在 {at:moment}，该发证方的此项评价办法不在协议的互认期内。"),
    "declined": make_row("recognition", "passed",
        "{home:party} has declined to recognise this issuer since {since:moment}.",
        "{home:party} 自 {since:moment} 起暂停认可该发证方。"),
    # subject
    "subject-mismatch": make_row("subject", "failed",
        "Belongs to the enterprise {found:text}, not {expected:text}.",
        "持有企业的代码为 {found:text}，而不是 {expected:text}。",
        "Ask the bidder for its own credential.", "请要求投标人提供其本企业的凭证。"),
    "name-differs": make_row("subject", "passed",
        "The code fits, the name differs: {found:quoted} here, {expected:quoted} expected.",
        "代码相符，名称不同：凭证为 {found:quoted}，预期为 {expected:quoted}。"),
    **WORK_ROWS,
    # what came after
    "ended-since": make_row(SINCE, "passed",
        "After that: {kind:standing} as of {since:moment} ({reason:reason}).",
        "此后：自 {since:moment} 起{kind:standing}（原因：{reason:reason}）。", *_OWN_RULES),
    "reinstated-since": make_row(SINCE, "passed",
        "After that: no longer suspended, active again since {since:moment}.", "此后：暂停已解除，自 {since:moment} 起恢复。"),
    # the whole of a day
    "changed-that-day": make_row(DAY, "passed",
        "On {day:day} the answer changed at {times:list} (+08:00); this is the worst of that day.",
        "{day:day} 当日结论在 {times:list}（北京时间）有变，此处为当日最不利的结论。",
        "Ask with the time that counts, such as the bid opening.", "请写明所需的时刻（如开标时间）再核验。"),
}  # fmt: skip

ENDS: dict[str, Message] = {
    "annulled": Message(
        "Annulled as of {since:moment} ({reason:reason}), signed {signed:moment}.",
        "自 {since:moment} 起撤销（原因：{reason:reason}），签署于 {signed:moment}。", *_REFUSE),
    "cancelled": Message(
        "Cancelled as of {since:moment} ({reason:reason}), signed {signed:moment}.",
        "自 {since:moment} 起取消（原因：{reason:reason}），签署于 {signed:moment}。", *_REFUSE),
    "given-up": Message(
        "Given up as of {since:moment} ({reason:reason}), signed {signed:moment}.",
        "自 {since:moment} 起注销（原因：{reason:reason}），签署于 {signed:moment}。",
        "Do not rely on it from then on; nobody is blamed.", "自该时起请勿采信；注销不含否定评价。"),
}  # fmt: skip
"""The sentence of `revoked` by its legal kind, the member `kind` of its evidence."""

NOTES: dict[str, Message] = {
    # out-of-scope
    "scheme": Message(
        "At {created:moment} the agreement had no scheme {value:quoted} for this kind of assessment.",
        "{created:moment} 时，协议中没有适用于此类评价的办法 {value:quoted}。", *_REFUSE),
    "category": Message(
        "At {created:moment} the scheme had no category {value:quoted}.",
        "{created:moment} 时，该评价办法没有 {value:quoted} 这一类别。", *_REFUSE),
    "grade": Message(
        "At {created:moment} the scheme had no grade {value:quoted}.",
        "{created:moment} 时，该评价办法没有 {value:quoted} 这一等级。", *_REFUSE),
    "region": Message(
        "At {created:moment} the agreement did not entitle the issuer to assess enterprises in {value:region}.",
        "{created:moment} 时，协议未授权发证方评价 {value:region} 的企业。", *_REFUSE),
    "grant": Message(
        "At {created:moment} the agreement did not entitle the issuer to assess by the scheme “{value:scheme}”.",
        "{created:moment} 时，协议未授权发证方使用评价办法“{value:scheme}”。", *_REFUSE),
    "party": Message(
        "At {created:moment} {value:party} was no party of the agreement.",
        "{created:moment} 时，{value:party} 不是协议成员。", *_REFUSE),
    # newer-than-trust-data
    "no-list": Message(
        "Signed at {created:moment} with the {key:key}, and no key list of the issuer is known here.",
        "签署于 {created:moment}，所用的是 {key:key}，而本机没有发证方的密钥清单。", *_REFETCH),
    "salvage": Message(
        "The {key:key} was stolen; which of its records stand is said by a salvage list that is not here.",
        "{key:key} 已失密；其所签记录中哪些仍然有效，由一份补救清单写明，而本机没有该清单。", *_REFETCH),
    "event": Message(
        "A status event signed at {created:moment} with the {key:key}, which is not in the key list known here, was set aside.",
        "有一条状态事件未予采用：签署于 {created:moment}，所用的 {key:key} 不在本机所持的密钥清单中。", *_REFETCH),
    # backdated
    "reinstatement": Message(
        "Active again as said from {since:moment}, more than 24 hours before that was signed at {created:moment}; it acts from then.",
        "所填恢复时间 {since:moment} 比签署时间 {created:moment} 早 24 小时以上；恢复自签署时起算。", "", ""),
    # status-incomplete
    "loose": Message(
        "{by:party} holds a status event of this credential that is not here (digest {digest:digest}).",
        "{by:party} 持有该凭证的一条状态事件（摘要 {digest:digest}），而本机没有。", *_REFETCH),
    "cut": Message(
        "{by:party} holds {named:number} status events of the issuer that nothing counts yet, and names only {known:number} of them.",
        "{by:party} 持有发证方尚未计入的状态事件 {named:number} 条，只列出了其中 {known:number} 条。", *_REFETCH),
    "manifest": Message(
        "{by:party} repeats a manifest of the issuer that is not here (digest {digest:digest}).",
        "{by:party} 所转述的发证方发布清单（摘要 {digest:digest}）不在本机。", *_REFETCH),
    "no-manifest": Message(
        "No manifest of {by:party} is here, so nobody can say whether its status events are all here ({known:number} are).",
        "本机没有 {by:party} 的发布清单，无从得知其状态事件是否齐全（现有 {known:number} 条）。", *_REFETCH),
    # status-conflict
    "repeated": Message(
        "The issuer's status events contradict each other: two have the number {number:number}.",
        "发证方的状态事件相互矛盾：有两条的序号同为 {number:number}。",
        "Ask the issuing association.", "请向发证方核实。"),
    "gap": Message(
        "The issuer's status events have a gap: number {number:number} is missing.",
        "发证方的状态事件不连续：缺少序号 {number:number}。",
        "Ask the issuing association.", "请向发证方核实。"),
    "no-event": Message(
        "The issuer counts as a status event what is none (digest {digest:digest}).",
        "发证方计入的一条状态事件（摘要 {digest:digest}）无效。",
        "Ask the issuing association.", "请向发证方核实。"),
    # stale, unwitnessed, key-list-expired
    "nothing-published": Message(
        "No trust data that {issuer:party} has published is here.", "本机没有 {issuer:party} 发布的信任数据。", *_REFETCH),
    "alone": Message(
        "No manifest of another party is here to confirm what {issuer:party} publishes.",
        "本机没有其他成员的发布清单可以印证 {issuer:party} 所发布的内容。", *_FROM_BOTH),
    "unseen": Message(
        "{by:party} says nothing in its manifest that confirms what {issuer:party} publishes.",
        "{by:party} 的发布清单没有印证 {issuer:party} 所发布的内容。", *_FROM_BOTH),
    "not-recomputed": Message(
        "{by:party} has not worked out what {issuer:party} publishes of {part:part}, or not of late.",
        "{by:party} 近期没有复核 {issuer:party} 所发布的{part:part}。", *_FROM_BOTH),
    "differs": Message(
        "{by:party} works out something else than {issuer:party} publishes of {part:part}.",
        "{by:party} 复核的结果与 {issuer:party} 所发布的{part:part}不同。", *_KEEP_BOTH),
    "no-key-list": Message(
        "No key list of {issuer:party} is in force here.", "本机没有 {issuer:party} 的现行密钥清单。", *_REFETCH),
    "key-list": Message(
        "A manifest of {issuer:party} names key list {named:number}; known here is {known:number}.",
        "{issuer:party} 的发布清单提到密钥清单第 {named:number} 版，本机只有第 {known:number} 版。", *_REFETCH),
    "list-gap": Message(
        "Key list {version:number} of {issuer:party} continues a list that is not here.",
        "{issuer:party} 的密钥清单第 {version:number} 版所接续的上一版不在本机。", *_REFETCH),
    "rewrite": Message(
        "Key list {version:number} of {issuer:party} takes back what a list before it says.",
        "{issuer:party} 的密钥清单第 {version:number} 版改动了先前清单的内容。", *_KEEP_BOTH),
    # equivocation
    "events": Message(
        "{issuer:party} has signed two different accounts of its first {count:number} status events.",
        "{issuer:party} 就其最初 {count:number} 条状态事件作出两种互相矛盾的记载。",
        "Keep both and ask the association: it may have been restored without its newest, or its publication key is in other hands. It ends when the association marks that key and publishes by a new one: get a newer bundle then.",
        "请保留两份并询问该协会：可能是恢复时丢失了最新发布，也可能其发布密钥已落入他人之手。该协会将该密钥标为失密并用新密钥发布后即消除：届时请获取更新的信任包。"),
    # witness-needed
    "not-yet": Message(
        "Logged, not yet witnessed; by the agreement it counts only when logged and witnessed.",
        "已入日志，尚无见证；依协议，须入日志并经见证方可采信。",
        "Ask the association for a newer proof file.", "请向协会索取更新的证明文件。"),
    # ended-since
    "suspended": Message(
        "After that: suspended as of {since:moment} ({reason:reason}); ends: {until:end}.",
        "此后：自 {since:moment} 起暂停（原因：{reason:reason}）；截止：{until:end}。", *_OWN_RULES),
    "superseded": Message(
        "After that: superseded as of {since:moment} ({reason:reason}): a newer credential has taken its place.",
        "此后：自 {since:moment} 起被取代（原因：{reason:reason}），已有后继凭证。", *_OWN_RULES),
    **NOTICE_ENDS,
    # no-equivalent
    "clause": Message(
        "By {clauses:terms} of the agreement this grade has no equivalent at {home:party}.",
        "依协议 {clauses:terms}，该等级在 {home:party} 无对应等级。", "", ""),
    "partly": Message(
        "This grade has no equivalent at {home:party}: for some categories by {clauses:terms} of the agreement, for the others because no clause gives one.",
        "该等级在 {home:party} 无对应等级：部分类别由协议 {clauses:terms} 明确规定，其余类别协议未作规定。", "", ""),
}  # fmt: skip
"""Sentences of codes with several meanings, chosen by the `kind` or the `notice` in the evidence."""


def find_message(code: str, evidence: Mapping[str, object]) -> Message:
    """Return the sentence of a finding with this code and evidence."""
    kind, notice = str(evidence.get("kind")), str(evidence.get("notice"))
    return NOTES.get(notice) or (ENDS if code == "revoked" else NOTES).get(kind) or CODES[code].message
