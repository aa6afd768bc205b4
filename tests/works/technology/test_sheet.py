"""Workbooks of technologies: what a clerk types becomes a record; each fault alone names its cell."""

import io
import re
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any

import pytest
from openpyxl import load_workbook

from carriers.errors import CarrierError
from credentials.documents.agreement import AgreementText
from credentials.documents.works.technology import TechnologyRecord, TechnologySubject
from credentials.drafting.works import build_technology
from credentials.record import read_body
from credentials.times import parse_time
from keys_example import CHONGQING
from keys_example.agreement import agreement_text
from keys_example.technologies import technology_text
from tests.harness.selection.by_day import by_day
from tests.works.technology.book import (
    CASE,
    EVIDENCE,
    FILES,
    GAS,
    GOOD,
    OUTLET,
    REPORT,
    STATEMENT,
    TECHNOLOGY,
    Rows,
    changed,
    technology_book,
)
from works.technology.sheet.check import CheckedPages, check_pages, read_pages
from works.technology.sheet.columns import (
    CASE_PAGE,
    EVIDENCE_PAGE,
    NUMBER_PAGE,
    PAGES,
    TECHNOLOGY_PAGE,
)
from works.technology.sheet.rows import FoundEvidence
from works.technology.sheet.workbook import write_technology_errors, write_technology_template

NOW = parse_time("2026-05-10T09:00:00+08:00")
TEXT = AgreementText.model_validate(
    technology_text(agreement_text(), parse_time("2026-05-01T00:00:00+08:00"))
)
FOUND = {name: FoundEvidence(sha256(data).hexdigest(), len(data)) for name, data in FILES.items()}


def check(pages: Sequence[Rows] = GOOD, files: Mapping[str, FoundEvidence] = FOUND) -> CheckedPages:
    return check_pages(read_pages(technology_book(pages)), TEXT, CHONGQING, files, created=NOW)


def told(checked: CheckedPages) -> list[tuple[str, int, str, str]]:
    return [
        (page.page.partition(" ")[0], error.row, error.column, error.code)
        for page in PAGES
        for error in checked.errors[page]
    ]


def test_what_a_clerk_types_is_what_is_signed() -> None:
    checked = check()
    assert told(checked) == []
    (made,) = checked.good
    document = build_technology(
        made.draft, technology_id="urn:uuid:7b1f6c1e-0000-4000-8000-000000000051", issuer=CHONGQING
    )
    body = read_body(document, TechnologyRecord)
    subject = body.credential_subject
    assert (str(body.valid_from), str(body.valid_until)) == (
        "2026-05-10 00:00:00+08:00", "2029-05-10 00:00:00+08:00",
    )  # fmt: skip
    assert subject.media == ("water", "odour")
    assert subject.targets == ("cod", "total-nitrogen", "ammonia", "total-phosphorus")
    outlet, removal, gas = subject.indicators
    assert (outlet.code, outlet.high, outlet.unit, outlet.role) == ("outlet-cod", "30", "mg/L", "tested")
    assert outlet.name.zh == "出口化学需氧量"
    assert outlet.source == FOUND[REPORT].digest
    assert outlet.condition is not None
    assert (outlet.condition.temperature_low, outlet.condition.averaging) == ("-5.5", "day")
    assert (removal.name.zh, removal.low) == ("总氮去除率", "80.0")
    assert (gas.unit, gas.low, gas.high) == ("mg/m3", "1", "5")
    (energy,) = subject.inputs or ()
    assert energy.unit == "kW.h/m3"
    assert subject.economics is not None
    assert subject.economics.operation is not None
    assert subject.economics.operation.unit == "CNY/m3"
    (case,) = subject.cases or ()
    assert case.evidence == (FOUND[REPORT].digest,)
    assert body.verification is not None
    assert (body.verification.statement, body.verification.indicators) == (
        FOUND[STATEMENT].digest, ("outlet-cod",),
    )  # fmt: skip
    assert str(body.verification.until) == "2028-01-01 00:00:00+08:00"
    (right,) = subject.rights or ()
    assert (right.kind, right.number) == ("invention", "ZL202010000000.0")
    assert [(one.kind, one.kept_by, one.byte_count) for one in subject.evidence] == [
        ("monitoring-report", "holder", len(FILES[REPORT])),
        ("verification-statement", "association", len(FILES[STATEMENT])),
    ]


T, N, C, E = range(4)
_NAMES = ("技术", "指标", "案例", "佐证")
FAULTS: dict[str, tuple[tuple[Rows, ...], str, str]] = {
    "ppm without a basis": (changed(N, 2, unit="ppm"), "unit", "unit-basis"),
    "a unit of nobody": (changed(N, 0, unit="mg/Lx"), "unit", "unit-unknown"),
    "a range upside down": (changed(N, 2, low="6"), "high", "range-upside-down"),
    "a unit of another quantity": (changed(N, 0, unit="mg/kg"), "unit", "unit-quantity"),
    "an outlet above the inlet": (changed(N, 0, high="451"), "high", "outlet-above-inlet"),
    "a removal without influent": (
        changed(N, 1, condition__influentLow=None, condition__influentHigh=None,
                condition__influentUnit=None),
        "condition.influentLow", "influent-missing"),
    "gas without its state": (
        changed(N, 2, condition__gasState=None), "condition.gasState", "state-missing"),
    "oxygen in water": (
        changed(N, 0, condition__referenceO2="6"), "condition.referenceO2", "condition-stray"),
    "35~50 in one cell": (changed(N, 0, high="35~50"), "high", "member-form"),
    "a Chinese comma": (changed(N, 0, high="1，000"), "high", "member-form"),
    "at most by a sign": (changed(N, 0, high="≤30"), "high", "member-form"),
    "neither end": (changed(N, 3, high=None), "low", "range-empty"),
    "no standing": (changed(N, 2, role=None), "role", "member-missing"),
    "a standing of nobody": (changed(N, 2, role="推荐值"), "role", "word-unknown"),
    "a target of nobody": (changed(N, 2, target="H2O"), "target", "word-unknown"),
    "a part by the code of the whole": (changed(N, 2, target="benzene"), "target", "word-unknown"),
    "a part": (changed(N, 2, target="苯"), "target", "word-unknown"),
    "another part by such a code": (changed(T, 0, targets="总磷、Benzene"), "targets", "word-unknown"),
    "a gas in water": (
        changed(N, 0, condition__gasState="标准状态干基"), "condition.gasState", "condition-stray"),
    "gas at 0 °C that is as it is": (
        changed(N, 2, unit="mg/Nm³", condition__gasState="实际状态"), "condition.gasState",
        "condition-stray"),
    "a contact of a person": (
        changed(T, 0, contact__serviceEndpoint="138 0013 8000"), "contact.serviceEndpoint",
        "contact-personal"),
    "a contact of nowhere": (
        changed(T, 0, contact__serviceEndpoint="技术部"), "contact.serviceEndpoint", "contact-form"),
    "half a contact": (changed(T, 0, contact__office=None), "contact.office", "cell-missing"),
    "an outlet of nothing": (changed(N, 2, target=None), "target", "cell-missing"),
    "a test without evidence": (changed(N, 0, source=None), "source", "source-missing"),
    "a source that is not listed": (changed(N, 0, source="别的.pdf"), "source", "file-unlisted"),
    "a cost by the wrong quantity": (changed(N, 4, unit="CNY/(m3/d)"), "unit", "unit-quantity"),
    "a verified cost": (changed(N, 4, verified="是"), "verified", "verified-other"),
    "a number of no technology": (changed(N, 3, number="9"), "number", "technology-unknown"),
    "a consumption without a name": (changed(N, 3, name__en=None), "name.en", "member-missing"),
    "a case elsewhere": (changed(C, 0, region="火星"), "region", "region-unknown"),
    "a case on no day": (changed(C, 0, since="2023-02-30"), "since", "day-nonexistent"),
    "half a capacity": (changed(C, 0, capacity__unit=None), "capacity.unit", "member-missing"),
    "a case by strange evidence": (changed(C, 0, evidence="别的.pdf"), "evidence", "file-unlisted"),
    "a kind of evidence of nobody": (changed(E, 0, kind="录像"), "kind", "word-unknown"),
    "a code that is none": (
        changed(T, 0, enterprise__unifiedSocialCreditCode="91500100MAYM6LY901"),
        "enterprise.unifiedSocialCreditCode", "uscc-check"),
    "a version that became a number": (changed(T, 0, version=2.1), "version", "cell-number"),
    "a scheme of the other": (
        changed(T, 0, listing__scheme="sc-technology"), "listing.scheme", "scheme-not-granted"),
    "a scheme of assessments": (
        changed(T, 0, listing__scheme="cq-facility-operation"), "listing.scheme", "scheme-unknown"),
    "a class of nobody": (changed(T, 0, listing__class="特级"), "listing.class", "grade-unknown"),
    "a medium of nobody": (changed(T, 0, media="水、火"), "media", "word-unknown"),
    "a medium twice": (changed(T, 0, media="水、water"), "media", "item-repeated"),
    "an industry by its name": (changed(T, 0, industries="污水处理"), "industries", "industry-form"),
    "a right without a number": (changed(T, 0, rights="发明专利"), "rights", "right-form"),
    "prices of no year": (changed(T, 0, economics__basisYear=None), "economics.basisYear", "cell-missing"),
    "prices of long ago": (changed(T, 0, economics__basisYear="1889"), "economics.basisYear", "year-form"),
    "half a notice": (
        changed(T, 0, listing__noticeFrom="2026-04-01"), "listing.noticeUntil", "member-missing"),
    "a notice upside down": (
        changed(T, 0, listing__noticeFrom="2026-04-09", listing__noticeUntil="2026-04-01"),
        "listing.noticeUntil", "range-upside-down"),
    "a term that is over": (
        changed(T, 0, validFrom="2024-01-01", validUntil="2025-01-01"), "validUntil", "listed-over"),
    "a term beyond the scheme": (changed(T, 0, validUntil="2031-01-01"), "validUntil", "months-exceeded"),
    "a term upside down": (changed(T, 0, validUntil="2026-05-09"), "validUntil", "interval-empty"),
    "a verification upside down": (
        changed(T, 0, verification__until="2025-12-31"), "verification.until", "interval-empty"),
    "half a verification": (
        changed(T, 0, verification__verifier=None), "verification.verifier", "cell-missing"),
    "a verifier of another standard": (
        changed(T, 0, verification__standard="GB/T 19001"), "verification.standard", "member-value"),
    "prose like a formula": (changed(T, 0, process="=1+1"), "process", "cell-formula"),
    "no title": (changed(T, 0, title__en=None), "title.en", "cell-missing"),
}  # fmt: skip


@pytest.mark.parametrize("name", by_day(FAULTS, [*FAULTS][::4]))
def test_each_fault_alone_names_its_cell(name: str) -> None:
    pages, column, code = FAULTS[name]
    place = next(place for place in range(4) if pages[place] != list(GOOD[place]))
    row = next(
        i for i, (one, other) in enumerate(zip(pages[place], GOOD[place], strict=True)) if one != other
    )
    checked = check(pages)
    assert told(checked) == [(_NAMES[place], row + 2, column, code)]
    assert checked.good == [] or code == "technology-unknown"
    (error,) = checked.errors[PAGES[place]]
    for sentence in (error.what("zh"), error.mend("zh"), error.what("en"), error.mend("en")):
        assert sentence
        assert not re.search(r"\{[a-z]+[:}]|–", sentence)


@pytest.mark.parametrize(
    ("pages", "found"),
    [
        (([TECHNOLOGY], [], [CASE], EVIDENCE), [("技术", 2, "number", "numbers-missing"),
                                                ("技术", 2, "verification.standard", "verified-none")]),
        (([TECHNOLOGY], [OUTLET], [], EVIDENCE[:1]),
         [("技术", 2, "maturity", "case-missing"),
          ("技术", 2, "verification.standard", "statement-missing")]),
        (([TECHNOLOGY], GOOD[1], [], EVIDENCE), [("技术", 2, "maturity", "case-missing")]),
        (([TECHNOLOGY, {**TECHNOLOGY, "number": 2}], GOOD[1], [CASE], EVIDENCE),
         [("技术", 2, "title.zh", "cell-repeated"), ("技术", 3, "number", "numbers-missing"),
          ("技术", 3, "title.zh", "cell-repeated"), ("技术", 3, "maturity", "case-missing"),
          ("技术", 3, "verification.standard", "verified-none")]),
        (([TECHNOLOGY, {**TECHNOLOGY, "number": 2, "version": "３.0"},
           {**TECHNOLOGY, "number": 3, "version": "3.0 ", "title.zh": "示例 短程脫氮一體化工藝"}],
          GOOD[1], [CASE], EVIDENCE),
         [("技术", row, column, code) for row in (3, 4) for column, code in (
             ("number", "numbers-missing"), ("title.zh", "cell-repeated"), ("maturity", "case-missing"),
             ("verification.standard", "verified-none"))]),
        (([TECHNOLOGY, {**TECHNOLOGY, "version": "3"}], GOOD[1], [CASE], EVIDENCE),
         [("技术", row, "number", "cell-repeated") for row in (2, 3)]),
        (([TECHNOLOGY], [OUTLET, OUTLET], [CASE], EVIDENCE),
         [("指标", row, "measure", "cell-repeated") for row in (2, 3)]),
        (([TECHNOLOGY], [*GOOD[1], *({**GAS, "method": str(n)} for n in range(38))], [CASE], EVIDENCE),
         [("指标", 44, "number", "rows-many")]),
        (([TECHNOLOGY], GOOD[1], [CASE, CASE], EVIDENCE),
         [("案例", row, "name.zh", "cell-repeated") for row in (2, 3)]),
        (([TECHNOLOGY], GOOD[1], [CASE], [*EVIDENCE, EVIDENCE[1]]),
         [("佐证", row, "file", "cell-repeated") for row in (3, 4)]),
        ((changed(T, 0, **dict.fromkeys(
            f"verification__{name}" for name in ("standard", "verifier", "from", "until")))),
         [("指标", 2, "verified", "verification-missing")]),
    ],
)  # fmt: skip
def test_rows_against_each_other(pages: tuple[Rows, ...], found: list[tuple[str, int, str, str]]) -> None:
    assert told(check(pages)) == found


def test_a_file_that_is_not_there_and_two_that_are_one() -> None:
    assert told(check(files={REPORT: FOUND[REPORT]})) == [("佐证", 3, "file", "file-absent")]
    same = dict.fromkeys(FOUND, FOUND[REPORT])
    assert told(check(files=same)) == [("佐证", 3, "file", "file-same")]
    files = FOUND | {name: FoundEvidence(name * 64, 1) for name in "12"}
    for kind in ("验证报告", "验证方案"):
        pages = [*GOOD[:3], [*EVIDENCE, *({"number": 1, "file": name, "kind": kind} for name in "12")]]
        assert told(check(pages, files)) == [("技术", 2, "verification.standard", "statement-files")]


def test_all_faults_of_all_pages_are_told_at_once() -> None:
    pages = list(GOOD)
    notice = {"listing.noticeFrom": "2026-04-09", "listing.noticeUntil": "2026-04-01"}
    pages[T] = [{**TECHNOLOGY, **notice, "media": "火", "form": None, "validUntil": "2031-01-01"}]
    pages[N] = [{**OUTLET, "unit": "ppm", "role": "随便", "high": "３5~50"}]
    pages[N] = [*pages[N], *({**GAS, "method": str(n)} for n in range(41))]
    pages[C] = [{**CASE, "region": "火星", "since": "去年"}]
    assert told(check(pages)) == [
        ("技术", 2, "media", "word-unknown"),
        ("技术", 2, "form", "cell-missing"),
        ("技术", 2, "listing.noticeUntil", "range-upside-down"),
        ("技术", 2, "validUntil", "months-exceeded"),
        ("指标", 2, "high", "member-form"),
        ("指标", 2, "unit", "unit-basis"),
        ("指标", 2, "role", "word-unknown"),
        ("指标", 43, "number", "rows-many"),
        ("案例", 2, "region", "region-unknown"),
        ("案例", 2, "since", "date-unreadable"),
    ]


OVER = {"verification.from": "2020-01-01", "verification.until": "2021-12-31", "economics.basisYear": 2150}
SIDE_BY_SIDE: list[tuple[dict[str, Any], dict[str, Any], dict[str, Any], list[tuple[str, str]]]] = [
    (OVER, {}, {"since": "2030-01-01"}, [
        ("economics.basisYear", "not-yet"), ("verification.until", "already-over"), ("since", "not-yet")]),
    ({**OVER, "maturity": "某"}, {}, {"since": "2030-01-01", "region": "火星"}, [
        ("maturity", "word-unknown"), ("economics.basisYear", "not-yet"),
        ("verification.until", "already-over"), ("region", "region-unknown")]),
    ({}, {"high": "500", "unit": "kW.h/m3", "condition.temperatureLow": "50",
          "condition.temperatureHigh": "10", "condition.influentLow": "900"}, {}, [
        ("unit", "unit-quantity"), ("condition.influentHigh", "range-upside-down"),
        ("condition.temperatureHigh", "range-upside-down")]),
    ({}, {"low": "35", "condition.gasState": "标准状态干基"}, {}, [
        ("high", "range-upside-down"), ("condition.gasState", "condition-stray")]),
    ({"verification.from": "2030-01-01", "verification.until": "2029-01-01"}, {"high": "35~50"}, {}, [
        ("verification.until", "interval-empty"), ("high", "member-form")]),
    ({"listing.class": "某", "listing.noticeFrom": "2026-01-01", "targets": None}, {"unit": "ppm"}, {}, [
        ("listing.class", "grade-unknown"), ("listing.noticeUntil", "member-missing"),
        ("unit", "unit-basis")]),
    ({}, {"measure": "处理规模", "target": None, "unit": "m3/h"}, {}, [
        ("name.zh", "member-missing"), ("name.en", "member-missing")]),
    ({}, {"condition.influentHigh": None, "role": None}, {"capacity.unit": None, "capacity.low": "30000"}, [
        ("role", "member-missing"), ("condition.influentLow", "influent-missing"),
        ("capacity.high", "range-upside-down"), ("capacity.unit", "member-missing")]),
]  # fmt: skip


@pytest.mark.parametrize(("technology", "outlet", "case", "found"), SIDE_BY_SIDE)
def test_no_fault_hides_another(
    technology: dict[str, Any], outlet: dict[str, Any], case: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    number = {name: value for name, value in {**OUTLET, **outlet}.items() if value is not None}
    pages = ([{**TECHNOLOGY, **technology}], [number, *GOOD[1][1:]], [{**CASE, **case}], EVIDENCE)
    checked = check(pages)
    assert [(column, code) for _, _, column, code in told(checked)] == found
    assert checked.good == []


def test_full_width_digits_are_read_and_told() -> None:
    pages = read_pages(
        technology_book(
            changed(N, 0, number="１", high="３０．５", unit="ｍｇ／Ｌ", condition__temperatureLow="－5")
        )
    )
    adjusted = [(page.page, one.sentence("zh")) for page, one in pages.adjusted]
    assert adjusted == [("指标 Numbers", "全角字符，已读作：A2 1、G2 30.5、I2 mg/L、Q2 -5。")]
    (made,) = check_pages(pages, TEXT, CHONGQING, FOUND, created=NOW).good
    subject = TechnologySubject.model_validate(made.draft.subject)
    assert (subject.indicators[0].high, subject.indicators[0].unit) == ("30.5", "mg/L")


def test_a_refusal_of_the_registry_stands_at_its_cell() -> None:
    checked = check()
    for field, place in {
        "credentialSubject.title.zh": (TECHNOLOGY_PAGE, 2, "title.zh"),
        "credentialSubject.verification.until": (TECHNOLOGY_PAGE, 2, "verification.until"),
        "credentialSubject.media[1]": (TECHNOLOGY_PAGE, 2, "media"),
        "credentialSubject.indicators[2].condition.gasState": (NUMBER_PAGE, 4, "condition.gasState"),
        "credentialSubject.inputs[0].name.zh": (NUMBER_PAGE, 5, "name.zh"),
        "credentialSubject.economics.operation.unit": (NUMBER_PAGE, 6, "unit"),
        "credentialSubject.cases[0].name.zh": (CASE_PAGE, 2, "name.zh"),
        "credentialSubject.evidence[1].digest": (EVIDENCE_PAGE, 3, "number"),
        "credentialSubject.evidence[7].digest": (TECHNOLOGY_PAGE, 2, "number"),
        "proof.verificationMethod": (TECHNOLOGY_PAGE, 2, "number"),
        "": (TECHNOLOGY_PAGE, 2, "number"),
    }.items():
        page, row, column = checked.good[0].find_cell(field)
        assert (page.page, row, column) == (place[0].page, *place[1:])
    after = checked.refuse(
        [(checked.good[0], CarrierError("cell-missing", "credentialSubject.indicators[1].low"))]
    )
    assert told(after) == [("指标", 3, "low", "cell-missing")]
    assert after.good == []


def test_the_template_is_filled_and_comes_back_with_its_errors() -> None:
    book = load_workbook(io.BytesIO(write_technology_template(TEXT, CHONGQING)))
    assert book.sheetnames == [*(page.page for page in PAGES), "说明 Help", "选项 Lists"]
    for page, rows in zip(PAGES, changed(N, 2, unit="ppm"), strict=True):
        sheet = book[page.page]
        for row in rows:
            sheet.append([row.get(name) for name in page.by_name])
    chosen = {str(one.sqref).split("2", 1)[0] for one in book["指标 Numbers"].data_validations.dataValidation}
    assert chosen == {"B", "C", "I", "J", "M", "N", "P", "U"}
    out = io.BytesIO()
    book.save(out)
    pages = read_pages(out.getvalue())
    checked = check_pages(pages, TEXT, CHONGQING, FOUND, created=NOW)
    assert told(checked) == [("指标", 5, "unit", "unit-basis")]
    back = write_technology_errors(out.getvalue(), checked, "zh")
    returned = load_workbook(io.BytesIO(back))
    assert returned.sheetnames == [page.page for page in PAGES]
    assert "ppm" in str(returned["指标 Numbers"]["A5"].value)
    assert read_pages(back).numbers.rows == pages.numbers.rows


@pytest.mark.parametrize(
    "cell",
    by_day(["=1+1", "\u202e", "火" * 33, -1, 1e300, "{zh}", "../../x", "，、；", "合计"], ["=1+1", "，、；"]),
)
def test_any_cell_is_refused_or_signed_and_breaks_nothing(cell: object) -> None:
    """In every column of every page, each in a row of its own."""
    pages = [
        [{**rows[0], name: cell} for name in page.by_name] for page, rows in zip(PAGES, GOOD, strict=True)
    ]
    checked = check(pages)
    for page in PAGES:
        assert checked.rows(page)
    for made in checked.good:
        TechnologySubject.model_validate(made.draft.subject)
