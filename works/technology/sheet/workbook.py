"""The workbook of technologies to fill, and the one that comes back with the errors beside the rows."""

from collections.abc import Mapping, Sequence

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Column, Layout, items_of
from carriers.spreadsheet.formats.xlsx_writer import SheetLine, Value, encode_workbook
from carriers.spreadsheet.formats.xlsx_writer_styles import Style
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.templates import (
    EXAMPLE_CODE,
    EXAMPLE_NAME,
    format_help,
    help_of_columns,
    help_of_schemes,
    page_of_lists,
    page_to_fill,
    wrapped,
)
from carriers.spreadsheet.writing import errors_page
from credentials.documents.agreement import AgreementText
from credentials.documents.works.units import QUANTITIES, UNITS
from credentials.words.regions import region_name
from signing.errors import Lang
from works.technology.sheet.check import CheckedPages
from works.technology.sheet.columns import CASE_PAGE, EVIDENCE_PAGE, NUMBER_PAGE, PAGES, TECHNOLOGY_PAGE


def write_technology_template(agreement: AgreementText, issuer: str) -> bytes:
    """Return the .xlsx to fill: four pages, each with an example and drop-down lists, then help and the
    closed lists.

    The same agreement gives the same bytes. CarrierError `nothing-granted` where `issuer` lists none.
    """
    granted = Granted(agreement, issuer, kinds=("technology",))
    if not granted.schemes:
        raise CarrierError("nothing-granted", issuer=issuer)
    regions = [region_name(code, "zh") for code in granted.all_regions]
    of_agreement = {
        "listing.scheme": [granted.label(scheme) for scheme in granted.schemes],
        "listing.class": [*dict.fromkeys(g.code for scheme in granted.schemes for g in scheme.grades)],
        "enterprise.region": regions,
        "region": regions,
    }
    lists: dict[str, Sequence[str]] = {}
    pages, examples = [], _examples(granted)
    for page in PAGES:
        chosen = {}
        for column in page.columns:
            if items := of_agreement.get(column.name) or _items(column):
                chosen[column.name] = next(
                    (header for header, same in lists.items() if same == items), column.header
                )
                lists[chosen[column.name]] = items
        pages.append((page, chosen))
    help_lines: list[SheetLine] = []
    for page in PAGES:
        help_lines += [[(page.page, Style.HEADER)], *help_of_columns(page), []]
    help_lines += [*help_of_schemes(granted), [], *_help_of_units()]
    # text cells, so that no program turns codes and days into numbers
    to_fill = [page_to_fill(page, examples[page], chosen, lists, Style.TEXT) for page, chosen in pages]
    return encode_workbook([*to_fill, format_help(help_lines), page_of_lists(lists)])


def _items(column: Column) -> Sequence[str]:
    """Return the drop-down list of a column; units stand by their signs, read as well as their codes."""
    if column.form == "unit":
        return [unit.zh or code for code, unit in UNITS.items()]
    return items_of(column.words or {})


def write_technology_errors(data: bytes, checked: CheckedPages, lang: Lang, names: object = None) -> bytes:
    """Return the four pages as handed in, with the errors of each row in the first column, in `lang`."""
    return encode_workbook(
        [
            errors_page(data, checked.rows(page), lang, only_bad=False, layout=page, naming=names)
            for page in PAGES
        ]
    )


def _help_of_units() -> list[SheetLine]:
    """Return the units with their quantities: two numbers are comparable if the quantity is the same."""
    lines: list[SheetLine] = [
        [(text, Style.HEADER) for text in ("单位 / Unit", "印作 / Printed", "量", "Quantity")]
    ]
    for code, unit in UNITS.items():
        en, zh = QUANTITIES[unit.quantity]
        lines.append(wrapped(code, unit.zh or "—", zh, en))
    return lines


def _examples(granted: Granted) -> Mapping[Layout, Mapping[str, Value]]:
    """Return an example row for each page; the reader skips example rows."""
    scheme = granted.schemes[0]
    return {
        TECHNOLOGY_PAGE: {
            "number": "1",
            "title.zh": EXAMPLE_NAME,
            "title.en": "Example",
            "version": "1.0",
            "enterprise.legalName": "重庆示例环保有限公司",
            "enterprise.unifiedSocialCreditCode": EXAMPLE_CODE,
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
            "name.zh": EXAMPLE_NAME,
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
            "name.zh": EXAMPLE_NAME,
            "name.en": "Example works",
            "region": region_name(granted.regions(scheme)[0], "zh"),
            "since": "2023-05-01",
            "capacity.low": "20000",
            "capacity.high": "20000",
            "capacity.unit": "m3/d",
            "evidence": "监测报告.pdf",
        },
        EVIDENCE_PAGE: {"number": "1", "file": f"{EXAMPLE_NAME}.pdf", "kind": "监测报告", "keptBy": "企业"},
    }
