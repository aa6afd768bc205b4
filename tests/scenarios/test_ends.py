"""Kinds of ends by their reason; and words that only the law may use of an end or an assessment."""

import json
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from typing import get_args

import pytest

from api.wire.models import ENDS as API_ENDS
from api.words import speak
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.assessment import Assessment
from credentials.documents.status_event import KINDS, NOTICE_REASONS, REASONS, EndKind, kind_of
from credentials.kinds import parse_credential
from credentials.record import Record
from credentials.words import closed_lists
from registry.lookup.standing import Standing, find_standing
from signing.errors import Lang
from tests.harness.checkout import ROOT, tracked_files
from tests.harness.node import run_parity
from tests.parity.parity import Recorder
from tests.world import World
from verifier import Verdict
from verifier.codes import ENDS
from verifier.reasons import format_finding

WORDS = {"annulled": "撤销", "cancelled": "取消", "given-up": "注销"}
BY_LAW = {
    "called-off": "cancelled",
    "issued-in-error": "annulled",
    "false-material": "annulled",
    "serious-violation": "cancelled",
    "enterprise-request": "given-up",
    "enterprise-dissolved": "given-up",
}

FORBIDDEN = ("吊销", "认证", "年检")
"""Reserved words: a penalty of authorities, an activity that needs approval, an inspection of permits."""

EXPLAINED = ("docs/adr/0006-events.md", "docs/glossary.md", "tests/scenarios/test_ends.py")
"""Files that name these words to rule them out."""


def ended(reason: str) -> tuple[World, bytes, Verdict]:
    world = World()
    credential = world.issue()
    world.revoke(credential, reason=reason)
    world.publish()
    return world, credential, world.verify(credential, home="sc")


def test_every_reason_to_revoke_has_its_kind() -> None:
    assert KINDS == BY_LAW
    assert set(KINDS) == {*REASONS["revoke"], *NOTICE_REASONS["revoke"]}
    assert set(get_args(EndKind)) == set(WORDS) == set(ENDS) == set(closed_lists.ENDS) == set(API_ENDS)
    for reason, kind in BY_LAW.items():
        assert kind_of(reason) == kind  # type: ignore[arg-type]


@pytest.mark.parametrize(("reason", "kind"), BY_LAW.items())
def test_a_verdict_names_the_kind_and_keeps_its_code(reason: str, kind: str) -> None:
    world, _, verdict = ended(reason)
    assert verdict.code == "revoked"
    (finding,) = [found for found in verdict.findings if found.code == "revoked"]
    assert finding.evidence["kind"] == kind
    for lang in get_args(Lang):
        said = format_finding(finding, AgreementNames(world.trust().chain.latest.text, lang))
        word = WORDS[kind] if lang == "zh" else kind.replace("-", " ").capitalize()
        assert word in said
        assert closed_lists.word_for(closed_lists.REASONS, reason, lang) in said
        # 注销 can also mean the dissolution of the enterprise
        others = set(WORDS.values()) - {WORDS[kind], "注销"}
        assert lang == "en" or not [other for other in others if other in said]
    (told,) = [found for found in verdict.to_json("zh")["findings"] if found["code"] == "revoked"]  # type: ignore[union-attr, index, call-overload]
    assert told["evidence"]["kind"] == kind  # type: ignore[call-overload, index]
    assert WORDS[kind] in told["detail"]  # type: ignore[call-overload, index, operator]


@pytest.mark.night
@pytest.mark.javascript
def test_the_verifier_in_javascript_names_the_same_kinds(tmp_path: Path) -> None:
    recorder = Recorder()
    for reason in BY_LAW:
        with recorder.recording(reason):
            ended(reason)
    result = run_parity(recorder.to_json(), tmp_path)
    assert result["failures"] == []
    kinds = [
        finding["evidence"].get("kind")
        for case in recorder.cases
        if case["kind"] == "verdict"
        for finding in case["expected"]["zh"]["findings"]
        if finding["code"] == "revoked"
    ]
    assert kinds == [*BY_LAW.values()]


@pytest.mark.parametrize(("reason", "kind"), BY_LAW.items())
def test_lists_and_pages_name_the_kind(reason: str, kind: str) -> None:
    world, credential, _ = ended(reason)
    record: Record[Assessment] = parse_credential(credential)
    standing = find_standing(record, world.trust(), world.now)
    assert standing == Standing("revoked", kind)  # type: ignore[arg-type]
    assert speak("search", "zh")(standing.word) == WORDS[kind]
    before = find_standing(record, world.trust(), world.now - timedelta(seconds=1))
    assert before == Standing("active")


def texts() -> dict[str, str]:
    """Return every tracked text file of the project, by its path."""
    found = {}
    for name in tracked_files():
        with suppress(UnicodeDecodeError):
            found[name] = (ROOT / name).read_text(encoding="utf-8")
    return found


def test_no_text_uses_a_word_reserved_to_authorities() -> None:
    found = texts()
    assert {"api/templates/words.toml", "web/texts/codes.js", "docs/reference/checks.md"} <= set(found)
    said = {
        (name, word)
        for name, text in found.items()
        if name not in EXPLAINED
        for word in FORBIDDEN
        # JSON and JavaScript sources may escape the characters
        if word in text or json.dumps(word)[1:-1] in text
    }
    assert said == set()
