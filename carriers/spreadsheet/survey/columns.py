"""The columns of a sheet of survey returns, and of a table as it was published."""

from carriers.spreadsheet.columns import Column, Layout

RETURNS = Layout(
    (
        Column("enterprise", "统一社会信用代码", "Unified social credit code", "code", True, 24,
               "18 位，照营业执照抄写；单元格须为文本格式。",
               "18 characters, from the business licence; the cell must be formatted as text.",
               capitals=True),
        Column("legalName", "企业名称", "Legal name", "text", False, 34,
               "可不填。以“示例行”开头的行不会读入。",
               "Optional. A row that begins with “示例行” or “Example row” is skipped."),
        Column("group", "所属集团", "Group", "text", False, 24,
               "同一集团的企业合并为一个填报者，须写法一致；没有则留空。",
               "Enterprises of one group count as one contributor; write it alike, or leave it empty.",
               ("集团",)),
        Column("row", "细分领域", "Segment", "text", True, 18,
               "表的行类别。", "The row of the table.", ("行", "行类别")),
        Column("column", "规模", "Size class", "text", True, 14,
               "表的列类别。", "The column of the table.", ("列", "列类别", "Size")),
        Column("amount", "数值", "Amount", "number", True, 16,
               "不带正负号的数字，整数不超过 15 位、小数不超过 4 位，如 1250 或 12.5。没有发生额填 0。",
               "Digits without a sign, at most 15 and 4 decimals, such as 12.5; 0 where there was none.",
               ("金额", "填报数", "Value")),
    ),
    "填报数据 Returns",
    marked="legalName",
    named="enterprise",
)  # fmt: skip
"""What `huren statistics survey protect` reads: a row for each enterprise and cell."""

PUBLISHED = Layout(
    tuple(
        Column(name, name, name, "text", required, 16, "", "")
        for name, required in (
            ("TIME_PERIOD", True),
            ("REF_AREA", True),
            ("INDICATOR", True),
            ("SEGMENT", True),
            ("SIZE", True),
            ("OBS_VALUE", True),
            ("OBS_STATUS", True),
            ("CONF_STATUS", True),
            ("UNIT_MEASURE", True),
            ("COMMENT_TS", False),
        )
    ),
    "数据 Data",
    marked="COMMENT_TS",
    named="SEGMENT",
    beside=True,
)
"""A table as it was published, a line for each cell."""
