"""The workbook of technologies to fill, and the one that comes back with the errors beside the rows."""

from collections.abc import Mapping, Sequence

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import EXAMPLE_MARKS, Layout
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
from carriers.spreadsheet.templates import help_of_columns, help_of_schemes
from carriers.spreadsheet.writing import STYLE_BY_FORM, errors_page
from credentials.documents.agreement import AgreementText
from credentials.documents.works.units import QUANTITIES, UNITS
from credentials.identifiers import uscc_check_character
from credentials.words.regions import region_name
from credentials.words.work_words import (
    AVERAGINGS,
    EVIDENCE_KINDS,
    FORMS_OF_TECHNOLOGY,
    GAS_STATES,
    KEEPERS,
    MATURITIES,
    MEDIA,
    ROLES,
)
from signing.errors import Lang
from works.technology.sheet.cells import TARGET_WORDS, items_of
from works.technology.sheet.check import CheckedPages
from works.technology.sheet.columns import (
    CASE_PAGE,
    EVIDENCE_PAGE,
    NUMBER_PAGE,
    PAGES,
    TECHNOLOGY_PAGE,
)
from works.technology.sheet.rows import MEASURES_AND_COSTS, YES

_CHOICES, _HELP = "选项 Lists", "说明 Help"
_EXAMPLE = f"{EXAMPLE_MARKS[0]}（请删除）{EXAMPLE_MARKS[1]}"
_CODE = "91500000MA0EXAMPJ"

ChoiceLists = Mapping[str, Sequence[str]]


def write_technology_template(agreement: AgreementText, issuer: str) -> bytes:
    """The .xlsx to fill: four pages with an example each and drop-down lists, help, and the closed lists.

    The same agreement gives the same bytes. CarrierError `nothing-granted` where `issuer` lists none.
    """
    granted = Granted(agreement, issuer, kinds=("technology",))
    if not granted.schemes:
        raise CarrierError("nothing-granted", issuer=issuer)
    lists = {
        "入库办法 / Scheme": [granted.label(scheme) for scheme in granted.schemes],
        "入库类别 / Class": [*dict.fromkeys(g.code for scheme in granted.schemes for g in scheme.grades)],
        "地区 / Region": [region_name(code, "zh") for code in granted.all_regions],
        "环境介质 / Media": items_of(MEDIA),
        "技术形式 / Form": items_of(FORMS_OF_TECHNOLOGY),
        "成熟度 / Maturity": items_of(MATURITIES),
        "项目 / What": items_of(MEASURES_AND_COSTS),
        "治理对象 / Target": items_of(TARGET_WORDS),
        "单位 / Unit": [*UNITS],
        "数据性质 / Standing": items_of(ROLES),
        "气体状态 / State of the gas": items_of(GAS_STATES),
        "取值时段 / Averaging": items_of(AVERAGINGS),
        "已验证 / Verified": items_of(YES),
        "佐证类别 / Kind of evidence": items_of(EVIDENCE_KINDS),
        "保管方 / Kept by": items_of(KEEPERS),
    }
    chosen = {
        TECHNOLOGY_PAGE: {
            "listing.scheme": "入库办法 / Scheme",
            "listing.class": "入库类别 / Class",
            "enterprise.region": "地区 / Region",
            "form": "技术形式 / Form",
            "media": "环境介质 / Media",
            "maturity": "成熟度 / Maturity",
        },
        NUMBER_PAGE: {
            "measure": "项目 / What",
            "target": "治理对象 / Target",
            "unit": "单位 / Unit",
            "role": "数据性质 / Standing",
            "condition.influentUnit": "单位 / Unit",
            "condition.gasState": "气体状态 / State of the gas",
            "condition.averaging": "取值时段 / Averaging",
            "verified": "已验证 / Verified",
        },
        CASE_PAGE: {"region": "地区 / Region", "capacity.unit": "单位 / Unit"},
        EVIDENCE_PAGE: {"kind": "佐证类别 / Kind of evidence", "keptBy": "保管方 / Kept by"},
    }
    examples = _examples(granted)
    pages = [_page(page, examples[page], chosen[page], lists) for page in PAGES]
    help_lines: list[SheetLine] = []
    for page in PAGES:
        help_lines += [[(page.page, Style.HEADER)], *help_of_columns(page), []]
    help_lines += [*help_of_schemes(granted), [], *_help_of_units()]
    widths = [Width(characters) for characters in (34, 24, 44, 52, 30, 24, 30)]
    help_page = Worksheet(_HELP, widths, enumerate(help_lines, start=1))
    return encode_workbook([*pages, help_page, _lists_page(lists)])


def write_technology_errors(data: bytes, checked: CheckedPages, lang: Lang, names: object = None) -> bytes:
    """The four pages as they came with the errors of each row in front, in `lang`."""
    return encode_workbook(
        [
            errors_page(data, checked.rows(page), lang, only_bad=False, layout=page, naming=names)
            for page in PAGES
        ]
    )


def _page(
    page: Layout, example: Mapping[str, Value], chosen: Mapping[str, str], lists: ChoiceLists
) -> Worksheet:
    header: SheetLine = [(c.header, Style.REQUIRED if c.required else Style.HEADER) for c in page.columns]
    line: SheetLine = [
        (example[c.name], Style.EXAMPLE_DATE if c.form == "date" else Style.EXAMPLE)
        if c.name in example
        else None
        for c in page.columns
    ]
    letters = dict(zip(lists, "ABCDEFGHIJKLMNOPQRSTUVWXYZ", strict=False))
    positions = {column.name: position for position, column in enumerate(page.columns, start=1)}
    choices = [
        Choice(positions[name], f"'{_CHOICES}'!${letters[title]}$2:${letters[title]}${len(lists[title]) + 1}")
        for name, title in chosen.items()
    ]
    widths = [
        Width(c.width, Style.TEXT if c.form == "number" else STYLE_BY_FORM[c.form]) for c in page.columns
    ]
    return Worksheet(page.page, widths, [(1, header), (2, line)], choices, frozen=True)


def _lists_page(lists: ChoiceLists) -> Worksheet:
    depth = max(map(len, lists.values()))
    lines: list[SheetLine] = [[(title, Style.HEADER) for title in lists]]
    lines += [
        [(items[i], Style.TEXT) if i < len(items) else None for items in lists.values()] for i in range(depth)
    ]
    return Worksheet(_CHOICES, [Width(26)] * len(lists), enumerate(lines, start=1))


def _help_of_units() -> list[SheetLine]:
    """The units and what each measures: two numbers are compared where that is the same."""
    lines: list[SheetLine] = [
        [(text, Style.HEADER) for text in ("单位 / Unit", "印作 / Printed", "量", "Quantity")]
    ]
    for code, unit in UNITS.items():
        en, zh = QUANTITIES[unit.quantity]
        lines.append([(text, Style.WRAPPED) for text in (code, unit.zh or "—", zh, en)])
    return lines


def _examples(granted: Granted) -> Mapping[Layout, Mapping[str, Value]]:
    """A row a page, which is not read."""
    scheme = granted.schemes[0]
    return {
        TECHNOLOGY_PAGE: {
            "number": "1",
            "title.zh": _EXAMPLE,
            "title.en": "Example",
            "version": "1.0",
            "enterprise.legalName": "重庆示例环保有限公司",
            "enterprise.unifiedSocialCreditCode": _CODE + uscc_check_character(_CODE),
            "enterprise.region": region_name(granted.regions(scheme)[0], "zh"),
            "listing.scheme": granted.label(scheme),
            "listing.class": scheme.grades[0].code,
            "media": "水",
            "form": "工艺",
            "maturity": "已示范",
            "process": "缺氧、好氧依次处理",
            "applicability": "城镇污水处理厂",
        },
        NUMBER_PAGE: {
            "number": "1",
            "measure": "出口",
            "target": "化学需氧量",
            "name.zh": _EXAMPLE,
            "high": "30",
            "unit": "mg/L",
            "role": "实测值",
            "condition.influentLow": "200",
            "condition.influentHigh": "450",
            "condition.influentUnit": "mg/L",
            "condition.averaging": "日均值",
            "method": "HJ 828-2017",
            "source": "监测报告.pdf",
        },
        CASE_PAGE: {
            "number": "1",
            "name.zh": _EXAMPLE,
            "name.en": "Example works",
            "region": region_name(granted.regions(scheme)[0], "zh"),
            "since": "2023-05-01",
            "capacity.low": "20000",
            "capacity.high": "20000",
            "capacity.unit": "m3/d",
            "evidence": "监测报告.pdf",
        },
        EVIDENCE_PAGE: {"number": "1", "file": f"{_EXAMPLE}.pdf", "kind": "监测报告", "keptBy": "企业"},
    }
