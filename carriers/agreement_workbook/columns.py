"""The pages of an agreement's workbook; each column is named by the path of its member in the text."""

from carriers.spreadsheet.columns import Column, Layout
from credentials.words.closed_lists import Labels

SCHEME_KINDS: Labels = {
    "capability": ("capability", "能力评价"),
    "credit": ("credit", "信用评价"),
    "technology": ("technology", "技术"),
}
LOGGED: Labels = {"witnessed": ("witnessed", "须经见证")}
"""The log requirement: a record is in the log and another party has witnessed it."""

_END = ("最后一日，当日全天有效。", "The last day, to its end.")
_DAY = ("自当日零时（北京时间）起，如 2026-05-01。", "From 00:00 of that day, +08:00: 2026-05-01.")
_SCHEME = ("评价办法页中的标识。", "An id of the page of schemes.")
_PARTY = ("成员页中的标识或名称。", "An id or a name of the page of parties.")

TEXT = Layout(
    (
        Column("agreement", "协议标识", "Agreement", "code", True, 34,
               "小写字母、数字与连字符；各版相同。",
               "Small letters, digits and hyphens; the same in all versions."),
        Column("version", "版本号", "Version", "number", True, 10, "第一版填 1，此后逐版加 1。",
               "1, and one more for each version."),
        Column("previous", "上一版摘要", "Digest of the version before", "code", False, 30,
               "第一版留空。", "Empty in version 1."),
        Column("replaces", "所取代的草案", "Replaced drafts", "list", False, 30,
               "草案摘要，多个用“、”分隔；没有则留空。",
               "Digests of drafts, separated by 、; empty if none."),
        Column("log", "对日志的要求", "What is asked of the log", "text", False, 16,
               "填“须经见证”，则记录须入日志并经另一成员见证方可采信；否则留空。",
               "witnessed: a record counts only when it is logged and witnessed; else empty.", words=LOGGED),
        Column("effectiveFrom", "生效日期", "In force from", "date", True, 16, *_DAY),
        Column("effectiveUntil", "有效期至", "In force through", "date", True, 16, *_END),
    ),
    "协议 Agreement", marked="agreement", named="agreement", required_page=True,
)  # fmt: skip
"""Page with one row: the facts about the agreement as a whole."""

PARTIES = Layout(
    (
        Column("id", "标识", "DID", "code", True, 34, "形如 did:web:您的域名。", "did:web: and the domain."),
        Column("region", "地区", "Region", "text", True, 12, "省级地区名称或代码。",
               "Province by name or code."),
        Column("legalName.zh", "名称", "Name", "text", True, 34, "协会登记名称。", "Its registered name."),
        Column("legalName.en", "英文名称", "Name in English", "text", True, 40, "必填。", "Required."),
        Column("rootKey", "根密钥", "Root key", "code", True, 54, "公钥，以 z6Mk 开头。",
               "The public key, z6Mk…"),
    ),
    "成员 Parties", marked="id", named="id", required_page=True,
)  # fmt: skip
"""Page with a row for each party."""

SCHEMES = Layout(
    (
        Column("id", "标识", "Id", "code", True, 28, "小写字母、数字与连字符。",
               "Small letters, digits and hyphens."),
        Column("owner", "所属成员", "Owner", "text", True, 34, *_PARTY),
        Column("kind", "种类", "Kind", "text", True, 14, "能力评价、信用评价或技术。",
               "capability, credit or technology.", words=SCHEME_KINDS),
        Column("name.zh", "名称", "Name", "text", True, 30, "必填。", "Required."),
        Column("name.en", "英文名称", "Name in English", "text", True, 34, "必填。", "Required."),
        Column("basis", "依据", "Basis", "text", True, 34, "所依据的标准或文件。",
               "The standard or document."),
        Column("months", "有效月数", "Months", "number", True, 10, "凭证最长有效月数，1 至 240。",
               "How long a credential may live: 1 to 240."),
    ),
    "评价办法 Schemes", marked="id", named="id", required_page=True,
)  # fmt: skip
"""Page with a row for each scheme; categories and grades have pages of their own."""

CATEGORIES = Layout(
    (
        Column("scheme", "评价办法", "Scheme", "code", True, 28, *_SCHEME),
        Column("category", "类别", "Category", "text", True, 30, "信用评价没有类别。",
               "A credit scheme has none."),
    ),
    "类别 Categories", marked="scheme", named="scheme", required_page=True,
)  # fmt: skip
"""Page with a row for each category of a scheme."""

GRADES = Layout(
    (
        Column("scheme", "评价办法", "Scheme", "code", True, 28, *_SCHEME),
        Column("code", "等级", "Grade", "text", True, 12, "同一办法的等级由高到低排列。",
               "The grades of a scheme stand best first."),
        Column("name.zh", "名称", "Name", "text", True, 16, "必填。", "Required."),
        Column("name.en", "英文名称", "Name in English", "text", True, 22, "必填。", "Required."),
        Column("months", "有效月数", "Months", "number", False, 10, "与办法不同时填写。",
               "Where they differ from the scheme's."),
    ),
    "等级 Grades", marked="scheme", named="scheme", required_page=True,
)  # fmt: skip
"""Page with a row for each grade of a scheme, best first."""

GRANTS = Layout(
    (
        Column("issuer", "可签发方", "May issue", "text", True, 34, *_PARTY),
        Column("scheme", "评价办法", "Under", "code", True, 28, *_SCHEME),
        Column("from", "自", "From", "date", True, 16, *_DAY),
        Column("until", "至", "Through", "date", True, 16, *_END),
        Column("regions", "企业所在地区", "For enterprises in", "list", False, 24,
               "多个用“、”分隔；不填为发证方所在地区。",
               "Separated by 、; if empty, the issuer's own region."),
    ),
    "授权 Grants", marked="scheme", named="issuer", required_page=True,
)  # fmt: skip
"""Page with a row for each grant."""

EQUIVALENCES = Layout(
    (
        Column("from.scheme", "原评价办法", "Scheme", "code", True, 28, *_SCHEME),
        Column("from.category", "原类别", "Category", "text", False, 20, "不填为各类别。",
               "If empty, every category."),
        Column("from.grade", "原等级", "Grade", "text", True, 10, "必填。", "Required."),
        Column("to.scheme", "视同评价办法", "Counts under", "code", False, 28,
               "视同各栏全部不填，表示无对应等级。", "If all three are empty, it counts as nothing."),
        Column("to.category", "视同类别", "Counts in category", "text", False, 20, "不填为各类别。",
               "If empty, every category."),
        Column("to.grade", "视同等级", "Counts as grade", "text", False, 10, "与“视同评价办法”一并填写。",
               "Goes with the scheme it counts under."),
        Column("clause", "条款", "Clause", "text", True, 34, "协议条款。", "The clause of the agreement."),
        Column("until", "截止", "Through", "date", False, 16, "可不填；填写则为最后一日。",
               "Optional: the last day."),
    ),
    "等级对应 Equivalences", marked="from.scheme", named="from.scheme", required_page=True,
)  # fmt: skip
"""Page with a row for each equivalence."""

TERMS = Layout(
    (
        Column("zh", "用语", "Term", "text", True, 34, "文本中的类别、条款或依据，照原文填写。",
               "A category, a clause or a basis, as the text has it."),
        Column("en", "英文", "In English", "text", True, 44, "该用语的英文。", "The same in English."),
    ),
    "双语用语 Terms", marked="zh", named="zh", required_page=True,
)  # fmt: skip
"""Page with a row for each term that has an English translation."""

PAGES = (TEXT, PARTIES, SCHEMES, CATEGORIES, GRADES, GRANTS, EQUIVALENCES, TERMS)
LISTS = {
    "parties": PARTIES,
    "schemes": SCHEMES,
    "grants": GRANTS,
    "equivalences": EQUIVALENCES,
    "terms": TERMS,
}
"""The lists of the text, and the page of each."""

ENDS = frozenset({"effectiveUntil", "until"})
"""The columns with a last day, where the text has the first moment after it."""
