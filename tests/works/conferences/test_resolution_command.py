"""Resolutions as two associations write them: drafted, compared, signed by each, carried out."""

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.office.offices import CQ, NOW, SC, Office, offices, pin_of
from tests.harness.selection.by_day import by_day

__all__ = ["offices"]

MEETING = """[meeting]
title = {zh = "示例会议", en = "Example conference"}
place = "示例市"
from = 2026-05-08
until = 2026-05-09"""
DRAFT = f"""number = "示例 2026-1"
resolvedOn = 2026-05-09
{MEETING}

[[items]]
title = {{zh = "示例议项", en = "Example item"}}
text = {{zh = "示例内容"}}
decision = "adopted"
due = 2026-09-01
owner = "{SC}"

[[items]]
title = {{zh = "示例保密", en = "Kept"}}
text = {{zh = "不公开的示例内容"}}
decision = "noted"
withheld = true
"""
MARKDOWN = f"""+++
number = "示例 2026-1"
resolvedOn = 2026-05-09
{MEETING}
+++
## 1 示例议项 / Example item
示例内容

```toml
decision = "adopted"
due = 2026-09-01
owner = "{SC}"
```
## 2 示例保密 / Kept
不公开的示例内容
```toml
decision = "noted"
withheld = true
```
"""


def digest_of(office: Office, number: str) -> str:
    """Return the digest of this office's half."""
    shown = json.loads(office("resolution", "show", number, "--json").out)
    return str(shown["halves"][office.did])


def check(office: Office, kept: Path, code: int = 0) -> str:
    """Return the report on kept texts."""
    done = office.huren("resolution", "check-withheld", kept, "--data", office.path("data"), code=code)
    return str(done.out)


def meet(cq: Office, sc: Office) -> None:
    """Let each import the other's publication."""
    for one, other in ((cq, sc), (sc, cq)):
        other("import", one.publish())


def test_two_associations_adopt_a_resolution(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    meet(cq, sc)
    draft = cq.write("first.toml", DRAFT)
    shown = cq("resolution", "issue", draft, *cq.key("assessment"), "--dry-run").err
    assert "Nothing was signed" in shown
    assert "Example item (adopted)" in shown
    assert "NOT" not in shown
    assert not cq.path("first.withheld.json").exists()
    made = cq("resolution", "issue", draft, *cq.key("assessment"), "--yes", "--json")
    assert "give it to the other party" in made.err
    assert "waiting for the signature of " in cq("resolution", "show", "示例 2026-1").err
    assert "示例保密" not in cq("resolution", "show", "示例 2026-1").out
    sc("import", sc.write("half.json", made.out))
    assert "this text was signed, in a resolution that is not" in check(sc, cq.path("first.withheld.json"))
    digest = digest_of(cq, "示例 2026-1")
    read = sc("resolution", "countersign", digest, *sc.key("assessment"), "--dry-run", "--lang", "zh")
    assert "示例议项（通过）" in read.err
    assert "期限 2026-09-01，责任方 " in read.err
    assert "did:" not in read.err
    done = sc("resolution", "countersign", digest, *sc.key("assessment"), "--yes")
    assert "adopted, all signed" in done.err
    again = sc("resolution", "countersign", digest, *sc.key("assessment"), "--yes", code=1)
    assert "has signed this document already" in again.err
    listed = sc("resolution", "list", "--lang", "zh").out
    assert "已通过" in listed
    kept = cq.path("first.withheld.json")
    assert kept.stat().st_mode & 0o077 == 0
    assert "this text was signed\n" in check(sc, kept)
    other = sc.write("other.json", kept.read_text().replace("不公开的", "改过的"))
    assert "NOT the text" in check(sc, other, code=1)
    cited = [
        ("standard", "1" * 64, "NOT here"),
        ("agreement", "2" * 64, "NOT here"),
        ("document", "3" * 64, ""),
    ]
    cited += [("technology", digest, "NOT what it is"), ("agreement", pin_of(cq), "")]
    for kind, named, words in cited:
        refers = f'refers = [{{kind = "{kind}", digest = "{named}"}}]\ndue ='
        text = DRAFT.replace("2026-1", "2026-9").replace("due =", refers)
        told = cq("resolution", "issue", cq.write("cites.toml", text), "--issuer", CQ, "--dry-run").err
        assert told.count("NOT") == bool(words), kind
        assert words in told


def test_open_items_are_told_until_a_later_resolution_closes_them(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    meet(cq, sc)
    key, other = cq.key("assessment"), sc.key("assessment")

    def adopt(name: str, text: str) -> None:
        made = cq("resolution", "issue", cq.write(name, text), *key, "--yes", "--json").out
        sc("import", sc.write("half.json", made))
        number = json.loads(made)["credentialSubject"]["number"]
        sc("resolution", "countersign", digest_of(cq, number), *other, "--yes")

    assert "open items: 0" in sc("resolution", "open").err
    adopt("first.toml", DRAFT)
    (line,) = sc("resolution", "open", "--json").out.splitlines()
    item = json.loads(line)
    assert (item["no"], item["owner"], item["due"], item["overdue"]) == (1, SC, "2026-09-01", False)
    assert "overdue: 1" in sc("resolution", "open", now="2026-09-02T00:00:00+08:00").err
    assert "overdue: 0" in sc("resolution", "open", now="2026-09-01T23:00:00+08:00").err
    assert "open items: 0" in sc("resolution", "open", "--party", CQ).err
    assert "open items: 1" in sc("resolution", "open", "--party", SC, "--limit", "1").err
    sc("resolution", "open", "--party", "did:web:nobody.example.org", code=2)
    closing = DRAFT.replace("2026-1", "2026-2").replace(f'due = 2026-09-01\nowner = "{SC}"\n', "")
    closing = closing.replace('decision = "adopted"', f'''decision = "DECISION"
refers = [{{kind = "document", digest = "{item["digest"]}"}}]''', 1)  # fmt: skip
    adopt("second.toml", closing.replace("DECISION", "rejected"))
    assert "open items: 1" in sc("resolution", "open").err
    adopt("third.toml", closing.replace("2026-2", "2026-3").replace("DECISION", "adopted"))
    assert "open items: 0" in sc("resolution", "open").err
    assert "open items: 0" in cq("resolution", "open").err  # this registry has none of the other halves


def test_two_drafts_are_compared_member_by_member(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    one, other = cq.write("one.toml", DRAFT), cq.write("other.md", MARKDOWN)
    assert "the same" in cq("resolution", "diff", one, other).err, "whatever the salts of two drafts"
    kept = cq.write("kept.md", MARKDOWN.replace("不公开的", "另一"))
    told = json.loads(cq("resolution", "diff", one, kept, "--json", code=1).out)
    assert (told["member"], told["after"]) == (["items", "2", "text", "zh"], "另一示例内容")
    cq("resolution", "issue", one, *cq.key("assessment"), "--yes")
    cq.path("one.withheld.json").rename(cq.path("other.withheld.json"))
    same = cq("resolution", "diff", "示例 2026-1", other)
    assert "the same" in same.err
    changed = cq.write(
        "other.md", MARKDOWN.replace("2026-09-01", "2026-10-01").replace("示例内容\n\n", "另一内容\n")
    )
    told = cq("resolution", "diff", "示例 2026-1", changed, "--json", code=1).out
    found = {tuple(line["member"]): line for line in map(json.loads, told.splitlines())}
    assert {*found} == {("items", "1", "due"), ("items", "1", "text", "zh")}
    assert found["items", "1", "due"]["before"] == "2026-09-01"
    spoken = cq("resolution", "diff", "示例 2026-1", changed, "--lang", "zh", code=1)
    assert "事项 · 1 · 完成期限" in spoken.out
    assert "有 2 处不同" in spoken.err
    refused = cq("resolution", "issue", changed, *cq.key("assessment"), "--yes", code=1)
    assert "other.md" in refused.err
    cq.write("other.md", MARKDOWN.replace("不公开的", "改过的"))
    assert (
        "another text of item 2" in cq("resolution", "diff", "示例 2026-1", cq.path("other.md"), code=2).err
    )


REFUSALS = {
    "gap": ('title = {zh = "示例保密"', 'no = 3\ntitle = {zh = "示例保密"', "items[1].no"),
    "owner": (f'owner = "{SC}"', 'owner = "did:web:x.example.org"', "items[0].owner"),
    "decision": ('decision = "noted"', 'decision = "agreed"', "items[1].decision"),
    "future": ("2026-05-09", "2026-05-19", "resolvedOn"),
    "member": ("due =", "dew =", "items[0].dew"),
    "flag": ("withheld = true", 'withheld = "yes"', "items[1]"),
    "parties": ('number =', f'parties = ["{CQ}"]\nnumber =', "parties"),
    "strange": ('number =', f'parties = ["{CQ}", "did:web:x.example.org"]\nnumber =', "parties"),
    "none": ("[[items]]", "[[points]]", "items"),
    "type": ("number =", 'type = "Resolution"\nnumber =', "type"),
}  # fmt: skip


@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
def test_every_refusal_names_file_and_member(offices: tuple[Office, Office], lang: str) -> None:
    cq, _ = offices
    for name, (before, after, member) in REFUSALS.items():
        assert before in DRAFT, name
        file = cq.write(f"{name}.toml", DRAFT.replace(before, after))
        told = cq("resolution", "issue", file, *cq.key("assessment"), "--yes", "--lang", lang, code=1).err
        assert f"{name}.toml" in told
        assert member in told or name == "strange", (name, told)
        if lang == "zh":
            assert "did:" not in re.sub("“[^”]*”", "", told), told
    assert cq("resolution", "list", "--json").out == ""
    bare = cq.write("bare.md", "## 1 示例\n")
    assert "+++" in cq("resolution", "issue", bare, *cq.key("assessment"), "--yes", code=1).err


def test_a_template_reads_as_it_stands_and_goes_the_way_of_the_drawer(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    for name in ("zh.toml", "zh.md", "en.toml", "en.md"):
        out: Path = cq.path(name)
        cq("resolution", "template", out, "--lang", name[:2])
        cq("resolution", "issue", out, "--issuer", CQ, "--dry-run")
    cq("resolution", "template", cq.path("zh.md"), code=2)  # the file exists
    word = cq.path("word.docx")
    for room, other in (("resolution", word), ("standard", word), ("standard", cq.path("book.xlsx"))):
        assert "Markdown" in cq(room, "template", other, code=2).err
        assert not other.exists(), "no text is called a workbook or a word file"
    cq.write(word.name, "PK")
    assert "Markdown" in cq("resolution", "issue", word, "--issuer", CQ, "--dry-run", code=1).err
    batch, signed = cq.path("batch.json"), cq.path("signed.json")
    cq("resolution", "issue", cq.path("zh.md"), "--issuer", CQ, "--export-unsigned", batch)
    assert cq.path("zh.withheld.json").exists()
    cq.huren("sign", batch, *cq.key("assessment"), "--yes", "-o", signed, "--now", NOW)
    cq("import", signed)
    assert "待四川示例环境保护产业协会签署" in cq("resolution", "list", "--lang", "zh").out
    assert "this text was signed" in check(cq, cq.path("zh.withheld.json"))


CITING = f"""number = "示例 2026-2"
resolvedOn = 2026-05-09
{MEETING}

[[items]]
title = {{zh = "示例办结", en = "Done"}}
text = {{zh = "示例内容"}}
decision = "adopted"
refers = [CITED]
"""


CITED = (
    '{kind = "document", title = "示例 2026-1", item = 1}',
    '{kind = "standard", title = "example-criteria"}',
    '{kind = "standard", title = "example-criteria 1"}',
    '{kind = "standard", title = "示例准则"}',
    '{kind = "agreement", title = "1"}',
)


def test_an_item_cites_by_title_and_number(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    standard = """code = "example-criteria"
title = {zh = "示例准则", en = "Criteria"}
schemes = ["cq-facility-operation", "sc-facility-operation"]
from = 2026-09-01
[[clauses]]
no = "1"
text = {zh = "示例"}
"""
    cq("standard", "issue", cq.write("standard.toml", standard), *cq.key("assessment"), "--yes")
    cq("resolution", "issue", cq.write("first.toml", DRAFT), *cq.key("assessment"), "--yes")
    shown = json.loads(cq("resolution", "show", "示例 2026-1", "--json").out)
    head, mark, item = CITING.partition("[[items]]")
    draft = cq.write("citing.toml", head + "".join(mark + item.replace("CITED", one) for one in CITED))
    assert "NOT" not in cq("resolution", "issue", draft, *cq.key("assessment"), "--yes").err
    value = json.loads(cq("resolution", "show", "示例 2026-2", "--json").out)
    refers = [one for item in value["resolution"]["items"] for one in item["refers"]]
    for one, cited in zip(refers, CITED, strict=True):
        assert f'"{one["kind"]}"' in cited
        assert len(one["digest"]) == 64
        assert one["digest"] != shown["digest"]
    cq("resolution", "issue", draft, "--issuer", cq.did, "--dry-run", code=1)  # the number is taken
    for lost in ('title = "没有的"', 'title = "没有的", item = 9'):
        other = cq.write("lost.toml", CITING.replace("CITED", f'{{kind = "document", {lost}}}'))
        assert "没有的" in cq("resolution", "issue", other, "--issuer", cq.did, "--dry-run", code=1).err


def fill(office: Office, name: str, *rows: tuple[str, dict[str, Any]]) -> Path:
    """Fill a template of minutes with rows, by page and column in Chinese."""
    path: Path = office.path(name)
    office("resolution", "template", path)
    book = load_workbook(path)
    for page, cells in rows:
        sheet = book[page]
        heads = {str(cell.value).partition(" / ")[0]: place for place, cell in enumerate(sheet[1], start=1)}
        number = sheet.max_row + 1
        for head, value in cells.items():
            sheet.cell(number, heads[head], value)
    book.save(path)
    return path


MEETING_ROW = {
    "编号": "示例 2026-3", "议定日期": "2026-05-09", "会议名称": "示例会议", "会议英文名称": "Conference",
    "地点": "示例市", "会议自": date(2026, 5, 8), "会议至": "2026年5月9日",
}  # fmt: skip
ITEM_ROW = {"议项": "示例培训", "议项英文": "Training", "内容": "示例内容", "决定": "通过"}
SECRET_ROW = {**ITEM_ROW, "议项": "示例保密", "决定": "知悉 / noted", "不公开": "是"}
MEETING_PAGE, ITEM_PAGE, DISSENT_PAGE = "会议 Meeting", "议项 Items", "保留意见 Dissent"


def test_minutes_from_a_workbook_are_what_a_draft_says(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    cq("resolution", "issue", cq.write("first.toml", DRAFT), *cq.key("assessment"), "--yes")
    party = "四川示例环境保护产业协会"
    book = fill(
        cq, "minutes.xlsx",
        (MEETING_PAGE, MEETING_ROW),
        (ITEM_PAGE, {**ITEM_ROW, "期限": "2026-09-01", "责任方": party, "引用": "文件：示例 2026-1#1"}),
        (ITEM_PAGE, SECRET_ROW),
        (DISSENT_PAGE, {"协会": party, "议项序号": 1, "保留意见": "示例保留"}),
    )  # fmt: skip
    assert "示例培训" in cq("resolution", "issue", book, "--issuer", CQ, "--dry-run", "--lang", "zh").err
    cq("resolution", "issue", book, *cq.key("assessment"), "--yes")
    value = json.loads(cq("resolution", "show", "示例 2026-3", "--json").out)["resolution"]
    assert value["meeting"]["until"] == "2026-05-09"
    first, second = value["items"]
    assert (first["no"], first["due"], first["owner"], first["decision"]) == (1, "2026-09-01", SC, "adopted")
    assert len(first["refers"][0]["digest"]) == 64
    assert [*second] == ["no", "withheld"]
    assert value["dissent"][0]["dissenter"] == SC
    assert cq.path("minutes.withheld.json").exists()
    assert cq("resolution", "diff", book, "示例 2026-3").out == ""


WRONG_CELLS = [
    (MEETING_PAGE, "议定日期", "昨天", "议定日期"),
    (MEETING_PAGE, "议定日期", "2026-05-01", "议定日期"),
    (MEETING_PAGE, "地点", None, "地点"),
    (ITEM_PAGE, "决定", "同意", "通过"),
    (ITEM_PAGE, "期限", "2026-01-01", "期限"),
    (ITEM_PAGE, "责任方", "示例外地协会", "示例外地协会"),
    (ITEM_PAGE, "引用", "标准：没有的标准", "没有的标准"),
    (ITEM_PAGE, "引用", "怪事：x", "怪事"),
    (ITEM_PAGE, "内容", "=1+1", "内容"),
]


@pytest.mark.parametrize(("page", "column", "value", "told"), by_day(WRONG_CELLS, WRONG_CELLS[::4]))
def test_a_wrong_cell_of_minutes_is_named(
    offices: tuple[Office, Office], page: str, column: str, value: Any, told: str
) -> None:
    cq, _ = offices
    rows: dict[str, dict[str, Any]] = {
        MEETING_PAGE: {**MEETING_ROW},
        ITEM_PAGE: {**ITEM_ROW, "期限": "2026-09-01"},
    }
    rows[page][column] = value
    book = fill(cq, "wrong.xlsx", *rows.items())
    back = cq.path("back.xlsx")
    done = cq(
        "resolution", "issue", book, "--issuer", CQ, "--dry-run", "--errors", back, "--lang", "zh", code=1
    )
    assert told in done.out
    assert column in done.out
    assert "1 处单元格" in done.err
    assert str(load_workbook(back)[page]["A1"].value).startswith("错误")
    assert cq("resolution", "list", "--json").out == ""
