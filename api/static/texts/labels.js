// Written by `python -m docs.build` from cli/labels.py; do not edit.
// code: [word, 词]
export const CHECKS = {
  "well-formed": ["form", "格式"],
  "issuer-key": ["issuer's key", "签发密钥"],
  "proof": ["signature", "签名"],
  "agreement": ["agreement", "协议"],
  "authority": ["authority", "签发权限"],
  "validity-period": ["validity period", "有效期"],
  "status": ["status", "状态"],
  "freshness": ["freshness", "时效"],
  "log": ["log", "日志"],
  "recognition": ["recognition", "互认"],
  "subject": ["enterprise", "企业"],
  "day": ["that day", "当日"],
};
export const RESULTS = {
  "passed": ["passed", "通过"],
  "failed": ["FAILED", "未通过"],
  "indeterminate": ["unclear", "无法确认"],
  "skipped": ["not checked", "未检查"],
};
export const REASONS = {
  "complaint": ["complaint", "投诉"],
  "investigation": ["investigation", "调查"],
  "annual-check-overdue": ["yearly supervision overdue", "未按期接受年度监督"],
  "enterprise-request": ["at the enterprise's request", "企业申请"],
  "resolved": ["resolved", "问题已解决"],
  "false-material": ["false material", "材料虚假"],
  "serious-violation": ["serious violation", "严重违规"],
  "enterprise-dissolved": ["enterprise dissolved", "企业注销"],
  "issued-in-error": ["issued in error", "错误签发"],
  "renewal": ["renewal", "换发"],
  "rename": ["rename", "更名"],
  "upgrade": ["upgrade", "升级"],
  "downgrade": ["downgrade", "降级"],
  "correction": ["correction", "更正"],
};
