"""The closed lists of the documents in words: reasons, actions, ends, kinds, checks, verdicts."""

from collections.abc import Iterable, Mapping

from signing.errors import Lang

Labels = Mapping[str, tuple[str, str]]
"""A code, and its word in English and Chinese."""


def join_words(words: Iterable[str], lang: Lang) -> str:
    """Return words joined by the language's commas."""
    return ("、" if lang == "zh" else ", ").join(words)


REASONS: Labels = {
    "complaint": ("complaint", "投诉"),
    "investigation": ("investigation", "调查"),
    "annual-check-overdue": ("yearly supervision not passed in time", "未按期通过年度监督"),
    "enterprise-request": ("at the enterprise's request", "企业申请"),
    "resolved": ("resolved", "问题已解决"),
    "false-material": ("false material", "材料虚假"),
    "serious-violation": ("serious violation", "严重违规"),
    "enterprise-dissolved": ("enterprise dissolved", "企业注销"),
    "issued-in-error": ("issued in error", "错误签发"),
    "renewal": ("renewal", "换发"),
    "rename": ("rename", "更名"),
    "upgrade": ("upgrade", "升级"),
    "downgrade": ("downgrade", "降级"),
    "correction": ("correction", "更正"),
    "called-off": ("does not go ahead", "不再进行"),
    "postponed": ("postponed", "延期"),
}
ACTIONS: Labels = {
    "suspend": ("suspended", "暂停"),
    "reinstate": ("reinstated", "恢复"),
    "revoke": ("revoked", "终止"),
    "supersede": ("superseded", "被取代"),
}
ENDS: Labels = {
    "annulled": ("annulled", "撤销"),
    "cancelled": ("cancelled", "取消"),
    "given-up": ("given up", "注销"),
}
"""Words for a revocation, by its legal kind."""
USES: Labels = {
    "root": ("root", "根"),
    "assessment": ("assessment", "评价"),
    "publication": ("publication", "发布"),
}
PARTS: Labels = {
    "technologies": ("technologies", "技术"),
    "resolutions": ("resolutions", "决议与标准"),
    "statistics": ("statistics", "统计报告"),
    "notices": ("notices", "公告"),
    "list-notices": ("list notices", "公示"),
    "numbers": ("certificate numbers", "证书编号"),
    "status-list": ("status lists", "状态列表"),
}
"""Publications of an association beside the bundle."""
SERVICES: Labels = {
    "Contact": ("Contact", "联系方式"),
    "ObjectionOffice": ("Objection office", "异议受理"),
    "Node": ("Its node", "其节点"),
}
"""Addresses in a key list."""
KINDS: dict[str, tuple[str, str]] = {
    "capability": ("capability credential", "能力评价凭证"),
    "credit": ("credit credential", "信用评价凭证"),
    "agreement": ("agreement half", "协议签署件"),
    "key-list": ("key list", "密钥清单"),
    "status-event": ("status event", "状态事件"),
    "salvage": ("salvage list", "补救清单"),
    "manifest": ("manifest", "发布清单"),
    "status-list": ("status list", "状态列表"),
    "technology": ("technology", "技术"),
    "listing": ("listing", "入库意见"),
    "notice": ("notice", "公告"),
    "list-notice": ("list notice", "公示"),
    "resolution": ("half of a resolution", "决议签署件"),
    "standard": ("unified standard", "统一标准"),
    "report": ("statistics report", "统计报告"),
    "survey": ("survey", "自愿填报方案"),
    "survey-report": ("survey report", "自愿填报汇总"),
}
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
    "verification": ("verification", "技术验证"),
    "listing": ("listings", "入库情况"),
    "refers": ("what it is about", "所指记录"),
    "sequence": ("last word", "最新意见"),
    "complete": ("signed by all", "各方签署"),
    "adopted": ("adoption", "通过情况"),
    "recomputed": ("counted again", "复算"),
    "disclosure": ("rules of disclosure", "汇总公布规则"),
    "since": ("after that", "此后"),
    "day": ("that day", "当日"),
}
"""The checks in words, in English and Chinese."""
OUTCOMES: Labels = {
    "valid": ("valid", "有效"),
    "invalid": ("invalid", "无效"),
    "indeterminate": ("cannot be confirmed", "无法确认"),
}
"""The three values of a verdict, worded alike everywhere."""
HEADLINES: Labels = {
    **{code: (en.capitalize(), zh) for code, (en, zh) in OUTCOMES.items()},
    "counts-nowhere": ("Valid, counts for nothing in {region}", "有效，在{region}不计"),
    "counts-partly": (
        "Valid, {count} of {total} categories count in {region}",
        "有效，在{region}只计 {total} 类中的 {count} 类",
    ),
    "ended-since": (
        "{words}, then {end} as of {since} ({reason})",
        "{words}，此后自 {since} 起{end}（{reason}）",
    ),
}
"""The first words of an answer (verifier.reasons.headline)."""
RESULTS: Labels = {
    "passed": ("passed", "通过"),
    "failed": ("failed", "未通过"),
    "indeterminate": OUTCOMES["indeterminate"],
    "skipped": ("not checked", "未检查"),
}
"""The results of one check."""
STANDINGS: Labels = {
    "active": ("in force", "有效"),
    "suspended": ("suspended", "暂停"),
    "superseded": ("superseded", "被取代"),
    "expired": ("expired", "已到期"),
    "not-yet-valid": ("not yet valid", "未生效"),
    "invalid": OUTCOMES["invalid"],
    "unclear": OUTCOMES["indeterminate"],
    **ENDS,
}
"""The standing of a credential (registry.lookup.standing), an end by its legal kind."""
VOLUNTARY = (
    "Assessed voluntarily by the association; it is no administrative licence and no condition of market"
    " access.",
    "评价由协会自愿开展，与行政许可无关，不作为市场准入条件。",
)
"""The disclaimer of an assessment, in English and Chinese: on paper, on pages and below answers."""
NOT_ADDED = (
    "An enterprise counts once in each row, by its code. It may stand in several rows and with several"
    " associations, so rows and associations do not add up.",
    "每行按统一社会信用代码计数，同一企业只计一次；一家企业可出现在多行、多个协会，各行、各协会之数不能相加。",
)
"""The caution on numbers of enterprises, in English and Chinese: at the terminal, on pages and in sheets."""


def word_for(labels: Labels, code: str, lang: Lang) -> str:
    """Return the word for a code; the code itself when the list does not know it."""
    pair = labels.get(code)
    return code if pair is None else pair[1] if lang == "zh" else pair[0]
