"""The closed lists of the agreement's other works in words, in English and Chinese."""

from credentials.words.closed_lists import Labels

MEDIA: Labels = {
    "water": ("water", "水"),
    "air": ("air", "大气"),
    "solid-waste": ("solid waste", "固体废物"),
    "soil": ("soil", "土壤"),
    "groundwater": ("groundwater", "地下水"),
    "noise": ("noise", "噪声"),
    "vibration": ("vibration", "振动"),
    "radiation": ("radiation", "辐射"),
    "odour": ("odour", "恶臭"),
    "ecology": ("ecology", "生态"),
    "monitoring": ("monitoring", "监测"),
    "resource-recovery": ("resource recovery", "资源化利用"),
    "carbon": ("carbon", "减污降碳"),
}
FORMS_OF_TECHNOLOGY: Labels = {
    "process": ("process", "工艺"),
    "equipment": ("equipment", "装备"),
    "material": ("material", "材料"),
    "monitoring": ("monitoring", "监测"),
    "service": ("service", "服务"),
    "software": ("software", "软件"),
}
MATURITIES: Labels = {
    "bench": ("bench scale", "小试"),
    "pilot": ("pilot scale", "中试"),
    "demonstrated": ("demonstrated", "已示范"),
    "widely-used": ("widely used", "广泛应用"),
}
EVIDENCE_KINDS: Labels = {
    "application": ("application", "申报材料"),
    "expert-opinion": ("opinion of experts", "专家意见"),
    "monitoring-report": ("monitoring report", "监测报告"),
    "acceptance-report": ("acceptance report", "验收报告"),
    "week-log": ("log of a week's operation", "连续一周运行记录"),
    "user-opinion": ("opinion of a user", "用户意见"),
    "verification-plan": ("verification plan", "验证方案"),
    "verification-report": ("verification report", "验证报告"),
    "verification-statement": ("verification statement", "验证声明"),
    "photograph": ("photograph", "照片"),
    "award": ("award", "获奖证明"),
    "standard": ("standard", "标准文本"),
}
RIGHTS: Labels = {
    "invention": ("patent for an invention", "发明专利"),
    "utility-model": ("utility model", "实用新型专利"),
    "design": ("design", "外观设计专利"),
    "software": ("software copyright", "软件著作权"),
    "trade-secret": ("trade secret", "技术秘密"),
}
KEEPERS: Labels = {"association": ("the association", "协会"), "holder": ("the enterprise", "企业")}
GAS_STATES: Labels = {
    "dry-standard": ("dry, at 0 °C and 101.325 kPa", "标准状态干基"),
    "wet-standard": ("wet, at 0 °C and 101.325 kPa", "标准状态湿基"),
    "actual": ("as it is", "实际状态"),
}
AVERAGINGS: Labels = {
    "instant": ("at one moment", "瞬时值"),
    "hour": ("over an hour", "小时均值"),
    "day": ("over a day", "日均值"),
    "batch": ("of a batch", "批次值"),
}
MEASURES: Labels = {
    "outlet": ("outlet", "出口"),
    "removal": ("removal", "去除率"),
    "capacity": ("capacity", "处理规模"),
    "other": ("other", "其他"),
}
ROLES: Labels = {"claimed": ("claimed", "申报值"), "tested": ("tested", "实测值")}
DECISIONS: Labels = {
    "joins": ("joins the listing", "联合入库"),
    "objects": ("objects to the listing", "提出异议"),
    "withdraws": ("withdraws what it said", "撤回意见"),
}
NOTICE_KINDS: Labels = {
    "event": ("event", "活动"),
    "call": ("call", "征集"),
    "need": ("technology wanted", "技术需求"),
    "standard-draft": ("draft of a standard", "标准征求意见"),
    "plan": ("plan", "规划"),
}
OBJECTION_RESULTS: Labels = {
    "upheld": ("upheld", "成立"),
    "partly": ("upheld in part", "部分成立"),
    "rejected": ("not upheld", "不成立"),
}
ITEM_DECISIONS: Labels = {
    "adopted": ("adopted", "通过"),
    "rejected": ("rejected", "未通过"),
    "noted": ("noted", "知悉"),
}
CITED_KINDS: Labels = {
    "agreement": ("agreement text", "协议文本"),
    "scheme": ("scheme", "评价办法"),
    "technology": ("technology", "技术"),
    "standard": ("standard", "标准"),
    "report": ("report", "统计报告"),
    "survey": ("survey", "自愿填报方案"),
    "document": ("document", "文件"),
}
SURVEY_UNITS: Labels = {
    "wan-yuan": ("10,000 CNY", "万元"),
    "persons": ("persons", "人"),
    "items": ("items", "项"),
    "tonnes": ("tonnes", "吨"),
    "wan-kwh": ("10,000 kWh", "万千瓦时"),
}
