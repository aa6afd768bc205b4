"""Both languages everywhere (help, labels, closed lists), and the choice of the language."""

import re
from collections import Counter
from typing import Any, get_args

import pytest

from cli.commands import MODULES
from cli.demo.samples import EXPECTED
from cli.main import run
from credentials.documents.key_list import Use
from credentials.documents.status_event import NOTICE_REASONS
from credentials.documents.status_event import REASONS as REASONS_BY_ACTION
from credentials.documents.works.member_labels import MEMBER_LABELS
from credentials.kinds import KINDS as TABLE
from credentials.kinds import parse_any
from credentials.times import parse_time
from credentials.words.closed_lists import HEADLINES
from terminal.document_words import describe_content
from terminal.labels import ACTIONS, CHECK_WORDS, KINDS, REASONS, RESULTS, USES
from terminal.language import both, choose, guess_language, use_language
from terminal.options import parse_moment
from terminal.output import format_moment, format_period, plain
from tests.cli.command_table import commands
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import OF_TESTS, Huren
from tests.world import World
from tests.world.works import half, listing, notice, signed, technology
from verifier import Outcome, Result
from verifier.codes import CHECKS as ALL_CHECKS
from verifier.codes import CODES, DAY, PLAIN, SINCE

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("HUREN_LANG", "en")
    yield
    use_language("en")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_document_to_sign_is_described_without_codes(lang: Any) -> None:
    use_language(lang)
    world = World()
    rights, end = [{"kind": "invention", "number": "ZL 1 (Example)"}], "2028-05-18T00:00:00+08:00"
    listed = signed(world, technology(world, rights=rights, verification__until=end))
    others = (signed(world, one) for one in (listing(world, listed), notice(world), half(world)))
    said = [line for data in (listed, *others) for line in describe_content(parse_any(data).body)]
    told = {part for line in said for part in re.split(": |：|, |、", line)[1:]}
    lists = MEMBER_LABELS.values()
    words = {word for labels in lists for pair in labels.values() for word in pair}
    assert not told & ({code for labels in lists for code in labels} - words)
    some = ("水", "化学需氧量", "技术需求", "已示范", "重庆市", "联合入库", "通过", "监测报告", "小时均值")
    english = ("water", "COD", "technology wanted", "adopted", "Chongqing", "joins the listing")
    assert {*(some if lang == "zh" else english), "2028-05-17"} <= told, "an end is said by its last day"
    assert "2028-05-18" not in told


def test_every_command_and_option_has_help_in_both_languages() -> None:
    use_language("zh")
    zh = commands()
    use_language("en")
    en = commands()
    for words, command in en.items():
        for item, other in zip((command, *command.params), (zh[words], *zh[words].params), strict=True):
            assert item.help, (words, item)
            assert not HAN.search(item.help), (words, item.help)
            assert HAN.search(other.help), (words, other.help)
            assert "\x1f" not in item.help + other.help


def test_an_option_that_reads_alike_in_two_commands_is_declared_once() -> None:
    of = Counter((*param.opts, param.help) for command in commands().values() for param in command.params)
    sources = "".join(
        path.read_text(encoding="utf-8")
        for floor in ("cli", "terminal")
        for path in (ROOT / floor).rglob("*.py")
    )
    shared = [str(help_) for (*_, help_), count in of.items() if count > 1]
    assert "Sign without asking." in shared
    assert {text for text in shared if sources.count(f'"{text}"') > 1} == set()


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
@pytest.mark.parametrize(
    "words", [[], *([name] for name in MODULES), ["key", "list"], ["agreement", "draft"]]
)
def test_help_pages(words: list[str], lang: str, capsys: pytest.CaptureFixture[str]) -> None:
    done = Huren(capsys)(*words, "--help", "--lang", lang)
    assert done.out.startswith("Usage: huren" if lang == "en" else "用法：huren")
    assert bool(HAN.search(done.out)) == (lang == "zh")
    assert done.err == ""


def test_commands_are_those_of_the_contract() -> None:
    assert set(MODULES) >= {
        "demo", "key", "agreement", "issue", "sign", "import", "suspend", "reinstate", "revoke", "supersede",
        "publish", "bundle", "verify", "show", "qr", "doctor",
    }  # fmt: skip


def test_a_missing_or_unknown_command_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    huren = Huren(capsys)
    assert "Usage: huren" in huren(code=2).err
    assert "there is no command “verfy”.\nDid you mean verify?" in huren("verfy", code=2).err
    assert "没有命令“verfy”。\n是否指 verify？" in huren("verfy", "--lang", "zh", code=2).err
    assert "there is no command “lst”.\nDid you mean list?" in huren("key", "lst", code=2).err
    wrong = huren("verify", "x", "--bundel", "--lang", "zh", code=2).err
    assert "没有选项 --bundel。\n是否指 --bundle 或 --beside？" in wrong
    assert "Did you mean" not in huren("qqq", code=2).err
    assert "缺少参数" in huren("qr", "--lang", "zh", code=2).err


def test_labels_are_total() -> None:
    assert set(CHECK_WORDS) == {*ALL_CHECKS, DAY, SINCE}
    assert set(RESULTS) == {result.value for result in Result}
    assert set(HEADLINES) - {"counts-nowhere", "counts-partly", "ended-since"} == {
        outcome.value for outcome in Outcome
    }
    by_action = (*REASONS_BY_ACTION.values(), *NOTICE_REASONS.values())
    assert set(REASONS) == {reason for reasons in by_action for reason in reasons}
    assert set(ACTIONS) == set(REASONS_BY_ACTION)
    assert set(USES) == set(get_args(Use))
    assert set(KINDS) == {*TABLE}
    assert {expected.code for expected in EXPECTED.values()} <= set(CODES)


def test_a_sentence_does_not_repeat_the_result_of_its_check() -> None:
    for code in CODES.keys() - {PLAIN}:  # a check whose sentence is not shown
        row = CODES[code]
        for word, sentence in zip(RESULTS[row.outcome], (row.message.en, row.message.zh), strict=True):
            assert not sentence.lower().startswith(word), (code, sentence)


@pytest.mark.parametrize(
    ("argv", "environ", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ([], {"LANG": "C", "HUREN_LANG": "zh"}, "zh"),
        (["verify", "--lang", "en"], {"HUREN_LANG": "zh"}, "en"),
        (["--lang=zh", "verify"], {}, "zh"),
        (["verify", "--lang"], {"LANG": "zh"}, "zh"),
        (["verify", "--lang", "fr"], {"LANG": "de_DE"}, "en"),
    ],
)
def test_the_language_follows_option_environment_and_locale(
    argv: list[str], environ: dict[str, str], lang: str
) -> None:
    assert guess_language(argv, environ) == lang


def test_a_text_in_both_languages_is_chosen_late() -> None:
    text = both("yes", "是")
    assert choose(text) == "yes"
    use_language("zh")
    assert choose(text) == "是"
    assert choose("as it is") == "as it is"


def test_a_date_typed_by_a_person_is_that_day_at_plus_eight() -> None:
    assert parse_moment("2026-05-01") == parse_time("2026-05-01T00:00:00+08:00")
    assert parse_moment(" 2026-05-01T00:00:00Z ") == parse_time("2026-05-01T08:00:00+08:00")


def test_times_are_shown_as_people_in_china_read_them() -> None:
    assert format_moment(parse_time("2026-04-30T16:00:00Z")) == "2026-05-01"
    assert format_moment(parse_time("2026-05-01T09:30:59+08:00")) == "2026-05-01 09:30"
    day, next_day = parse_time("2026-05-01T00:00:00+08:00"), parse_time("2026-05-02T00:00:00+08:00")
    assert format_period(day, next_day) == "from 2026-05-01 through 2026-05-01"
    use_language("zh")
    assert format_period(day, None) == "自 2026-05-01 起"


def test_plain_text_is_one_line_without_controls() -> None:
    assert plain("a\nb\x1b[2J\u202e\u200b\ud800中") == "a\\u000ab\\u001b[2J\\u202e\\u200b\\ud800中"


def test_the_version_is_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: f"{name} 9")
    assert run(["--version"]) == 0
    assert capsys.readouterr().out == "huren 9\n"


def test_the_traceback_is_printed_on_request(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in OF_TESTS:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HUREN_DEBUG", "1")
    assert run(["qr", "missing.json", "--data", "nowhere"]) == 2
    assert "Traceback" in capsys.readouterr().err
