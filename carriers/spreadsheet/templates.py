"""The templates a clerk fills: of assessments, and of status changes."""

from collections.abc import Iterable, Iterator
from datetime import date

from carriers.errors import CarrierError
from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.columns import ASSESSMENTS, EXAMPLE_MARKS, REASONS_ZH, Layout
from carriers.spreadsheet.formats.xlsx_writer import (
    Choice,
    SheetLine,
    Value,
    Width,
    Worksheet,
    encode_workbook,
)
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.writing import STYLE_BY_FORM
from credentials.documents.agreement import AgreementText, Scheme
from credentials.documents.status_event import REASONS
from credentials.identifiers import uscc_check_character
from credentials.times import day_of
from credentials.words.closed_lists import ACTIONS as ACTION_WORDS
from credentials.words.closed_lists import REASONS as REASON_WORDS
from credentials.words.regions import region_name

_EXAMPLE_CODE = "91500000MA0EXAMPJ"
_EXAMPLE_NAME = f"{EXAMPLE_MARKS[0]}（请删除）{EXAMPLE_MARKS[1]}"
_CHOICES = "选项 Lists"


def write_template(agreement: AgreementText, issuer: str) -> bytes:
    """The .xlsx to fill: an example row, drop-down lists, and a page of help on what `issuer` may issue.

    The same agreement gives the same bytes. CarrierError `nothing-granted` when there is nothing to issue.
    """
    granted = Granted(agreement, issuer)
    if not granted.schemes:
        raise CarrierError("nothing-granted", issuer=issuer)
    lists = {
        "scheme": [granted.label(scheme) for scheme in granted.schemes],
        "grade": [*dict.fromkeys(grade.code for scheme in granted.schemes for grade in scheme.grades)],
        "region": [region_name(code, "zh") for code in granted.all_regions],
        "reason": [*REASONS_ZH.values()],
    }
    example = _example(granted, day_of(agreement.effective_from))
    return _encode(ASSESSMENTS, example, lists, help_of_schemes(granted))


def write_change_template() -> bytes:
    """The .xlsx of status changes to fill: an example row, drop-down lists, and a page of help."""
    example: dict[str, Value] = {
        "credential": "2026-0001",
        "legalName": _EXAMPLE_NAME,
        "action": ACTION_WORDS["suspend"][1],
        "reason": REASON_WORDS["complaint"][1],
    }
    lists = {
        "action": [zh for _, zh in ACTION_WORDS.values()],
        "reason": [zh for _, zh in REASON_WORDS.values()],
    }
    return _encode(CHANGES, example, lists, _help_of_reasons())


def _encode(
    layout: Layout, example: dict[str, Value], lists: dict[str, list[str]], more_help: Iterable[SheetLine]
) -> bytes:
    """Three pages: the sheet with its example; help on its columns, and more; the lists of cells."""
    columns = layout.columns
    header: SheetLine = [(c.header, Style.REQUIRED if c.required else Style.HEADER) for c in columns]
    line: SheetLine = [
        (example[c.name], Style.EXAMPLE_DATE if c.form == "date" else Style.EXAMPLE)
        if c.name in example
        else None
        for c in columns
    ]
    positions = {column.name: position for position, column in enumerate(columns, start=1)}
    choices = [
        Choice(positions[name], f"'{_CHOICES}'!${letter}$2:${letter}${len(items) + 1}")
        for letter, (name, items) in zip("ABCD", lists.items(), strict=False)
    ]
    widths = [Width(c.width, STYLE_BY_FORM[c.form]) for c in columns]
    data = Worksheet(layout.page, widths, [(1, header), (2, line)], choices, frozen=True)
    help_widths = [Width(characters) for characters in (34, 24, 44, 52, 30, 24, 30)]
    help_lines = [*help_of_columns(layout), *more_help]
    help_page = Worksheet("说明 Help", help_widths, enumerate(help_lines, start=1))
    return encode_workbook([data, help_page, _lists(layout, lists)])


def _example(granted: Granted, day: date) -> dict[str, Value]:
    """An example for the first granted scheme, with a code that passes and belongs to nobody."""
    scheme = granted.schemes[0]
    example: dict[str, Value] = {
        "legalName": _EXAMPLE_NAME,
        "unifiedSocialCreditCode": _EXAMPLE_CODE + uscc_check_character(_EXAMPLE_CODE),
        "region": region_name(granted.regions(scheme)[0], "zh"),
        "scheme": granted.label(scheme),
        "grade": scheme.grades[0].code,
        "certificateNumber": f"{day.year}-0001",
        "assessedOn": day,
    }
    if scheme.categories:
        example["category"] = "、".join(scheme.categories[:2])
    return example


def help_of_columns(layout: Layout) -> Iterator[SheetLine]:
    """How each column is filled."""
    titles = ("列 / Column", "必填 / Required", "怎样填写", "How to fill it", "", "", "")
    yield [(text, Style.HEADER) for text in titles]
    for column in layout.columns:
        yield _wrapped(column.header, "是 / yes" if column.required else "", column.help_zh, column.help_en)


def help_of_schemes(granted: Granted) -> Iterator[SheetLine]:
    """What may be issued under which scheme."""
    titles = (
        "标识 / Id",
        "评价办法",
        "Scheme",
        "类别 / Categories",
        "等级 / Grades",
        "月数 / Months",
        "地区 / Regions",
    )
    yield []
    yield [(text, Style.HEADER) for text in titles]
    yield from (_scheme_line(granted, scheme) for scheme in granted.schemes)


def _help_of_reasons() -> Iterator[SheetLine]:
    yield []
    yield [(text, Style.HEADER) for text in ("变更 / Action", "", "原因", "Reasons")]
    for action, codes in REASONS.items():
        en, zh = zip(*(REASON_WORDS[code] for code in codes), strict=True)
        yield _wrapped(f"{ACTION_WORDS[action][1]} / {action}", "", "、".join(zh), "; ".join(en))


def _scheme_line(granted: Granted, scheme: Scheme) -> SheetLine:
    grades = (g.code if g.name.zh == g.code else f"{g.code} {g.name.zh}" for g in scheme.grades)
    months = (f"{g.code} {scheme.months_of(g.code)}" for g in scheme.grades if g.months is not None)
    regions = (f"{code} {region_name(code, 'zh')}" for code in granted.regions(scheme))
    return _wrapped(
        scheme.id,
        scheme.name.zh,
        scheme.name.en,
        "、".join(scheme.categories) or "—",
        "、".join(grades),
        "、".join([str(scheme.months), *months]),
        "、".join(regions),
    )


def _wrapped(*texts: str) -> SheetLine:
    return [(text, Style.WRAPPED) for text in texts]


def _lists(layout: Layout, lists: dict[str, list[str]]) -> Worksheet:
    depth = max(map(len, lists.values()))
    lines: list[SheetLine] = [[(layout.by_name[name].header, Style.HEADER) for name in lists]]
    lines += [
        [(items[i], Style.TEXT) if i < len(items) else None for items in lists.values()] for i in range(depth)
    ]
    return Worksheet(_CHOICES, [Width(30)] * len(lists), enumerate(lines, start=1))
