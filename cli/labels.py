"""The closed lists of the documents in words: checks, reasons, actions, uses, kinds."""

from cli.words import say

CHECKS = {
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
}
RESULTS = {
    "passed": ("passed", "通过"),
    "failed": ("FAILED", "未通过"),
    "indeterminate": ("unclear", "无法确认"),
    "skipped": ("not checked", "未检查"),
}
OUTCOMES = {
    "valid": ("VALID", "有效", "green"),
    "invalid": ("INVALID", "无效", "red"),
    "indeterminate": ("INDETERMINATE", "无法确认", "yellow"),
}
REASONS = {
    "complaint": ("complaint", "投诉"),
    "investigation": ("investigation", "调查"),
    "annual-check-overdue": ("annual check overdue", "年检逾期"),
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
}
ACTIONS = {
    "suspend": ("suspended", "暂停"),
    "reinstate": ("reinstated", "恢复"),
    "revoke": ("revoked", "吊销"),
    "supersede": ("superseded", "被取代"),
}
USES = {
    "root": ("root", "根"),
    "assessment": ("assessment", "评价"),
    "publication": ("publication", "发布"),
}
KINDS = {
    "capability": ("capability credential", "能力评价凭证"),
    "credit": ("credit credential", "信用评价凭证"),
    "agreement": ("agreement half", "协议签署件"),
    "key-list": ("key list", "密钥清单"),
    "status-event": ("status event", "状态事件"),
    "salvage": ("salvage list", "补救清单"),
    "manifest": ("manifest", "发布清单"),
    "status-list": ("status list", "状态列表"),
}


def label(table: dict[str, tuple[str, str]], code: str) -> str:
    """The word for a code in the language spoken now; the code itself when the table does not know it."""
    found = table.get(code)
    return say(*found) if found is not None else code
