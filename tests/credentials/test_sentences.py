"""Every sentence of every table and verdict tells its facts in words of its language."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_changes import diff_texts
from credentials.documents.agreement_names import AgreementNames
from credentials.times import parse_time
from credentials.words import speech
from credentials.words.speech import PLACEHOLDERS, speak
from keys_example.agreement import agreement_text
from keys_example.technologies import amended_text
from signing.errors import Lang, SigningError, fill
from tests.credentials.sentences import (
    DID,
    MESSAGES,
    MIXED,
    PARTS,
    QUOTED,
    SAMPLES,
    check_sentence,
    facts_of,
    in_javascript,
    kinds,
    names,
    page_words,
    told,
)
from tests.harness.selection.by_day import by_day
from tests.verifier.attacks import ATTACKS, Attack
from tests.world import World
from tools.docs.example_history import common_text


def test_every_placeholder_has_a_kind() -> None:
    for code, message in MESSAGES.items():
        for part, _ in PARTS:
            assert {kind for _, kind in kinds(getattr(message, part))} <= {*PLACEHOLDERS}, (code, part)
        assert kinds(message.en) == kinds(message.zh), code
        assert kinds(message.mend_en) == kinds(message.mend_zh), code


def test_the_ground_floor_needs_no_words_of_documents() -> None:
    plain = {"text", "quoted", "number", "said"}
    for code, message in SigningError.MESSAGES.items():
        assert {kind for _, kind in kinds(message.en + message.mend_en)} <= plain, code


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("moment", "yesterday"), ("moment", 5), ("day", "2026-5-1"), ("reason", "because"),
        ("use", "signing"), ("number", "many"), ("party", 7), ("end", []), ("check", "form"),
        ("nothing", "x"), ("text", True),
    ],
)  # fmt: skip
def test_a_fact_of_another_kind_fails_the_test(kind: str, value: object) -> None:
    with pytest.raises(AssertionError, match=kind):
        speak(kind, value, "zh")


def test_a_person_sees_a_fact_of_another_kind_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    monkeypatch.setattr(speech, "unfit", speech.say_unfit)
    assert speak("moment", "yesterday", "zh") == "yesterday"
    assert speak("nothing", 5, "en") == "5"


@pytest.mark.parametrize("table", {code.partition(":")[0]: None for code in MESSAGES})
def test_no_sentence_tells_a_raw_fact(table: str) -> None:
    for message in (message for code, message in MESSAGES.items() if code.startswith(f"{table}:")):
        facts = {"field": SAMPLES["member"], **facts_of(message)}
        for part, lang in PARTS:
            if template := getattr(message, part):
                check_sentence(fill(template, facts, lang, speak, names(lang)), lang)


CASES = [(code, attack) for code, attacks in ATTACKS.items() for attack in attacks]


@pytest.mark.parametrize(
    ("code", "attack"), by_day(CASES, CASES[::4]), ids=[f"{c}-{a.__name__}" for c, a in CASES]
)
def test_no_verdict_tells_a_raw_fact(code: str, attack: Attack) -> None:
    for text, lang in told(attack(World())):
        check_sentence(text.replace("Qingyuan", ""), lang)
        assert not (lang == "zh" and "–" in text), text


def test_an_unchecked_value_is_not_called_false() -> None:
    world = World()
    verdict = world.verify(world.issue(by="stranger"))
    telling: list[tuple[Lang, str]] = [("zh", "不成立"), ("en", "does not hold")]
    for lang, words in telling:
        assert all(words not in finding.detail(lang, verdict.names(lang)) for finding in verdict.findings)
    finding = next(found for found in verdict.findings if found.code == "unknown-issuer")
    assert "stranger.huren.example" in finding.detail("zh", verdict.names("zh"))
    assert "未核验" in finding.detail("zh", verdict.names("zh"))
    assert "not checked" in finding.detail("en", verdict.names("en"))


def _without(world: World, change: Any) -> str:
    world.amend(change)
    world.publish()
    verdict = world.verify(world.issue(by="cq"), home="sc")
    assert verdict.codes == ("no-equivalent",)
    return next(f for f in verdict.findings if f.check == "recognition").detail("zh", verdict.names("zh"))


def test_a_missing_equivalence_names_its_clause_or_the_lack_of_one() -> None:
    def say_none(text: Any) -> None:
        for row in text["equivalences"]:
            row["to"] = None

        seen: set[str] = set()
        for row in [*text["equivalences"]]:
            key = json.dumps(row["from"], sort_keys=True)
            if key in seen:
                text["equivalences"].remove(row)
            seen.add(key)

    decided = _without(World(), say_none)
    assert "依协议" in decided
    assert "未规定" not in decided
    silent = _without(World(), lambda text: text.update(equivalences=[]))
    assert "未规定" in silent


def test_parties_go_by_their_names_keys_by_their_use() -> None:
    zh, en = names("zh"), names("en")
    assert speak("party", DID, "zh", zh) == zh.text.party(DID).legal_name.zh  # type: ignore[union-attr]
    assert speak("party", "did:web:nobody.example%3A8443:a", "en", en) == "nobody.example:8443/a"
    assert speak("key", f"{DID}#assessment-2", "zh") == "评价密钥 2"
    assert speak("region", "CN-CQ", "en") == "Chongqing"
    assert speak("end", None, "zh") == "未定"
    assert speak("member", "parties[1][0]", "en") == "the parties (item 2.1)"
    assert speak("credential", "urn:uuid:x", "zh") == "标识为“x”的凭证"
    assert speak("credential", "urn:uuid:x", "en") == "the credential with the id “x”"
    assert speak("reference", "urn:uuid:x", "zh") == "“x”"
    assert speak("end", "2026-12-31T16:00:00Z", "zh") == "2026-12-31"
    assert speak("moment", "2026-12-31T16:00:00Z", "zh") == "2027-01-01"


@pytest.mark.parametrize(
    ("template", "value", "text"),
    [
        ("属于 {a:text}。", "重庆协会", "属于重庆协会。"),
        ("属于{a:text}的凭证。", "ABC", "属于 ABC 的凭证。"),
        ("第{a:text}版", "2", "第 2 版"),
        ("代码 {a:quoted} 不符", "x", "代码“x”不符"),
        ("{a:text} 名称有空格", "重庆 协会", "重庆 协会名称有空格"),
    ],
)
def test_chinese_is_spaced_as_chinese_is(template: str, value: str, text: str) -> None:
    assert fill(template, {"a": value}, "zh", speak) == text


def test_labels_of_pages_are_punctuated_as_chinese() -> None:
    mixed = {name: zh for name, zh in page_words() if MIXED.search(QUOTED.sub("“”", zh))}
    assert mixed == {}


def test_a_party_that_left_and_its_scheme_keep_their_names() -> None:
    def leave(text: Any) -> None:
        keep = [scheme for scheme in text["schemes"] if scheme["owner"] != DID]
        ids = {scheme["id"] for scheme in keep}
        text["schemes"] = keep
        text["grants"] = [grant for grant in text["grants"] if grant["scheme"] in ids]
        text["equivalences"] = [
            row
            for row in text["equivalences"]
            if row["from"]["scheme"] in ids and (row["to"] is None or row["to"]["scheme"] in ids)
        ]

    world = World()
    credential = world.issue(by="cq")
    before = world.verify(credential).names("zh")
    world.advance(days=2)
    world.amend(leave)
    world.publish()
    after = world.verify(credential).names("zh")
    assert after.text.version == 2
    assert after.text.scheme("cq-facility-operation") is None
    assert after.scheme("cq-facility-operation") == before.scheme("cq-facility-operation")
    assert after.grade("cq-facility-operation", "二级") == before.grade("cq-facility-operation", "二级")


@pytest.mark.parametrize("other", ["{0}", " {0} ", "{0} ", "\u3000{0}"])
@pytest.mark.parametrize("change", [str, str.upper, str.lower])
def test_schemes_whose_names_are_read_alike_go_by_their_provinces(
    other: str, change: Callable[[str], str]
) -> None:
    text: Any = common_text()
    cq, sc = (next(s for s in text["schemes"] if s["id"] == f"{p}-facility-operation") for p in ("cq", "sc"))
    sc["name"]["en"] = other.format(change(cq["name"]["en"]))
    case = {"template": "{a:scheme}", "facts": {"a": cq["id"]}, "lang": "en"}
    names = AgreementNames(AgreementText.model_validate(text), "en")
    assert names.scheme(cq["id"]).endswith(" (Chongqing)")
    assert names.scheme(sc["id"]).endswith(" (Sichuan)")
    assert in_javascript([case], text) == [names.scheme(cq["id"])]


def test_a_new_scheme_of_a_name_that_is_taken_is_told_with_its_owner() -> None:
    before: Any = common_text()
    after: Any = common_text()
    before["schemes"] = [scheme for scheme in before["schemes"] if scheme["id"] != "sc-facility-operation"]
    before["grants"] = [grant for grant in before["grants"] if grant["scheme"] != "sc-facility-operation"]
    before["equivalences"] = []
    old, new = map(AgreementText.model_validate, (before, after))
    (line,) = [one.line for one in diff_texts(old, new, "en") if one.line.startswith("scheme ")]
    assert "owner Sichuan" in line
    (gone,) = [one.line for one in diff_texts(new, old, "en") if one.line.startswith("scheme ")]
    assert "owner Sichuan" in gone


def test_a_member_is_told_though_its_words_stand_in_the_name_of_its_item() -> None:
    before: Any = agreement_text()
    after: Any = agreement_text()
    new = after["schemes"][0] | {"id": "cq-new", "months": 36}
    new["name"] = {"zh": "新办法 36（示例）", "en": "New for Chongqing 36 (Example)"}
    after["schemes"].append(new)
    after["grants"].append(after["grants"][0] | {"scheme": "cq-new", "regions": ["CN-CQ"]})
    after["terms"] += [{"zh": "VOCs", "en": "VOCs"}, {"zh": "COD 去除", "en": "COD"}]
    old, text = map(AgreementText.model_validate, (before, after))
    terms, scheme, grant = (one.line for one in diff_texts(old, text, "en"))
    assert terms == "terms in English: “VOCs” in English VOCs; “COD 去除” in English COD"
    assert scheme.endswith("; months 36")
    assert grant.endswith("; regions Chongqing")


@pytest.mark.parametrize(
    ("lang", "row", "said", "media", "same"),
    [
        (
            "en",
            "Pollution control facility operation (Example) (Chongqing) / online monitoring / 三级 (Grade 3)",
            (
                "counts as nothing",
                "counts as Pollution control facility operation (Example) (Sichuan) / online monitoring / "
                "丙级 (Class C)",
            ),
            "categories water, air, ",
            "every category / the same grade; clause Article 8 (Example)",
        ),
        (
            "zh",
            "重庆污染治理设施运行服务能力（示例） / 在线监测 / 三级",
            ("视同 无", "视同 四川污染治理设施运行服务能力（示例） / 在线监测 / 丙级"),
            "类别 水、大气、",
            "各类别 / 同名等级; 条款 第八条（示例）",
        ),
    ],
)
def test_a_row_that_counts_otherwise_is_one_change_and_a_medium_is_a_word(
    lang: Lang, row: str, said: tuple[str, str], media: str, same: str
) -> None:
    text = agreement_text()
    after = amended_text(text, parse_time("2026-05-01T00:00:00+08:00"))
    changes = diff_texts(AgreementText.model_validate(text), AgreementText.model_validate(after), lang)
    assert [(one.sign, one.old, one.new) for one in changes if one.what == row] == [("~", *said)]
    assert [one.sign for one in changes if media in one.line] == ["+", "+"]
    assert [one.sign for one in changes if one.new.endswith(same)] == ["+", "+"], "three grades in one change"
