"""Every code of the table is the sole cause of an outcome in at least one attack; no check is decorative."""

import re

import pytest

from credentials.words.closed_lists import REASONS
from tests.verifier.attacks import ATTACKS, Attack
from tests.world import World
from verifier import Outcome, Result
from verifier.codes import CODES, PLAIN

EXPECTED = {"failed": Outcome.INVALID, "indeterminate": Outcome.INDETERMINATE, "passed": Outcome.VALID}
RAW = re.compile(r"\d{4}-\d\d-\d\dT|" + "|".join(code for code, (word, _) in REASONS.items() if code != word))
"""A time as documents have it, or the code of a reason."""
ALWAYS = {"joint", "not-joint", "joint-unknown", "adopted"}
"""One of the first three is said of every technology, the last where a survey is adopted."""
CASES = [(code, attack) for code, attacks in ATTACKS.items() for attack in attacks]


def test_an_honest_credential_is_valid_with_nothing_to_add() -> None:
    world = World()
    verdict = world.verify(world.issue(), home="sc")
    assert (verdict.outcome, verdict.code, verdict.codes) == (Outcome.VALID, PLAIN, ())


@pytest.mark.parametrize(("code", "attack"), CASES, ids=[f"{c}-{a.__name__}" for c, a in CASES])
def test_each_attack_gives_only_its_code(code: str, attack: Attack) -> None:
    verdict = attack(World())
    level = CODES[code].outcome
    assert verdict.outcome == EXPECTED[level]
    told = [other for other in verdict.codes if other == code or other not in ALWAYS]
    assert told == [code]
    finding = next(f for f in verdict.findings if f.code == code)
    assert (finding.check, finding.outcome) == (CODES[code].check, Result(level))
    if level != "passed":
        assert verdict.code == code
        others = [f for f in verdict.findings if f.outcome not in (Result.PASSED, Result.SKIPPED)]
        assert others == [finding]
    for lang in ("zh", "en"):
        text = finding.detail(lang)
        assert text
        assert "{" not in text
        assert "None" not in text


@pytest.mark.parametrize("code", sorted(code for code in ATTACKS if CODES[code].check != "well-formed"))
def test_no_finding_tells_a_raw_time_or_reason(code: str) -> None:
    verdict = ATTACKS[code][0](World())
    for finding in verdict.findings:
        for lang in ("zh", "en"):
            assert not RAW.search(finding.detail(lang))
        assert finding.check not in finding.detail("zh")


def test_every_code_has_an_attack() -> None:
    skips = {code for code, row in CODES.items() if row.outcome == "skipped"}
    assert set(CODES) - skips - {PLAIN} - set(ATTACKS) == set()
