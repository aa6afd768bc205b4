"""Standards as associations write them: clause by clause, version after version, adopted by a resolution."""

import json
from pathlib import Path

import pytest

from tests.cli.office.offices import CQ, NOW, SC, Office, cq, offices
from tests.harness.selection.by_day import by_day

__all__ = ["cq", "offices"]

ADOPTING = """number = "示例 2026-1"
resolvedOn = 2026-05-10

[meeting]
title = {zh = "示例会议", en = "Example"}
place = "示例市"
from = 2026-05-10
until = 2026-05-10

[[items]]
title = {zh = "示例", en = "Example"}
text = {zh = "示例"}
decision = "adopted"
refers = [{kind = "standard", digest = "DIGEST"}]
"""
FIRST = """+++
code = "example-criteria"
title = {zh = "示例准则", en = "Example criteria"}
schemes = ["cq-pollution-control", "sc-pollution-control"]
from = 2026-09-01
+++
## 1 范围 / Scope
适用于示例企业。
> For examples.

## 4.2 人员 / Staff
不少于 20 名。

## 4.10
运行记录。
"""
IN_FORCE = "2026-09-01T09:00:00+08:00"
SECOND = FIRST.replace("20 名", "25 名").replace("## 4.10\n运行记录。\n", "## 5 附则 / Annex\n示例。\n")


def issue(office: Office, name: str, text: str) -> str:
    """Sign a standard and return its digest."""
    out = office("standard", "issue", office.write(name, text), *office.key("assessment"), "--yes").out
    return str(out.split()[0])


def test_versions_go_on_from_each_other_and_are_compared(cq: Office) -> None:
    first = issue(cq, "first.md", FIRST)
    draft = cq.write("second.md", SECOND)
    told = cq.huren("standard", "diff", first, draft, "--data", cq.path("data"), "--json", code=1).out
    changes = {line["clause"]: line for line in map(json.loads, told.splitlines())}
    assert [*changes] == ["4.2", "4.10", "5"]
    assert changes["4.2"]["after"]["text"] == {"zh": "不少于 25 名。"}
    assert changes["4.10"]["after"] is None
    assert changes["5"]["before"] is None
    second = issue(cq, "second.md", SECOND)
    newest = json.loads(cq("standard", "show", "example-criteria", "--json").out.splitlines()[0])
    assert (newest["version"], newest["digest"]) == (2, second)
    assert newest["standard"]["credentialSubject"]["previous"] == first
    assert f"goes on from {first}" in cq("standard", "show", second).out
    assert f"followed by {second}" in cq("standard", "show", first).out
    spoken = cq.huren("standard", "diff", second, "--data", cq.path("data"), "--lang", "zh", code=1)
    assert all(word in spoken.out for word in ("变更", "删去", "新增", "第 1 版", "第 2 版"))
    drafts = cq.path("first.md"), draft
    told = cq.huren("standard", "diff", *drafts, "--data", cq.path("data"), code=1).out
    assert all(file.name in told for file in drafts)
    assert "version" not in told, "two drafts are told apart by their names"
    assert "条款相同" in cq.huren(
        "standard", "diff", second, draft, "--data", cq.path("data"), "--lang", "zh"
    ).err  # fmt: skip
    assert "no resolution here adopts it" in cq("standard", "list").out


def test_a_resolution_of_both_adopts_a_standard(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    for one, other in ((cq, sc), (sc, cq)):
        other("import", one.publish())
    text = cq.write("text.md", FIRST)
    record = cq("standard", "issue", text, *cq.key("assessment"), "--yes", "--json").out
    sc("import", sc.write("standard.json", record))
    digest = json.loads(sc("standard", "show", "example-criteria", "--json").out)["digest"]
    resolution = cq.write("resolution.toml", ADOPTING.replace("DIGEST", digest))
    half = cq("resolution", "issue", resolution, *cq.key("assessment"), "--yes", "--json").out
    sc("import", sc.write("half.json", half))
    assert "waits for the signature of" in sc("standard", "show", "example-criteria").out
    sc("resolution", "countersign", "示例 2026-1", *sc.key("assessment"), "--yes")
    assert "示例 2026-1" in sc("standard", "list").out
    assert "由 示例 2026-1 通过" in sc("standard", "show", digest, "--lang", "zh").out
    between = cq.write("between.md", SECOND.replace("25 名", "99 名"))
    stolen = cq("standard", "issue", between, *cq.key("assessment"), "--yes", "--json").out
    sc("import", sc.write("stolen.json", stolen))
    second = issue(sc, "second.md", SECOND)
    held = [
        json.loads(line) for line in sc("standard", "show", "example-criteria", "--json").out.splitlines()
    ]
    goes_on = {one["digest"]: one["standard"]["credentialSubject"].get("previous") for one in held}
    assert goes_on[second] == digest, "it goes on from what is adopted, whatever one party put between"
    told = sc("standard", "diff", second, code=1)
    assert "20 名" in told.out
    assert "99 名" not in told.out
    assert "draft" not in told.err
    listed = sc("standard", "list").out
    assert "示例 2026-1" in listed, "a draft hides nothing that is adopted"
    assert all(words in listed for words in ("version 1", "applies from", "later drafts: 2"))
    assert "现行第 1 版" in sc("standard", "show", "example-criteria", "--lang", "zh", now=IN_FORCE).out
    shown = sc("standard", "show", "example-criteria").out
    assert "applies from 2026-09-01; no version is in force yet; later drafts: 2" in shown
    assert "20 名" in shown
    on_a_draft = sc.write(
        "third.md", SECOND.replace("from = ", f'version = 3\nprevious = "{second}"\nfrom = ')
    )
    told = sc("standard", "issue", on_a_draft, *sc.key("assessment"), "--dry-run").err
    assert "NOT adopted: the version before is a draft of" in told
    first, *_ = map(json.loads, sc("standard", "show", "example-criteria", "--json").out.splitlines())
    assert (first["version"], first["digest"]) == (1, digest)
    assert "later drafts" not in cq("standard", "show", "example-criteria").out


REFUSALS = {
    "order": ("## 4.2 人员", "## 5.2 人员", "clauses[2].no"),
    "unknown": ('"cq-pollution-control"', '"example-none"', "example-none"),
    "schemes": ('"cq-pollution-control", ', "", "schemes"),
    "clause": ("## 4.2 人员", "## 1 人员", "clauses"),
    "empty": ("不少于 20 名。", "", "clauses[1].text"),
    "version": ("from = ", "version = 2\nfrom = ", "previous"),
    "toml": ("code =", "code", "line 2"),
    "title": (" / Staff", "", "clauses[1].title.en"),
    "number": ("## 4.10\n", "## 附则\n", "clauses[2].no"),
}


@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
def test_every_refusal_names_file_and_member(cq: Office, lang: str) -> None:
    for name, (before, after, member) in REFUSALS.items():
        assert before in FIRST, name
        file = cq.write(f"{name}.md", FIRST.replace(before, after))
        told = cq("standard", "issue", file, *cq.key("assessment"), "--yes", "--lang", lang, code=1).err
        assert f"{name}.md" in told
        assert member in told, (name, told)
    assert cq("standard", "list", "--json").out == ""
    wide = cq.write("wide.md", FIRST.replace("sc-pollution-control", "cq-facility-operation"))
    told = cq("standard", "issue", wide, *cq.key("assessment"), "--dry-run", "--lang", lang).err
    assert {"en": "NOT one to one", "zh": "并非一一对应"}[lang] in told, "two schemes of one party"


@pytest.mark.night
def test_a_template_reads_as_it_stands(cq: Office) -> None:
    for name in ("zh.md", "zh.toml", "en.md"):
        out: Path = cq.path(name)
        cq("standard", "template", out, "--lang", name[:2])
        assert "Nothing was signed" in cq("standard", "issue", out, "--issuer", CQ, "--dry-run").err
    batch, signed = cq.path("batch.json"), cq.path("signed.json")
    cq("standard", "issue", cq.path("zh.md"), "--issuer", CQ, "--export-unsigned", batch)
    cq.huren("sign", batch, *cq.key("assessment"), "--yes", "-o", signed, "--now", NOW)
    cq("import", signed)
    assert "示例评价准则" in cq("standard", "list", "--lang", "zh").out
    cq("standard", "issue", cq.path("zh.md"), "--issuer", SC, "--dry-run")
