"""The minutes of a conference as a workbook: a page for the meeting, a page with one row for each item, a
page with one row for each dissent."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout, find_code, items_of
from carriers.spreadsheet.formats.cells import list_first
from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Value, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.reading import SheetRow, read_sheet
from carriers.spreadsheet.row_cells import CheckedRow, RowCells, RowError, put_member, split_list
from carriers.spreadsheet.templates import (
    EXAMPLE_NAME,
    format_help,
    help_of_columns,
    page_of_lists,
    page_to_fill,
)
from carriers.spreadsheet.writing import errors_page
from credentials.errors import RecordError
from credentials.record import JsonObject
from credentials.times import day_of
from credentials.words.closed_lists import Labels
from credentials.words.work_words import CITED_KINDS, ITEM_DECISIONS
from signing.errors import Lang
from works.conferences.resolution.draft_file import Refer

_YES: Labels = {"true": ("yes", "是")}
_COLON, _ITEM = re.compile("[:：]"), re.compile("[0-9]{1,2}", re.ASCII)
_STEP = re.compile(r"(items|dissent)\[([0-9]+)\]\.?(.*)")
_LONGEST = 4000

MEETING = Layout(
    (
        Column("number", "编号", "Number", "code", True, 30, "决议编号。", "The number of the resolution."),
        Column("resolvedOn", "议定日期", "Resolved on", "date", True, 14, "如 2026-05-01。", "2026-05-01."),
        Column("meeting.title.zh", "会议名称", "Meeting", "text", True, 34, "必填。", "Required."),
        Column("meeting.title.en", "会议英文名称", "Meeting in English", "text", True, 34, "必填。",
               "Required."),
        Column("meeting.place", "地点", "Place", "text", True, 24, "必填。", "Required."),
        Column("meeting.from", "会议自", "From", "date", True, 14, "首日。", "Its first day."),
        Column("meeting.until", "会议至", "Through", "date", True, 14, "最后一日。", "Its last day."),
    ),
    "会议 Meeting", marked="number", named="number", required_page=True,
)  # fmt: skip
"""The page of the meeting, in one row."""

ITEMS = Layout(
    (
        Column("title.zh", "议项", "Item", "text", True, 30, "按行的先后编号。", "Numbered by its row."),
        Column("title.en", "议项英文", "Item in English", "text", True, 30, "必填。", "Required."),
        Column("text.zh", "内容", "Text", "text", True, 60, "必填。", "Required."),
        Column("text.en", "内容英文", "Text in English", "text", False, 40, "可不填。", "Optional."),
        Column("decision", "决定", "Decision", "text", True, 12, "通过、未通过或知悉。",
               "adopted, rejected or noted.", words=ITEM_DECISIONS),
        Column("due", "期限", "Due", "date", False, 14, "限通过的议项。", "Of what is adopted."),
        Column("owner", "责任方", "Carried out by", "text", False, 34, "协会名称；不填为各方。",
               "The association's name; if empty, all of them."),
        Column("refers", "引用", "Refers to", "list", False, 40,
               "如“标准：代码 版本”“文件：决议编号#议项序号”，多个用“、”分隔。",
               "As standard: CODE VERSION, or document: NUMBER#ITEM; separated by 、."),
        Column("withheld", "不公开", "Withheld", "text", False, 10, "填“是”则只签署摘要。",
               "yes: only a digest is signed.", words=_YES),
    ),
    "议项 Items", marked="title.zh", named="title.zh", required_page=True,
)  # fmt: skip
"""The page of items, one row for each, in their order."""

DISSENT = Layout(
    (
        Column("dissenter", "协会", "Association", "text", True, 34, "协会名称。", "Its name."),
        Column("item", "议项序号", "Item number", "number", True, 12, "议项页中的第几项。",
               "Which item of the other page."),
        Column("text.zh", "保留意见", "Dissent", "text", True, 60, "必填。", "Required."),
        Column("text.en", "保留意见英文", "Dissent in English", "text", False, 40, "可不填。", "Optional."),
    ),
    "保留意见 Dissent", marked="dissenter", named="dissenter", required_page=True,
)  # fmt: skip
"""The page of dissents, one row for each."""

PAGES = (MEETING, ITEMS, DISSENT)


class Minutes(NamedTuple):
    """The draft that the pages contain, and the rows of each page with their errors."""

    value: JsonObject
    rows: Mapping[Layout, Sequence["MinutesRow"]]

    @property
    def errors(self) -> dict[Layout, list[RowError]]:
        """Return the errors of each page that has some."""
        by_page = {page: [error for row in rows for error in row.errors] for page, rows in self.rows.items()}
        return {page: errors for page, errors in by_page.items() if errors}

    def refuse(self, error: RecordError) -> None:
        """Record an error at the cell that its path points to."""
        path = error.field.removeprefix("credentialSubject.")
        match = _STEP.fullmatch(path)
        page = {"items": ITEMS, "dissent": DISSENT}[match[1]] if match is not None else MEETING
        row = self.rows[page][int(match[2]) if match is not None else 0]
        column = page.column_of(match[3] if match is not None else path)
        row.refuse(column, RecordError(error.code, "", **error.facts))


class MinutesRow(RowCells):
    """A row whose cells become members; `parties` are ids by name."""

    def __init__(self, row: SheetRow, layout: Layout, parties: Mapping[str, str], refer: Refer) -> None:
        super().__init__(row, layout)
        self.number = row.number
        self.item: JsonObject = {}
        self._parties, self._refer = parties, refer
        for column in layout.columns:
            put_member(self.item, column.name, self._read(column))

    @property
    def errors(self) -> tuple[RowError, ...]:
        """Return the errors of the row's cells."""
        return tuple(self._errors)

    def _read(self, column: Column) -> Any:
        if column.form == "date":
            moment = self._moment(column.name)
            return day_of(moment).isoformat() if moment is not None else None
        if column.name in ("owner", "dissenter"):
            return self._find(column.name, self._find_party, 250)
        if column.words is not None:
            return self._find(column.name, lambda text: _find_word(column.words or {}, text))
        if column.form == "list":
            return self._find(column.name, lambda text: [*map(self._cite, split_list(text))], _LONGEST)
        text = self._text(column.name, _LONGEST)
        if text is None:
            return None
        if column.form == "number":
            # isdigit() alone also accepts superscripts and digits of other scripts
            if not (text.isascii() and text.isdigit() and len(text) < 4):
                self.refuse(column.name, CarrierError("cell-whole"))
                return None
            return int(text)
        return text

    def _find_party(self, text: str) -> str:
        party = self._parties.get(text.casefold())
        if party is None:
            raise RecordError("reference-unknown", item=text)
        return party

    def _cite(self, text: str) -> JsonObject:
        """Return the citation in a cell: kind and title, for an item also its number."""
        *kinds, rest = _COLON.split(text, maxsplit=1)
        kind = _find_word(CITED_KINDS, kinds[0].strip()) if kinds else "document"
        title, _, item = (part.strip() for part in rest.partition("#"))
        if item and _ITEM.fullmatch(item) is None:
            raise RecordError("member-value", expected="1–60")
        return {"kind": kind, "digest": self._refer(kind, title, int(item) if item else None)}


def _find_word(words: Labels, text: str) -> str:
    """Return the code of a word; RecordError."""
    code = find_code(words, text)
    if code is None:
        raise RecordError("member-value", expected=" / ".join(zh for _, zh in words.values()))
    return code


def read_minutes(
    data: bytes, parties: Mapping[str, str], refer: Refer, *, include_hidden: bool = False
) -> Minutes:
    """Return the draft of a workbook with the errors of its cells; CarrierError for a page as a whole."""
    rows = {
        page: [
            MinutesRow(row, page, parties, refer)
            for row in read_sheet(
                data,
                page,
                may_be_empty=page is DISSENT,
                include_hidden=include_hidden,
                pages=PAGES if page is MEETING else (),
            ).rows
        ]
        for page in PAGES
    }
    head, *more = rows[MEETING]
    if more:
        numbers = list_first([row.number for row in rows[MEETING]])
        more[0].refuse("number", CarrierError("row-repeated", rows=numbers))
    items: list[Any] = [
        {**row.item, "withheld": True} if "withheld" in row.item else row.item for row in rows[ITEMS]
    ]
    value: JsonObject = {**head.item, "items": items}
    if rows[DISSENT]:
        value["dissent"] = [row.item for row in rows[DISSENT]]
    return Minutes(value, rows)


def write_minutes_errors(data: bytes, minutes: Minutes, lang: Lang) -> bytes:
    """Return the pages as they were handed in, with the errors of each row in the first column, in `lang`."""
    pages = []
    for page, rows in minutes.rows.items():
        checked: list[CheckedRow[Any]] = [CheckedRow(row.number, None, row.errors) for row in rows]
        pages.append(errors_page(data, checked, lang, only_bad=False, layout=page))
    return encode_workbook(pages)


def write_minutes_template(parties: Sequence[str], day: date) -> bytes:
    """Return the .xlsx to fill; `parties` are the names that may be chosen."""
    lists = {
        "决定 / Decision": items_of(ITEM_DECISIONS),
        "责任方 / Carried out by": [*parties],
        "不公开 / Withheld": items_of(_YES),
    }
    decision, owner, withheld = lists
    chosen = {
        ITEMS: {"decision": decision, "owner": owner, "withheld": withheld},
        DISSENT: {"dissenter": owner},
    }
    examples: dict[Layout, dict[str, Value]] = {
        MEETING: {
            "number": EXAMPLE_NAME, "resolvedOn": day, "meeting.title.zh": "示例联席会议",
            "meeting.title.en": "Joint conference (Example)", "meeting.place": "示例市",
            "meeting.from": day, "meeting.until": day,
        },
        ITEMS: {
            "title.zh": EXAMPLE_NAME, "title.en": "Example of an item", "text.zh": "示例议项内容。",
            "decision": "通过 / adopted", "due": day.replace(year=day.year + 1, day=1), "owner": parties[0],
            "refers": "标准：example-criteria 1",
        },
        DISSENT: {"dissenter": EXAMPLE_NAME, "item": 1, "text.zh": "示例保留意见。"},
    }  # fmt: skip
    lines: list[SheetLine] = []
    for page in PAGES:
        lines += [[(page.page, Style.HEADER)], *help_of_columns(page), []]
    to_fill = [page_to_fill(page, examples[page], chosen.get(page, {}), lists) for page in PAGES]
    return encode_workbook([*to_fill, format_help(lines), page_of_lists(lists)])
