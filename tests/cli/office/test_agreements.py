"""Drafting, signing, completing and replacing an agreement by the command."""

import json
from pathlib import Path

import openpyxl
import pytest

from signing.jcs import canonicalize
from tests.cli.office.offices import CQ, NOW, SC, Office, cq, offices, pin_of

__all__ = ["cq", "offices"]

YN = "did:web:yn.example.org"


def test_the_next_version_of_the_agreement_is_compared_and_completed(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    assert (text["version"], text["previous"]) == (2, pin_of(cq))
    text["schemes"][3]["months"] = 30
    text["equivalences"].pop()
    text["log"] = "witnessed"
    draft.write_text(json.dumps(text))
    done = cq("agreement", "show", draft)
    assert "~ scheme Pollution control facility operation (Example) (Sichuan): months 24 → 30" in done.out
    assert "- Environmental enterprise credit (Example) (Sichuan) / C" in done.out
    halves = []
    for office in (cq, sc):
        halves.append(office.path("half2.json"))
        office("agreement", "sign", "--yes", draft, *office.key("root"), "-o", halves[-1], now="2026-06-01")
    told = cq("import", *halves, "--lang", "zh", now="2026-06-02").err
    assert "自 2026-06-01 起，记录须入日志并经另一成员见证，方可采信；本库已有的记录也是如此。" in told
    assert "不变" not in told
    shown = json.loads(cq("agreement", "show", "--json", now="2026-06-03").out)
    assert shown["text"]["version"] == 2
    assert [change["sign"] for change in shown["changes"]] == ["~", "+", "~", "-"]
    assert set(shown["signedBy"]) == {CQ, SC}
    against = json.loads(
        cq("agreement", "show", halves[0], "--against", cq.path("agreement.json"), "--json").out
    )
    assert against["changes"]


def test_a_draft_writes_over_no_file_that_somebody_may_have_edited(cq: Office) -> None:
    for name, option in (("v2.json", "-o"), ("v2.xlsx", "--xlsx")):
        edited = cq.write(name, "edited")
        refused = cq("agreement", "draft", option, edited, now="2026-06-01", code=2)
        assert "exists already" in refused.err
        assert edited.read_text() == "edited"
        cq("agreement", "draft", option, edited, "--force", now="2026-06-01")
        assert edited.read_bytes() != b"edited"


def test_a_half_is_not_written_over_another_file(cq: Office) -> None:
    signed = cq.write("signed.json", "signed by somebody")
    words = ("agreement", "sign", "--yes", cq.path("agreement.json"), *cq.key("root"), "-o", signed)
    assert "or write over it with --force" in cq(*words, now="2026-06-01", code=2).err
    assert signed.read_text() == "signed by somebody"
    cq(*words, "--force", now="2026-06-01")
    assert json.loads(signed.read_bytes())["issuer"] == CQ


def test_a_version_whose_number_does_not_follow_is_not_signed(cq: Office) -> None:
    draft, half = cq.path("v2.json"), cq.path("half7.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    draft.write_text(json.dumps({**text, "version": 7}))
    words = ("agreement", "sign", "--yes", draft, *cq.key("root"), "-o", half)
    refused = cq(*words, now="2026-06-01", code=1).err
    assert "is version 7 and continues version 1" in refused
    assert "Give it the number 2" in refused
    elsewhere = ("--against", cq.path("agreement.json"), "--data", cq.path("nowhere"), "--lang", "zh")
    assert "文本为第 7 版，所接续的是第 1 版" in cq.huren(*words, *elsewhere, code=1).err
    assert not half.exists()


def test_a_text_of_another_agreement_is_not_signed(cq: Office) -> None:
    draft, half = cq.path("v2.json"), cq.path("other-half.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    draft.write_text(json.dumps({**text, "agreement": "other-agreement"}))
    words = ("agreement", "sign", "--yes", draft, *cq.key("root"), "-o", half)
    refused = cq(*words, now="2026-06-01", code=1).err
    assert "other-agreement" in refused
    assert f"the agreement here is “{text['agreement']}”" in refused
    assert not half.exists()


def test_a_version_that_is_complete_is_not_signed_with_another_text(cq: Office) -> None:
    text = json.loads(cq.path("agreement.json").read_bytes())
    text["schemes"][3]["months"] = 30
    other, half = cq.write("other.json", json.dumps(text)), cq.path("other-half.json")
    words = ("agreement", "sign", "--yes", other, *cq.key("root"), "-o", half)
    assert "version 1 is complete here already" in cq(*words, now="2026-06-01", code=1).err
    assert not half.exists()
    same = ("agreement", "sign", "--yes", cq.path("agreement.json"), *cq.key("root"), "-o", half)
    cq(*same, now="2026-06-01")
    assert half.exists()


def test_schemes_of_one_name_are_shown_with_their_owners(cq: Office) -> None:
    table = cq("agreement", "show").out.partition("Schemes")[2].partition("Grants")[0]
    told = " ".join(table.split())
    for id_, name in (("cq", "(Chongqing)"), ("sc", "(Sichuan)")):
        assert name in told.partition(f"{id_}-facility-operation")[2].partition("-")[0], told


def test_a_stranger_cannot_sign_the_agreement(cq: Office) -> None:
    cq.huren("key", "new", cq.path("stranger.pem"), "--no-passphrase")
    cq("agreement", "sign", cq.path("agreement.json"), "--key", cq.path("stranger.pem"), code=2)
    cq("agreement", "sign", cq.path("agreement.json"), code=2)
    broken = cq.write(
        "broken.json", cq.path("agreement.json").read_text().replace("RecognitionAgreement", "X")
    )
    cq("agreement", "sign", broken, *cq.key("root"), code=1)
    cq("agreement", "show", broken, code=1)


def sign_as(office: Office, text: Path, name: str) -> Path:
    """Sign a text as this office and return the half."""
    half = office.path(name)
    office("agreement", "sign", "--yes", text, *office.key("root"), "-o", half, now="2026-06-01")
    return half


def test_halves_that_do_not_match_are_reported_at_once(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    draft, other = cq.path("v2.json"), sc.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    text["schemes"][3]["months"] = 30
    other.write_text(json.dumps(text))
    halves = sign_as(cq, draft, "half2.json"), sign_as(sc, other, "half2.json")
    done = cq("import", *halves, now="2026-06-02")
    for told in (done.err, cq("agreement", "show").err):
        assert "version 2: the text of" in told
        assert "does not match the text of" in told
        assert "scheme Pollution control facility operation (Example) (Sichuan): months" in told
        assert "waits for the half of" in told
    report = cq("doctor", now="2026-06-02", code=1)
    assert "does not match the text of" in report.out
    shown = json.loads(cq("agreement", "show", "--json").out)
    assert [text["missing"] for text in shown["pending"]] in ([[SC], [CQ]], [[CQ], [SC]])
    cq("agreement", "draft", "-o", draft, "--force", now="2026-06-03")
    redraft = json.loads(draft.read_bytes())
    assert {*redraft["replaces"]} == {text["digest"] for text in shown["pending"]}
    cq("import", sign_as(cq, draft, "half3.json"), sign_as(sc, draft, "half3.json"), now="2026-06-03")
    assert json.loads(cq("agreement", "show", "--json").out)["pending"] == []
    cq("agreement", "draft", "-o", draft, "--force", now="2026-06-03")
    assert "replaces" not in json.loads(draft.read_bytes())


def test_two_first_versions_that_do_not_match(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    text = json.loads(cq.path("agreement.json").read_bytes())
    text["schemes"][3]["months"] = 30
    other = sc.write("other.json", json.dumps(text))
    half = sc.path("other-half.json")
    fresh = ("--data", sc.path("fresh"), "--now", "2026-06-01")
    sc.huren("agreement", "sign", "--yes", other, *sc.key("root"), "-o", half, *fresh)
    words = ("--data", cq.path("fresh"), "--now", "2026-06-02")
    done = cq.huren("import", cq.path("half.json"), half, "--pin", cq.path("agreement.json"), *words, code=1)
    assert "version 1 of another agreement" in done.err
    assert "does not match the text of" in done.err
    refused = cq.huren("import", cq.path("half.json"), "--data", cq.path("third"), code=1)
    assert "huren import --pin" in refused.err


def test_a_mistyped_pin_is_set_again_while_no_half_is_here(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    fresh = ("--data", cq.path("fresh"), "--now", "2026-06-02")
    done = cq.huren("import", cq.path("half.json"), "--pin", "0" * 64, *fresh, code=1)
    assert "huren import --pin" in done.err
    cq.huren("import", cq.path("half.json"), "--pin", cq.path("agreement.json"), *fresh)
    done = cq.huren("import", cq.path("half.json"), "--pin", "0" * 64, *fresh, code=1)
    assert "version 1 of another agreement" in done.err


def test_the_text_of_version_1_is_a_pin_wherever_one_is_asked_for(cq: Office) -> None:
    cq.issue("CQ-1")
    bundle = cq.publish()
    certificate = min(cq.path("out").glob("*.json"))
    verify = ("verify", certificate, "--bundle", bundle, "--state", "none", "--now", NOW)
    for pin in (pin_of(cq), cq.path("agreement.json"), cq.path("half.json")):
        cq.huren(*verify, "--home", CQ, "--pin", pin)
        cq.huren("audit", "--from-tree", cq.path("site"), "--pin", pin, "--now", NOW)
    draft = cq.path("next.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    assert "nor a file with a pin" in cq.huren(*verify, "--pin", draft, code=2).err


TERMS = {
    "schemes": [
        {
            "id": "yn-facility-operation",
            "owner": YN,
            "kind": "capability",
            "name": {"zh": "云南办法", "en": "Scheme of Yunnan"},
            "basis": "《云南办法》",
            "categories": ["水"],
            "grades": [{"code": "甲级", "name": {"zh": "甲级", "en": "Class A"}}],
            "months": 24,
        }
    ],
    "equivalences": [
        {
            "from": {"scheme": "yn-facility-operation", "grade": "甲级"},
            "to": {"scheme": "cq-pollution-control", "grade": "甲级"},
            "clause": "第五条",
        }
    ],
}


def test_a_party_joins_and_leaves_by_the_next_version(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    yn = Office(cq.folder.with_name("yn"), cq.huren, YN)
    yn.make_keys()
    terms = yn.write("terms.json", json.dumps(TERMS))
    named = ("--region", "云南", "--name-zh", "云南示例协会", "--name-en", "Yunnan (Example)")
    joining = ("agreement", "join", f"{YN}={yn.path('root.pub')}", *named, "--terms", terms)
    draft = cq.path("joined.json")
    done = cq(*joining, "-o", draft, now="2026-06-01")
    assert "+ party Yunnan (Example" in done.err
    assert f"DID {YN}" in done.err
    assert "Must sign: " in done.err
    assert "Yunnan (Example)" in done.err.partition("Must sign: ")[2]
    assert "CN-YN" in draft.read_text()
    text, before = json.loads(draft.read_bytes()), json.loads(cq.path("agreement.json").read_bytes())
    assert [one["scheme"] for one in text["grants"] if one["issuer"] == YN] == ["yn-facility-operation"]
    halves = [sign_as(office, draft, "joined-half.json") for office in (cq, sc, yn)]
    cq("import", *halves, now="2026-06-02")
    again = cq(*joining, "-o", draft, code=2, now="2026-06-03")
    assert "It is a party already" in again.err
    left = cq.path("left.json")
    done = cq("agreement", "leave", YN, "-o", left, now="2026-06-03")
    assert "- party Yunnan (Example" in done.err
    assert "Yunnan (Example)" in done.err.partition("Must sign: ")[2], "who leaves signs as well"
    text = json.loads(left.read_bytes())
    for name in ("parties", "schemes", "grants", "equivalences"):
        assert text[name] == before[name]
    halves = [sign_as(office, left, "left-half.json") for office in (cq, sc)]
    halves.append(yn.path("left-half.json"))
    words = ("--yes", left, *yn.key("root"), "--against", draft, "-o", halves[-1])
    yn("agreement", "sign", *words, now="2026-06-03")
    assert "version 3 is complete" in cq("import", *halves, now="2026-06-04").err
    assert "Parties are" in cq("agreement", "leave", YN, "-o", left, code=2, now="2026-06-05").err


def test_a_joining_party_is_asked_for_all_it_has_to_bring(cq: Office) -> None:
    named = ("--region", "CN-YN", "--name-zh", "云南", "--name-en", "Yunnan")
    cq.huren("key", "new", cq.path("yn.pem"), "--no-passphrase")
    who = f"{YN}={cq.path('yn.pub')}"
    out = ("-o", cq.path("joined.json"))
    assert "--region" in cq("agreement", "join", who, *out, code=2).err
    assert "-o" in cq("agreement", "join", who, *named, code=2).err
    odd = cq.write("odd.json", '{"parties": []}')
    assert "--terms" in cq("agreement", "join", who, *named, *out, "--terms", odd, code=2).err
    assert "DID=KEY" in cq("agreement", "join", YN, *named, *out, code=2).err
    for region in ("CN-ZZ", "Atlantis"):
        assert "CN-CQ" in cq("agreement", "join", who, "--region", region, *named[2:], *out, code=2).err
    daily = f"{YN}={cq.path('assessment.pub')}"
    for command in (("join", daily, *named), ("draft", "--party", daily, "--data", cq.path("new"))):
        assert "not a root" in cq.huren("agreement", *command, *out, code=2).err
    cq("agreement", "leave", SC, *out, code=1)
    cq.huren("agreement", "leave", SC, *out, "--data", cq.path("none"), code=2)
    assert not cq.path("joined.json").exists()


def test_a_complete_version_is_announced_with_its_effect(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    cq.issue("CQ-1", "CQ-2")
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    rows = text["equivalences"]
    text["equivalences"] = [r for r in rows if r["from"]["scheme"] != "cq-pollution-control"]
    draft.write_text(json.dumps(text))
    first, second = sign_as(cq, draft, "half2.json"), sign_as(sc, draft, "half2.json")
    done = cq("import", first, now="2026-06-02")
    assert "waits for the half of" in done.err
    done = cq("import", second, "--json", now="2026-06-02")
    assert "Agreement version 2 is complete and acts from" in done.err
    assert "Sichuan: 2 no longer counted" in done.err
    effects = json.loads(done.out.splitlines()[-1])
    assert effects["effects"] == [{"home": SC, "gained": 0, "lost": 2, "shifts": []}]


def test_a_version_by_which_credentials_count_as_another_grade_says_which(
    offices: tuple[Office, Office],
) -> None:
    cq, sc = offices
    cq.issue("CQ-1", "CQ-2")
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    for row in text["equivalences"]:
        if row["from"]["scheme"] == "cq-pollution-control" and row["to"] is not None:
            row["to"]["grade"] = "三级"
    draft.write_text(json.dumps(text))
    cq("import", sign_as(cq, draft, "half2.json"), now="2026-06-02")
    done = cq("import", sign_as(sc, draft, "half2.json"), "--lang", "zh", now="2026-06-02")
    assert "已接收 1 份协议签署件" in done.out
    assert "2 份" in done.err
    assert "改为视同三级" in done.err
    assert "认可情况不变" not in done.err


def test_a_workbook_is_shown_compared_and_signed_like_the_json(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    text, book = cq.path("v2.json"), cq.path("v2.xlsx")
    cq("agreement", "draft", "-o", text, "--xlsx", book, now="2026-06-01")
    edited = openpyxl.load_workbook(book)
    edited["评价办法 Schemes"]["G5"] = 30
    edited.save(book)
    value = json.loads(text.read_bytes())
    value["schemes"][3]["months"] = 30
    text.write_text(json.dumps(value))
    shown = cq("agreement", "show", book).out
    assert "~ scheme Pollution control facility operation (Example) (Sichuan): months 24 → 30" in shown
    assert shown == cq("agreement", "show", text).out
    subjects = []
    for office, file in ((cq, book), (sc, text)):
        half = office.path("half2.json")
        done = office("agreement", "sign", "--yes", file, *office.key("root"), "-o", half, now="2026-06-01")
        assert shown[shown.index("Changes since") :].strip() in done.err, (
            "what is signed is said as it is shown"
        )
        subjects.append(json.loads(half.read_bytes())["credentialSubject"])
    assert canonicalize(subjects[0]) == canonicalize(subjects[1])
    cq("import", cq.path("half2.json"), sc.path("half2.json"), now="2026-06-02")
    assert json.loads(cq("agreement", "show", "--json", now="2026-06-03").out)["text"]["version"] == 2
    back = cq.path("back.json")
    cq("agreement", "draft", "--text", book, "-o", back)
    assert json.loads(back.read_bytes()) == value


def test_hidden_rows_of_a_text_to_compare_with_are_read_where_that_is_asked_for(cq: Office) -> None:
    text, book = cq.path("agreement.json"), cq.path("text.xlsx")
    cq("agreement", "draft", "--text", text, "--xlsx", book)
    edited = openpyxl.load_workbook(book)
    edited["授权 Grants"].row_dimensions[2].hidden = True
    edited.save(book)
    words = ("agreement", "show", text, "--against", book)
    assert "--include-hidden" in cq(*words, code=1).err
    assert "Hidden rows, read like the others: 2." in cq(*words, "--include-hidden").err


def test_a_workbook_with_wrong_cells_is_not_signed_and_comes_back(cq: Office) -> None:
    book, back = cq.path("text.xlsx"), cq.path("back.xlsx")
    cq("agreement", "draft", "--text", cq.path("agreement.json"), "--xlsx", book)
    edited = openpyxl.load_workbook(book)
    edited["授权 Grants"]["C2"] = "2026年13月1日"
    edited["等级对应 Equivalences"]["C4"] = "特级"
    edited.save(book)
    done = cq("agreement", "sign", book, *cq.key("root"), "--errors", back, "--lang", "zh", code=1)
    assert "授权 Grants  1 处问题" in done.out
    assert "2026年13月1日" in done.out
    assert "有 1 处单元格需要修正" in done.err
    returned = openpyxl.load_workbook(back)["授权 Grants"]
    assert str(returned["A2"].value).startswith("自: 所写的“2026年13月1日”在日历上不存在。")
    errors = cq("agreement", "show", book, "--json", code=1).out.splitlines()
    assert {"page": "授权 Grants", "row": 2, "column": "from"}.items() <= json.loads(errors[0]).items()
    cq("agreement", "draft", "--xlsx", cq.path("v2.csv"), code=2)


@pytest.mark.parametrize(
    ("find", "put", "said"),
    [
        ('"version":', '"version"：', "第 {line} 行第 12 个字符是全角字符：：\n请改为半角字符：:"),
        ('"version":', '“version":', '第 {line} 行第 3 个字符是全角字符：“\n请改为半角字符："'),
        ('"version": 2,', '"version": 2,,', "第 {line} 行第 15 个字符的逗号之后没有内容。\n请删去该逗号。"),
        ('"version":', '"version"', "自第 {line} 行第 13 个字符起不能按 JSON 读取。"),
        ('"effectiveUntil": "2', '"effectiveUntil": "/2', "第 {line} 行第 21 个字符：终止时间不是"),
        ('"scheme": "sc-credit"', '"scheme": "sc-none"', " 行第 5 个字符：等级对应第 44 项引用了"),
    ],
)
def test_json_that_a_clerk_mistyped_names_line_and_character(
    cq: Office, find: str, put: str, said: str
) -> None:
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = draft.read_text(encoding="utf-8")
    line = text[: text.index(find)].count("\n") + 1
    draft.write_text(text.replace(find, put, 1), encoding="utf-8")
    done = cq("agreement", "sign", draft, *cq.key("root"), "--lang", "zh", code=1)
    assert said.format(line=line) in done.err
    assert "改用原文件" not in done.err
