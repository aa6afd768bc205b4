"""Sentences on a list of bidders that is drawn up, at the terminal and on the page."""

MISSING = {
    "name": ("the name", "名称"),
    "uscc": ("the unified social credit code", "统一社会信用代码"),
    "lots": ("the lots", "标段"),
}
"""Sentences on members that the names of folders lack."""
TO_FILL = ("To be filled in: {what} of {ids}", "待填写：{ids} 的{what}")
