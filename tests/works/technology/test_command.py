"""Technologies by the command: from a workbook to the other association's word, evidence and a label."""

import io
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook

from carriers.image import read_codes
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Done
from tests.works.technology.book import (
    CASE,
    EVIDENCE,
    FILES,
    GOOD,
    OUTLET,
    REPORT,
    TECHNOLOGY,
    changed,
    lay_book,
)
from tests.works.technology.desks import Desk, desks, listing_world
from tools.examples.technologies import EVIDENCE as EXAMPLE_EVIDENCE
from tools.examples.technologies import build_workbooks
from works.technology.command import evidence

__all__ = ["desks", "listing_world"]


@pytest.fixture
def cq(desks: tuple[Desk, Desk]) -> Desk:
    return desks[0]


def list_one(desk: Desk) -> tuple[Path, str]:
    """The technology of the example, listed by this association: its file and its id."""
    book = lay_book(desk.path("book"))
    done = desk.technology("issue", book, *desk.key, "-o", desk.path("out"), "--json")
    (path,) = desk.path("out").glob("*.json")
    record = json.loads(done.out)
    assert json.loads(path.read_bytes()) == record
    return path, str(record["id"])


def test_a_workbook_is_checked_then_listed_once(cq: Desk) -> None:
    book = lay_book(cq.path("book"))
    dry = cq.technology("issue", book, "--dry-run", "--issuer", cq.did)
    assert "checked 1 technology: 1 good, 0 bad" in dry.out
    done = cq.technology("issue", book, *cq.key, "-o", cq.path("out"))
    assert "示例短程脱氮一体化工艺  2.1  urn:uuid:" in done.out
    again = cq.technology("issue", book, *cq.key, "--json", code=1)
    (error,) = map(json.loads, again.out.splitlines())
    assert (error["page"], error["row"], error["column"], error["code"]) == (
        "技术 Technologies", 2, "title.zh", "technology-listed",
    )  # fmt: skip


def test_all_errors_of_all_pages_and_of_the_registry_come_back_at_once(cq: Desk) -> None:
    list_one(cq)
    second = {**TECHNOLOGY, "number": 2, "version": "3.0", "media": "火"}
    first = {**TECHNOLOGY, "maturity": "某"}
    pages = ([first, second], [*GOOD[1], {**OUTLET, "number": 2, "unit": "ppm"}], [CASE], EVIDENCE)
    book = lay_book(cq.path("bad"), pages)
    back = cq.path("back.xlsx")
    done = cq.technology("issue", book, *cq.key, "--errors", back, "--lang", "zh", code=1)
    for said in (
        "技术 Technologies  5 处问题",
        "成熟度",
        "已由重庆示例",
        "指标 Numbers  2 处问题",
        "ppm",
        "共检查 2 项",
    ):
        assert said in done.out, done.out
    assert "未签署任何内容" in done.err
    returned = load_workbook(io.BytesIO(back.read_bytes()))
    assert "已由" in str(returned["技术 Technologies"]["A2"].value)
    assert "环境介质" in str(returned["技术 Technologies"]["A3"].value)
    assert cq.technology("issue", back, "--dry-run", "--issuer", cq.did, "--evidence", book.parent, code=1)


def test_a_value_read_differently_is_named(cq: Desk) -> None:
    book = lay_book(cq.path("book"), changed(1, 0, high="３０"))
    done = cq.technology("issue", book, "--dry-run", "--issuer", cq.did, "--lang", "zh")
    assert "指标 Numbers：全角字符，已读作：G2 30。" in done.err


def test_the_template_may_be_signed_for_once_it_is_filled(cq: Desk) -> None:
    target = cq.path("template.xlsx")
    cq.technology("template", target, "--issuer", cq.did)
    assert (
        "sheet-rowless"
        in json.loads(cq.technology("issue", target, "--dry-run", "--issuer", cq.did, "--json", code=1).out)[
            "error"
        ]["code"]
    )
    load_workbook(target).save(target)
    cq.technology("template", target, "--issuer", cq.did, code=2)


@pytest.mark.parametrize(
    "words", [["--key", "k", "--export-unsigned", "f"], [], ["--dry-run", "--errors", "back.csv"]]
)
def test_options_that_do_not_go_together(cq: Desk, words: list[str]) -> None:
    cq.technology("issue", lay_book(cq.path("book")), *words, code=2)


def test_signed_elsewhere(cq: Desk) -> None:
    book = lay_book(cq.path("book"))
    unsigned, signed = cq.path("a.unsigned.json"), cq.path("a.signed.json")
    cq.technology("issue", book, "--issuer", cq.did, "--export-unsigned", unsigned)
    told = cq.huren("sign", unsigned, *cq.key, "-o", signed, "--yes", "--now", cq.world.now.isoformat())
    assert "1 × technology" in told.err
    assert "admitted 1 × technology" in cq("import", signed).out


def shown(desk: Desk, technology: str, **more: int) -> str:
    return desk.technology("show", technology, **more).out


def test_the_other_association_joins_objects_and_withdraws(desks: tuple[Desk, Desk]) -> None:
    cq, sc = desks
    path, name = list_one(cq)
    sc("import", path)
    assert "示例" in shown(sc, name)
    words = ("--reviewers", "5", "--clause", "第八条（示例）", *sc.key)
    dry = sc.technology("join", name, "--dry-run", "--issuer", sc.did)
    assert "number 1" in dry.out
    sc.technology("join", name, *words, "--yes")
    told = shown(sc, name)
    assert "1. joins the listing" in told
    assert "jointly" in told or "joint" in told
    sc.technology("object", name, "--grounds", "采样时段不足（示例）", *sc.key, "--yes")
    assert "2. objects to the listing" in shown(sc, name)
    sc.technology("withdraw", name, *sc.key, "--yes")
    told = shown(sc, name)
    assert "3. withdraws" in told
    assert "采样时段不足（示例）" in told
    verdict = json.loads(sc.technology("show", name, "--json").out)
    assert len(verdict["listings"]) == 3


def test_nobody_joins_its_own_nor_withdraws_what_was_not_said(desks: tuple[Desk, Desk]) -> None:
    cq, sc = desks
    path, name = list_one(cq)
    sc("import", path)
    assert error(cq.technology("join", name, *cq.key, "--yes", "--json", code=1)) == "own-technology"
    assert error(sc.technology("withdraw", name, *sc.key, "--json", code=2)) == "nothing-said"
    late = sc.technology("join", name, *sc.key, "--until", "2099-01-01", "--yes", "--json", code=1)
    assert error(late) == "outlives"
    for lang, own, other in (("zh", "无需再表示意见", "不晚于"), ("en", "needs no joining", "no later than")):
        for who, until, mend in ((cq, "2026-06-01", own), (sc, "2099-01-01", other)):
            words = ("--until", until, "--yes", "--lang", lang)
            told = who.technology("join", name, *who.key, *words, code=1).err
            assert mend in told
            assert "核实" not in told
            assert "rely" not in told
    empty = sc.technology("object", name, "--grounds", " ", *sc.key, "--yes", "--lang", "zh", code=2)
    assert "请写明内容" in empty.err
    missing = sc.technology(
        "join", "urn:uuid:7b1f6c1e-0000-4000-8000-000000000999", *sc.key, "--json", code=1
    )
    assert error(missing) == "not-found"
    asked = sc.technology("join", name, *sc.key, code=2)
    assert "nothing was signed" in asked.err
    expired = sc.technology("join", name, *sc.key, "--yes", "--json", days=1400, code=2)
    assert error(expired) == "technology-off"
    assert "[tested, verified]" in shown(cq, name)
    cq("revoke", name, "--reason", "false-material", *cq.key, "--yes")
    ended = shown(cq, name)
    assert "INVALID" in ended
    asking = ("find", "outlet COD <= 30 mg/L", "--json")
    assert cq.technology(*asking).out == ""
    (found,) = map(json.loads, cq.technology(*asking, "--ended").out.splitlines())
    assert (found["standing"], found["endKind"]) == ("revoked", "annulled")
    assert "[tested]" in ended
    assert "verified]" not in ended
    told = cq.technology("join", name, *sc.key, "--yes", "--lang", "zh", code=2).err
    assert "该技术的状态：撤销" in told
    assert "--anyway" in told
    assert "[撤销]" in cq.technology("join", name, *sc.key, "--yes", "--anyway", "--lang", "zh").err


def error(done: Done) -> str:
    return str(json.loads(done.out)["error"]["code"])


@pytest.mark.night
def test_a_listing_is_signed_elsewhere(desks: tuple[Desk, Desk]) -> None:
    cq, sc = desks
    path, name = list_one(cq)
    sc("import", path)
    unsigned, signed = sc.path("a.unsigned.json"), sc.path("a.signed.json")
    sc.technology("join", name, "--issuer", sc.did, "--export-unsigned", unsigned)
    sc.huren("sign", unsigned, *sc.key, "-o", signed, "--yes", "--now", sc.world.now.isoformat())
    sc("import", signed)
    assert "1. joins the listing" in shown(sc, name)


def test_numbers_stand_under_their_conditions(cq: Desk) -> None:
    _, name = list_one(cq)
    told = shown(cq, name)
    assert "[tested, verified]  influent 200–450 mg/L, ≥ -5.5 °C, over a day" in told
    assert "1–5 mg/m³  [claimed]  dry, at 0 °C and 101.325 kPa, over an hour" in told
    assert "electricity ≤ 0.35 kWh/m³" in told
    assert "running" in told or "cost of operation: ≤ 0.9 CNY/m³ (prices of 2025)" in told
    chinese = cq.technology("show", name, "--lang", "zh", days=700).out
    assert "出口化学需氧量 ≤ 30 mg/L  [实测值]" in chinese
    assert "（已过期）" in chinese
    assert "did:" not in chinese.replace("urn:", "")


def test_evidence_against_the_digests_of_a_record(cq: Desk) -> None:
    path, name = list_one(cq)
    folder = path.parent / "given"
    folder.mkdir()
    for file, content in FILES.items():
        (folder / f"renamed {file}").write_bytes(content)
    (folder / "photo.jpg").write_bytes(b"of something else")
    found = cq.huren("technology", "check", folder, path, "--json")
    states = json.loads(found.out)
    assert [one["state"] for one in states["evidence"]] == ["there", "there"]
    assert states["extra"] == ["photo.jpg"]
    (folder / f"renamed {REPORT}").write_bytes(FILES[REPORT].replace(b"report", b"REPORT"))
    min(folder.glob("*验证声明*")).unlink()
    told = cq.huren("technology", "check", folder, name, "--data", cq.path("data"), "--lang", "zh", code=1)
    assert "内容不符" in told.out
    assert "缺失" in told.out
    assert "不属于此记录：photo.jpg" in told.out
    cq.huren("technology", "check", path, path, code=2)
    cq.huren("technology", "check", folder, folder / "photo.jpg", code=1)


def test_links_lead_nowhere_and_a_name_stays_in_the_folder(cq: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    outside = cq.path("secret.txt")
    outside.write_text("secret")
    for file in ("../secret.txt", str(outside), "link.pdf"):
        book = lay_book(cq.path("book"), changed(3, 0, file=file))
        cq.path("book/link.pdf").unlink(missing_ok=True)
        cq.path("book/link.pdf").symlink_to(outside)
        done = cq.technology("issue", book, "--dry-run", "--issuer", cq.did, "--json", code=1)
        assert {json.loads(line)["code"] for line in done.out.splitlines()} == {
            "file-absent",
            "file-unlisted",
        }
    (book.parent / "linked").symlink_to(outside.parent)
    (book.parent / "inner").mkdir()
    (book.parent / "inner" / "linked").symlink_to(outside.parent)
    for name in ("linked/secret.txt", "linked\\secret.txt", "inner/linked/secret.txt"):
        assert evidence.find_evidence(book.parent, [name]) == {}
    assert {*evidence.find_evidence(book.parent, FILES)} == {*FILES}
    with monkeypatch.context() as smaller:
        smaller.setattr(evidence, "MAX_FILE_BYTES", len(FILES[REPORT]))
        assert {*evidence.find_evidence(book.parent, FILES)} == {REPORT}
    path, _ = list_one(cq)
    folder = cq.path("given")
    folder.mkdir()
    (folder / "report.pdf").symlink_to(cq.path("book") / REPORT)
    states = json.loads(cq.huren("technology", "check", folder, path, "--json", code=1).out)
    assert states["extra"] == []


def test_the_code_of_a_label_leads_to_the_record(cq: Desk) -> None:
    path, name = list_one(cq)
    digest = json.loads(cq.technology("show", name, "--json").out)["digest"]
    for form in ("png", "pdf", "svg"):
        cq.technology("label", name, "-o", cq.path(f"label.{form}"))
    assert [*read_codes(cq.path("label.png").read_bytes())] == [
        f"https://cq.huren.example/records/{digest}.json"
    ]
    before = cq.path("label.pdf").read_bytes()
    cq.technology("label", name, "-o", cq.path("label.pdf"))
    assert cq.path("label.pdf").read_bytes() == before
    cq.technology("label", name, "-o", cq.path("label.bmp"), code=2)
    cq.technology("label", name, "-o", cq.path("late.pdf"), days=1400, code=1)
    assert path.exists()


def test_technologies_are_found_by_limits_and_what_is_not_stated_stands_apart(cq: Desk) -> None:
    unverified = dict.fromkeys(f"verification.{one}" for one in ("standard", "verifier", "from", "until"))
    names = {"title.zh": "示例无水指标技术", "title.en": "Silent technology (Example)"}
    silent = [{**TECHNOLOGY, **names, **unverified, "number": 2, "version": "3"}]
    numbers = [*GOOD[1], {**GOOD[1][2], "number": 2}]
    files = [*EVIDENCE, {**EVIDENCE[0], "number": 2}]
    book = lay_book(cq.path("book"), ([TECHNOLOGY, *silent], numbers, [CASE, {**CASE, "number": 2}], files))
    cq.technology("issue", book, *cq.key)
    done = cq.technology("find", "outlet COD <= 30 mg/L", "--medium", "water")
    met, _, apart = done.out.partition("Not stated as asked")
    assert "Integrated shortcut" in met
    assert "[verified]" in met
    assert "Silent technology" not in done.out, "it does not act on COD"
    assert not apart
    assert "1 technology: 1 meet what is asked, 0 do not state it as asked" in done.err
    assert "others that fit, but act on none of these targets: 1 (--others)" in done.err
    done = cq.technology("find", "outlet COD <= 30 mg/L", "--medium", "water", "--others")
    met, _, apart = done.out.partition("On other targets:")
    assert "Not stated" not in done.out, "what acts on another target is not asked"
    assert "Silent technology" in apart
    assert "Silent technology" not in met
    assert "2 technologies: 1 meet what is asked, 0 do not state it as asked" in done.err
    done = cq.technology("find", "GB 18918 1A", "removal COD >= 1 %")
    assert "Not stated as asked" in done.out
    assert "Not stated: 11 limits, of BOD5, suspended solids" in done.out
    assert "8 mg/L at or below it" in done.err, "what the set leaves out"
    assert "0 technologies: 0" in cq.technology("find", "出口化学需氧量 ≤ 2９ mg/L", "--verified").err
    for words in ("COD 小于等于 50", "COD 50 mg/L 以下", "GB 18918 二级", "GB 18918 二级标准", "2 万m3/d"):
        err = cq.technology("find", words).err
        assert "0 technologies" in err
        for part in (words, "outlet COD <= 30 mg/L", "GB 18918 1A", "GB 18918 1B"):
            assert part in err
    assert "is not a limit" not in cq.technology("find", "zzzz").err
    (line,) = cq.technology("find", "脱氮", "--json").out.splitlines()
    assert json.loads(line)["technology"]["credentialSubject"]["version"] == "2.1"
    (line,) = cq.technology(
        "find", "去除率 TN >= 80 %", "--medium", "水", "--verified", "--json"
    ).out.splitlines()
    assert json.loads(line)["limits"] == [
        {
            "limit": "removal total-nitrogen >= 80 %",
            "result": "not-verified",
            "indicator": "removal-total-nitrogen",
        }
    ]
    told = cq.technology("find", "出口氨 <= 5 mg/m3（标准状态干基）", "--lang", "zh")
    assert "共 2 项技术：2 项符合所查条件，0 项未按所查条件载明" in told.err
    assert "标准状态干基，小时均值" in told.out
    apart = cq.technology("find", "出口氨 <= 5 mg/m3（标准状态干基）", "--verified", "--lang", "zh").out
    assert "已载明，但未经验证：出口氨 ≤ 5 mg/m³（标准状态干基）" in apart
    cut = cq.technology("find", "--class", "推荐", "--limit", "1").err
    assert "the first 1; there are more (--limit)" in cut


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["outlet COD < 30 mg/L"], 1),
        (["outlet COD <= 30 ppm"], 1),
        (["outlet SO2 <= 30 mg/m3"], 1),
        (["outlet COD <= 35~50 mg/L"], 1),
        (["--medium", "火"], 2),
        (["--industry", "D46"], 1),
        (["--limit", "0"], 2),
    ],
)
def test_what_cannot_be_asked_is_refused_with_its_mend(cq: Desk, words: list[str], code: int) -> None:
    told = cq.technology("find", *words, "--json", "--lang", "zh", code=code)
    found = json.loads(told.out)["error"]
    assert found["detail"]
    assert found["mend"]


@pytest.mark.night
def test_a_technology_that_both_list_is_told_at_import(desks: tuple[Desk, Desk]) -> None:
    cq, sc = desks
    path, _ = list_one(cq)
    theirs = changed(0, 0, listing__scheme="sc-technology")
    sc.technology("issue", lay_book(sc.path("book"), theirs), *sc.key)
    assert "another association lists this version of the technology too" in sc("import", path).err
    again = cq.technology("issue", lay_book(cq.path("again")), *cq.key, "--json", code=1)
    assert json.loads(again.out)["code"] == "technology-listed"


@pytest.mark.night
def test_after_a_theft_a_person_decides_of_a_technology_by_its_kind(cq: Desk) -> None:
    list_one(cq)
    file, sheet = cq.path("decisions.txt"), cq.path("letters.csv")
    words = ("compromised", "assessment-1", "--association", cq.did, "--since", "2026-05-01", "--no-pull")
    for lang, kind in (("en", "technology"), ("zh", "技术")):
        told = cq("key", *words, "--decisions", file, "--letters", sheet, "--lang", lang, days=1)
        assert f"# {kind} · 示例短程脱氮一体化工艺" in file.read_text(encoding="utf-8")
        letter = sheet.read_text(encoding="utf-8")
        assert "技术“示例短程脱氮一体化工艺" in letter
        assert "ertificate 示例短程" not in letter + told.out
        assert "证书“示例短程" not in letter + told.out


def test_the_examples_are_those_that_the_program_writes() -> None:
    for name, data in build_workbooks().items():
        assert (ROOT / "examples" / "technologies" / name).read_bytes() == data
    for name, text in EXAMPLE_EVIDENCE.items():
        assert (ROOT / "examples" / "technologies" / name).read_text(encoding="utf-8") == text
