"""Notices as a clerk writes them: refusals in words, what is shown before it is signed, what is listed."""

import json
from pathlib import Path

import pytest

from credentials.drafting.make_bundle import digest_of
from tests.cli.office.offices import NOW, Office, cq, offices
from tests.harness.selection.by_day import by_day

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
    "width": ('= "need"', '＝ "need"', "", "line 1, character 6", "第 1 行第 6 个字符"),
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


def test_refused_drafts_and_a_dry_run_are_data_too(cq: Office) -> None:
    past, good = (cq.write(f"{name}.toml", text) for name, text in (
        ("past", GOOD.replace("until = 2026-06-10", "until = 2026-05-09", 1)), ("good", GOOD)))  # fmt: skip
    words = ("notice", "issue", "--issuer", cq.did, "--dry-run", "--json")
    (refused,) = map(json.loads, cq(*words, past, good, code=1).out.splitlines())
    assert refused["error"]["code"] == "already-over"
    assert "past.toml" in refused["error"]["detail"]
    (shown,) = map(json.loads, cq(*words, good).out.splitlines())
    assert ("proof" in shown, shown["credentialSubject"]["title"]["zh"]) == (False, "示例需求")


def test_a_notice_is_shown_signed_and_listed(cq: Office) -> None:
    good = cq.write("good.toml", GOOD)
    shown = cq("notice", "issue", good, *cq.key("assessment"), "--dry-run")
    assert "示例需求" in shown.err
    assert "Nothing was signed" in shown.err
    batch = cq.path("good.json")
    cq("notice", "issue", good, "--issuer", cq.did, "--export-unsigned", batch)
    assert '"ammonia-nitrogen"' in Path(batch).read_text(encoding="utf-8")
    cq("notice", "issue", good, *cq.key("assessment"), code=2)  # nobody answers the question
    assert cq("notice", "list", "--json").out == ""
    made = cq("notice", "issue", good, *cq.key("assessment"), "--yes").out
    assert made.startswith("urn:uuid:")
    assert made.rstrip().endswith("示例需求")
    line = cq("notice", "list", "--lang", "zh").out
    assert all(word in line for word in ("进行中", "技术需求", "示例需求"))
    later = cq("notice", "list", "--when", "over", now="2026-06-11T09:00:00+08:00").out
    assert "Wanted" in later
    assert "Wanted" not in cq("notice", "list", "--kind", "event").out
    identity = made.split()[0]
    refused = cq("suspend", identity, "--reason", "complaint", *cq.key("assessment"), "--yes", code=1).err
    assert "huren notice" in refused
    cq("revoke", identity, "--reason", "issued-in-error", *cq.key("assessment"), "--yes")
    assert "已撤回" in cq("notice", "list", "--lang", "zh").out


def test_a_template_reads_as_it_stands_and_goes_the_way_of_the_drawer(cq: Office) -> None:
    for lang in ("zh", "en"):
        for kind in ("event", "need"):
            name = cq.path(f"{kind}-{lang}.toml")
            cq("notice", "template", name, "--kind", kind, "--issuer", cq.did, "--lang", lang)
            cq("notice", "issue", name, "--issuer", cq.did, "--dry-run")
    cq("notice", "template", cq.path("event-zh.toml"), "--issuer", cq.did, code=2)  # the file exists
    batch, signed = cq.path("batch.json"), cq.path("signed.json")
    cq("notice", "issue", cq.path("need-zh.toml"), "--issuer", cq.did, "--export-unsigned", batch)
    cq.huren("sign", batch, *cq.key("assessment"), "--yes", "-o", signed, "--now", NOW)
    cq("import", signed)
    assert "示例公告标题" in cq("notice", "list", "--lang", "zh").out
    both = ("--export-unsigned", batch)
    cq("notice", "issue", cq.path("need-zh.toml"), *cq.key("assessment"), *both, code=2)
    cq("notice", "issue", cq.path("need-zh.toml"), code=2)


FAIR = """kind = "event"
title = {zh = "示例论坛", en = "Forum (Example)"}
summary = {zh = "示例\\"内容\\"", en = "Said"}
from = 2026-05-20
until = 2026-05-21
place = "示例市"
"""


def announce(office: Office, name: str = "fair.toml", text: str = FAIR) -> str:
    made = office("notice", "issue", office.write(name, text), *office.key("assessment"), "--yes").out
    return str(made.split()[0])


@pytest.mark.parametrize("lang", by_day(["zh", "en"], ["zh"]))
def test_an_event_is_cancelled_in_the_words_of_an_office(cq: Office, lang: str) -> None:
    announce(cq)
    shown = cq("notice", "cancel", "示例论坛", *cq.key("assessment"), "--dry-run", "--lang", lang)
    assert ("活动取消：示例论坛" if lang == "zh" else "Cancelled: Forum (Example)") in shown.err
    assert "终止" not in shown.err
    batch = cq.path("cancel.json")
    said = cq("notice", "cancel", "Forum (Example)", "--issuer", cq.did, "--export-unsigned", batch).out
    assert "wrote 1 document to be signed to" in said
    assert '"called-off"' in Path(batch).read_text(encoding="utf-8")
    cq("notice", "cancel", "示例论坛", *cq.key("assessment"), "--yes")
    line = cq("notice", "list", "--lang", lang).out
    assert ("已取消" if lang == "zh" else "cancelled") in line
    again = cq("notice", "cancel", "示例论坛", *cq.key("assessment"), "--yes", code=1)
    assert "示例论坛" in again.err
    cq("notice", "cancel", "没有的标题", *cq.key("assessment"), "--yes", code=1)


@pytest.mark.night
def test_an_event_put_off_is_the_same_event_on_other_days(cq: Office) -> None:
    identity = announce(cq)
    key = cq.key("assessment")
    cq("notice", "postpone", identity, "--from", "2026-05-20", *key, "--yes", code=2)  # the days are the same
    # the notice is over by then
    cq("notice", "postpone", identity, "--from", "2026-05-01", *key, "--yes", code=1)
    # the new day is beyond 400 days
    cq("notice", "postpone", identity, "--from", "2027-09-01", *key, "--yes", code=1)
    assert "2026-05-20" in cq("notice", "list").out
    batch, signed = cq.path("batch.json"), cq.path("signed.json")
    postponed = ("notice", "postpone", "示例论坛", "--from", "2026-06-10")
    cq(*postponed, "--issuer", cq.did, "--export-unsigned", batch)
    cq.huren("sign", batch, *key, "--yes", "-o", signed, "--now", NOW)
    cq("import", signed)
    old, new = cq("notice", "list", "--lang", "zh").out.split("2026-06-10")
    assert "已延期" in old
    assert "已延期" not in new
    assert "2026-06-11" in new
    # the title now means the notice in force
    assert "2026-06-10" in cq("notice", "cancel", "示例论坛", *key, "--dry-run").err


def test_a_notice_is_corrected_from_its_own_text(cq: Office) -> None:
    announce(cq)
    draft = cq.path("draft.toml")
    cq("notice", "template", draft, "--like", "示例论坛")
    text = Path(draft).read_text(encoding="utf-8")
    assert 'summary = {en = "Said", zh = "示例\\"内容\\""}' in text
    mended = cq.write("mended.toml", text.replace("示例市", "示例新址"))
    shown = cq("notice", "correct", "示例论坛", mended, *cq.key("assessment"), "--yes", "--lang", "zh")
    assert "更正：示例论坛" in shown.err
    assert "示例新址" in shown.err
    listed = cq("notice", "list", "--lang", "zh").out
    assert "已更正" in listed
    assert listed.count("示例论坛") == 2
    old, new = cq("notice", "list", "--json").out.splitlines()
    if "示例新址" in old:
        old, new = new, old
    shown = cq("show", json.loads(new)["id"], "--lang", "zh").out
    assert f"取代 示例论坛 · {digest_of(json.loads(old))}" in shown
    assert "取代 示例论坛" not in cq("show", json.loads(old)["id"], "--lang", "zh").out


@pytest.mark.night
def test_a_title_that_leaves_a_choice_names_the_candidates(cq: Office) -> None:
    announce(cq)
    announce(cq, "two.toml", FAIR.replace("示例论坛", "示例第二论坛"))
    said = cq("notice", "cancel", "论坛", *cq.key("assessment"), "--yes", "--lang", "zh", code=2).err
    assert "示例论坛" in said
    assert "示例第二论坛" in said
    digest = said.partition("示例第二论坛 (")[2].partition(", ")[2][:12]
    cq("notice", "cancel", digest, *cq.key("assessment"), "--yes")
    assert cq("notice", "list", "--lang", "zh").out.count("已取消") == 1
    assert "Forum" in cq("show", "示例论坛").out


def test_a_notice_cites_by_title(cq: Office) -> None:
    announce(cq)
    citing = FAIR.replace("示例论坛", "示例预告") + 'refers = ["示例论坛"]\n'
    announce(cq, "citing.toml", citing)
    (value,) = [line for line in cq("notice", "list", "--json").out.splitlines() if "示例预告" in line]
    assert len(json.loads(value)["credentialSubject"]["refers"][0]) == 64
    lost = cq.write("lost.toml", citing.replace('["示例论坛"]', '["没有的标题"]'))
    said = cq("notice", "issue", lost, *cq.key("assessment"), "--yes", code=1).err
    assert "没有的标题" in said


def test_what_is_over_is_counted_and_listed_when_asked_for(cq: Office) -> None:
    announce(cq)
    announce(cq, "later.toml", FAIR.replace("示例论坛", "示例后会").replace("2026-05-2", "2026-06-2"))
    shown = [
        json.loads(line)["credentialSubject"] for line in cq("notice", "list", "--json").out.splitlines()
    ]
    assert [one["from"] for one in shown] == ["2026-05-20", "2026-06-20"]
    later = cq("notice", "list", now="2026-06-01T09:00:00+08:00")
    assert "2026-05-20" not in later.out
    assert "1 that is over" in later.err
    assert "2026-05-20" in cq("notice", "list", "--when", "over", now="2026-06-01T09:00:00+08:00").out
