"""The columns of a sheet of bidders; the members of a consortium have one number."""

from carriers.spreadsheet.columns import Column, Layout

BIDDERS = Layout(
    (
        Column("number", "序号", "No.", "number", True, 8,
               "投标人编号，如 1、2、3；同一联合体的各成员填写相同编号。",
               "Of the bidder, such as 1, 2, 3; the members of a consortium have the same.",
               ("编号", "投标人编号", "Number", "No", "Id")),
        Column("name", "投标人名称", "Name", "text", True, 36,
               "与营业执照一致。以“示例行”开头的行不会读入。",
               "As on the business licence. A row that begins with “示例行” or “Example row” is skipped.",
               ("投标人", "投标单位", "投标单位名称", "供应商", "供应商名称", "单位名称", "企业名称",
                "联合体成员", "Bidder", "Legal name")),
        Column("uscc", "统一社会信用代码", "Unified social credit code", "code", True, 24,
               "18 位，照营业执照抄写；单元格须为文本格式。",
               "18 characters, from the business licence; the cell must be formatted as text.",
               ("信用代码", "USCC"), capitals=True),
        Column("lots", "标段", "Lots", "list", False, 18,
               "所投标段的标识，多个用“、”分隔；给出招标要求时可填标段名称，只有一个标段的可不填。",
               "Ids of the lots, separated by 、 or a comma; with the tender also their titles, and empty "
               "where it has one lot.",
               ("所投标段", "投标标段", "包号", "Lot")),
        Column("folder", "文件夹", "Folder", "text", False, 28,
               "投标文件所在文件夹，相对于名单所在位置。",
               "Where the papers are, from where the list of bidders is.",
               ("投标文件夹", "投标文件")),
        Column("lead", "牵头人", "Lead", "text", False, 10,
               "联合体牵头人填“是”；单独投标的不填。", "“yes” for the lead of a consortium; else empty.",
               ("联合体牵头人", "是否牵头", "Lead member")),
        Column("workItems", "工作内容", "Work items", "list", False, 20,
               "联合体成员承担的工作内容标识，多个用“、”分隔。",
               "Of a member of a consortium: ids of the items of work it does.",
               ("联合体分工", "分工", "Work")),
        Column("jointAgreement", "联合体协议", "Joint agreement", "text", False, 28,
               "联合体协议的文件名，位于该投标人文件夹内。", "File of the joint agreement, below the folder.",
               ("联合体协议书", "共同投标协议")),
    ),
    "投标人 Bidders",
    marked="name",
    named="number",
)  # fmt: skip
"""The sheet that `huren tender bidders` reads."""
