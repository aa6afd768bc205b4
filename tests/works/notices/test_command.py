"""Notices as a clerk writes them: refusals in words, what is shown before it is signed, what is listed."""

from pathlib import Path

import pytest

from tests.cli.office.offices import NOW, Office, cq, offices

__all__ = ["cq", "offices"]

GOOD = """kind = "need"
title = {zh = "示例需求", en = "Wanted"}
summary = {zh = "示例内容"}
from = 2026-05-10
until = 2026-06-10
standsUntil = 2026-06-20
media = ["water"]
targets = ["COD", "氨氮"]
limits = [{target = "化学需氧量", high = "30", unit = "mg/L"}]
link = "https://cq.example.org/notices/1"
"""


REFUSALS = {
    "past": ("until = 2026-06-10", "until = 2026-05-09", "until", "was over", "已过"),
    "backwards": ("from = 2026-05-10", "from = 2026-06-11", "until", "Exchange the two", "请对调两者"),
    "elsewhere": ("cq.example.org", "sc.example.org", "link", "https://cq.example.org/", "https://cq.example.org/"),
    "beside": ("cq.example.org/", "cq.example.org.evil.example/", "link", "own site", "自己的网站"),
    "long": ("standsUntil = 2026-06-20", "standsUntil = 2027-07-01", "standsUntil", "400 days", "400 天"),
    "short": ("standsUntil = 2026-06-20", "standsUntil = 2026-06-01", "standsUntil", "", ""),
    "limits": ('kind = "need"', 'kind = "call"', "limits", "Leave it out", "请删去该项"),
    "unit": ('"mg/L"', '"mg/kg"', "limits[0].unit", "mg/L", "mg/L"),
    "kind": ('kind = "need"', 'kind = "expo"', "kind", "plan (plan)", "need（技术需求）"),
    "medium": ('media = ["water"', 'media = ["fire"', "media[0]", "odour (odour)", "odour（恶臭）"),
    "member": ("media =", "medium =", "medium", "", ""),
    "absent": ('title = {zh = "示例需求", en = "Wanted"}\n', "", "title", "Add it", "请补上"),
    "float": ('high = "30"', "high = 30.0", "limits[0].high", 'high = "30.0"', '如 high = "30.0"'),
    "whole": ('high = "30"', "high = 30", "limits[0].high", 'as in high = "30"', '请加引号，如 high = "30"'),
    "day": ("from = 2026-05-10", "from = 2026-05-10T09:00:00", "from", "2026-05-01", "2026-05-01"),
    "toml": ("kind =", "kind", "", "not TOML", "不是 TOML"),
    "type": ("kind =", 'type = "Notice"\nkind =', "type", "", ""),
}  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_refusal_names_file_member_and_mend(cq: Office, lang: str) -> None:
    files = [
        cq.write(f"{name}.toml", GOOD.replace(before, after, 1))
        for name, (before, after, *_) in REFUSALS.items()
    ]
    assert len({file.read_text() for file in files}) == len(REFUSALS)
    good = cq.write("good.toml", GOOD)
    result = cq("notice", "issue", *files, good, *cq.key("assessment"), "--yes", "--lang", lang, code=1)
    said = result.err
    for name, (_, _, field, *words) in REFUSALS.items():
        assert f"{name}.toml" + (f": {field}" if field else "") in said, name
        assert words[lang == "zh"] in said, name
    assert "did:" not in said
    assert ("未签署任何内容" if lang == "zh" else "Nothing was signed") in said
    assert "good.toml" not in said
    assert cq("notice", "list", "--json").out == ""


def test_a_notice_is_shown_signed_and_listed(cq: Office) -> None:
    good = cq.write("good.toml", GOOD)
    shown = cq("notice", "issue", good, *cq.key("assessment"), "--dry-run")
    assert "示例需求" in shown.err
    assert "Nothing was signed" in shown.err
    batch = cq.path("good.json")
    cq("notice", "issue", good, "--issuer", cq.did, "--export-unsigned", batch)
    assert '"ammonia-nitrogen"' in Path(batch).read_text(encoding="utf-8")
    cq("notice", "issue", good, *cq.key("assessment"), code=2)  # nobody answers
    assert cq("notice", "list", "--json").out == ""
    made = cq("notice", "issue", good, *cq.key("assessment"), "--yes").out
    assert made.startswith("urn:uuid:")
    assert made.rstrip().endswith("示例需求")
    line = cq("notice", "list", "--lang", "zh").out
    assert all(word in line for word in ("进行中", "技术需求", "示例需求", "有效"))
    later = cq("notice", "list", "--when", "over", now="2026-06-11T09:00:00+08:00").out
    assert "Wanted" in later
    assert "Wanted" not in cq("notice", "list", "--kind", "event").out
    identity = made.split()[0]
    cq("revoke", identity, "--reason", "issued-in-error", *cq.key("assessment"), "--yes")
    assert "撤销" in cq("notice", "list", "--lang", "zh").out
    cq("suspend", identity, "--reason", "complaint", *cq.key("assessment"), "--yes", code=1)


def test_a_template_reads_as_it_stands_and_goes_the_way_of_the_drawer(cq: Office) -> None:
    for lang in ("zh", "en"):
        for kind in ("event", "need"):
            name = cq.path(f"{kind}-{lang}.toml")
            cq("notice", "template", name, "--kind", kind, "--issuer", cq.did, "--lang", lang)
            cq("notice", "issue", name, "--issuer", cq.did, "--dry-run")
    cq("notice", "template", cq.path("event-zh.toml"), "--issuer", cq.did, code=2)  # it is there
    batch, signed = cq.path("batch.json"), cq.path("signed.json")
    cq("notice", "issue", cq.path("need-zh.toml"), "--issuer", cq.did, "--export-unsigned", batch)
    cq.huren("sign", batch, *cq.key("assessment"), "--yes", "-o", signed, "--now", NOW)
    cq("import", signed)
    assert "示例公告标题" in cq("notice", "list", "--lang", "zh").out
    both = ("--export-unsigned", batch)
    cq("notice", "issue", cq.path("need-zh.toml"), *cq.key("assessment"), *both, code=2)
    cq("notice", "issue", cq.path("need-zh.toml"), code=2)
