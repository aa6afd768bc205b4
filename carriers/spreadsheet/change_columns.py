"""The columns of a sheet of status changes."""

from carriers.spreadsheet.columns import Column, Layout

CHANGES = Layout(
    (
        Column("credential", "证书编号", "Certificate number", "code", True, 24,
               "证书编号或凭证标识（urn:uuid:…）；单元格须为文本格式。",
               "Certificate number or credential id (urn:uuid:…); the cell must be formatted as text.",
               ("number", "id", "凭证标识", "凭证", "证书编号或标识", "Credential id")),
        Column("legalName", "企业名称", "Legal name", "text", False, 34,
               "可不填；填写则须与凭证所载名称一致。",
               "Optional; where it is given it must be the credential's."),
        Column("action", "变更", "Action", "text", False, 12,
               "暂停、恢复、终止或取代；工作台办理须填写。",
               "suspend, reinstate, revoke or supersede; the desk needs it, a command has its own.",
               ("变更类型", "动作", "操作", "状态变更", "Change")),
        Column("reason", "原因", "Reason", "text", False, 22,
               "原因代码或文字；工作台办理须填写。",
               "A reason by its code or word; the desk needs it, a command has --reason.",
               ("变更原因",)),
        Column("effectiveFrom", "生效时间", "From", "date", False, 18,
               "不填则按原因确定，多为签署之时。", "If empty as the reason says, mostly the time of signing.",
               ("生效日期", "自", "Effective from", "Valid from")),
        Column("until", "暂停至", "Until", "date", False, 14,
               "暂停的最后一日（含）；不填则至恢复为止。",
               "Last day of a suspension; if empty, until it is reinstated.",
               ("截止日期", "至", "Last day")),
        Column("successor", "后继证书编号", "Successor", "code", False, 24,
               "取代时必填：取代它的证书编号或凭证标识。", "For supersede: number or id of what replaces it.",
               ("取代证书编号", "后续证书编号", "后续凭证", "Superseded by")),
    ),
    "状态变更 Changes",
    marked="legalName",
    named="credential",
)  # fmt: skip
"""The sheet that `huren suspend --sheet` and its siblings read."""
