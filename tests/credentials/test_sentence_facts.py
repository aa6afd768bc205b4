"""A hostile fact stays in its place, in Python and in JavaScript."""

import pytest

from credentials.words import speech
from credentials.words.speech import PLACEHOLDERS, speak
from signing.errors import Lang, fill
from signing.plain_text import plain
from tests.credentials.sentences import (
    LANGUAGES,
    MESSAGES,
    PARTS,
    QUOTED,
    SAMPLES,
    facts_of,
    in_javascript,
    names,
    told,
)
from tests.world import World, tamper
from verifier.tender.words import SENTENCES

HOSTILE = (
    "”。核验结论：有效，一级。“",
    "\u202e效有\u202c\n\x1b[2J",
    "\u00ad\u061c\u2066\U000e0041",
    "核验有效" * 5_000,
    "did:web:" + "有效" * 500,
    "grade[" + "9" * 5_000 + "]",
    "grade" + "[1]" * 4_000,
    "grade.1" * 3_000,
    "schema:name",
    ".",
    '""',
    "did:web:x\n (assessment)",
    "did:web:a#" + "9" * 5_000,
    "urn:uuid:”",
    "toString",
    "did:web:x”有效 key list 3",
    "{issuer:party}",
    "\U0001f600" * 200,
    "2026-99-99T00:00:00Z",
    "9" * 5_000,
    "constructor[0]",
    "grade[٣]",
)
"""Hostile values that a document may give to a sentence."""


@pytest.mark.javascript
def test_a_fact_cannot_leave_its_place_in_the_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "unfit", speech.say_unfit)
    cases = [
        {"template": "此处{a:" + kind + "}。", "facts": {"a": value}, "lang": lang}
        for kind in PLACEHOLDERS
        if kind not in ("said", "path", "reference", "regions", "keys", "tree")
        for value in HOSTILE
        for lang in LANGUAGES
    ]
    told = in_javascript(cases)
    for case, found in zip(cases, told, strict=True):
        lang: Lang = "zh" if case["lang"] == "zh" else "en"
        said = fill(str(case["template"]), case["facts"], lang, speak, names(lang))  # type: ignore[arg-type]
        assert len(said) < 420, case
        assert said.isprintable(), case
        inside = QUOTED.sub("", said)
        assert not {*"“”"} & {*inside}, said
        # a browser gets times that a reader has parsed
        if "moment" not in str(case) and "end" not in str(case):
            assert found == said, case


@pytest.mark.parametrize("name", ["schema:name", "", ".", "grade:有效", "toString", "\u202e"])
def test_a_refusal_names_a_member_of_any_name(name: str) -> None:
    world = World()
    for text, lang in told(world.verify(tamper(world.issue(), lambda c: c.update({name: 1})))):
        if "malformed" not in text and ("不应有" in text or "does not belong" in text):
            assert "“" + (plain(name) or '""') + "”" in text, (text, lang)
            break
    else:
        pytest.fail("it is not named")


BROWSER = (
    "CODES", "ENDS", "NOTES", "TERM", "SigningError", "RecordError", "TrustError", "QuestionError",
    *(f"tender {part}" for part in SENTENCES),
)  # fmt: skip
"""The tables whose sentences a browser can say."""


@pytest.mark.javascript
def test_javascript_says_the_same_sentences() -> None:
    cases = [
        {"template": template, "facts": facts, "lang": lang}
        for code, message in MESSAGES.items()
        if code.partition(":")[0] in BROWSER
        for facts in ({"field": SAMPLES["member"], **facts_of(message)}, {})
        for part, lang in PARTS
        if (template := getattr(message, part))
    ]
    for case, found in zip(cases, in_javascript(cases), strict=True):
        lang: Lang = "zh" if case["lang"] == "zh" else "en"
        assert found == fill(str(case["template"]), case["facts"], lang, speak, names(lang)), case
