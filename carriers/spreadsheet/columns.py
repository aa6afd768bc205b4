"""Columns of sheets: a table for each kind of sheet, read by the rest of the package."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from credentials.words.closed_lists import Labels
from signing.errors import Lang

_PLACES = re.compile(r"\[[0-9]+\]")

Form = Literal["text", "list", "code", "date", "number", "unit"]
"""How a cell is read: a code must stay text, so that no digit is lost; a list is split."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: `name` is the member of the draft in JSON; a clerk sees the rest."""

    name: str
    zh: str
    en: str
    form: Form
    required: bool
    width: int
    help_zh: str
    help_en: str
    aliases: tuple[str, ...] = ()
    capitals: bool = False
    """True where small letters count as capitals."""
    words: Labels | None = field(default=None, hash=False)
    """The closed list of values for the column's cells."""
    unit: str = ""
    """The column with the unit of a number, or the unit itself."""

    @property
    def header(self) -> str:
        """The header of the template, in both languages."""
        return f"{self.zh} / {self.en}"

    def label(self, lang: Lang) -> str:
        """Return the header in one language."""
        return self.zh if lang == "zh" else self.en

    def help(self, lang: Lang) -> str:
        """Return how to fill the column."""
        return self.help_zh if lang == "zh" else self.help_en


COLUMNS = (
    Column("legalName", "企业名称", "Legal name", "text", True, 34,
           "与营业执照一致。以“示例行”开头的行不会读入。",
           "As on the business licence. A row that begins with “示例行” or “Example row” is skipped."),
    Column("legalNameEn", "企业英文名称", "Legal name in English", "text", False, 30,
           "可不填。", "Optional."),
    Column("unifiedSocialCreditCode", "统一社会信用代码", "Unified social credit code", "code", True, 24,
           "18 位，照营业执照抄写；单元格须为文本格式。",
           "18 characters, from the business licence; the cell must be formatted as text.", capitals=True),
    Column("region", "地区", "Region", "text", True, 12,
           "省级地区名称或代码，如 重庆、CN-CQ。", "Province by name or ISO 3166-2 code: Chongqing, CN-CQ."),
    Column("scheme", "评价办法", "Scheme", "text", True, 30,
           "名称或标识，见下表。", "Name or id, see the table below."),
    Column("category", "类别", "Category", "list", False, 34,
           "能力评价必填，信用评价留空；多个类别用“、”分隔。",
           "Required for capability, empty for credit; separate several with 、 or a comma or a semicolon."),
    Column("grade", "等级", "Grade", "text", True, 10,
           "见下表。", "See the table below."),
    Column("certificateNumber", "证书编号", "Certificate number", "code", True, 22,
           "本协会内不重复；单元格须为文本格式。",
           "Unique within the association; the cell must be formatted as text."),
    Column("assessedOn", "评价日期", "Assessed on", "date", True, 14,
           "如 2026-05-01、2026/5/1、2026年5月1日。", "For example 2026-05-01.", ("评定日期",)),
    Column("validFrom", "有效期起", "Valid from", "date", False, 14,
           "自当日零时（北京时间）起；不填则为评价日期。",
           "From 00:00 of that day, +08:00; if empty, the day of the assessment."),
    Column("validUntil", "有效期至", "Valid until", "date", False, 14,
           "最后有效日，当日全天（北京时间）有效；不填则按等级的最长有效期计算。",
           "The last day, valid to its end in +08:00; if empty, as long as the grade allows."),
    Column("score", "得分", "Score", "number", False, 10,
           "可不填；须与“满分”一并填写。", "Optional; goes with the maximum score."),
    Column("scoreMax", "满分", "Maximum score", "number", False, 10,
           "可不填；须与“得分”一并填写。", "Optional; goes with the score."),
    Column("supersedes", "被取代证书编号", "Supersedes", "code", False, 22,
           "本证书所取代的原证书编号；没有则留空。", "The certificate number this one replaces, if any.",
           ("替代证书编号",)),
    Column("reason", "取代原因", "Reason", "text", False, 12,
           "与“被取代证书编号”一并填写：换发、更名、升级、降级、更正。",
           "Goes with “Supersedes”: renewal, rename, upgrade, downgrade, correction.", ("替代原因",)),
)  # fmt: skip

COLUMN = {column.name: column for column in COLUMNS}

REASONS_ZH = {
    "renewal": "换发",
    "rename": "更名",
    "upgrade": "升级",
    "downgrade": "降级",
    "correction": "更正",
}
"""A clerk's words for the reasons to supersede."""

ERRORS = "errors"
"""The first column of a returned workbook; it is ignored when the workbook is read again."""
ERRORS_HEADER = "错误 / Errors"

HELP_PAGE, LISTS_PAGE = "说明 Help", "选项 Lists"
"""Pages of a template that nobody fills in."""

IGNORED = "ignored"
"""A column for the clerk's own use; it is not read."""
_IGNORED_HEADERS = ("序号", "备注", "说明", "No.", "No", "#", "Remark", "Remarks", "Note", "Notes")

EXAMPLE_MARKS = ("示例行", "Example row")
"""A row is an example if its legal name begins with one of these."""


@dataclass(frozen=True)
class Layout:
    """One kind of sheet: its columns, the name of its page, and two special columns.

    An example marks itself as one in `marked`; `named` names the credential.
    """

    columns: Sequence[Column]
    page: str
    marked: str
    named: str
    required_page: bool = False
    """True if the page may follow other pages, and a file without a page of this name is refused."""

    @cached_property
    def by_name(self) -> dict[str, Column]:
        """The columns by their names."""
        return {column.name: column for column in self.columns}

    @cached_property
    def dates(self) -> frozenset[str]:
        """The columns that hold dates."""
        return frozenset(column.name for column in self.columns if column.form == "date")

    @cached_property
    def by_spelling(self) -> dict[str, str]:
        """The accepted headers, with the column of each."""
        headers = [(ERRORS, ("错误", "Errors")), (IGNORED, _IGNORED_HEADERS)]
        headers += [(c.name, (c.name, c.zh, c.en, *c.aliases)) for c in self.columns]
        return {spelling.casefold(): name for name, spellings in headers for spelling in spellings}

    def column_of_header(self, text: str) -> str | None:
        """Return the column of a header, in either language or both (`企业名称 / Legal name`), or None."""
        names = {self._named(part.split()) for part in text.replace("／", "/").split("/")}
        return names.pop() if len(names) == 1 else None

    def column_of(self, path: str) -> str:
        """Return the column of a member: its own, the first of its parts, or that of the member around it."""
        parts = _PLACES.sub("", path).split(".") if path else []
        while parts:
            name = ".".join(parts)
            column = next(
                (member for member in self.by_name if member == name or member.startswith(f"{name}.")), None
            )
            if column is not None:
                return column
            parts.pop()
        return self.named

    def _named(self, words: list[str]) -> str | None:
        """Return the column of one spelling; a Chinese header may be broken into lines."""
        spellings = (joint.join(words).strip("*＊ ").casefold() for joint in (" ", ""))
        return next((self.by_spelling[text] for text in spellings if text in self.by_spelling), None)


def items_of(labels: Labels) -> list[str]:
    """Return the words of a closed list as a drop-down shows them, `水 / water`."""
    return [f"{zh} / {en}" for en, zh in labels.values()]


def find_code(labels: Labels, text: str) -> str | None:
    """Return the code that a clerk means: by itself, by its word in either language, or as the drop-down has
    it."""
    wanted = text.casefold()
    for code, (en, zh) in labels.items():
        if wanted in (code, en.casefold(), zh, f"{zh} / {en}".casefold()):
            return code
    return None


ASSESSMENTS = Layout(COLUMNS, "评价结果 Assessments", marked="legalName", named="certificateNumber")
"""The sheet of enterprises that `huren issue` reads."""
