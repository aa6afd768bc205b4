"""Certificate and label: all of the content is printed, fits the page, and no glyph is missing silently."""

import io
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pikepdf
import pypdfium2
import pytest
import zxingcpp
from pikepdf.models.metadata import decode_pdf_date
from PIL import Image

from carriers.certificate.content import Certificate, RecognisedLine, Said, certificate_of
from carriers.certificate.typesetting import format_certificate, format_label
from carriers.image import read_codes
from carriers.qr import credential_text
from credentials.documents.agreement import AgreementText
from credentials.kinds import parse_credential
from credentials.record import read_body
from credentials.times import CHINA
from credentials.words.pin_words import format_pin_words
from keys_example.agreement import agreement_text
from registry.errors import RegistryError
from registry.lookup.printable import check_printable, find_paper
from tests.carriers.papers import credential, paper, pdf, world
from tests.harness.checkout import ROOT
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.papers import draw, paper_of, text_of

__all__ = ["credential", "paper", "pdf", "world"]

MM = 72 / 25.4


def rectangles(pdf: bytes) -> Iterator[tuple[float, float, float, float]]:
    """The boxes of the runs of text, in points: left, bottom, right, top."""
    with pypdfium2.PdfDocument(pdf) as document:
        assert len(document) == 1
        page = document[0].get_textpage()
        for i in range(page.count_rects()):
            yield page.get_rect(i)


# --- what it says ---


def test_the_certificate_prints_every_fact(world: World, credential: bytes, pdf: bytes) -> None:
    body = parse_credential(credential).body
    subject: Any = body.credential_subject
    text = text_of(pdf)
    for said in (
        subject.legal_name, subject.legal_name_en, subject.unified_social_credit_code,
        subject.assessment.certificate_number, subject.assessment.grade, *subject.assessment.category,
        "重庆示例环境保护产业协会", "Chongqing Environmental Protection Industry Association (Example)",
        "能力评价证书", "重庆污染治理设施运行服务能力（示例）", body.id, "示例，不具任何效力", "EXAMPLE",
    ):  # fmt: skip
        assert re.sub(r"\s", "", str(said)) in text, said


def test_the_page_says_what_the_grade_counts_as_and_by_which_clause(world: World, pdf: bytes) -> None:
    text = text_of(pdf)
    assert "四川示例环境保护产业协会" in text
    assert "四川污染治理设施运行服务能力（示例）甲级" in text
    assert "（第三条第一款（示例））" in text


def test_categories_and_clauses_stand_in_the_english_of_the_agreement(paper: Certificate, pdf: bytes) -> None:
    text = text_of(pdf)
    assert "domesticsewagetreatment" in text or "industrialwastewatertreatment" in text
    assert "Article3(1)(Example)" in text
    (line,) = paper.recognised
    assert line.categories == paper.categories


def test_categories_without_english_in_the_agreement_stand_in_chinese_alone(world: World) -> None:
    record = parse_credential(world.issue(category=["生活污水处理", "在线监测"]))
    value: Any = agreement_text()
    value["terms"] = [term for term in value["terms"] if term["zh"] != "在线监测"]
    made = certificate_of(record, read_body(value, AgreementText), pin=world.pin, recognised={}, example=True)
    assert made.categories == Said("生活污水处理、在线监测", "")


def test_schemes_of_one_name_stand_with_their_provinces(paper: Certificate) -> None:
    (name, own), (other_name, other) = (
        said.en.rsplit(" ", 1) for said in (paper.scheme, paper.recognised[0].scheme)
    )
    assert name == other_name
    assert (own, other) == ("(Chongqing)", "(Sichuan)")


def test_the_pin_is_printed_whole_and_in_words(world: World, pdf: bytes) -> None:
    text = text_of(pdf)
    assert world.pin in text
    for lang in ("zh", "en"):
        assert format_pin_words(world.pin, "zh" if lang == "zh" else "en").replace(" ", "") in text


def test_the_page_sends_nobody_to_the_host_of_the_code(pdf: bytes) -> None:
    assert "请向您自己的协会取得核验程序与协议指纹" in text_of(pdf)
    with pypdfium2.PdfDocument(pdf) as document:
        assert b"/URI" not in pdf
        assert list(document[0].get_objects(filter=[4])) == []  # no form


def test_a_grade_without_an_equivalent_says_so(world: World) -> None:
    provisional = world.issue(scheme="cq-pollution-control", category=["固废"], grade="乙临")
    text = text_of(format_certificate(paper_of(world, provisional)))
    assert "乙临" in text
    assert "Class B, provisional".replace(" ", "") in text
    assert "本等级目前在其他成员处没有对应等级" in text


def test_days_are_those_of_china_and_the_last_is_inclusive(world: World) -> None:
    midnight = datetime(2026, 5, 1, tzinfo=CHINA)
    credential = world.issue(valid_from=midnight, valid_until=datetime(2027, 5, 1, tzinfo=CHINA))
    made = paper_of(world, credential)
    assert (made.term.zh, made.valid_until.zh) == ("2026年5月1日 至 2027年4月30日（含）", "2027年4月30日")
    assert (made.term.en, made.valid_until.en) == ("1 May 2026 through 30 Apr 2027", "30 Apr 2027")
    odd = world.issue(valid_from=midnight, valid_until=datetime(2027, 5, 1, 10, 30, tzinfo=CHINA))
    assert paper_of(world, odd).valid_until.zh == "2027年5月1日 10:30"
    assert paper_of(world, odd).term.en == "1 May 2026 until 1 May 2027 10:30"


def test_only_papers_of_examples_print_example(paper: Certificate) -> None:
    text = text_of(format_certificate(replace(paper, example=False)))
    assert "不具任何效力" not in text
    assert "EXAMPLE" not in text


# --- the file ---


def test_the_credential_is_attached_and_pdf_a_3b_is_claimed(credential: bytes, pdf: bytes) -> None:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        (name,) = opened.attachments
        spec = opened.attachments[name]
        assert name == "credential.json"
        assert spec.get_file().read_bytes() == credential
        assert spec.obj.AFRelationship == "/Source"
        assert [one.objgen for one in opened.Root.AF] == [spec.obj.objgen]
        assert spec.get_file().mime_type == "application/json"
        with opened.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "B")
        assert "/OutputIntents" in opened.Root


@pytest.mark.parametrize("hour", [1, 20])
def test_the_dates_of_a_pdf_are_those_of_the_signature_with_its_offset(
    world: World, paper: Certificate, hour: int
) -> None:
    """The day is that of the paper, even if it is another one in UTC. No text in a name is read as a date."""
    moment = datetime(2026, 5, 1, hour, 30, 7, tzinfo=CHINA)
    shown = f"/ModDate(D:{moment.astimezone(UTC):%Y%m%d%H%M%S}Z)"
    made = replace(paper, signed_at=moment, number=shown)
    for paper_or_label in (format_certificate(made), format_label(made, "pdf")):
        with pikepdf.open(io.BytesIO(paper_or_label)) as opened:
            assert opened.check_pdf_syntax() == []
            dates = [str(opened.docinfo[f"/{name}"]) for name in ("CreationDate", "ModDate")]
            dates += [str(file.obj.EF.F.Params.ModDate) for file in opened.attachments.values()]
            assert set(dates) == {f"D:20260501{hour:02}3007+08'00'"}
            assert decode_pdf_date(dates[0]) == moment
            with opened.open_metadata() as metadata:
                assert metadata["xmp:CreateDate"] == metadata["xmp:ModifyDate"] == moment.isoformat()
                assert shown in str(metadata["dc:title"])
            assert all(isinstance(thing, pikepdf.Object) for thing in opened.objects)
    assert paper.signed_at == parse_credential(paper.credential.encode()).created


@pytest.mark.night
@pytest.mark.built
def test_the_same_content_gives_the_same_bytes_in_any_process(world: World, paper: Certificate) -> None:
    script = (
        "import sys, hashlib, pickle\n"
        "from carriers.certificate.typesetting import format_certificate, format_label\n"
        "paper = pickle.load(sys.stdin.buffer)\n"
        "made = [format_certificate(paper)] + [format_label(paper, kind) for kind in ('pdf', 'svg', 'png')]\n"
        "print(hashlib.sha256(b''.join(made)).hexdigest())\n"
    )
    import pickle

    command, given = [sys.executable, "-c", script], pickle.dumps(paper)
    root = ROOT
    digests = {
        subprocess.run(command, cwd=root, input=given, capture_output=True, check=True, env=env).stdout
        for env in ({"PYTHONHASHSEED": "1", "TZ": "Asia/Tokyo"}, {"PYTHONHASHSEED": "2", "TZ": "UTC"})
    }
    assert len(digests) == 1


@pytest.mark.night
def test_several_threads_set_several_papers(paper: Certificate) -> None:
    from concurrent.futures import ThreadPoolExecutor

    papers = [replace(paper, number=f"CQ-{i}") for i in range(8)]
    with ThreadPoolExecutor(4) as pool:
        assert [*pool.map(format_certificate, papers)] == [*map(format_certificate, papers)]


def test_the_code_is_a_drawing_at_least_35_mm_wide(pdf: bytes) -> None:
    with pypdfium2.PdfDocument(pdf) as document:
        assert [*document[0].get_objects(filter=[3])] == []  # no picture anywhere
    (code,) = zxingcpp.read_barcodes(draw(pdf, 300))
    corners = code.position
    assert (corners.top_right.x - corners.top_left.x) / 300 * 25.4 >= 35
    assert (corners.bottom_left.y - corners.top_left.y) / 300 * 25.4 >= 35


# --- the content always fits ---

LONG = Said("重庆万州高新技术产业开发区环境保护与生态修复工程技术研究" * 7, "Environmental Protection " * 8)
LINE = RecognisedLine(
    LONG,
    Said("工业固体废物处理处置→固体废物处理处置、" * 10, "industrial solid waste → solid waste, " * 10),
    LONG,
    Said("一级", "Grade 1"),
    Said("第三条" * 60, "Article 3 " * 30),
)
EXTREMES: dict[str, dict[str, Any]] = {
    "as short as can be": {
        "enterprise": Said("甲", ""), "categories": Said("", ""), "recognised": (), "issuer": Said("乙", "")},
    "long names": {"enterprise": LONG, "issuer": LONG, "scheme": LONG, "number": "9" * 60},
    "one word of 200 letters": {"enterprise": Said("W" * 200, "W" * 200), "issuer": Said("I" * 200, "")},
    "twenty categories": {
        "categories": Said("、".join(["工业固体废物处理处置" * 4] * 20), "solid waste, " * 80)},
    "a long agreement and long words": {
        "agreement": Said("agreement-" * 6 + " 第 1 版", ""), "words": Said("算盘 " * 8, "newspaper " * 8)},
    "many associations": {"recognised": (LINE,) * 12},
    "all at once": {
        "enterprise": LONG, "issuer": LONG, "scheme": LONG, "number": "W" * 60, "score": "99.9999 / 99.9999",
        "grade": Said("级" * 120, "Class " * 33), "categories": Said("类" * 1200, "waste " * 200),
        "recognised": (LINE,) * 30},
}  # fmt: skip


BY_DAY = ("as short as can be", "one word of 200 letters", "all at once")
EACH_EXTREME = pytest.mark.parametrize("name", by_day(EXTREMES, BY_DAY))


@EACH_EXTREME
def test_everything_stays_on_one_page_within_the_frame_and_apart(paper: Certificate, name: str) -> None:
    pdf = format_certificate(replace(paper, example=False, **EXTREMES[name]))
    boxes = [*rectangles(pdf)]
    assert len(boxes) > 20
    for left, bottom, right, top in boxes:
        assert 11 * MM < left < right < 199 * MM
        assert 11 * MM < bottom < top < 286 * MM
    for one, other in combinations(boxes, 2):
        width = min(one[2], other[2]) - max(one[0], other[0])
        height = min(one[3], other[3]) - max(one[1], other[1])
        least = min(one[3] - one[1], other[3] - other[1])
        assert width < 1 or height < 0.5 * least, (one, other)
    assert read_codes(to_png(draw(pdf, 200)))


def to_png(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@EACH_EXTREME
def test_a_label_is_70_by_42_mm_whatever_is_on_it(paper: Certificate, credential: bytes, name: str) -> None:
    made = replace(paper, **EXTREMES[name])
    with pypdfium2.PdfDocument(format_label(made, "pdf")) as document:
        assert len(document) == 1
        assert [round(side / MM, 2) for side in document[0].get_size()] == [70.0, 42.0]
    picture = format_label(made, "png")
    assert Image.open(io.BytesIO(picture)).size == (827, 496)  # at 300 dpi
    assert read_codes(picture) == [credential_text(parse_credential(credential).value)]
    svg = format_label(made, "svg")
    assert b"<svg" in svg[:200]
    assert b"<script" not in svg
    assert not re.search(rb'href="(?!#|data:image/svg)', svg)


def test_a_code_too_dense_to_print_gives_way_to_the_address(world: World) -> None:
    categories = [
        "生活污水处理",
        "工业废水处理",
        "除尘脱硫脱硝",
        "工业废气处理",
        "有机废物处理处置",
        "在线监测",
    ]
    names = "".join(chr(0x4E00 + 37 * i) for i in range(190))
    credential = world.issue(category=categories, legal_name=names, legal_name_en="Qx7 Zk" * 33)
    made = paper_of(world, credential)
    digest = parse_credential(credential).digest
    assert not made.whole
    assert read_codes(to_png(draw(format_certificate(made), 200))) == [
        f"https://cq.huren.example/records/{digest}.json"
    ]


# --- credentials without a certificate ---


def test_no_certificate_is_made_of_a_credential_that_is_not_in_force() -> None:
    world = World()
    good, revoked, suspended = (world.issue() for _ in range(3))
    later = world.issue(valid_from=world.now + timedelta(days=30))
    world.revoke(revoked)
    world.suspend(suspended)
    world.publish()
    trust = world.trust()
    for data in (good, later):
        check_printable(parse_credential(data), trust, world.now)
    for data, word in (
        (revoked, "Annulled"),
        (suspended, "Suspended"),
        (good.replace(b"CQ-", b"CX-"), "signature"),
    ):
        with pytest.raises(RegistryError) as caught:
            check_printable(parse_credential(data), trust, world.now)
        assert caught.value.code == "not-in-force"
        assert word in caught.value.sentence("en")


def test_a_stranger_is_named_by_its_identifier(world: World) -> None:
    record = parse_credential(world.issue(by="stranger"))
    made = find_paper(record, world.trust(), now=world.now, example=True)
    assert made.issuer == Said("did:web:stranger.huren.example", "")
    assert made.recognised == ()
