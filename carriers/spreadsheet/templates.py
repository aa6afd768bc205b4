"""Templates that a clerk fills in: assessments and status changes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from string import ascii_uppercase

from carriers.errors import CarrierError
from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.columns import (
    ASSESSMENTS,
    EXAMPLE_MARKS,
    HELP_PAGE,
    LISTS_PAGE,
    REASONS_ZH,
    Layout,
)
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

_CODE = "91500000MA0EXAMPJ"
EXAMPLE_CODE = _CODE + uscc_check_character(_CODE)
"""Credit code that passes the check and belongs to nobody."""
EXAMPLE_NAME = f"{EXAMPLE_MARKS[0]}（请删除）{EXAMPLE_MARKS[1]}"

ChoiceLists = Mapping[str, Sequence[str]]
"""The items of drop-down lists by their titles."""


def write_template(
    agreement: AgreementText, issuer: str, *, begun: Sequence[Mapping[str, Value]] = ()
) -> bytes:
    """Return the .xlsx to fill in: an example row, drop-down lists, and help on the grants of `issuer`.

    Rows that are `begun` follow the example. The same agreement gives the same bytes. CarrierError
    `nothing-granted` when there is nothing to issue.
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
    return encode_template(ASSESSMENTS, example, lists, help_of_schemes(granted), begun)


def write_change_template() -> bytes:
    """Return the .xlsx of status changes to fill in: an example row, drop-down lists, and a page of help."""
    example: dict[str, Value] = {
        "credential": "2026-0001",
        "legalName": EXAMPLE_NAME,
        "action": ACTION_WORDS["suspend"][1],
        "reason": REASON_WORDS["complaint"][1],
    }
    lists = {
        "action": [zh for _, zh in ACTION_WORDS.values()],
        "reason": [zh for _, zh in REASON_WORDS.values()],
    }
    return encode_template(CHANGES, example, lists, _help_of_reasons())


def encode_template(
    layout: Layout,
    example: dict[str, Value],
    lists: dict[str, list[str]],
    more_help: Iterable[SheetLine] = (),
    begun: Sequence[Mapping[str, Value]] = (),
) -> bytes:
    """Return three pages: the sheet with its example; help on its columns, and more; the lists of cells."""
    titled = {layout.by_name[name].header: items for name, items in lists.items()}
    chosen = dict(zip(lists, titled, strict=True))
    help_page = format_help([*help_of_columns(layout), *more_help])
    page = page_to_fill(layout, example, chosen, titled, begun=begun)
    return encode_workbook([page, help_page, page_of_lists(titled)])


def page_to_fill(
    layout: Layout,
    example: Mapping[str, Value],
    chosen: Mapping[str, str],
    lists: ChoiceLists,
    numbers: Style = Style.PLAIN,
    *,
    begun: Sequence[Mapping[str, Value]] = (),
) -> Worksheet:
    """Return the sheet with its example, and rows that are `begun`.

    Cells of the columns `chosen` offer the items of the named list.
    """
    columns = layout.columns
    header: SheetLine = [(c.header, Style.REQUIRED if c.required else Style.HEADER) for c in columns]
    line: SheetLine = [
        (example[c.name], Style.EXAMPLE_DATE if c.form == "date" else Style.EXAMPLE)
        if c.name in example
        else None
        for c in columns
    ]
    positions = {column.name: position for position, column in enumerate(columns, start=1)}
    letters = {title: f"${letter}" for title, letter in zip(lists, ascii_uppercase, strict=False)}
    choices = [
        Choice(positions[name], f"'{LISTS_PAGE}'!{letters[title]}$2:{letters[title]}${len(lists[title]) + 1}")
        for name, title in chosen.items()
    ]
    widths = [Width(c.width, numbers if c.form == "number" else STYLE_BY_FORM[c.form]) for c in columns]
    rows: list[SheetLine] = [
        [(row[c.name], STYLE_BY_FORM[c.form]) if row.get(c.name) else None for c in columns] for row in begun
    ]
    return Worksheet(layout.page, widths, enumerate([header, line, *rows], start=1), choices, frozen=True)


def format_help(lines: Iterable[SheetLine]) -> Worksheet:
    """Return the page that explains how to fill in the others."""
    widths = [Width(characters) for characters in (34, 24, 44, 52, 30, 24, 30)]
    return Worksheet(HELP_PAGE, widths, enumerate(lines, start=1))


def _example(granted: Granted, day: date) -> dict[str, Value]:
    """Return an example for the first granted scheme, with a code that passes and belongs to nobody."""
    scheme = granted.schemes[0]
    example: dict[str, Value] = {
        "legalName": EXAMPLE_NAME,
        "unifiedSocialCreditCode": EXAMPLE_CODE,
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
    """Yield how to fill each column."""
    titles = ("列 / Column", "必填 / Required", "怎样填写", "How to fill it", "", "", "")
    yield [(text, Style.HEADER) for text in titles]
    for column in layout.columns:
        yield wrapped(column.header, "是 / yes" if column.required else "", column.help_zh, column.help_en)


def help_of_schemes(granted: Granted) -> Iterator[SheetLine]:
    """Yield the categories, grades and regions that each scheme allows."""
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
        yield wrapped(f"{ACTION_WORDS[action][1]} / {action}", "", "、".join(zh), "; ".join(en))


def _scheme_line(granted: Granted, scheme: Scheme) -> SheetLine:
    grades = (g.code if g.name.zh == g.code else f"{g.code} {g.name.zh}" for g in scheme.grades)
    months = (f"{g.code} {scheme.months_of(g.code)}" for g in scheme.grades if g.months is not None)
    regions = (f"{code} {region_name(code, 'zh')}" for code in granted.regions(scheme))
    return wrapped(
        scheme.id,
        scheme.name.zh,
        scheme.name.en,
        "、".join(scheme.categories) or "—",
        "、".join(grades),
        "、".join([str(scheme.months), *months]),
        "、".join(regions),
    )


def wrapped(*texts: str) -> SheetLine:
    """Return texts of several lines."""
    return [(text, Style.WRAPPED) for text in texts]


def page_of_lists(lists: ChoiceLists) -> Worksheet:
    """Return the items of drop-down lists, a column each."""
    depth = max(map(len, lists.values()))
    lines: list[SheetLine] = [[(title, Style.HEADER) for title in lists]]
    lines += [
        [(items[i], Style.TEXT) if i < len(items) else None for items in lists.values()] for i in range(depth)
    ]
    return Worksheet(LISTS_PAGE, [Width(30)] * len(lists), enumerate(lines, start=1))
